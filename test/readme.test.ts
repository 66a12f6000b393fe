/** What the README shows is what the program prints. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readmeWithReview } from '../scripts/update-readme.js';
import { RULES } from '../src/rules/registry.js';

const readme = readFileSync('README.md', 'utf8');

test('the shown review is current (npx tsx scripts/update-readme.ts)', async () => {
  expect(await readmeWithReview(readme)).toBe(readme);
}, 30_000);

test('the table of rules lists them all', () => {
  const listed = [...readme.matchAll(/^\| `([\w-]+\/[\w-]+)` \|/gm)].map((match) => match[1]);
  expect(listed.sort()).toEqual(RULES.map((rule) => rule.meta.id).sort());
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
