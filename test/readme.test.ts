/** What the README shows is what the program prints. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readmeWithReview } from '../scripts/update-readme.js';
import { rulesPage } from '../scripts/rules-page.js';
import { RULES } from '../src/rules/registry.js';

const readme = readFileSync('README.md', 'utf8');

test('the shown review is current (npx tsx scripts/update-readme.ts)', async () => {
  expect(await readmeWithReview(readme)).toBe(readme);
}, 30_000);

test('the list of rules is current (npx tsx scripts/update-readme.ts)', () => {
  expect(readFileSync('docs/rules.md', 'utf8')).toBe(rulesPage());
});

test('the list of rules names them all, and their pages exist', () => {
  const rows = [...rulesPage().matchAll(/^\| \[`([\w-]+\/[\w-]+)`\]\(\.\.\/(.*?)\) \|/gm)];
  expect(rows.map((row) => row[1] as string).sort()).toEqual(RULES.map((rule) => rule.meta.id).sort());
  expect(rows.filter((row) => !exists(row[2] as string))).toEqual([]);
});

test('files that it links exist', () => {
  const targets = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map((match) => match[1] as string);
  expect(targets.length).toBeGreaterThan(5);
  expect(targets.filter((target) => !exists(target))).toEqual([]);
});

function exists(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EISDIR';
  }
}
