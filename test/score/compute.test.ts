import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AREAS } from '../../src/findings/types.js';
import type { Severity } from '../../src/findings/types.js';
import { computeScores } from '../../src/score/compute.js';
import type { RuleTally, ScoredFinding } from '../../src/score/compute.js';

function finding(severity: Severity, more: Partial<ScoredFinding> = {}): ScoredFinding {
  return { fingerprint: severity, severity, fixSafety: null, disposition: 'report', ...more };
}

function tally(more: Partial<RuleTally>): RuleTally {
  return { ruleId: 'wiring/x', area: 'wiring', severity: 'error', status: 'stable', passed: 0, findings: [], unknown: 0, ...more };
}

function score(head: readonly RuleTally[]) {
  return computeScores({ base: null, head, introduced: new Set() });
}

function wiring(...head: readonly RuleTally[]) {
  return score(head).areas.find((area) => area.area === 'wiring')?.head;
}

describe('the score of an area', () => {
  test.each([
    ['nothing judged', [tally({})], null],
    ['only unknowns', [tally({ unknown: 5 })], null],
    ['all passed', [tally({ passed: 3 })], 100],
    ['an error alone', [tally({ findings: [finding('error')] })], 0],
    ['an error among ten', [tally({ passed: 9, findings: [finding('error')] })], 54],
    ['an error among very many', [tally({ passed: 1_000_000, findings: [finding('error')] })], 59],
    ['a warning alone', [tally({ findings: [finding('warning')] })], 60],
    // 9 passes of weight 10 against a finding of weight 3: 60 + floor(90/93 × 30)
    ['a warning of an error rule', [tally({ passed: 9, findings: [finding('warning')] })], 89],
    ['a warning in three', [tally({ severity: 'warning', passed: 2, findings: [finding('warning')] })], 80],
    ['a note alone', [tally({ findings: [finding('info')] })], 90],
    ['a note among many is not clean', [tally({ passed: 1_000_000, findings: [finding('info')] })], 99],
    ['the worst decides', [tally({ findings: [finding('info'), finding('error')] })], 0],
    ['a preview rule costs nothing and earns nothing', [tally({ status: 'preview', passed: 9, findings: [finding('error')] })], null],
    ['suppressed and baselined cost nothing', [tally({ passed: 1, findings: [finding('error', { disposition: 'suppressed' }), finding('error', { disposition: 'baselined' })] })], 100],
    ['consequences outside the diff cost as much', [tally({ findings: [finding('error', { disposition: 'out-of-diff' })] })], 0],
    ['another area does not matter', [tally({ passed: 1 }), tally({ area: 'docs', findings: [finding('error')] })], 100],
  ])('%s', (_, tallies, expected) => {
    expect(wiring(...tallies)).toBe(expected);
  });
});

describe('the overall score', () => {
  test.each([
    ['nothing judged', [], null],
    ['one area', [tally({ passed: 1 })], 100],
    // (100×3 + 90×1) / 4 = 97.5
    ['the weighted mean, rounded down', [tally({ passed: 1 }), tally({ area: 'docs', findings: [finding('info')] })], 97],
    ['capped by the band of the worst area: an error', [tally({ passed: 1 }), tally({ area: 'docs', findings: [finding('error')] })], 59],
    ['capped by the band of the worst area: a warning', [tally({ passed: 1 }), tally({ area: 'docs', findings: [finding('warning')] })], 89],
    ['not lifted to the cap', [tally({ findings: [finding('error')] }), tally({ area: 'docs', passed: 1 })], 25],
  ])('%s', (_, tallies, expected) => {
    expect(score(tallies).overall.head).toBe(expected);
  });
});

describe('base, head and projection', () => {
  const broken = finding('error', { fingerprint: 'new', fixSafety: 'safe' });
  const old = finding('warning', { fingerprint: 'old', fixSafety: 'safe' });

  test('the safe fixes of introduced findings make the projection; older findings stay', () => {
    const scores = computeScores({
      base: [tally({ passed: 9, findings: [old] })],
      head: [tally({ passed: 8, findings: [old, broken] })],
      introduced: new Set(['new']),
    });
    expect(scores.overall).toEqual({ base: 89, head: 51, projected: 89 });
    expect(scores.areas[0]).toEqual({ area: 'wiring', base: 89, head: 51, projected: 89, lostTo: ['new', 'old'], lostToRules: expect.anything() });
    expect(scores.areas[1]).toEqual({ area: 'dead-code', base: null, head: null, projected: null, lostTo: [], lostToRules: [] });
  });

  test('names the rules that cost points, the worst first, then those with more', () => {
    const rule = (ruleId: string, severities: readonly ('error' | 'warning')[], more: Partial<RuleTally> = {}) =>
      tally({ ruleId, findings: severities.map((severity, index) => finding(severity, { fingerprint: `${ruleId}-${index}` })), ...more });
    const head = [rule('b', ['warning', 'warning']), rule('a', ['warning']), rule('c', ['warning', 'error']), rule('tried', ['error'], { status: 'preview' })];
    expect(computeScores({ base: null, head, introduced: new Set() }).areas[0]?.lostToRules).toEqual([{ ruleId: 'c', open: 2 }, { ruleId: 'b', open: 2 }, { ruleId: 'a', open: 1 }]);
  });

  test('an unsafe fix projects nothing', () => {
    const head = [tally({ findings: [finding('error', { fixSafety: 'unsafe' })] })];
    expect(computeScores({ base: null, head, introduced: new Set(['error']) }).overall).toEqual({ base: null, head: 0, projected: 0 });
  });
});

const anyFinding: fc.Arbitrary<ScoredFinding> = fc.record({
  fingerprint: fc.uuid(),
  severity: fc.constantFrom<Severity>('error', 'warning', 'info'),
  fixSafety: fc.constantFrom('safe', 'unsafe', null),
  disposition: fc.constantFrom('report', 'out-of-diff', 'suppressed', 'baselined', 'ignored'),
});
const anyTally: fc.Arbitrary<RuleTally> = fc.record({
  ruleId: fc.constantFrom('a/a', 'a/b'),
  area: fc.constantFrom(...AREAS),
  severity: fc.constantFrom<Severity>('error', 'warning', 'info'),
  status: fc.constantFrom('stable', 'preview', 'deprecated'),
  passed: fc.nat({ max: 50 }),
  findings: fc.array(anyFinding, { maxLength: 5 }),
  unknown: fc.nat({ max: 3 }),
});
const someTallies = fc.array(anyTally, { minLength: 1, maxLength: 12 });

describe('invariants', () => {
  test('every score is an integer from 0 to 100, and the overall is in or below the band of the worst area', () => {
    fc.assert(
      fc.property(someTallies, (tallies) => {
        const scores = score(tallies);
        const judged = scores.areas.flatMap((area) => (area.head === null ? [] : [area.head]));
        for (const value of judged) expect(Number.isInteger(value) && value >= 0 && value <= 100).toBe(true);
        const { head } = scores.overall;
        if (head === null) return judged.length === 0;
        const worst = Math.min(...judged);
        return Number.isInteger(head) && head <= (worst <= 59 ? 59 : worst <= 89 ? 89 : 100) && head >= Math.min(worst, 100);
      }),
    );
  });

  test('the order does not matter', () => {
    fc.assert(
      fc.property(someTallies, (tallies) => {
        const reversed = tallies.map((one) => ({ ...one, findings: [...one.findings].reverse() })).reverse();
        expect(score(reversed)).toEqual(score(tallies));
      }),
    );
  });

  test('a finding that becomes a pass lowers nothing; one that disappears does not lower its area', () => {
    fc.assert(
      fc.property(someTallies, fc.nat(), fc.nat(), (tallies, which, index) => {
        const chosen = tallies[which % tallies.length];
        if (chosen === undefined || chosen.findings.length === 0) return;
        const findings = chosen.findings.toSpliced(index % chosen.findings.length, 1);
        const before = score(tallies);
        const passing = score(tallies.map((one) => (one === chosen ? { ...one, findings, passed: one.passed + 1 } : one)));
        const gone = score(tallies.map((one) => (one === chosen ? { ...one, findings } : one)));
        const of = (scores: typeof before) => scores.areas.find((area) => area.area === chosen.area)?.head ?? 100;
        expect(of(gone)).toBeGreaterThanOrEqual(before.areas.find((area) => area.area === chosen.area)?.head ?? 0);
        expect(before.areas.filter((area, at) => (area.head ?? 0) > (passing.areas[at]?.head ?? 0))).toEqual([]);
      }),
    );
  });

  test('while the same areas stay judged, the overall score is not lowered either, and the projection is never below the head', () => {
    fc.assert(
      fc.property(someTallies, fc.nat(), fc.nat(), (tallies, which, index) => {
        const judged = tallies.map((one) => ({ ...one, status: 'stable' as const, passed: one.passed + 1 }));
        const chosen = judged[which % judged.length];
        if (chosen === undefined || chosen.findings.length === 0) return;
        const findings = chosen.findings.toSpliced(index % chosen.findings.length, 1);
        const after = judged.map((one) => (one === chosen ? { ...one, findings } : one));
        expect(score(after).overall.head).toBeGreaterThanOrEqual(score(judged).overall.head ?? 0);
        const all = new Set(judged.flatMap((one) => one.findings.map((each) => each.fingerprint)));
        const projected = computeScores({ base: null, head: judged, introduced: all }).overall;
        expect(projected.projected).toBeGreaterThanOrEqual(projected.head ?? 0);
      }),
    );
  });
});
