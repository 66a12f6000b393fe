/** `npm run bench:peers`: tools that a user would pick instead, beside ours, on the same trees and the same change. See docs/peers.md. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { readMachine } from '../machine.js';
import { createBenchRepository, type BenchRepository } from '../repository.js';
import { headline } from '../table.js';
import { inTemporaryFolder } from '../temporary.js';
import { anotherFolder, findTrees, listFiles, type Tree } from '../trees.js';
import { agreements, type Agreement } from './agreement.js';
import { fastestSet } from './goals.js';
import { installNpmTools, writeConfigurations } from './npm-tools.js';
import { costOf, measureOurs, tooLong } from './ours.js';
import { runMeasured, type Ended } from './spawn.js';
import { agreementTable, costTable, goalLines, unmappedLine } from './table.js';
import { PEERS, versionOf } from './tools.js';
import type { Cost, Language, Peer, PeerCosts, PeerFinding } from './types.js';

interface Options {
  readonly corpus: readonly string[];
  readonly install?: true;
  readonly runs: number;
  readonly reviews: number;
  readonly limit: number;
  readonly only?: readonly string[];
  readonly samples?: string;
}

/** One tree as all are asked about it. */
interface Place {
  /** The tree's top, written out. */
  readonly folder: string;
  /** For what programs print. */
  readonly scratch: string;
  readonly repository: BenchRepository;
  readonly paths: ReadonlySet<string>;
  readonly languages: readonly Language[];
  /** Paths that the change edits. */
  readonly changed: readonly string[];
}

const TOP = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES: Readonly<Record<Language, RegExp>> = { python: /\.pyi?$/, javascript: /\.[cm]?[jt]sx?$/ };
/** Share of a tree's source files from which on a language's tools are wanted. */
const WANTED = 0.1;
/** Findings of each kind that are written out for people to judge. */
const SAMPLE = 20;

const options = new Command('bench:peers')
  .description('Runs pylint, vulture, bandit, pyright, knip, oxlint and ESLint beside Shipworthy. What is not installed is skipped.')
  .option('--install', 'fetch what npm has of them into bench/.peers, and end')
  .option('--corpus <folder...>', "folders of real source, each a tree of its own (default: this machine's Python library, and this repository)", anotherFolder, [])
  .option('--runs <number>', 'runs of each tool to take the median of', Number, 3)
  .option('--reviews <number>', 'warm reviews to take the median of', Number, 20)
  .option('--limit <seconds>', 'longest time of one run', Number, 900)
  .option('--only <peer...>', 'just these tools')
  .option('--samples <file>', 'write findings of one side there, as JSON, for people to judge')
  .parse()
  .opts<Options>();

if (options.install === true) installNpmTools();
else await main();

async function main(): Promise<void> {
  writeConfigurations();
  process.stdout.write(`${headline(readMachine())}; load ${loadavg()[0]?.toFixed(1)}\n`);
  const trees = options.corpus.length > 0 ? findTrees(options.corpus) : [...findTrees([]), { name: 'shipworthy', folders: [TOP] }];
  const samples: unknown[] = [];
  for (const tree of trees) samples.push(...(await measureTree(tree)));
  if (options.samples !== undefined) writeFileSync(options.samples, `${JSON.stringify(samples, null, 1)}\n`);
}

function measureTree(tree: Tree): Promise<unknown[]> {
  return inTemporaryFolder('peers', (folder) => measurePlace(tree, createPlace(tree, folder)));
}

async function measurePlace(tree: Tree, place: Place): Promise<unknown[]> {
  process.stdout.write(`\n${tree.name}: ${place.paths.size} files, of them ${place.languages.map((language) => `${count(place.paths, language)} ${language}`).join(', ')}; load ${loadavg()[0]?.toFixed(1)}\n`);
  const ours = await measureOurs(place.repository, place.scratch, options.runs, options.limit * 1000);
  const costs: PeerCosts[] = [];
  const rows: Agreement[] = [];
  const rest: string[] = [];
  for (const peer of PEERS) {
    const measured = await measurePeer(peer, place);
    if (measured === null) continue;
    costs.push(measured.costs);
    rows.push(...agreements(peer, measured.findings, ours.report, place.paths));
    rest.push(unmappedLine(peer.id, measured.findings));
  }
  const sets = { whole: fastestSet(costs, place.languages, 'whole'), change: fastestSet(costs, place.languages, 'change') };
  process.stdout.write(`${[costTable(ours.costs, costs), goalLines(ours.costs, sets), agreementTable(rows), ...rest.filter(Boolean), `load ${loadavg()[0]?.toFixed(1)}`].join('\n\n')}\n`);
  return samplesOf(tree.name, rows, place.folder);
}

function createPlace(tree: Tree, temporary: string): Place {
  const files = listFiles(tree);
  const paths = new Set(files.map(({ path }) => path));
  const scratch = join(temporary, 'scratch');
  const folder = join(temporary, 'tree');
  for (const made of [scratch, folder]) mkdirSync(made);
  const repository = createBenchRepository(scratch, files, options.reviews + 1);
  const changed = git(repository, ['diff', '--name-only', '-z', repository.base, repository.edits[0] as string]).split('\0').filter(Boolean);
  const sources = count(paths, 'python') + count(paths, 'javascript');
  const languages = (['python', 'javascript'] as const).filter((language) => count(paths, language) >= WANTED * sources && changed.some((path) => SOURCES[language].test(path)));
  const place = { folder, scratch, repository, paths, languages, changed };
  writeOut(place, repository.base);
  // What is installed beside the sources, so that imports can be followed into it.
  const [top] = tree.folders;
  if (top !== undefined && tree.folders.length === 1 && existsSync(join(top, 'node_modules'))) symlinkSync(join(top, 'node_modules'), join(folder, 'node_modules'));
  return place;
}

function count(paths: ReadonlySet<string>, language: Language): number {
  return [...paths].filter((path) => SOURCES[language].test(path)).length;
}

/** The files of a commit, over those that are there. */
function writeOut({ folder, repository }: Place, commit: string): void {
  git(repository, [`--work-tree=${folder}`, 'checkout', '--quiet', '--force', commit, '--', '.']);
}

function git(repository: BenchRepository, args: readonly string[]): string {
  return execFileSync('git', [`--git-dir=${repository.path}`, '-c', 'core.quotePath=false', '-c', 'core.bare=false', ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 });
}

/** Null for what has nothing to say about the tree; what is not installed or fails says so. */
async function measurePeer(peer: Peer, place: Place): Promise<{ readonly costs: PeerCosts; readonly findings: readonly PeerFinding[] } | null> {
  if (!place.languages.includes(peer.language) || peer.isFor?.(place.paths) === false || options.only?.includes(peer.id) === false) return null;
  const { id, language, roles, scope } = peer;
  const program = peer.find();
  if (program === null) {
    process.stdout.write(`  ${id} skipped: not installed (${peer.install})\n`);
    return null;
  }
  const whole = await measureCall(peer, program, place, null);
  writeOut(place, place.repository.edits[0] as string);
  const change = await measureCall(peer, program, place, scope === 'project' ? null : place.changed.filter((path) => SOURCES[language].test(path)));
  writeOut(place, place.repository.base);
  return { costs: { id, language, roles, scope, version: versionOf(program), whole: whole.cost, change: change.cost }, findings: whole.findings };
}

async function measureCall(peer: Peer, program: string, { folder, scratch }: Place, files: readonly string[] | null): Promise<{ readonly cost: Cost; readonly findings: readonly PeerFinding[] }> {
  const ended: Ended[] = [];
  let findings: PeerFinding[] = [];
  for (let run = 0; run < options.runs; run += 1) {
    const one = await runMeasured(peer.call(program, files), folder, scratch, options.limit * 1000);
    if (one.overdue) return { cost: tooLong(options.limit * 1000), findings: [] };
    try {
      findings = peer.read(one.stdout, folder);
    } catch (error) {
      return { cost: { ran: false, why: `failed: ${lastLine(one.stderr) || String(error)}` }, findings: [] };
    }
    ended.push(one);
  }
  return { cost: costOf(ended, findings.length), findings };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
}

/** Findings of one side only, spread evenly over all of them, each with the lines it speaks of. */
function samplesOf(tree: string, rows: readonly Agreement[], folder: string): unknown[] {
  const shown = (one: { readonly path: string; readonly line: number | null }): unknown => ({ ...one, source: lineOf(join(folder, one.path), one.line) });
  return rows.map(({ kind, peer, both, onlyOurs, onlyTheirs }) => ({ tree, kind: kind.name, peer, both, onlyOurs: spreadOver(onlyOurs).map(shown), onlyTheirs: spreadOver(onlyTheirs).map(shown) }));
}

function spreadOver<T>(items: readonly T[]): T[] {
  const wanted = Math.min(SAMPLE, items.length);
  return Array.from({ length: wanted }, (_, at) => items[Math.floor(((at + 0.5) * items.length) / wanted)] as T);
}

function lineOf(file: string, line: number | null): string {
  return line === null || !existsSync(file) ? '' : (readFileSync(file, 'utf8').split('\n')[line - 1] ?? '').trim().slice(0, 200);
}
