/** Which files speak of a word. Pure. */
import type { FileFacts } from '../../facts/types.js';
import { perFacts } from '../per-facts.js';
import { lazily } from '../tree.js';

/** Every identifier and word of a string in a file's code; the encoding's own words are among them, and harmless. */
const wordsOf = perFacts((facts): ReadonlySet<string> => new Set(facts.code?.replace(/\\(?:u[0-9a-f]{4}|.)/g, " ").match(/[A-Za-z_]\w*/g) ?? []));

/** Builds `mentions`: the words of all files are gathered at the first question. */
export function createMentions(paths: () => readonly string[], facts: (path: string) => FileFacts | undefined): (word: string) => readonly string[] {
  const index = lazily(() => {
    const known = new Map<string, string[]>();
    for (const path of paths()) {
      const own = facts(path);
      for (const word of own === undefined ? [] : wordsOf(own)) {
        const files = known.get(word);
        if (files === undefined) known.set(word, [path]);
        else files.push(path);
      }
    }
    return known;
  });
  return (word) => index().get(word) ?? [];
}
