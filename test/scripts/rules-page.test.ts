/** The list of rules names every rule once, and what is planned and missing with its reason. */
import { describe, expect, test } from '@jest/globals';
import { ABSENT } from '../../scripts/rules-absent.js';
import { rulesPage } from '../../scripts/rules-page.js';
import { listRules } from '../../src/cli/rules.js';
import { AREAS } from '../../src/findings/types.js';
import { LISTED_LINTERS } from '../../src/linters/index.js';
import { findRule, RULES } from '../../src/rules/registry.js';

describe('the page of rules', () => {
  const lines = rulesPage().split('\n');

  test.each(RULES.map(({ meta }) => meta.id))('has one row for %s', (id) => {
    expect(lines.filter((line) => line.startsWith(`| [\`${id}\`](../src/rules/${id}.md) |`))).toHaveLength(1);
  });

  test.each(Object.entries(ABSENT))('says why there is no %s', (id, reason) => {
    expect(findRule(id)).toBeUndefined();
    expect(AREAS.some((area) => id.startsWith(`${area}/`))).toBe(true);
    expect(lines).toContain(`| \`${id}\` | ${reason} |`);
    expect(reason.length).toBeGreaterThan(20);
  });
});

test('the command lists each rule with severity, status, languages and fix', () => {
  const rows = listRules('terminal').trimEnd().split('\n');
  expect(rows).toHaveLength(RULES.length + LISTED_LINTERS.length);
  expect(rows.find((row) => row.startsWith('wiring/unresolved-import '))?.split(/ {2,}/)).toEqual([
    'wiring/unresolved-import', 'error', 'stable', 'python, javascript', 'fix: to read', 'An imported module is neither in the repository, the standard library, nor a declared dependency.',
  ]);
  expect(rows.find((row) => row.startsWith('delivery/no-ci '))?.split(/ {2,}/).slice(1, 5)).toEqual(['info', expect.any(String), 'any', 'no fix']);
});
