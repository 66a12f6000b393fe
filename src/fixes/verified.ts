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

/**
 * The same findings in the same order; a fix that does not hold, or was not looked at, becomes null. The fixes of one rule
 * are proved together, as one commit would apply them; where some don't hold, the others are proved without them. A linter's fix
 * was proved by the linter, on the patched file.
 */
export function verifiedFixes(findings: readonly Finding[], input: VerifyInput): Finding[] {
  const byRule = new Map<string, WithFix[]>();
  for (const finding of findings) {
    if (finding.fix !== null && linterOf(finding.ruleId) === undefined) byRule.set(finding.ruleId, [...(byRule.get(finding.ruleId) ?? []), finding as WithFix]);
  }
  const held = new Set<Finding>();
  let trees = 0;
  const prove = (group: readonly WithFix[]): void => {
    if (group.length === 0 || trees >= MOST_TREES) return;
    trees += 1;
    const proof = proveFixes(group, input);
    if (proof.kind === 'holds') for (const finding of group) held.add(finding);
    else if (group.length > 1) for (const part of parted(group, proof.kind === 'fails' ? proof.failing : new Set())) prove(part);
  };
  for (const group of byRule.values()) prove(group);
  return findings.map((finding) => (finding.fix === null || held.has(finding) || linterOf(finding.ruleId) !== undefined ? finding : { ...finding, fix: null }));
}

/** Those that did not fail and those that did; two halves where that tells nothing. */
function parted(group: readonly WithFix[], failing: ReadonlySet<unknown>): readonly (readonly WithFix[])[] {
  if (failing.size > 0 && failing.size < group.length) return [group.filter((finding) => !failing.has(finding)), group.filter((finding) => failing.has(finding))];
  const middle = Math.ceil(group.length / 2);
  return [group.slice(0, middle), group.slice(middle)];
}
