/** The bench on a small tree: what it commits, and that a measurement answers. No times are asserted. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commitKinds, createBenchRepository, EDITED_FILES, type BenchRepository } from '../../bench/repository.js';
import { findTrees, listFiles } from '../../bench/trees.js';
import { runTestGit } from '../support/git-repo.js';

const MODULES = 30;

let folder: string;
let repository: BenchRepository;
let kinds: Readonly<Record<string, readonly string[]>>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shipworthy-bench-test-'));
  const packages = join(folder, 'corpus', 'dist-packages', 'app');
  mkdirSync(join(packages, '__pycache__'), { recursive: true });
  writeFileSync(join(packages, '__pycache__', 'left.pyc'), '');
  for (let number = 0; number < MODULES; number++) {
    writeFileSync(join(packages, `module_${String(number).padStart(2, '0')}.py`), `import os\n${`# A line like any other.\n`.repeat(30)}value = ${number}\n`);
  }
  writeFileSync(join(folder, 'corpus', 'requirements.txt'), 'flask\n');
  mkdirSync(join(folder, 'work'));
  const [tree] = findTrees([join(folder, 'corpus')]);
  const files = listFiles(tree as NonNullable<typeof tree>);
  repository = createBenchRepository(join(folder, 'work'), files, 2);
  kinds = commitKinds(join(folder, 'work'), repository, files, 3);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function changed(head: string): string[] {
  return runTestGit(repository.path, ['diff', '--name-status', '--no-renames', repository.base, head]).split('\n').map((line) => line.charAt(0)).sort();
}

test('takes all files but what tools left behind, by paths that count as the project’s own', () => {
  const paths = runTestGit(repository.path, ['ls-tree', '-r', '--name-only', repository.base]).split('\n');
  expect(paths).toHaveLength(MODULES + 1);
  expect(paths).toContain('packages/app/module_00.py');
  expect(readdirSync(join(folder, 'corpus')).sort()).toEqual(['dist-packages', 'requirements.txt']);
  const requirementsOf = (commit: string): string => runTestGit(repository.path, ['show', `${commit}:requirements.txt`]);
  expect([repository.base, repository.mixed[0] as string].map(requirementsOf)).toEqual(['flask', 'flask\nrequests-bench-0']);
});

test('every change has ten edits, and a mixed one a deletion, an addition and requirements too', () => {
  expect(repository.edits.map(changed)).toEqual([Array(EDITED_FILES).fill('M'), Array(EDITED_FILES).fill('M')]);
  expect(repository.mixed.map(changed)).toEqual([['A', 'D', ...Array(EDITED_FILES + 1).fill('M')], ['A', 'D', ...Array(EDITED_FILES + 1).fill('M')]]);
});

test('a change of one kind changes nothing else, and each another place; of what the tree has not there are none', () => {
  const changesOf = (kind: string): string[] => (kinds[kind] ?? []).map((head) => runTestGit(repository.path, ['diff', '--name-status', '-M', repository.base, head]));
  expect(changesOf('a new module')).toEqual(['A\tpackages/app/bench_added_0.py']);
  expect(changesOf('a deleted module')).toEqual(['05', '15', '25'].map((number) => `D\tpackages/app/module_${number}.py`));
  expect(changesOf('a renamed module')).toEqual(['05', '15', '25'].map((number) => `R100\tpackages/app/module_${number}.py\tpackages/app/module_${number}_renamed.py`));
  expect(changesOf('a field more in a model')).toEqual([]);
});

test('a measurement in a process of its own tells its runs and stages', () => {
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  const task = { kind: 'review', repository: repository.path, base: repository.base, heads: repository.edits, dataDir };
  const output = execFileSync(process.execPath, ['--import', 'tsx', 'bench/measure.ts', JSON.stringify(task)], { encoding: 'utf8' });
  const measured = JSON.parse(output) as { peakBytes: number; runs: { parsedFiles: number; stages: Record<string, number> }[] };
  expect(measured.runs.map((run) => run.parsedFiles)).toEqual([MODULES + 1 + EDITED_FILES, EDITED_FILES]);
  expect(Object.keys(measured.runs[0]?.stages ?? {})).toEqual(['git', 'configuration', 'linters started', 'facts', 'linters here', 'rules base', 'rules head', 'linters', 'compare', 'explain and verify', 'result']);
  expect(measured.peakBytes).toBeGreaterThan(1_000_000);
});
