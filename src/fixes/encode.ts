/** A file's text back in its own bytes. Pure. */
import { decodeSource } from '../facts/common/decode.js';

/** A text of bytes, and the way back. */
export interface Encoded {
  /** Without its byte order mark. */
  readonly text: string;
  /** Another text in the same encoding, with the same byte order mark. */
  encode(text: string): Buffer;
}

type Encoding = Encoded['encode'];

/** Undefined: the bytes are no text in UTF-8 or UTF-16, or writing the text again would not give the same bytes. */
export function encodedAs(content: Buffer): Encoded | undefined {
  const decoded = decodeSource(content);
  if ('skip' in decoded) return undefined;
  const { text } = decoded;
  const encode = encodingOf(content);
  return encode(text).equals(content) ? { text, encode } : undefined;
}

function encodingOf(content: Buffer): Encoding {
  const [first, second, third] = content;
  if (first === 0xff && second === 0xfe) return (text) => Buffer.from(`\uFEFF${text}`, 'utf16le');
  if (first === 0xfe && second === 0xff) return (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();
  if (first === 0xef && second === 0xbb && third === 0xbf) return (text) => Buffer.from(`\uFEFF${text}`);
  return (text) => Buffer.from(text);
}
