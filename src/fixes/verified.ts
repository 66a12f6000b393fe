/** Keeps the fixes that hold on the patched tree, drops the others. Pure. */
import type { Finding, Fix } from '../findings/types.js';
import { verifyFixes, type VerifyInput } from './verify.js';

/** Patched trees that a run judges at most: each costs a partial audit. */
const MOST_TREES = 50;

type WithFix = Finding & { readonly fix: Fix };

/** The files that the findings' fixes edit. */
export function editedPaths(findings: readonly Finding[]): string[] {
  return findings.flatMap((finding) => finding.fix?.edits.map((edit) => edit.path) ?? []);
}

/**
 * The same findings in the same order; a fix that does not hold, or was not looked at, becomes null. The fixes of one rule
 * are proved together, as one commit would apply them; where they don't hold, each half by itself, down to single ones.
 */
export function verifiedFixes(findings: readonly Finding[], input: VerifyInput): Finding[] {
  const byRule = new Map<string, WithFix[]>();
  for (const finding of findings) {
    if (finding.fix !== null) byRule.set(finding.ruleId, [...(byRule.get(finding.ruleId) ?? []), finding as WithFix]);
  }
  const held = new Set<Finding>();
  let trees = 0;
  const prove = (group: readonly WithFix[]): void => {
    if (group.length === 0 || trees >= MOST_TREES) return;
    trees += 1;
    if (verifyFixes(group, input)) for (const finding of group) held.add(finding);
    else if (group.length > 1) {
      const middle = Math.ceil(group.length / 2);
      prove(group.slice(0, middle));
      prove(group.slice(middle));
    }
  };
  for (const group of byRule.values()) prove(group);
  return findings.map((finding) => (finding.fix === null || held.has(finding) ? finding : { ...finding, fix: null }));
}
