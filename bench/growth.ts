/** `npm run bench:growth`: one and the same change in a small repository, and in a large one that holds the small one. See docs/performance.md. */
import { mkdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { Command } from 'commander';
import { inProcess } from './in-process.js';
import { readMachine } from './machine.js';
import { createBenchRepository, type BenchRepository } from './repository.js';
import { spreadOf } from './statistics.js';
import { headline } from './table.js';
import { inTemporaryFolder } from './temporary.js';
import { anotherFolder, listFiles, type Tree } from './trees.js';
import type { Measured, Timed } from './types.js';

interface Options {
  readonly corpus: readonly string[];
  readonly runs: number;
}

/** A repository and its facts. */
interface Place {
  readonly files: number;
  readonly repository: BenchRepository;
  readonly dataDir: string;
}

const options = new Command('bench:growth')
  .description('Reviews the same changes of ten files of the first folder in a repository of that folder alone, and in one of all folders side by side.')
  .option('--corpus <folder...>', 'folders of real source, at least two; the first one is changed', anotherFolder, [])
  .option('--runs <number>', 'warm reviews to take the median of', Number, 20)
  .parse()
  .opts<Options>();

process.stdout.write(`${headline(readMachine())}; load ${loadavg()[0]?.toFixed(1)}\n`);
if (options.corpus.length < 2) process.stdout.write('skipped: name two folders of source or more with --corpus\n');
else await inTemporaryFolder('growth', (folder) => report(folder, options));

async function report(folder: string, { corpus, runs }: Options): Promise<void> {
  const [first = '', ...others] = corpus.map((one) => resolve(one));
  // Half of the heads for the first pass over the small one and for the large one, the other half for the second pass: each review parses ten new blobs.
  const place = (name: string, folders: readonly string[]): Place => createPlace(join(folder, name), { name, folders }, `${basename(first)}/`, 2 * (runs + 1));
  const small = place('small', [first]);
  const large = place('large', [first, ...others]);
  const before = await reviews(small, 0, runs + 1);
  const grown = await reviews(large, 0, runs + 1);
  const after = await reviews(small, runs + 1, 2 * (runs + 1));
  const smallRuns = [...later(before), ...later(after)];
  process.stdout.write(`${line(small.files, smallRuns, before)}\n${line(large.files, later(grown), grown)}\n`);
  const ratio = (key: 'milliseconds' | 'cpuMilliseconds'): string => (medianOf(later(grown), key) / medianOf(smallRuns, key)).toFixed(2);
  process.stdout.write(`${(large.files / small.files).toFixed(1)} times as many files: ${ratio('milliseconds')} × the time, ${ratio('cpuMilliseconds')} × the processor time; load ${loadavg()[0]?.toFixed(1)}\n`);
}

/** Each folder of the tree lies below its own name, the only one too. */
function createPlace(folder: string, tree: Tree, within: string, changes: number): Place {
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir, { recursive: true });
  const files = tree.folders.flatMap((one) => listFiles({ name: tree.name, folders: [one] }).map(({ path, file }) => ({ path: `${basename(one)}/${path}`, file })));
  return { files: files.length, repository: createBenchRepository(folder, files, changes, within), dataDir };
}

function reviews({ repository: { path, base, edits }, dataDir }: Place, from: number, to: number): Promise<Measured> {
  return inProcess({ kind: 'review', repository: path, base, heads: edits.slice(from, to), dataDir });
}

/** Without the first, which judges the base whole. */
function later({ runs }: Measured): readonly Timed[] {
  return runs.slice(1);
}

function medianOf(runs: readonly Timed[], key: 'milliseconds' | 'cpuMilliseconds'): number {
  return spreadOf(runs.map((run) => run[key])).median;
}

function line(files: number, runs: readonly Timed[], { peakBytes, runs: [first] }: Measured): string {
  const { median, min, max } = spreadOf(runs.map(({ milliseconds }) => milliseconds));
  const times = `${median.toFixed(0)} ms (${min.toFixed(0)} to ${max.toFixed(0)}, ${runs.length} reviews), ${medianOf(runs, 'cpuMilliseconds').toFixed(0)} ms of a processor`;
  return `${files} files: ${times}; ${spreadOf(runs.map(({ parsedFiles }) => parsedFiles)).median} files parsed; the first review ${((first?.milliseconds ?? 0) / 1000).toFixed(1)} s; ${(peakBytes / 1e6).toFixed(0)} MB at most`;
}
