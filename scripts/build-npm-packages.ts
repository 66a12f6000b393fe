/**
 * Rebuilds src/assets/data/npm-packages.json: names of npm packages that are in wide use.
 *
 *   npx tsx scripts/build-npm-packages.ts
 *
 * Source: `npm-high-impact` (MIT), the packages with the most downloads and dependents, and the ones below, which
 * applications import often while few packages depend on them.
 */
import { writeFileSync } from 'node:fs';
import { npmHighImpact } from 'npm-high-impact';

const TARGET = new URL('../src/assets/data/npm-packages.json', import.meta.url);

const ALSO = `
`;

const names = new Set([...npmHighImpact, ...ALSO.split(/\s+/).filter((name) => name !== '')]);
const table = {
  source: 'npm-high-impact (MIT) and well-known packages that it lacks',
  rebuilt: 'npx tsx scripts/build-npm-packages.ts',
  packages: [...names].sort().join(' '),
};
writeFileSync(TARGET, `${JSON.stringify(table, null, 1)}\n`);
