/** Numbers below 2^24 as four characters each: short enough to keep one for every word and line of a repository. Pure. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The number of each character, by its code. */
const VALUES = Uint8Array.from({ length: 128 }, (_, code) => Math.max(0, ALPHABET.indexOf(String.fromCharCode(code))));

/** Characters of one packed number. */
export const PACKED = 4;

/** One number of 0..63 as one character. */
export function packSmall(value: number): string {
  return ALPHABET.charAt(value & 63);
}

/** The number that `packSmall` wrote. */
export function unpackSmall(text: string, at: number): number {
  return VALUES[text.charCodeAt(at)] as number;
}

/** One number of 24 bits as four characters. */
export function pack(value: number): string {
  return ALPHABET.charAt((value >>> 18) & 63) + ALPHABET.charAt((value >>> 12) & 63) + ALPHABET.charAt((value >>> 6) & 63) + ALPHABET.charAt(value & 63);
}

/** 24 bits of a text: FNV-1a over its UTF-16 code units, folded. http://www.isthe.com/chongo/tech/comp/fnv/ */
export function hashText(text: string): number {
  let hash = START;
  for (let index = 0; index < text.length; index++) hash = step(hash, text.charCodeAt(index));
  return fold(hash);
}

/** FNV-1a's offset basis. */
export const START = 0x811c9dc5;

/** One step of FNV-1a. */
export function step(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

/** 32 bits down to 24. */
export function fold(hash: number): number {
  return ((hash >>> 24) ^ hash) & 0xffffff;
}
