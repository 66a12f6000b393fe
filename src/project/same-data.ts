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

interface Placed {
  readonly place: { readonly path: string; readonly span: readonly number[] };
}

/**
 * Entities of an earlier list in the place of those of a later one that have the same parts, so that lists of them can be told apart; the others are marked as entities.
 * @param after made anew, and seen by nobody yet
 */
export function keepEntities<T extends Placed>(before: readonly T[], after: readonly T[]): readonly T[] {
  return keepEntitiesBy(before, after, ({ place }) => place);
}

/** The same where places are told otherwise. */
export function keepEntitiesBy<T extends object>(before: readonly T[], after: readonly T[], placeOf: (one: T) => Placed['place']): readonly T[] {
  const known = new Map<string, T[]>();
  const nameOf = (one: T): string => {
    const { path, span } = placeOf(one);
    return `${path} ${span.join(' ')}`;
  };
  for (const one of before) known.set(nameOf(one), [...(known.get(nameOf(one)) ?? []), one]);
  return after.map((one) => {
    const alike = known.get(nameOf(one)) ?? [];
    const at = alike.findIndex((other) => sameParts(other, one));
    return at < 0 ? asEntity(one) : (alike.splice(at, 1)[0] as T);
  });
}

/** Whether two objects have the same parts, be they entities or not. */
export function sameParts(before: object, after: object): boolean {
  return sameData({ ...before }, { ...after });
}

function isNode(value: Readonly<Record<string, unknown>>): boolean {
  return typeof value['start'] === 'number' && typeof value['kind'] === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
