/** Which files speak of a word. Pure. */
import { textsOf } from '../../facts/python/code/decode.js';
import type { Scan } from '../live-tree.js';
import { createInverse } from '../inverse.js';

/** Every identifier of a file's code, and every word of its strings: gathered where the file changes, and not kept. */
function* wordsOf(code: string): Iterable<string> {
  for (const text of textsOf(code)) yield* text.match(/[A-Za-z_]\w*/g) ?? [];
}

/** Builds `mentions`: the words of all files are gathered at the first question. */
export function createMentions(scan: Scan, isWanted: () => boolean): (word: string) => readonly string[] {
  const codes = scan(({ code }, path) => path.endsWith('.py') && code);
  return createInverse(() => (isWanted() ? codes() : []), wordsOf);
}
