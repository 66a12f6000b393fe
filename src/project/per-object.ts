/** What one immutable object alone tells (a node of code, a configured rule), or what is kept for as long as it lives. Pure. */

/** Memoises a pure function of an object by the object's identity. */
export function perObject<Key extends object, T>(compute: (key: Key) => T): (key: Key) => T {
  const known = new WeakMap<Key, { readonly value: T }>();
  return (key) => {
    const held = known.get(key) ?? { value: compute(key) };
    known.set(key, held);
    return held.value;
  };
}
