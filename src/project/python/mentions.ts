/** Which files speak of a word. Pure. */
import { textsOf } from '../../facts/python/code/decode.js';
import type { FileFacts } from '../../facts/types.js';
import { perFacts } from '../per-facts.js';
import { lazily } from '../tree.js';

/** Every identifier of a file's code, and every word of its strings. */
const wordsOf = perFacts((facts): ReadonlySet<string> => {
  const words = new Set<string>();
  for (const text of facts.code === undefined ? [] : textsOf(facts.code)) for (const word of text.match(/[A-Za-z_]\w*/g) ?? []) words.add(word);
  return words;
});

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
