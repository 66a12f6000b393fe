/** String literals that look like paths of files. */
import type { Node } from 'web-tree-sitter';
import { classifyReference } from '../common/references.js';
import type { LineIndex } from '../common/spans.js';
import type { StringReference } from '../types.js';
import { spanOf } from './nodes.js';

/** A quoted run of path characters, at most 200: no spaces, no scheme, no query. */
const QUOTED = /(["'`])((?:\.{1,2}\/)*[\w@.~$+()[\]/-]{2,200})\1/g;
/** Top-level media types (IANA): `text/html` is no path. */
const MEDIA_TYPE = /^(?:application|audio|font|image|message|model|multipart|text|video)\/[\w.+-]+$/;

/**
 * Literals that may name a file (see `classifyReference`), without media types and scoped package names.
 * Each text once, at its first place. `taken` holds the places (`line:column` inside the quotes) that are module
 * specifiers already.
 */
export function pathStrings(source: string, root: Node, lines: LineIndex, taken: ReadonlySet<string>): StringReference[] {
  const found = new Map<string, StringReference>();
  for (const match of source.matchAll(QUOTED)) {
    const text = match[2] ?? '';
    if (found.has(text) || !looksLikePath(text)) continue;
    const literal = literalAt(root, match.index, match[0].length);
    if (!literal) {
      if (text.startsWith('.') && isInTemplate(root, match.index)) found.set(text, { text, shape: 'path', span: lines.span(match.index + 1, match.index + 1 + text.length) });
      continue;
    }
    const [startLine, startColumn, endLine, endColumn] = spanOf(literal);
    if (taken.has(`${startLine}:${startColumn + 1}`)) continue;
    found.set(text, { text, shape: 'path', span: [startLine, startColumn + 1, endLine, endColumn - 1] });
  }
  return [...found.values()];
}

function looksLikePath(text: string): boolean {
  if (text.startsWith('@') || text.startsWith('//') || MEDIA_TYPE.test(text)) return false;
  return classifyReference(text).some((one) => one.shape === 'path');
}

/** Code in a template, which a tool runs: `preval\`module.exports = require('./browsers')\``. */
function isInTemplate(root: Node, index: number): boolean {
  const node = root.descendantForIndex(index);
  return node?.type === 'template_string' || (node?.type === 'string_fragment' && node.parent?.type === 'template_string');
}

/** The string or template that starts at `index` and has this length; undefined inside comments, JSX text and regular expressions. */
function literalAt(root: Node, index: number, length: number): Node | undefined {
  const node = root.descendantForIndex(index);
  const literal = node?.type === 'string' || node?.type === 'template_string' ? node : node?.parent;
  if (literal?.type !== 'string' && literal?.type !== 'template_string') return undefined;
  return literal.startIndex === index && literal.endIndex === index + length ? literal : undefined;
}
