/**
 * The compound names of a text (`send_email`, `StockManager`, `MAX_KEYS`), each as a hash of four characters: enough to say that a
 * name stands nowhere, in a quarter of the names' own size. Two names in sixteen million share a hash. Pure.
 */

const WORD = /[A-Za-z_$][\w$]{4,80}/g;
const COMPOUND = /[A-Za-z0-9]_[A-Za-z0-9]|[a-z0-9][A-Z]/;
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Characters of one hash. */
export const HASH_LENGTH = 4;

/** The hashes of the compound names in the text, joined, in order of first appearance. */
export function wordsOf(text: string): string {
  const seen = new Set<string>();
  let hashes = '';
  for (const [word] of text.matchAll(WORD)) {
    if (seen.has(word)) continue;
    seen.add(word);
    if (COMPOUND.test(word)) hashes += hashOfName(word);
  }
  return hashes;
}

/** The hash of a name. Case and underscores do not count: `sendEmail`, `send_email` and `SEND_EMAIL` are one name. */
export function hashOfName(name: string): string {
  // FNV-1a, 32 bits; its 24 lowest are kept.
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) {
    const code = name.charCodeAt(at);
    if (code === 95) continue;
    hash = Math.imul(hash ^ (code >= 65 && code <= 90 ? code + 32 : code), 0x01000193);
  }
  const digit = (shift: number): string => DIGITS.charAt((hash >>> shift) & 63);
  return digit(18) + digit(12) + digit(6) + digit(0);
}
