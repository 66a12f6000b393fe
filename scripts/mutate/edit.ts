/** Small text edits at places that the syntax knows. */
import type { Located } from '../../src/facts/python/code/nodes.js';
import type { Clean, Mutation } from './types.js';

/** Offsets count from the first character that Python reads. */
function textAt(clean: Clean, path: string): string {
  return (clean.files[path] ?? '').replace(/^\uFEFF/, '');
}

/** The text of a node. */
export function sourceOf(clean: Clean, path: string, node: Located): string {
  return textAt(clean, path).slice(node.start, node.end);
}

/** Replaces a node's text, or any other stretch of it. */
export function replacing(clean: Clean, path: string, node: Located, text: string, what: string): Mutation {
  const source = textAt(clean, path);
  const line = source.slice(0, node.start).split('\n').length;
  return { description: `${path}:${line} ${what}`, changes: { [path]: source.slice(0, node.start) + text + source.slice(node.end) } };
}

/** Takes an item out of a list or an argument out of a call, with its comma. */
export function dropping(clean: Clean, path: string, node: Located, what: string): Mutation {
  const source = textAt(clean, path);
  const after = /^\s*,/.exec(source.slice(node.end))?.[0].length ?? 0;
  const before = after > 0 ? 0 : (/,\s*$/.exec(source.slice(0, node.start))?.[0].length ?? 0);
  return replacing(clean, path, { start: node.start - before, end: node.end + after }, '', what);
}

/** Takes whole lines out: those on which the node stands. */
export function droppingLines(clean: Clean, path: string, node: Located, what: string, instead = ''): Mutation {
  const source = textAt(clean, path);
  const start = source.lastIndexOf('\n', node.start - 1) + 1;
  const end = source.indexOf('\n', node.end);
  return replacing(clean, path, { start, end: end === -1 ? source.length : end + 1 }, instead, what);
}

/** Puts a line before the line of an offset, as deeply indented as that line. */
export function insertingBefore(clean: Clean, path: string, offset: number, lines: readonly string[], what: string): Mutation {
  const source = textAt(clean, path);
  const start = source.lastIndexOf('\n', offset - 1) + 1;
  const indent = /^[ \t]*/.exec(source.slice(start))?.[0] ?? '';
  return replacing(clean, path, { start, end: start }, lines.map((line) => `${indent}${line}\n`).join(''), what);
}
