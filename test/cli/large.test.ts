/** A change of 5,000 files is reviewed like any other. */
import { spawnSync } from 'node:child_process';
import { afterAll, expect, test } from '@jest/globals';
import type { JsonReport } from '../../src/report/json-schema.js';
import { createBench, places } from './command-line.js';
import { program } from '../support/program.js';

const bench = createBench();
afterAll(() => bench.clear());

test('5,000 new modules that import each other, one of them wrongly', () => {
  const base = { 'requirements.txt': 'requests\n', 'manage.py': 'import app\n', 'app/__init__.py': '' };
  const modules = Object.fromEntries(
    Array.from({ length: 5000 }, (_, index) => {
      const next = (index + 1) % 5000;
      return [`app/part${index % 50}/step_${index}.py`, `import requests\nfrom app.part${next % 50}.step_${next} import run_${next === 4321 ? 'x' : next}\n\n\ndef run_${index}():\n    return requests\n`];
    }),
  );
  const repo = bench.repo({ bare: true });
  repo.commit(base);
  repo.git('branch', 'topic');
  repo.commit({ ...base, ...modules }, { branch: 'topic' });
  // In a process of its own: a test runner's modules are several times slower.
  const args = program('src/cli.ts', 'review', repo.path, '--base', 'main', '--head', 'topic', '--format', 'json', '--data-dir', bench.dataDir);
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  expect(stderr).toBe('');
  const report = JSON.parse(stdout) as JsonReport;
  expect(report.stats).toMatchObject({ changedFiles: 5000, parsedFiles: 5003 });
  expect(places(report.findings)).toEqual(['wiring/missing-export app/part20/step_4320.py:2', 'dead-code/unused-definition app/part21/step_4321.py:5']);
}, 60_000);
