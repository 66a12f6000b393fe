/** Keeps the fixes that hold on the patched tree, drops the others. Pure. */
import type { Finding } from '../findings/types.js';
import { verifyFix, type VerifyInput } from './verify.js';

/** Each costs a partial audit; a run with more fixes than this has larger worries than them. */
const MOST_VERIFIED = 50;

/** The files that the findings' fixes edit. */
export function editedPaths(findings: readonly Finding[]): string[] {
  return findings.flatMap((finding) => finding.fix?.edits.map((edit) => edit.path) ?? []);
}

/** The same findings in the same order; a fix that does not hold, or was not looked at, becomes null. */
export function verifiedFixes(findings: readonly Finding[], input: VerifyInput): Finding[] {
  let looked = 0;
  return findings.map((finding) => {
    const { fix } = finding;
    if (fix === null) return finding;
    looked += 1;
    return looked <= MOST_VERIFIED && verifyFix({ ...finding, fix }, input) ? finding : { ...finding, fix: null };
  });
}
