import type { Skip } from '../types.js';

/** A file's text without its byte order mark, or why it can't be had. */
export type Decoded = { readonly text: string } | { readonly skip: Skip };

/** PEP 263, https://peps.python.org/pep-0263/#defining-the-encoding: in one of the first two lines. */
const CODING_COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)/;

/** Python's codec names that the WHATWG encoding standard has under another label. */
const PYTHON_CODECS: ReadonlyMap<string, string> = new Map([
  ['latin', 'latin1'],
  ['latin-1', 'latin1'],
  ['iso-latin-1', 'latin1'],
  ['iso8859', 'latin1'],
  ['cp932', 'shift_jis'],
  ['ms932', 'shift_jis'],
  ['sjis', 'shift_jis'],
  ['cp936', 'gbk'],
  ['cp949', 'euc-kr'],
  ['cp950', 'big5'],
  ['mac-roman', 'macintosh'],
]);

/**
 * Decodes a file. UTF-8 with or without a byte order mark; UTF-16 of either byte order with one; else, where the bytes
 * are no UTF-8, the encoding that a PEP 263 cookie declares (`language: 'python'`). NUL bytes make a file binary.
 * Never throws.
 */
export function decodeSource(content: Uint8Array, language?: 'python'): Decoded {
  const utf16 = utf16Label(content);
  if (utf16) return decodeUtf16(content, utf16);
  if (content.includes(0)) return { skip: { reason: 'binary', detail: 'it holds NUL bytes' } };
  const text = decodeAs('utf-8', content);
  if (text !== undefined) return { text };
  if (language !== 'python') return notUtf8('its bytes are not valid UTF-8');
  return decodeByCookie(content);
}

function decodeUtf16(content: Uint8Array, label: 'utf-16le' | 'utf-16be'): Decoded {
  const text = decodeAs(label, content);
  if (text === undefined) return notUtf8('it has a UTF-16 byte order mark and is not valid UTF-16');
  if (text.includes('\0')) return { skip: { reason: 'binary', detail: 'it holds NUL characters' } };
  return { text };
}

function decodeByCookie(content: Uint8Array): Decoded {
  const cookie = codingCookie(content);
  if (!cookie) return notUtf8('its bytes are not valid UTF-8 and it declares no other encoding');
  const text = decodeAs(encodingLabel(cookie), content);
  return text === undefined ? notUtf8(`its bytes are not valid ${cookie}, which it declares`) : { text };
}

function utf16Label(content: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (content[0] === 0xff && content[1] === 0xfe) return 'utf-16le';
  if (content[0] === 0xfe && content[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** undefined: unknown encoding, or bytes that it does not allow. The byte order mark is removed. */
function decodeAs(label: string, content: Uint8Array): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}

function codingCookie(content: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(content.subarray(0, 1024));
  const lines = head.split(/\r\n|\r|\n/, 2);
  for (const line of lines) {
    const cookie = CODING_COOKIE.exec(line)?.[1];
    if (cookie) return cookie;
    if (!/^[ \t\f]*(?:#.*)?$/.test(line)) return undefined;
  }
  return undefined;
}

function encodingLabel(cookie: string): string {
  const name = cookie.toLowerCase().replaceAll('_', '-').replace(/-(?:unix|dos|mac)$/, '');
  const known = PYTHON_CODECS.get(name);
  if (known) return known;
  if (/^(?:iso-?)?latin-?\d+$/.test(name)) return name.replace(/^iso-?/, '').replace('-', '');
  return name.replace(/^cp(?=\d)/, 'windows-').replace(/^iso8859-?(?=\d)/, 'iso-8859-');
}

function notUtf8(detail: string): Decoded {
  return { skip: { reason: 'not-utf8', detail } };
}
