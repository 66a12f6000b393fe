/** The difference of two audits by fingerprint. Pure. */

interface Comparable {
  readonly fingerprint: string;
  /** A comment in the source asks for silence. */
  readonly suppressed: boolean;
}

/**
 * Splits the head's hits into those that the change brings and those it finds, and names the base's that are gone.
 * A hit whose suppression the change takes away is brought by it; a suppressed hit that goes was not open, so it is not fixed.
 */
export function compareByFingerprint<T extends Comparable>(base: readonly T[], head: readonly T[]): { introduced: T[]; existing: T[]; fixed: T[] } {
  const before = new Map(base.map((hit) => [hit.fingerprint, hit]));
  const after = new Set(head.map((hit) => hit.fingerprint));
  const isBrought = (hit: T): boolean => {
    const known = before.get(hit.fingerprint);
    return known === undefined || (known.suppressed && !hit.suppressed);
  };
  return {
    introduced: head.filter(isBrought),
    existing: head.filter((hit) => !isBrought(hit)),
    fixed: base.filter((hit) => !hit.suppressed && !after.has(hit.fingerprint)),
  };
}
