/** Which files speak of a word. Pure. */
import { textsOf } from '../../facts/python/code/decode.js';
import { perFacts } from '../per-facts.js';
import type { Scan } from '../live-tree.js';
import { createInverse } from '../inverse.js';
import { sameData } from '../same-data.js';

/** Every identifier of a file's code, and every word of its strings. */
const wordsOf = perFacts((facts): ReadonlySet<string> => {
  const words = new Set<string>();
  for (const text of facts.code === undefined ? [] : textsOf(facts.code)) for (const word of text.match(/[A-Za-z_]\w*/g) ?? []) words.add(word);
  return words;
});

/** Builds `mentions`: the words of all files are gathered at the first question. */
export function createMentions(scan: Scan, isWanted: () => boolean): (word: string) => readonly string[] {
  const words = scan((facts, path) => path.endsWith('.py') && facts.code !== undefined && wordsOf(facts), sameData);
  return createInverse(() => (isWanted() ? words() : []), (own) => own);
}
