import { decodeCode } from '../../../../src/facts/python/code/decode.js';
import type { Expression, PythonCode, Statement } from '../../../../src/facts/python/code/nodes.js';
import { extract } from '../support.js';

/** A source's syntax, encoded and decoded. */
export function codeOf(source: string): PythonCode {
  return decodeCode(extract(source).code);
}

/** The only statement of a source. */
export function statementOf(source: string): Statement {
  const { body } = codeOf(source);
  if (body.length !== 1) throw new Error(`${body.length} statements`);
  return body[0] as Statement;
}

/** The only expression of a source. */
export function expressionOf(source: string): Expression {
  const statement = statementOf(source);
  if (statement.kind !== 'expression') throw new Error(`a statement: ${statement.kind}`);
  return statement.value;
}

/**
 * A node with the source of its span for `start` and `end`, and of the name for `nameStart`, so that what a case expects can
 * be read beside it. A name whose id is its source is that source alone; a literal piece of a formatted string is `{ piece }`.
 */
export function shown(source: string, node: unknown): unknown {
  if (Array.isArray(node)) return node.map((part) => shown(source, part));
  if (typeof node !== 'object' || node === null) return node;
  const { start, end, nameStart, ...rest } = node as { start?: number; end?: number; nameStart?: number; kind?: string; id?: string; name?: string; attribute?: string; parts?: readonly unknown[]; body?: unknown };
  const at = source.slice(start, end);
  if (rest.kind === 'name' && rest.id === at) return at;
  // The body of a function is read when it is asked for, and is no property of the object.
  if (rest.kind === 'function') rest.body = (node as { readonly body?: unknown }).body;
  const parts = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, shown(source, value)]));
  if (rest.kind === 'formatted') parts.parts = rest.parts?.map((part) => (typeof part === 'string' ? { piece: part } : shown(source, part)));
  if (start === undefined) return parts;
  const name = nameStart === undefined ? {} : { nameAt: source.slice(nameStart, nameStart + (rest.attribute ?? rest.name ?? '').length) };
  return { at, ...name, ...parts };
}
