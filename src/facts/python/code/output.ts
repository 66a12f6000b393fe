import { EXPRESSION, FINAL_DIGIT, FINAL_DIGITS, LOW_DIGIT } from './format.js';

/** What is written of one file so far. */
export interface Output {
  bytes: Uint8Array;
  length: number;
  /** Where the node before starts. */
  last: number;
  readonly strings: string[];
  readonly indexes: Map<string, number>;
}


export function createOutput(capacity: number): Output {
  return { bytes: new Uint8Array(capacity + 64), length: 0, last: 0, strings: [], indexes: new Map() };
}

/** Writes a non-negative integer below 2^31. */
export function put(out: Output, value: number): void {
  if (out.length + 8 > out.bytes.length) grow(out);
  let rest = value;
  while (rest >= FINAL_DIGITS) {
    out.bytes[out.length++] = LOW_DIGIT + (rest & 31);
    rest >>>= 5;
  }
  out.bytes[out.length++] = FINAL_DIGIT + rest;
}

/** Writes an offset as its distance from the one before; they never go back. */
export function putStart(out: Output, start: number): void {
  const distance = Math.max(0, start - out.last);
  out.last += distance;
  put(out, distance);
}

/** Writes a node's code, start and length. */
export function putNode(out: Output, code: number, start: number, end: number): void {
  put(out, code);
  putStart(out, start);
  put(out, end - start);
}

export function putText(out: Output, text: string, added = 0): void {
  let index = out.indexes.get(text);
  if (index === undefined) {
    index = out.strings.length;
    out.indexes.set(text, index);
    out.strings.push(text);
  }
  put(out, index + added);
}

/** END for null. */
export function putOptionalText(out: Output, text: string | null): void {
  if (text === null) put(out, 0);
  else putText(out, text, 1);
}

/** Takes back all that was written since. */
export function rollBack(out: Output, length: number, last: number, strings: number): void {
  out.length = length;
  out.last = last;
  for (let index = strings; index < out.strings.length; index += 1) out.indexes.delete(out.strings[index] as string);
  out.strings.length = strings;
}

export function putUnknown(out: Output, start: number, end: number): void {
  putNode(out, EXPRESSION.unknown, start, end);
}

export function finish(out: Output): string {
  return `${JSON.stringify(out.strings)}\n${Buffer.from(out.bytes.buffer, 0, out.length).toString('latin1')}`;
}

function grow(out: Output): void {
  const bytes = new Uint8Array(out.bytes.length * 2);
  bytes.set(out.bytes);
  out.bytes = bytes;
}
