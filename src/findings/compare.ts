/** The difference of two audits by fingerprint. Pure. */

/** Splits the head's hits into those the base has too and those it has not, and names the base's that are gone. */
export function compareByFingerprint<T extends { readonly fingerprint: string }>(
  base: readonly T[],
  head: readonly T[],
): { introduced: T[]; existing: T[]; fixed: T[] } {
  const before = new Set(base.map((hit) => hit.fingerprint));
  const after = new Set(head.map((hit) => hit.fingerprint));
  return {
    introduced: head.filter((hit) => !before.has(hit.fingerprint)),
    existing: head.filter((hit) => before.has(hit.fingerprint)),
    fixed: base.filter((hit) => !after.has(hit.fingerprint)),
  };
}
