import { describe, expect, test } from '@jest/globals';
import { defaultConfig } from '../../src/config/defaults.js';
import type { Gate } from '../../src/config/types.js';
import { judgeVerdict } from '../../src/score/verdict.js';
import type { VerdictInput } from '../../src/score/verdict.js';
import { finding } from '../report/fixtures.js';

const gate = defaultConfig().gate;
const error = finding();
const warning = finding({ severity: 'warning' });

function input(more: Partial<VerdictInput> & { readonly scored?: readonly [number | null, number | null] } = {}): VerdictInput {
  const [base, head] = more.scored ?? [94, 94];
  return { mode: 'review', findings: [], fixed: [], undecided: [], scores: { overall: { base, head, projected: head }, areas: [] }, ...more };
}

function withGate(more: Partial<Gate>): Gate {
  return { ...gate, ...more };
}

describe('judgeVerdict', () => {
  test.each<[VerdictInput, Gate | null, string]>([
    [input(), gate, 'pass: Nothing to report'],
    [input({ fixed: [error, error] }), gate, 'pass: 2 fixed · score 94'],
    [input({ findings: [error, error], scored: [94, 59] }), gate, 'fail: 2 errors introduced · score 94 → 59'],
    [input({ findings: [warning, error], fixed: [error] }), gate, 'fail: 1 error, 1 warning introduced · 1 fixed · score 94'],
    [input({ findings: [warning] }), gate, 'pass: 1 warning introduced · score 94'],
    [input({ findings: [warning] }), withGate({ failOn: 'warning' }), 'fail: 1 warning introduced · score 94'],
    [input({ findings: [error] }), withGate({ failOn: 'never' }), 'pass: 1 error introduced · score 94'],
    [input({ findings: [error] }), withGate({ areas: ['docs'] }), 'pass: 1 error introduced · score 94'],
    [input({ findings: [error] }), withGate({ areas: ['wiring'] }), 'fail: 1 error introduced · score 94'],
    [input({ findings: [finding({ status: 'preview' })] }), gate, 'pass: 1 preview finding · score 94'],
    [input({ findings: [finding({ disposition: 'suppressed' }), finding({ disposition: 'baselined' })] }), gate, 'pass: Nothing to report'],
    [input({ findings: [finding({ disposition: 'out-of-diff' })] }), gate, 'fail: 1 error introduced · score 94'],
    [input({ scored: [94, 70] }), withGate({ minimumScore: 80 }), 'fail: Nothing to report · below the minimum score of 80'],
    [input({ scored: [94, 80] }), withGate({ minimumScore: 80 }), 'pass: Nothing to report'],
    [input({ scored: [94, 80] }), withGate({ maximumDrop: 10 }), 'fail: Nothing to report · the score drops by 14, more than 10'],
    [input({ scored: [94, 84] }), withGate({ maximumDrop: 10 }), 'pass: Nothing to report'],
    [input({ scored: [null, null] }), withGate({ minimumScore: 80, maximumDrop: 0 }), 'pass: Nothing to report'],
    [input({ undecided: ['app/a.py took too long'] }), gate, 'neutral: Not judged in full: app/a.py took too long'],
    [input({ undecided: ['a', 'b'] }), gate, 'neutral: Not judged in full: a (and 1 more)'],
    [input({ findings: [error], undecided: ['a'] }), gate, 'fail: 1 error introduced · score 94'],
    [input({ findings: [error] }), null, 'neutral: The configuration is invalid · 1 error introduced · score 94'],
    [input(), null, 'neutral: The configuration is invalid · nothing to report'],
    [input({ mode: 'audit', findings: [error, warning, warning], scored: [null, 40] }), gate, 'fail: 1 error, 2 warnings · score 40'],
  ])('%#', (given, by, expected) => {
    const verdict = judgeVerdict(given, by);
    expect(`${verdict.result}: ${verdict.title}`).toBe(expected);
  });
});
