/** The buttons of a check run. Pure. */
import type { Finding } from '../findings/types.js';
import { isReported } from './order.js';
import type { CheckAction, ReportPlan } from './types.js';

/** Commits every safe fix of what the change brings. */
export const APPLY_SAFE_FIXES: CheckAction = { label: 'Apply safe fixes', description: 'Commit them to the branch', identifier: 'fix-safe' };

/** Folders that no fix of the App's may touch, and why: GitHub refuses a push there without a permission that the App does not ask for. */
export const OFF_LIMITS: Readonly<Record<string, string>> = { '.github/workflows/': 'the App may not write workflows' };

/** No button where no safe fix is left that could be committed. */
export function buttonsFor(findings: readonly Finding[]): Pick<ReportPlan, 'actions'> {
  return findings.some((finding) => isReported(finding) && isCommittable(finding)) ? { actions: [APPLY_SAFE_FIXES] } : {};
}

function isCommittable({ fix }: Finding): boolean {
  return fix?.safety === 'safe' && fix.edits.every(({ path }) => !Object.keys(OFF_LIMITS).some((folder) => path.startsWith(folder)));
}
