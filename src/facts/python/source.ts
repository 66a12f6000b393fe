import type { Node } from 'web-tree-sitter';
import type { LineIndex } from '../common/spans.js';
import type { Span } from '../types.js';

/** One parsed Python file. Nodes live as long as the tree that `root` belongs to. */
export interface PythonSource {
  readonly text: string;
  readonly root: Node;
  readonly lines: LineIndex;
}

/**
 * Python refuses more than 100 levels of indentation and 200 nested parentheses (Parser/lexer/state.h: MAXINDENT, MAXLEVEL),
 * so recursion that ends here loses nothing of a valid file.
 */
export const DEEPEST_NESTING = 200;

/** The smallest node over one character; positions come from the tree, the search for them from the text. */
export function leafAt(source: PythonSource, offset: number): Node | null {
  return source.root.descendantForIndex(offset, offset + 1);
}

/** The identifier that starts at an offset, or undefined when something else stands there (a comment, a string). */
export function identifierAt(source: PythonSource, offset: number): Node | undefined {
  const leaf = leafAt(source, offset);
  return leaf && leaf.type === 'identifier' && leaf.startIndex === offset ? leaf : undefined;
}

export function textOf(source: PythonSource, node: Node): string {
  return source.text.slice(node.startIndex, node.endIndex);
}

export function spanOf(source: PythonSource, node: Node): Span {
  return source.lines.span(node.startIndex, node.endIndex);
}

export function sameNode(left: Node | null, right: Node | null): boolean {
  return left !== null && right !== null && left.id === right.id;
}

/** The call whose function is `name(…)` or `any.thing.name(…)`, from the identifier of `name`. */
export function callOf(identifier: Node): Node | undefined {
  const parent = identifier.parent;
  if (!parent) return undefined;
  const called = parent.type === 'attribute' && sameNode(parent.childForFieldName('attribute'), identifier) ? parent : identifier;
  const call = called === identifier ? parent : parent.parent;
  return call?.type === 'call' && sameNode(call.childForFieldName('function'), called) ? call : undefined;
}

/** What stands before the name: `a.b` of `a.b.name`, '' for a bare name, with white space removed. */
export function receiverOf(source: PythonSource, identifier: Node): string {
  const parent = identifier.parent;
  if (parent?.type !== 'attribute' || !sameNode(parent.childForFieldName('attribute'), identifier)) return '';
  const object = parent.childForFieldName('object');
  return object ? compact(textOf(source, object)) : '';
}

/** Arguments of a call by position, and by keyword. Starred arguments end the positional ones. */
export function argumentsOf(source: PythonSource, call: Node): { readonly positional: readonly Node[]; readonly keywords: ReadonlyMap<string, Node> } {
  const positional: Node[] = [];
  const keywords = new Map<string, Node>();
  let starred = false;
  for (const argument of call.childForFieldName('arguments')?.namedChildren ?? []) {
    if (argument.type === 'keyword_argument') {
      const name = argument.childForFieldName('name');
      const value = argument.childForFieldName('value');
      if (name && value) keywords.set(textOf(source, name), value);
    } else if (argument.type === 'list_splat' || argument.type === 'dictionary_splat') starred = true;
    else if (argument.type !== 'comment' && !starred) positional.push(argument);
  }
  return { positional, keywords };
}

export interface Literal {
  readonly value: string;
  /** 0-based offsets of the text inside the quotes. */
  readonly start: number;
  readonly end: number;
}

const PLAIN_LITERAL = /^([rRuU]?(?:"""|'''|"|'))([^\\'"{}\r\n]*)(?:"""|'''|"|')$/;

/** The value of a string literal without escapes, braces or line breaks; bytes and formatted strings have none. */
export function literalOf(source: PythonSource, node: Node | undefined): Literal | undefined {
  if (node?.type !== 'string') return undefined;
  const match = PLAIN_LITERAL.exec(textOf(source, node));
  if (!match) return undefined;
  const start = node.startIndex + (match[1] ?? '').length;
  const value = match[2] ?? '';
  return { value, start, end: start + value.length };
}

/** `a.b.c` of a dotted expression, or undefined when it is none. */
export function dottedOf(source: PythonSource, node: Node): string | undefined {
  if (node.type !== 'identifier' && node.type !== 'attribute') return undefined;
  const text = compact(textOf(source, node));
  return /^[\p{L}\p{Nl}_][\p{L}\p{N}\p{M}_]*(?:\.[\p{L}\p{Nl}_][\p{L}\p{N}\p{M}_]*)*$/u.test(text) ? text : undefined;
}

/** Without white space and line continuations. */
export function compact(text: string): string {
  return text.replace(/[\s\\]+/g, '');
}

/** Offset of every match of a global pattern. */
export function offsetsOf(text: string, pattern: RegExp): readonly number[] {
  return Array.from(text.matchAll(pattern), (match) => match.index);
}
