/** A source file as hashes of its lines, so that copied blocks are found by comparing numbers. Pure. */
import { hashText, pack, packSmall, PACKED, unpackSmall } from './pack.js';

/**
 * What a line is. `code` does something; `import` brings names; `data` holds literals, fields, types, brackets or markup of pictures;
 * `text` is a line of a string of several lines.
 */
export type LineKind = 'code' | 'import' | 'data' | 'text';

/** One line with content: neither blank nor comment. */
export interface ContentLine {
  /** 1-based. */
  readonly line: number;
  /** 24 bits of the line without white space, kind of quote, trailing comma or semicolon. */
  readonly hash: number;
  readonly kind: LineKind;
}

const KINDS: readonly LineKind[] = ['code', 'import', 'data', 'text'];
const FILLER = '~';
const SIZE = PACKED + 1;

const IMPORT = /^(?:import\b|from\s+\S+\s+import\b|export\s.*\bfrom\s*["']|(?:const|let|var)\s.*=\s*require\()/;
const LITERAL = /^(?:["'`].*["'`]|[-+\d.]+|[^\w"'`]*)[,;]?$/;
const FIELD = /^["'`]?[\w$.@/-]+["'`]?\??\s*[:=]\s*(?:["'`][^"'`]*["'`]|[-\d.]+|[[{(]+)?[\]})]*[,;]?$/;
/** One name, or a name handed on: `total,` `total=total,` `total: order.total,` */
const NAMES = /^[\w$.]+(?:\s*[=:]\s*[\w$.]+)?,$/;
const TYPED = /^(?:readonly\s+)?[\w$]+\??\s*:\s*[\w$.[\]<>|&, "']+(?:\s*=\s*(?:["'][^"']*["']|[\w.[\]{}]*))?[,;]?$/;
/** What only types are made of, where the parser does not tell: `[A] extends [B] ? C`, `| D`, `...rest: E`, `f: (a: A) => B,`, `): F<A>` */
const TYPES = /\bextends\b.*\?|^[?:|&]\s*[\w$.<>[\], ]+[,;]?$|^\.\.\.[\w$]+\s*:|^(?:readonly\s+)?[\w$]+\??\s*:\s*(?:[\w$.]+<|\([^()]*\)\s*=>\s*[\w$.<>[\]|& ]+)[,;]?$|^\)\s*(?::|=>)\s*[\w$.<>[\]|&, ]+[,;]?$/;
const PICTURE = /^<\/?(?:svg|path|circle|rect|g|line|polyline|polygon|defs|stop|linearGradient|ellipse)\b/;

/**
 * The lines of a source file, packed. `language` says which comments it has; `declaring` holds lines (1-based) that the parser knows to
 * declare alone.
 */
export function packLines(text: string, language: 'python' | 'javascript', declaring: ReadonlySet<number> = new Set()): string {
  const reader = language === 'python' ? readPythonLine : readJavaScriptLine;
  const state: State = { inside: '', importing: false };
  let packed = '';
  let last = 0;
  let number = 0;
  for (const raw of text.split('\n')) {
    number++;
    const line = raw.trim();
    const read = reader(line, state);
    if (read === undefined) continue;
    const kind = read === 'code' && declaring.has(number) ? 'data' : read;
    let gap = number - last - 1;
    for (; gap > 15; gap -= Math.min(gap, 63)) packed += FILLER + packSmall(Math.min(gap, 63)) + FILLER.repeat(SIZE - 2);
    packed += pack(hashText(normalise(line))) + packSmall(KINDS.indexOf(kind) * 16 + gap);
    last = number;
  }
  return packed;
}

/** The lines that `packLines` packed, in order. */
export function unpackLines(packed: string): readonly ContentLine[] {
  const lines: ContentLine[] = [];
  let line = 0;
  for (let index = 0; index < packed.length; index += SIZE) {
    if (packed.charAt(index) === FILLER) {
      line += unpackSmall(packed, index + 1);
      continue;
    }
    let hash = 0;
    for (let at = 0; at < PACKED; at++) hash = hash * 64 + unpackSmall(packed, index + at);
    const rest = unpackSmall(packed, index + PACKED);
    line += (rest & 15) + 1;
    lines.push({ line, hash, kind: KINDS[rest >> 4] ?? 'code' });
  }
  return lines;
}

/** A line as it is compared: without white space, kind of quote, trailing comma or semicolon. */
export function normalise(line: string): string {
  return line.replace(/\s+/g, '').replace(/['`]/g, '"').replace(/[,;]+$/, '');
}

interface State {
  /** What ends the string or comment of several lines that the line before left open; '' outside. */
  inside: string;
  /** Inside the brackets of an import. */
  importing: boolean;
}

function readPythonLine(line: string, state: State): LineKind | undefined {
  if (state.inside !== '') {
    if (line.includes(state.inside)) state.inside = '';
    return line === '' ? undefined : 'text';
  }
  if (line === '' || line.startsWith('#')) return undefined;
  const triples = line.match(/"""|'''/g) ?? [];
  if (triples.length % 2 === 1) state.inside = triples.at(-1) ?? '';
  if (/^[rRbBuUfF]{0,2}(?:"""|''')/.test(line)) return 'text';
  return kindOf(line, state);
}

function readJavaScriptLine(line: string, state: State): LineKind | undefined {
  if (state.inside !== '') {
    if (line.includes(state.inside)) state.inside = '';
    return undefined;
  }
  if (line === '' || line.startsWith('//')) return undefined;
  if (line.startsWith('/*') || line.startsWith('{/*')) {
    if (!line.includes('*/')) state.inside = '*/';
    return undefined;
  }
  return kindOf(line, state);
}

function kindOf(line: string, state: State): LineKind {
  if (state.importing || IMPORT.test(line)) {
    const opens = /[({]/.test(line);
    const closes = /[)}]/.test(line);
    state.importing = state.importing ? !closes : opens && !closes;
    return 'import';
  }
  if (line.length > 400 || LITERAL.test(line) || FIELD.test(line) || TYPED.test(line) || NAMES.test(line) || TYPES.test(line) || PICTURE.test(line)) return 'data';
  return 'code';
}
