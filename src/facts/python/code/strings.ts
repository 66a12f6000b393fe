import { eachChild, writeExpression, type Encoder } from './encoder.js';
import { BYTES, CUT, END, EXPRESSION, LARGEST_CONTAINER, LONGEST_STRING } from './format.js';
import { put, putNode, putStart, putText, rollBack } from './output.js';

/** One literal of the source, taken apart. Offsets are into the file. */
interface Piece {
  readonly raw: boolean;
  readonly bytes: boolean;
  readonly formatted: boolean;
  /** Where the text between the quotes starts and ends. */
  readonly start: number;
  readonly end: number;
}

/** A string literal. */
export function writeString(encoder: Encoder): void {
  const { cursor, text, out } = encoder;
  const start = cursor.startIndex;
  const end = cursor.endIndex;
  const quote = text.charCodeAt(start);
  if ((quote === 0x22 || quote === 0x27) && end - start >= 2 && text.charCodeAt(start + 1) !== quote && text.charCodeAt(end - 1) === quote) {
    const value = text.slice(start + 1, end - 1);
    if (value.length <= LONGEST_STRING && !value.includes('\\')) {
      put(out, EXPRESSION.plainString);
      putStart(out, start);
      putText(out, value);
      return;
    }
  }
  const piece = readPiece(text, start, end);
  if (piece === undefined) encoder.broken = true;
  else if (piece.formatted) writeFormatted(encoder, start, end);
  else writeJoined(encoder, [piece], start, end);
}

/** Adjacent literals. */
export function writeConcatenated(encoder: Encoder): void {
  const { cursor } = encoder;
  const pieces: (Piece | undefined)[] = [];
  eachChild(encoder, (type) => {
    if (encoder.types[type] === 'string') pieces.push(readPiece(encoder.text, cursor.startIndex, cursor.endIndex));
    return pieces.length <= LARGEST_CONTAINER;
  });
  const sound = pieces.filter((piece) => piece !== undefined);
  if (sound.length < pieces.length || pieces.length > LARGEST_CONTAINER) encoder.broken = true;
  if (encoder.broken) return;
  if (sound.some((piece) => piece.formatted)) writeFormatted(encoder, cursor.startIndex, cursor.endIndex);
  else writeJoined(encoder, sound, cursor.startIndex, cursor.endIndex);
}

function writeJoined(encoder: Encoder, pieces: readonly Piece[], start: number, end: number): void {
  const value = pieces.map((piece) => valueOf(encoder.text.slice(piece.start, piece.end), piece)).join('');
  writeValue(encoder, value, pieces[0]?.bytes === true, start, end);
}

function writeValue({ out }: Encoder, value: string, bytes: boolean, start: number, end: number): void {
  const cut = value.length > LONGEST_STRING;
  putNode(out, EXPRESSION.string, start, end);
  put(out, (bytes ? BYTES : 0) + (cut ? CUT : 0));
  putText(out, cut ? value.slice(0, LONGEST_STRING) : value);
}

/** A literal or adjacent ones, of which one may interpolate. */
function writeFormatted(encoder: Encoder, start: number, end: number): void {
  const { out, cursor } = encoder;
  const { length, last } = out;
  const strings = out.strings.length;
  const parts: Parts = { literal: '', count: 0 };
  putNode(out, EXPRESSION.formatted, start, end);
  if (encoder.types[cursor.nodeTypeId] === 'string') writeParts(encoder, parts);
  else eachChild(encoder, (type) => encoder.types[type] !== 'string' || writeParts(encoder, parts));
  if (encoder.broken) return;
  if (parts.count === 0) {
    rollBack(out, length, last, strings);
    writeValue(encoder, parts.literal, false, start, end);
    return;
  }
  flush(encoder, parts);
  put(out, END);
}

interface Parts {
  /** What was read since the last interpolation. */
  literal: string;
  count: number;
}

/** The parts of the literal at the cursor. False when it is broken. */
function writeParts(encoder: Encoder, parts: Parts): boolean {
  const { cursor, text } = encoder;
  const piece = readPiece(text, cursor.startIndex, cursor.endIndex);
  if (piece === undefined) {
    encoder.broken = true;
    return false;
  }
  let from = piece.start;
  if (piece.formatted) {
    eachChild(encoder, (type) => {
      if (encoder.types[type] !== 'interpolation') return true;
      parts.literal += valueOf(text.slice(from, cursor.startIndex), piece);
      from = cursor.endIndex;
      flush(encoder, parts);
      writeInterpolated(encoder, parts);
      return !encoder.broken;
    });
  }
  parts.literal += valueOf(text.slice(from, piece.end), piece);
  return !encoder.broken;
}

function flush({ out }: Encoder, parts: Parts): void {
  if (parts.literal === '') return;
  put(out, EXPRESSION.literal);
  putText(out, parts.literal.slice(0, LONGEST_STRING));
  parts.literal = '';
}

/** The expressions of an interpolation, also those of its format specifier: `{value:{width}}`. */
function writeInterpolated(encoder: Encoder, parts: Parts): void {
  eachChild(encoder, (type) => {
    const name = encoder.types[type];
    if (encoder.expressions[type] !== undefined) {
      writeExpression(encoder, type);
      parts.count += 1;
    } else if (name === 'format_specifier' || name === 'format_expression') writeInterpolated(encoder, parts);
    if (parts.count > LARGEST_CONTAINER) encoder.broken = true;
    return !encoder.broken;
  });
}

/** The prefix and the quotes of a literal; undefined when it is not closed. */
function readPiece(text: string, start: number, end: number): Piece | undefined {
  let at = start;
  while (at < end && text[at] !== '"' && text[at] !== "'") at += 1;
  const prefix = text.slice(start, at).toLowerCase();
  const quote = text[at] ?? '';
  const quotes = text.startsWith(quote.repeat(3), at) && end - at >= 6 ? quote.repeat(3) : quote;
  if (prefix.length > 2 || quote === '' || end - at < 2 * quotes.length || !text.startsWith(quotes, end - quotes.length)) return undefined;
  return {
    raw: prefix.includes('r'),
    bytes: prefix.includes('b'),
    formatted: prefix.includes('f') || prefix.includes('t'),
    start: at + quotes.length,
    end: end - quotes.length,
  };
}

function valueOf(source: string, piece: Piece): string {
  const joined = source.includes('\r') ? source.replaceAll('\r\n', '\n') : source;
  const single = piece.formatted ? joined.replaceAll('{{', '{').replaceAll('}}', '}') : joined;
  return piece.raw || !single.includes('\\') ? single : resolveEscapes(single, piece.bytes);
}

const SIMPLE: Readonly<Record<string, string>> = { '\\': '\\', "'": "'", '"': '"', n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '\n': '' };

/** Escapes as Python has them (docs.python.org, "Lexical analysis"); names of characters (`\N{…}`) and unknown ones stay as they are. */
function resolveEscapes(source: string, bytes: boolean): string {
  return source.replace(/\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([^]))/g, (written, hex, four, eight, octal, other) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (other !== undefined) return SIMPLE[other] ?? written;
    const point = Number.parseInt(four ?? eight, 16);
    return bytes || point > 0x10ffff ? written : String.fromCodePoint(point);
  });
}
