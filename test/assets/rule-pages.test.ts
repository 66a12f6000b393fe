import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readRulePage, readVersion } from '../../src/assets/rule-pages.js';
import { RULES } from '../../src/rules/registry.js';

test.each(RULES.map((rule) => [rule.meta.id]))('the page of %s starts with its id', (id) => {
  expect(readRulePage(id)?.split('\n')[0]).toBe(`# ${id}`);
});

test.each(['wiring/none', '', 'unresolved-import', 'wiring'])('no page of %j', (id) => {
  expect(readRulePage(id)).toBeUndefined();
});

test('the version is that of package.json', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(readVersion()).toBe(version);
});
