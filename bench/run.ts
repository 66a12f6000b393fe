/** `npm run bench`: how fast cold facts, audits and reviews are on real trees. See docs/performance.md. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { measureCommandLine } from './command-line.js';
import { compare, entryOf, historyFile, readHistory, remember, told } from './history.js';
import { inProcess } from './in-process.js';
import { readMachine } from './machine.js';
import { commitKinds, createBenchRepository, type BenchRepository } from './repository.js';
import { rowsOf, type TreeMeasurements } from './rows.js';
import { headline, table } from './table.js';
import { inTemporaryFolder } from './temporary.js';
import { anotherFolder, findTrees, listFiles, type Tree } from './trees.js';
import type { Machine, Measured, Row } from './types.js';

interface Options {
  readonly corpus: readonly string[];
  readonly json?: string;
  readonly runs: number;
}

/** Runs of this machine, for comparisons. */
const HISTORY = fileURLToPath(new URL('./results/', import.meta.url));
/** Cold measurements are long, so few of them must do. */
const COLD_RUNS = 3;
/** Warm reviews of each kind of change, at most: each kind has its process, which judges the base whole first. */
const KIND_RUNS = 10;

const options = new Command('bench')
  .description('Measures cold facts, a warm audit and warm reviews of changes, as ratios to a plain parse of the same files.')
  .option('--corpus <folder...>', "folders of real source, each a tree of its own (default: this machine's Python library)", anotherFolder, [])
  .option('--runs <number>', 'warm runs to take the median of', Number, 20)
  .option('--json <file>', 'write the rows there')
  .parse()
  .opts<Options>();

await main(options);

async function main({ corpus, json, runs }: Options): Promise<void> {
  const machine = readMachine();
  process.stdout.write(`${headline(machine)}\n`);
  const trees = findTrees(corpus);
  if (trees.length === 0) process.stdout.write('skipped: there is no Python library on this machine; name a folder of source with --corpus\n');
  const rows: Row[] = [];
  for (const tree of trees) {
    const measurements = await measureTree(tree, runs);
    rows.push(...rowsOf(tree.name, measurements));
    process.stdout.write(`\n${table(tree.name, measurements)}\n`);
  }
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ machine, rows }, null, 2)}\n`);
  if (rows.length > 0) tellHistory(machine, rows);
}

function tellHistory(machine: Machine, rows: readonly Row[]): void {
  const commit = commitOfSource();
  if (commit === null) return;
  const file = historyFile(HISTORY, machine);
  const now = entryOf(commit, new Date().toISOString(), rows);
  const comparison = compare(readHistory(file), now);
  process.stdout.write(comparison === null ? `\nnothing to compare with: ${file} has no run of another commit\n` : `\n${told(comparison)}\n`);
  remember(file, now);
}

/** With `+` where files differ from it; null outside a checkout. */
function commitOfSource(): string | null {
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: fileURLToPath(new URL('..', import.meta.url)), encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return `${git('rev-parse', 'HEAD')}${git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '+'}`;
  } catch {
    return null;
  }
}

function measureTree(tree: Tree, runs: number): Promise<TreeMeasurements> {
  return inTemporaryFolder('bench', async (folder) => {
    const files = listFiles(tree);
    const repository = createBenchRepository(folder, files, runs + 1);
    const kinds = commitKinds(folder, repository, files, Math.min(runs, KIND_RUNS) + 1);
    return measureRepository(repository, kinds, folder, runs);
  });
}

async function measureRepository(repository: BenchRepository, kinds: Readonly<Record<string, readonly string[]>>, folder: string, runs: number): Promise<TreeMeasurements> {
  const { path, base, edits, mixed } = repository;
  const parse: Measured[] = [];
  const cold: Measured[] = [];
  const dataDirs: string[] = [];
  for (let run = 0; run < COLD_RUNS; run++) {
    const dataDir = join(folder, `data-${run}`);
    mkdirSync(dataDir);
    dataDirs.push(dataDir);
    const tree = { repository: path, commit: base, dataDir };
    // In turns, so that both see the same neighbours on a busy machine.
    parse.push(await inProcess({ kind: 'parse', ...tree }));
    cold.push(await inProcess({ kind: 'cold', ...tree }));
  }
  const [dataDir, ...others] = dataDirs as [string, string, string];
  const audit = await inProcess({ kind: 'audit', repository: path, commit: base, dataDir, runs: Math.ceil(runs / 4) + 1 });
  const review = (heads: readonly string[]): Promise<Measured> => inProcess({ kind: 'review', repository: path, base, heads, dataDir });
  const edit = await review(edits);
  const mix = await review(mixed);
  const ofKinds: Record<string, Measured | null> = {};
  // The first one in a process is no warm review.
  for (const [kind, heads] of Object.entries(kinds)) ofKinds[kind] = heads.length < 2 ? null : await review(heads);
  const commandLine = await measureCommandLine(repository, others, folder);
  return { parse, cold, audit, edit, mix, kinds: ofKinds, commandLine };
}
