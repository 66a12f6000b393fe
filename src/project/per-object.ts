/** What one immutable object alone tells (a node of code, a configured rule), or what is kept for as long as it lives. Pure. */
import type { FunctionNode } from '../facts/python/code/nodes.js';

/** Memoises a pure function of an object by the object's identity. */
export function perObject<Key extends object, T>(compute: (key: Key) => T): (key: Key) => T {
  const known = new WeakMap<Key, T>();
  return (key) => {
    const held = known.get(key);
    if (held !== undefined || known.has(key)) return held as T;
    const value = compute(key);
    known.set(key, value);
    return value;
  };
}

/** The same for a function, of what its body tells, for as long as somebody holds the body or it is kept: by the function itself, which stays, it would stay too (see `bodies.ts`). */
export function perBody<Fn extends Pick<FunctionNode, 'body'>, T>(compute: (fn: Fn) => T): (fn: Fn) => T {
  const known = new WeakMap<FunctionNode['body'], T>();
  return (fn) => {
    const { body } = fn;
    // There is one list without statements for all functions.
    if (body.length === 0) return compute(fn);
    const held = known.get(body);
    if (held !== undefined || known.has(body)) return held as T;
    const value = compute(fn);
    known.set(body, value);
    return value;
  };
}
