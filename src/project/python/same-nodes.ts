/** Keeps nodes of an earlier version of a file: who compares nodes by identity then sees what has changed, and nothing else. Pure. */
import type { PythonCode } from '../../facts/python/code/nodes.js';

type Node = Record<string, unknown> & { readonly start: number; readonly end: number };

/**
 * The later code with every node that is equal to one of the earlier code (same place, same parts) replaced by that one. Bodies of functions
 * stay as they are: they are read with their function (see `bodies.ts`), which is replaced where all of it is equal.
 * @param after freshly decoded, seen by nobody yet: its nodes are put together anew
 */
export function withNodesOf(before: PythonCode, after: PythonCode): PythonCode {
  const known = new Map<string, Node[]>();
  collect(before.body, '', known);
  return { ...after, body: replaced(after.body, '', known) as PythonCode['body'] };
}

function collect(value: unknown, scope: string, known: Map<string, Node[]>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, scope, known);
  else if (isObject(value)) {
    if (isNode(value)) {
      const others = known.get(keyOf(value, scope));
      if (others === undefined) known.set(keyOf(value, scope), [value]);
      else others.push(value);
    }
    for (const [, part] of partsOf(value)) collect(part, within(scope, value), known);
  }
}

/** From the leaves up, so that equal nodes have identical parts. */
function replaced(value: unknown, scope: string, known: ReadonlyMap<string, readonly Node[]>): unknown {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) value[index] = replaced(item, scope, known);
    return value;
  }
  if (!isObject(value)) return value;
  for (const [key, part] of partsOf(value)) if (typeof part === 'object') value[key] = replaced(part, within(scope, value), known);
  if (!isNode(value)) return value;
  return known.get(keyOf(value, scope))?.find((one) => isSame(one, value)) ?? value;
}

/** Nodes by identity, what holds them by its parts; bodies of functions by all that they say. */
function isSame(before: unknown, after: unknown, top = true): boolean {
  if (before === after) return true;
  if (!isObject(before) || !isObject(after) || (!top && isNode(before))) return false;
  return haveSame(partsOf(before), partsOf(after), (one, other) => isSame(one, other, false)) && Array.isArray(before) === Array.isArray(after) && (!isFunction(before) || isAlike(before['body'], after['body']));
}

function isAlike(before: unknown, after: unknown): boolean {
  if (before === after) return true;
  if (!isObject(before) || !isObject(after) || Array.isArray(before) !== Array.isArray(after)) return false;
  return haveSame(partsOf(before), partsOf(after), isAlike) && (!isFunction(before) || isAlike(before['body'], after['body']));
}

type Parts = readonly (readonly [string, unknown])[];

function haveSame(before: Parts, after: Parts, same: (before: unknown, after: unknown) => boolean): boolean {
  return before.length === after.length && before.every(([key, part], index) => key === after[index]?.[0] && same(part, after[index]?.[1]));
}

/** What stands in a node, but for the body of a function. */
function partsOf(value: Record<string, unknown>): Parts {
  return isFunction(value) ? Object.entries(value).filter(([key]) => key !== 'body') : Object.entries(value);
}

/** A method of a class that is called otherwise is another. */
function within(scope: string, { kind, name }: Record<string, unknown>): string {
  return kind === 'class' || kind === 'function' ? `${scope}.${String(name)}` : scope;
}

function keyOf({ kind, start, end }: Node, scope: string): string {
  return `${scope} ${String(kind)} ${start} ${end}`;
}

function isNode(value: Record<string, unknown>): value is Node {
  return typeof value['start'] === 'number';
}

function isFunction(value: Record<string, unknown>): boolean {
  return value['kind'] === 'function';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
