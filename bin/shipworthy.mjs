#!/usr/bin/env node
/** The command line: as it was built into dist, else as its source is now. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = new URL('../dist/src/cli.js', import.meta.url);
if (existsSync(built)) await import(built.href);
else {
  process.argv.splice(1, 1, fileURLToPath(new URL('../scripts/run.mjs', import.meta.url)), 'src/cli.ts');
  await import('../scripts/run.mjs');
}
