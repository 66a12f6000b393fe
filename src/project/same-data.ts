/** Whether two answers say the same. Pure. */

/** Objects that stand for themselves, however alike others are: they hang together with many, and are told apart by identity. */
const entities = new WeakSet<object>();

/** Marks an object as one that is equal to itself alone. */
export function asEntity<T extends object>(one: T): T {
  entities.add(one);
  return one;
}

/**
 * Equal in all parts: arrays, plain objects, maps and sets (whose keys are compared by identity), regular expressions. Nodes of code count by
 * identity: they are kept from one version of a file to the next where they are equal.
 */
export function sameData(before: unknown, after: unknown): boolean {
  if (before === after) return true;
  if (!isObject(before) || !isObject(after) || Object.getPrototypeOf(before) !== Object.getPrototypeOf(after)) return false;
  if (Array.isArray(before)) return Array.isArray(after) && before.length === after.length && before.every((item, index) => sameData(item, after[index]));
  if (before instanceof Map) return after instanceof Map && before.size === after.size && [...before].every(([key, value]) => after.has(key) && sameData(value, after.get(key)));
  if (before instanceof Set) return after instanceof Set && before.size === after.size && [...before].every((item) => after.has(item));
  if (before instanceof RegExp) return String(before) === String(after);
  if (isNode(before) || entities.has(before) || entities.has(after)) return false;
  const keys = Object.keys(before);
  return keys.length === Object.keys(after).length && keys.every((key) => sameData(before[key], after[key]));
}

function isNode(value: Readonly<Record<string, unknown>>): boolean {
  return typeof value['start'] === 'number' && typeof value['kind'] === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
