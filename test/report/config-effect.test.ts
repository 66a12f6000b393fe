import { describe, expect, test } from '@jest/globals';
import { configure } from '../../src/config/configure.js';
import type { Finding } from '../../src/findings/types.js';
import { configEffect } from '../../src/report/config-effect.js';
import { RULES } from '../../src/rules/registry.js';
import { computeScores, type RuleTally } from '../../src/score/compute.js';
import { judgeVerdict } from '../../src/score/verdict.js';
import { finding } from './fixtures.js';

const IMPORT = 'wiring/unresolved-import';

/** The rule's opportunities: nine that passed, and one finding. */
function tally(open: Finding): RuleTally {
  return { ruleId: open.ruleId, area: open.area, severity: open.severity, status: open.status, passed: 9, unknown: 0, findings: [{ fingerprint: open.fingerprint, severity: open.severity, fixSafety: null, disposition: open.disposition }] };
}

/** What is said where the file's text changes so, of a change with one finding. */
function effect(base: string | undefined, head: string | undefined, found: readonly Finding[] = [finding()], undecided: readonly string[] = []): readonly string[] {
  const configuration = configure({ base, head }, RULES);
  const tallies = { base: found.map((one) => ({ ...tally(one), passed: 10, findings: [] })), head: found.map(tally) };
  const scores = computeScores({ ...tallies, introduced: new Set(found.map(({ fingerprint }) => fingerprint)) });
  const judged = { mode: 'review' as const, findings: found, fixed: [], undecided };
  const verdict = judgeVerdict({ ...judged, scores }, configuration.valid ? configuration.config.gate : null);
  return configEffect({ configuration, judged, tallies, verdict });
}

const DOUBT = ', as far as the findings tell that were looked for under the present one';

describe('the effect of a changed configuration', () => {
  test.each([
    ['a gate that never fails', undefined, 'gate:\n  fail-on: never\n', 'pass instead of failing'],
    ['a gate of other areas', undefined, 'gate:\n  areas: [docs]\n', 'pass instead of failing'],
    ['a lower severity', undefined, `rules:\n  ${IMPORT}: warning\n`, 'pass instead of failing'],
    ['a rule switched off', undefined, `rules:\n  ${IMPORT}: off\n`, 'pass instead of failing'],
    ['a severity no longer replaced', `rules:\n  ${IMPORT}: warning\n`, 'inline-limit: 3\n', 'fail instead of passing'],
    ['a removed file', 'gate:\n  fail-on: never\n', undefined, 'fail instead of passing'],
    ['something else', undefined, 'inline-limit: 3\n', 'fail all the same'],
    ['a minimum score', 'gate:\n  fail-on: never\n', 'gate:\n  fail-on: never\n  minimum-score: 90\n', 'fail instead of passing'],
    ['a minimum score that the score reaches without the rule', 'gate:\n  minimum-score: 90\n', `gate:\n  minimum-score: 90\nrules:\n  ${IMPORT}: off\n`, 'pass instead of failing'],
    ['an exclusion', undefined, 'exclude: [app]\n', `pass instead of failing${DOUBT}`],
    ['a rule switched on', 'rules:\n  docs/missing-path: off\n', 'inline-limit: 3\n', `fail all the same${DOUBT}`],
    ['a file that can be used at last', 'gates: 1\n', 'inline-limit: 3\n', 'fail instead of ending as neutral'],
  ])('%s', (_case, base, head, would) => {
    const severity = base?.includes(': warning') === true ? 'warning' : 'error';
    expect(effect(base, head, [finding({ severity })])).toEqual([`Under the changed configuration this change would ${would}.`]);
  });

  test('leaves undecided what is', () => {
    expect(effect(undefined, 'gate:\n  fail-on: never\n', [finding()], ['app.py was not read'])).toEqual(['Under the changed configuration this change would end as neutral instead of failing.']);
  });

  test.each([
    ['that is as it was', 'inline-limit: 3\n', 'inline-limit: 3\n'],
    ['that differs in a comment alone', 'inline-limit: 3\n', '# Three\ninline-limit: 3\n'],
    ['that can\'t be used', undefined, 'gates: 1\n'],
  ])('is not told of a file %s', (_case, base, head) => {
    expect(effect(base, head)).toEqual([]);
  });
});
