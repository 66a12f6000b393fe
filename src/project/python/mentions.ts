/** Which files speak of a word. Pure. */
import { textsOf } from '../../facts/python/code/decode.js';
import { perFacts } from '../per-facts.js';
import type { Scan } from '../live-tree.js';
import { lazily, perKey, sameItems } from '../tracked.js';

/** Every identifier of a file's code, and every word of its strings. */
const wordsOf = perFacts((facts): ReadonlySet<string> => {
  const words = new Set<string>();
  for (const text of facts.code === undefined ? [] : textsOf(facts.code)) for (const word of text.match(/[A-Za-z_]\w*/g) ?? []) words.add(word);
  return words;
});

/** Builds `mentions`: the words of all files are gathered at the first question. */
export function createMentions(scan: Scan, isWanted: () => boolean): (word: string) => readonly string[] {
  const words = scan((facts, path) => path.endsWith('.py') && facts.code !== undefined && wordsOf(facts));
  const index = lazily(() => {
    const known = new Map<string, string[]>();
    for (const { path, told } of isWanted() ? words() : []) {
      for (const word of told) {
        const files = known.get(word);
        if (files === undefined) known.set(word, [path]);
        else files.push(path);
      }
    }
    return known;
  });
  return perKey((word: string): readonly string[] => index().get(word) ?? [], sameItems);
}
