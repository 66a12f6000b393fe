import { withSharedParts } from '../../common/shared-parts.js';
import type { Body } from './bodies.js';
import { FINAL_DIGIT, LOW_DIGIT } from './format.js';

/** Reads the digits of an encoded file. */
export interface Reader {
  readonly encoded: string;
  at: number;
  /** Where the node before starts. */
  last: number;
  readonly strings: readonly string[];
  /** The body of a function that is being read. */
  body: Body | null;
  /** The strings that were taken for chains of names, as names, by their indexes. */
  readonly chains: (readonly string[] | undefined)[];
}

/**
 * @param place where to begin, of another reader of the same text; default: at the beginning
 * @throws SyntaxError for what is not encoded syntax
 */
export function openReader(encoded: string, place?: Pick<Reader, 'at' | 'last'>): Reader {
  const at = encoded.indexOf('\n');
  return { encoded, at: place?.at ?? at + 1, last: place?.last ?? 0, strings: withSharedParts(JSON.parse(encoded.slice(0, at)) as string[]), body: null, chains: [] };
}

/** @throws SyntaxError after the last. */
export function digit(reader: Reader): number {
  const { encoded } = reader;
  let code = encoded.charCodeAt(reader.at++);
  if (code < LOW_DIGIT) return code - FINAL_DIGIT;
  let value = 0;
  let shift = 0;
  for (; code >= LOW_DIGIT; code = encoded.charCodeAt(reader.at++)) {
    value |= (code - LOW_DIGIT) << shift;
    shift += 5;
  }
  if (Number.isNaN(code)) throw new SyntaxError('the encoded syntax ends early');
  return value | ((code - FINAL_DIGIT) << shift);
}

/** The next node's start. */
export function start(reader: Reader): number {
  reader.last += digit(reader);
  return reader.last;
}

export function text(reader: Reader): string {
  return reader.strings[digit(reader)] as string;
}

/** The names of a dotted chain. */
export function partsOf(reader: Reader): readonly string[] {
  const index = digit(reader);
  return (reader.chains[index] ??= (reader.strings[index] as string).split('.'));
}

export function optionalText(reader: Reader): string | null {
  const index = digit(reader);
  return index === 0 ? null : (reader.strings[index - 1] as string);
}

/** Of all lists without items there is one. */
const NOTHING: readonly never[] = [];

/** The list without the room that it has kept to grow. */
export function exact<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? NOTHING : list.slice();
}
