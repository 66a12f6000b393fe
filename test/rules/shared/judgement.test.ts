import { expect, test } from '@jest/globals';
import { either, judging } from '../../../src/rules/shared/judgement.js';
import type { Match } from '../../../src/rules/types.js';

const MATCH: Match<string> = { span: [1, 1, 1, 2], symbol: '', subject: 's', causes: [], related: [], data: 'd' };

test('an empty judgement', () => {
  expect(judging().done()).toEqual({ matches: [], passed: 0, unknowns: [] });
});

test('three answers, in their order', () => {
  const judgement = judging<string>();
  judgement.pass();
  judgement.match(MATCH);
  judgement.pass(3);
  judgement.unknown(7, 'computed');
  judgement.unknown(2, 'guarded');
  expect(judgement.done()).toEqual({ matches: [MATCH], passed: 4, unknowns: [{ line: 7, reason: 'computed' }, { line: 2, reason: 'guarded' }] });
});

test('two judgements share nothing', () => {
  const [one, other] = [judging(), judging()];
  one.pass();
  expect(other.done().passed).toBe(0);
});

test.each<[names: readonly string[], text: string]>([
  [[], ''],
  [['a'], '`a`'],
  [['a', 'b'], '`a` or `b`'],
  [['a', 'b', 'c'], '`a`, `b` or `c`'],
])('either %j', (names, text) => {
  expect(either(names)).toBe(text);
});
