import { describe, expect, test } from '@jest/globals';
import type { Edit, Finding } from '../../src/findings/types.js';
import type { Fixable } from '../../src/fixes/compose.js';
import { proveWhole, type WholeJudgement } from '../../src/fixes/whole.js';
import type { Audit } from '../../src/rules/run.js';
import { finding, fingerprint, fix, range } from '../report/fixtures.js';

function edit(path: string): Edit {
  return { kind: 'replace', path, range: range(1, 1, 1, 1), text: 'x' };
}

const one: Fixable = { ...finding({ fingerprint: fingerprint(1), path: 'a.py' }), fix: fix('x', edit('a.py')) };
const two: Fixable = { ...finding({ fingerprint: fingerprint(2), path: 'b.py', ruleId: 'security/weak-jwt' }), fix: fix('x', edit('b.py')) };
const note: Fixable = { ...finding({ fingerprint: fingerprint(3), path: 'a.py', ruleId: 'ruff/F401', severity: 'info' }), fix: fix('x', edit('a.py')) };

interface Said {
  readonly findings?: readonly Finding[];
  readonly fixed?: readonly Finding[];
  readonly skipped?: readonly string[];
  readonly notices?: readonly string[];
  readonly existing?: readonly string[];
  /** Rule -> places of one file that it could not judge. */
  readonly doubts?: Readonly<Record<string, number>>;
}

function said({ findings = [], fixed = [], skipped = [], notices = [], existing = [], doubts = {} }: Said): WholeJudgement {
  const outcomes = Object.entries(doubts).map(([id, number]) => ({ configured: { rule: { meta: { id } } }, unknowns: Array.from({ length: number }, () => ({ line: 1, reason: '' })) }));
  return { result: { findings, fixed, skipped: skipped.map((path) => ({ path })), notices }, existing, audit: new Map([['a.py', { path: 'a.py', outcomes }]]) as unknown as Audit };
}

/** Fingerprints of the fixes that do not hold. */
function failing(chosen: readonly Fixable[], before: Said, after: Said): string[] {
  return [...proveWhole({ before: said({ findings: chosen, ...before }), after: said(after), chosen }).keys()].map((fixable) => fixable.fingerprint);
}

const fresh = (more: Partial<Finding>): Finding => finding({ fingerprint: fingerprint(9), ...more });

describe('proveWhole', () => {
  test.each<[what: string, chosen: readonly Fixable[], before: Said, after: Said, failing: readonly Fixable[]]>([
    ['both are gone', [one, two], {}, {}, []],
    ['what was there already stays', [one], { findings: [one, two], existing: ['e'] }, { findings: [two], existing: ['e'] }, []],
    ['one is still there', [one, two], {}, { findings: [one] }, [one]],
    ['a new finding where one of them edits', [one, two], {}, { findings: [fresh({ path: 'b.py' })] }, [two]],
    ['a new finding elsewhere', [one, two], {}, { findings: [fresh({ path: 'c.py' })] }, [one, two]],
    ['a new remark of a linter', [one], {}, { findings: [fresh({ path: 'a.py', severity: 'info', ruleId: 'ruff/F401' })] }, [one]],
    ['a new remark of a rule in the place of an error', [one], {}, { findings: [fresh({ path: 'a.py', severity: 'info' })] }, []],
    ['a remark in the place of a remark', [note], {}, { findings: [fresh({ path: 'a.py', severity: 'info' })] }, [note]],
    ['a new finding that a comment suppresses', [one], {}, { findings: [fresh({ path: 'a.py', disposition: 'suppressed' })] }, [one]],
    ['what the change had mended is back', [one, two], { fixed: [fresh({ path: 'b.py' })] }, { existing: [fingerprint(9)] }, [two]],
    ['the rule can’t tell any more', [one, two], { doubts: { [one.ruleId]: 1 } }, { doubts: { [one.ruleId]: 2 } }, [one]],
    ['another rule can’t tell any more', [one, two], {}, { doubts: { 'docs/missing-path': 2 } }, []],
    ['the file is not read any more', [one, two], {}, { skipped: ['a.py'] }, [one]],
    ['a linter broke', [one, two], {}, { notices: ['Not verified: Ruff broke.'] }, [two]],
    ['a linter was broken before', [one, two], { notices: ['Not verified: Ruff broke.'] }, { notices: ['Not verified: Ruff broke.', 'What this change does to `x` takes effect once merged.'] }, []],
  ])('%s', (_what, chosen, before, after, expected) => {
    expect(failing(chosen, before, after)).toEqual(expected.map((fixable) => fixable.fingerprint));
  });

  test('says why', () => {
    expect([...proveWhole({ before: said({ findings: [one] }), after: said({ findings: [fresh({ path: 'a.py' })] }), chosen: [one] }).values()]).toEqual(['its fix would bring `wiring/unresolved-import` in `a.py`']);
  });
});
