/** What one immutable object alone tells (a node of code, a configured rule), or what is kept for as long as it lives. Pure. */
import type { FunctionNode } from '../facts/python/code/nodes.js';

/** Memoises a pure function of an object by the object's identity. */
export function perObject<Key extends object, T>(compute: (key: Key) => T): (key: Key) => T {
  const known = new WeakMap<Key, { readonly value: T }>();
  return (key) => {
    const held = known.get(key) ?? { value: compute(key) };
    known.set(key, held);
    return held.value;
  };
}

/** The same for a function, of what its body tells, for as long as somebody holds the body or it is kept: by the function itself, which stays, it would stay too (see `bodies.ts`). */
export function perBody<Fn extends Pick<FunctionNode, 'body'>, T>(compute: (fn: Fn) => T): (fn: Fn) => T {
  const known = new WeakMap<FunctionNode['body'], { readonly value: T }>();
  return (fn) => {
    const { body } = fn;
    // There is one list without statements for all functions.
    if (body.length === 0) return compute(fn);
    const held = known.get(body) ?? { value: compute(fn) };
    known.set(body, held);
    return held.value;
  };
}
