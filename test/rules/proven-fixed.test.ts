import { expect, test } from '@jest/globals';
import { z } from 'zod';
import type { ChangeSet } from '../../src/changes/types.js';
import type { Side } from '../../src/rules/both-sides.js';
import type { RuleHit } from '../../src/rules/explain.js';
import { provenFixed } from '../../src/rules/proven-fixed.js';
import type { ConfiguredRule, Outcome } from '../../src/rules/run.js';

const configured: ConfiguredRule = {
  rule: {
    meta: { id: 'x/one', area: 'wiring', severity: 'error', confidence: 'high', status: 'stable', languages: ['any'], fix: 'none', summary: '', options: z.unknown() },
    applies: () => true,
    detect: () => ({ matches: [], passed: 0, unknowns: [] }),
    message: () => ({ what: '', why: '', todo: '' }),
  },
  options: {},
};

/** A side on which the rule can't tell so many things of a file. */
function side(path: string, doubts: number): Side {
  const outcome: Outcome = { configured, matches: [], passed: 0, unknowns: Array.from({ length: doubts }, () => ({ line: 1, reason: 'computed' })) };
  return { audit: new Map([[path, { path, outcomes: [outcome] }]]) } as unknown as Side;
}

const hit = { ruleId: 'x/one', path: 'a.py' } as RuleHit;
const moved: ChangeSet = { files: [{ path: 'b.py', previousPath: 'a.py', status: 'renamed', binary: false, hunks: [] }] };

test.each<[what: string, base: Side, head: Side, changes: ChangeSet, proven: number]>([
  ['it is judged as before', side('a.py', 0), side('a.py', 0), { files: [] }, 1],
  ['it can’t be judged any more', side('a.py', 0), side('a.py', 1), { files: [] }, 0],
  ['something else could not be judged before', side('a.py', 1), side('a.py', 1), { files: [] }, 1],
  ['its file is gone', side('a.py', 0), side('c.py', 1), { files: [] }, 1],
  ['its file has moved, and can’t be judged there', side('a.py', 0), side('b.py', 1), moved, 0],
])('%s', (_what, base, head, changes, proven) => {
  expect(provenFixed([hit], { base, head }, changes)).toHaveLength(proven);
});
