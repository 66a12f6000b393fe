/**
 * Equal parts of facts, held once: files of a repository import the same modules on the same lines, and a place alone takes 80 bytes. Pure but for what it
 * keeps, the parts that it met last.
 */

/** Places in which a part may be met again; another one that falls there takes the place. */
const PLACES = 1 << 17;
/** Longer texts are rarely the same; shorter ones `JSON.parse` shares itself. */
const [SHORTEST, LONGEST] = [11, 80];

const texts = Array.from({ length: PLACES }, () => '');
const NOTHING: readonly never[] = [];
const numbers = Array.from({ length: PLACES }, (): readonly number[] => NOTHING);

/** The same data. @param data parsed from JSON, seen by nobody yet: its parts are put in their places anew */
export function withSharedParts<T>(data: T): T {
  return shared(data) as T;
}

function shared(value: unknown): unknown {
  if (typeof value === 'string') return sharedText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    if (value.length === 0) return NOTHING;
    if (isPlace(value)) return sharedNumbers(value);
  }
  const parts = value as Record<string, unknown>;
  for (const key of Object.keys(parts)) {
    const part = parts[key];
    const one = shared(part);
    if (one !== part) parts[key] = one;
  }
  return value;
}

function sharedText(text: string): string {
  const { length } = text;
  if (length < SHORTEST || length > LONGEST) return text;
  const hash = mixed(mixed(mixed(length, text.charCodeAt(length - 1)), text.charCodeAt(length >> 1)), text.charCodeAt(length - 4)) ^ text.charCodeAt(0);
  const at = hash & (PLACES - 1);
  if (texts[at] !== text) texts[at] = text;
  return texts[at] as string;
}

function sharedNumbers(list: readonly number[]): readonly number[] {
  const [a, b, c, d] = list as [number, number, number, number];
  const at = mixed(mixed(mixed(a, b), c), d) & (PLACES - 1);
  const known = numbers[at] as readonly number[];
  if (known[0] === a && known[1] === b && known[2] === c && known[3] === d) return known;
  numbers[at] = list;
  return list;
}

function isPlace(list: readonly unknown[]): list is readonly number[] {
  return list.length === 4 && list.every((one) => typeof one === 'number');
}

function mixed(hash: number, value: number): number {
  const mix = Math.imul(hash ^ value, 0x9e3779b1);
  return mix ^ (mix >>> 15);
}
