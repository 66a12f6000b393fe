import type { ChangeSource } from '../../src/checkout/types.js';
import type { RunResult } from '../../src/report/types.js';

/** The result of a review that found nothing, for engines of tests: what they say stands in the plan alone. */
export function emptyResult({ name, base, head, changes }: Pick<ChangeSource, 'name' | 'base' | 'head' | 'changes'>): RunResult {
  return {
    mode: 'review',
    repository: name,
    base: base.commit,
    head: head.commit,
    verdict: { result: 'pass', title: '' },
    scores: { overall: { base: null, head: null, projected: null }, areas: [] },
    findings: [],
    fixed: [],
    existing: 0,
    unknowns: [],
    skipped: [],
    changes,
    notices: [],
    stats: { files: 0, changedFiles: 0, parsedFiles: 0, parsedBytes: 0, opportunities: 0, milliseconds: 0 },
  };
}
