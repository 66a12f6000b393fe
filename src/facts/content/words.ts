/** Which words stand in a text, in any role: code, strings, comments. Pure. */
import { fold, hashText, pack, PACKED, START, step } from './pack.js';

/** How often each word stands in a text, by the word's hash. A word is `[A-Za-z_$][A-Za-z0-9_$]*` of two characters or more. */
export function countWords(text: string): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  const end = text.length;
  for (let index = 0; index < end; index++) {
    const first = text.charCodeAt(index);
    if (!startsWord(first)) {
      if (isDigit(first)) while (index + 1 < end && continuesWord(text.charCodeAt(index + 1))) index++;
      continue;
    }
    const from = index;
    let hash = step(START, first);
    while (index + 1 < end && continuesWord(text.charCodeAt(index + 1))) hash = step(hash, text.charCodeAt(++index));
    if (index === from) continue;
    const key = fold(hash);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** The distinct words of a text, packed. */
export function packWords(counts: ReadonlyMap<number, number>): string {
  return [...counts.keys()].map(pack).join('');
}

/** The words that `packWords` packed, as `packedWord` gives them. */
export function unpackWords(packed: string): Iterable<string> {
  return (function* each() {
    for (let index = 0; index < packed.length; index += PACKED) yield packed.slice(index, index + PACKED);
  })();
}

/** Whether a word, as `packedWord` gives it, is among packed words. */
export function holdsWord(packed: string, word: string): boolean {
  for (let at = packed.indexOf(word); at >= 0; at = packed.indexOf(word, at + 1)) if (at % PACKED === 0) return true;
  return false;
}

/** A word as it stands in packed words. Different words may share it, one pair in 16 million. */
export function packedWord(word: string): string {
  return pack(hashText(word));
}

function startsWord(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || unit === 95 || unit === 36;
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

function continuesWord(unit: number): boolean {
  return startsWord(unit) || isDigit(unit);
}
