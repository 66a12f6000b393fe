import { expect, test } from '@jest/globals';
import type { Finding } from '../../src/findings/types.js';
import { APPLY_SAFE_FIXES, buttonsFor } from '../../src/report/buttons.js';
import { finding, fix, range } from './fixtures.js';

function fixable(path: string, safety: 'safe' | 'unsafe' = 'safe', more: Partial<Finding> = {}): Finding {
  return finding({ fix: { ...fix('Title', { kind: 'replace', path, range: range(1, 1, 1, 1), text: 'x' }), safety }, ...more });
}

test.each<[string, readonly Finding[], boolean]>([
  ['a safe fix', [finding(), fixable('a.py')], true],
  ['none', [finding()], false],
  ['one to be read first', [fixable('a.py', 'unsafe')], false],
  ['one of what was suppressed', [fixable('a.py', 'safe', { disposition: 'suppressed' })], false],
  ['one of a workflow', [fixable('.github/workflows/ci.yml')], false],
  ['one of a workflow and one besides', [fixable('.github/workflows/ci.yml'), fixable('.github/shipworthy.yml')], true],
])('there is a button for %s: %#', (_case, findings, offered) => {
  expect(buttonsFor(findings)).toEqual(offered ? { actions: [APPLY_SAFE_FIXES] } : {});
});

test('its words are as short as GitHub wants them', () => {
  expect(APPLY_SAFE_FIXES.label.length).toBeLessThanOrEqual(20);
  expect(APPLY_SAFE_FIXES.description.length).toBeLessThanOrEqual(40);
  expect(APPLY_SAFE_FIXES.identifier.length).toBeLessThanOrEqual(20);
});
