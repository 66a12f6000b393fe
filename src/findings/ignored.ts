/** Findings that a person asked not to hear of on a pull request. Pure. */

/** A person's word on the findings of one rule; `fingerprints` null means all of them. */
export interface Ignoring {
  readonly ruleId: string;
  readonly fingerprints: readonly string[] | null;
}

/** The latest of the entries (oldest first) that means the finding; undefined where none does. */
export function ignoringOf<Entry extends Ignoring>(entries: readonly Entry[], finding: { readonly ruleId: string; readonly fingerprint: string }): Entry | undefined {
  return entries.findLast(({ ruleId, fingerprints }) => ruleId === finding.ruleId && (fingerprints === null || fingerprints.includes(finding.fingerprint)));
}
