/** Keeps the fixes that hold on the patched tree, drops the others. Pure. */
import { linterOf } from '../findings/linters.js';
import type { Finding, Fix } from '../findings/types.js';
import { proveFixes, type VerifyInput } from './verify.js';

/** Patched trees that a run judges at most: each costs a partial audit. */
const MOST_TREES = 50;

type WithFix = Finding & { readonly fix: Fix };

/** The files that the findings' fixes edit. */
export function editedPaths(findings: readonly Finding[]): string[] {
  return findings.flatMap((finding) => finding.fix?.edits.map((edit) => edit.path) ?? []);
}

export interface Verified {
  /** Those that went in, in the same order; a fix that does not hold, or was not looked at, is null. */
  readonly findings: readonly Finding[];
  /** Fingerprint -> why its finding has no fix any more: a sentence without its subject and full stop. */
  readonly unproven: ReadonlyMap<string, string>;
}

/**
 * Leaves the fixes that hold. The fixes of one rule are proved together, as one commit would apply them; where some don't hold, the
 * others are proved without them. A linter's fix was proved by the linter, on the patched file.
 */
export function verifiedFixes(findings: readonly Finding[], input: VerifyInput): Verified {
  const byRule = new Map<string, WithFix[]>();
  for (const finding of findings) {
    if (finding.fix !== null && linterOf(finding.ruleId) === undefined) byRule.set(finding.ruleId, [...(byRule.get(finding.ruleId) ?? []), finding as WithFix]);
  }
  const dropped = new Map<Finding, string>();
  let trees = 0;
  const prove = (group: readonly WithFix[]): void => {
    if (group.length === 0) return;
    if (trees >= MOST_TREES) return group.forEach((finding) => dropped.set(finding, 'its fix was not tried, as too many before it did not hold'));
    trees += 1;
    const proof = proveFixes(group, input);
    if (proof.kind === 'holds') return;
    if (group.length > 1) for (const part of parted(group, proof.kind === 'fails' ? proof.failing : new Set())) prove(part);
    else group.forEach((finding) => dropped.set(finding, 'its fix does not hold in the patched tree'));
  };
  for (const group of byRule.values()) prove(group);
  return {
    findings: findings.map((finding) => (dropped.has(finding) ? { ...finding, fix: null } : finding)),
    unproven: new Map([...dropped].map(([{ fingerprint }, why]) => [fingerprint, why])),
  };
}

/** Those that did not fail and those that did; two halves where that tells nothing. */
function parted(group: readonly WithFix[], failing: ReadonlySet<unknown>): readonly (readonly WithFix[])[] {
  if (failing.size > 0 && failing.size < group.length) return [group.filter((finding) => !failing.has(finding)), group.filter((finding) => failing.has(finding))];
  const middle = Math.ceil(group.length / 2);
  return [group.slice(0, middle), group.slice(middle)];
}
