import { expect, test } from '@jest/globals';
import { globMatcher, isBoundedGlob } from '../../src/project/globs.js';

test.each([
  ['*/*/*/*/x', true],
  ['*/*/*/*/*/x', false],
  ['**/**/**/**/**/**/x.py', true],
  ['**/a/**/b/**/c/**/d/**/x', false],
  ['{a*,b*}{c*,d*}*', false],
  ['packages/!(docs)', true],
  ['+(a|aa)', false],
  ['*(a|aa)', false],
  [`${'a'.repeat(500)}`, true],
  [`${'a'.repeat(501)}`, false],
])('%s is bounded: %s', (pattern, expected) => {
  expect(isBoundedGlob(pattern)).toBe(expected);
});

test('a pattern that is not bounded matches nothing, and the others go on', () => {
  const matches = globMatcher(['*a*a*a*a*a', 'src/**'], { dot: true });
  expect([matches('aaaaa'), matches('src/a.ts')]).toEqual([false, true]);
  expect(globMatcher([], {})('a')).toBe(false);
});
