/** Maps that were made of others by changing little: where two of one origin may differ is known without looking through them. Pure but for what it remembers. */

interface Origin {
  readonly root: ReadonlyMap<unknown, unknown>;
  /** Where it differs from the root. */
  readonly keys: ReadonlySet<unknown>;
}

const origins = new WeakMap<ReadonlyMap<unknown, unknown>, Origin>();
const NONE: ReadonlySet<never> = new Set<never>();

/** What differs from its root in more than this part of it begins anew. */
const LARGEST_PART = 1 / 8;

/**
 * Remembers that a map was made of another; neither may be changed any more.
 * @param changed the keys in which they may differ
 */
export function derive<K, V>(from: ReadonlyMap<K, V>, to: ReadonlyMap<K, V>, changed: Iterable<K>): void {
  const { root, keys } = originOf(from);
  const differing = new Set([...(keys as ReadonlySet<K>), ...changed].filter((key) => root.get(key) !== to.get(key)));
  if (differing.size <= root.size * LARGEST_PART) origins.set(to, { root, keys: differing });
}

/** The keys in which two maps may differ, missing ones among them; undefined where nothing is known of how they hang together. */
export function differingKeys<K, V>(one: ReadonlyMap<K, V>, other: ReadonlyMap<K, V>): ReadonlySet<K> | undefined {
  if (one === other) return NONE;
  const [left, right] = [originOf(one), originOf(other)];
  return left.root === right.root ? new Set([...(left.keys as ReadonlySet<K>), ...(right.keys as ReadonlySet<K>)]) : undefined;
}

/** The same, by looking through both where nothing is known. */
export function keysToCompare<K, V>(one: ReadonlyMap<K, V>, other: ReadonlyMap<K, V>): ReadonlySet<K> {
  return differingKeys(one, other) ?? new Set([...one.keys(), ...other.keys()]);
}

function originOf(map: ReadonlyMap<unknown, unknown>): Origin {
  return origins.get(map) ?? { root: map, keys: NONE };
}
