/** Small readings of tree-sitter's JavaScript and TypeScript nodes. */
import type { Node } from 'web-tree-sitter';
import type { Span } from '../types.js';

/** The node's place: 1-based lines and UTF-16 columns, half-open. */
export function spanOf(node: Node): Span {
  const start = node.startPosition;
  const end = node.endPosition;
  return [start.row + 1, start.column + 1, end.row + 1, end.column + 1];
}

/** The place between a literal's quotes. */
export function innerSpan(literal: Node): Span {
  const [startLine, startColumn, endLine, endColumn] = spanOf(literal);
  return [startLine, startColumn + 1, endLine, endColumn - 1];
}

/** The first named child of one of these types. */
export function childOf(node: Node, ...types: readonly string[]): Node | undefined {
  return named(node).find((child) => types.includes(child.type));
}

/** Named children without comments. */
export function named(node: Node): Node[] {
  return node.namedChildren.filter((child) => child.type !== 'comment');
}

/** The value of a string literal or of a template without substitutions; undefined for anything else. */
export function literalText(node: Node | null | undefined): string | undefined {
  if (!node || (node.type !== 'string' && node.type !== 'template_string')) return undefined;
  const pieces = node.namedChildren;
  if (pieces.some((piece) => piece.type === 'template_substitution')) return undefined;
  const raw = node.text;
  if (raw.length < 2) return undefined;
  const inner = raw.slice(1, -1);
  return inner.includes('\\') ? unescape(inner) : inner;
}

/** A template's text with `*` for each substitution; undefined for anything else. */
export function templatePattern(node: Node | null | undefined): string | undefined {
  if (node?.type !== 'template_string') return undefined;
  return node.namedChildren.map((piece) => (piece.type === 'template_substitution' ? '*' : piece.text)).join('');
}

/** The arguments of a call without comments; empty for a tagged template. */
export function argumentsOf(call: Node): Node[] {
  const list = call.childForFieldName('arguments');
  return list?.type === 'arguments' ? named(list) : [];
}

/** The nearest ancestor, or the node itself, of one of these types. */
export function closest(node: Node, ...types: readonly string[]): Node | undefined {
  for (let at: Node | null = node; at; at = at.parent) if (types.includes(at.type)) return at;
  return undefined;
}

/** The key of an object's pair, method or shorthand as text; undefined when it is computed. */
export function keyText(key: Node | null): string | undefined {
  if (!key || key.type === 'computed_property_name') return undefined;
  return key.type === 'string' ? literalText(key) : key.text;
}

function unescape(text: string): string {
  return text.replace(/\\(u\{([\da-f]+)\}|u([\da-f]{4})|x([\da-f]{2})|[\s\S])/gi, (whole, simple: string, braced?: string, four?: string, two?: string) => {
    const code = braced ?? four ?? two;
    if (code !== undefined) {
      const point = Number.parseInt(code, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    }
    const plain: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', '0': '\0', '\n': '' };
    return plain[simple] ?? simple;
  });
}
