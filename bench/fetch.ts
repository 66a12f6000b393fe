/** `npm run bench:fetch`: what the first and the later fetches of a repository bring, from a server on this machine. See docs/performance.md. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { FetchError } from '../src/checkout/fetch-commits.js';
import type { Reading } from '../src/checkout/left-out.js';
import { createMirrorChangeSource } from '../src/checkout/mirror-source.js';
import { openMirror } from '../src/checkout/mirror.js';
import { isRead } from '../src/facts/classify.js';
import { startGitHttp } from '../test/support/git-http.js';
import { readMachine } from './machine.js';
import { spreadOf } from './statistics.js';
import { headline } from './table.js';

interface Options {
  readonly repository: readonly string[];
  readonly pushes: number;
}

/** What one fetch took. */
interface Fetched {
  readonly milliseconds: number;
  /** Bytes that the server sent, headers and all. */
  readonly bytes: number;
  readonly requests: number;
  /** Milliseconds of comparing the two commits then. */
  readonly compared: number;
}

interface Measured {
  readonly what: string;
  readonly first: Fetched;
  readonly later: readonly Fetched[];
  /** Bytes of the mirror on the disk after the first fetch. */
  readonly disk: number;
}

const options = new Command('bench:fetch')
  .description('Fetches a base and a push, then the pushes after it, with all blobs of up to 1 MiB and with those alone that are read.')
  .option('--repository <folder...>', 'git folders of real repositories with history', [])
  .option('--pushes <number>', 'later fetches, each of the next commit of the first line of history', Number, 20)
  .parse()
  .opts<Options>();

process.stdout.write(`${headline(readMachine())}; load ${loadavg()[0]?.toFixed(1)}\n`);
if (options.repository.length === 0) process.stdout.write('skipped: name a git folder with history with --repository\n');
for (const folder of options.repository) process.stdout.write(`${await report(resolve(folder)).catch((error: unknown) => skipped(folder, error))}\n`);

/** A stored copy may lack its largest files, and then a server can't give what is asked for. */
function skipped(folder: string, error: unknown): string {
  if (!(error instanceof FetchError)) throw error;
  return `\n${folder}: skipped: ${error.message}`;
}

async function report(folder: string): Promise<string> {
  const commits = history(folder, options.pushes + 2);
  const all = await measure(folder, commits, 'all of up to 1 MiB', undefined);
  const read = await measure(folder, commits, 'those that are read', { reads: isRead, agreed: new Set() });
  const name = folder.split('/').filter((part) => !/^(repo|\.git)$/.test(part)).at(-1) ?? folder;
  const ratio = (all.first.bytes / read.first.bytes).toFixed(1);
  return [`\n${name}: ${commits.length - 2} pushes after ${commits[0]?.slice(0, 10)}; load ${loadavg()[0]?.toFixed(1)}`, ...[all, read].flatMap(lines), `  first fetch: ${ratio} times fewer bytes`].join('\n');
}

function lines({ what, first, later, disk }: Measured): string[] {
  const median = (key: keyof Fetched): number => spreadOf(later.map((one) => one[key])).median;
  const total = later.reduce((sum, { bytes }) => sum + bytes, 0);
  return [
    `  ${what.padEnd(20)} first:  ${megabytes(first.bytes)}, ${Math.round(first.milliseconds)} ms, ${first.requests} requests; ${megabytes(disk)} on the disk; compared in ${Math.round(first.compared)} ms`,
    `  ${''.padEnd(20)} later:  ${megabytes(median('bytes'))} (all ${megabytes(total)}), ${Math.round(median('milliseconds'))} ms, ${median('requests')} requests; compared in ${Math.round(median('compared'))} ms`,
  ];
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e6 ? 3 : 1)} MB`;
}

/** Commit ids, oldest first. */
function history(folder: string, length: number): string[] {
  const output = execFileSync('git', ['-C', folder, 'rev-list', '--first-parent', `--max-count=${length}`, 'HEAD'], { encoding: 'utf8' });
  return output.trim().split('\n').reverse();
}

async function measure(folder: string, commits: readonly string[], what: string, reading: Reading | undefined): Promise<Measured> {
  const temporary = mkdtempSync(join(tmpdir(), 'shipworthy-fetch-'));
  const server = await startGitHttp({ root: join(temporary, 'served') });
  try {
    mkdirSync(join(temporary, 'served/bench'), { recursive: true });
    symlinkSync(existsSync(join(folder, '.git')) && statSync(join(folder, '.git')).isDirectory() ? join(folder, '.git') : folder, join(temporary, 'served/bench/tree.git'));
    const mirror = openMirror({ dataDir: join(temporary, 'data'), repositoryUrl: `${server.origin}/bench/tree.git`, name: 'bench/tree', allowHttp: true, reading });
    const fetch = async (base: string, head: string): Promise<Fetched> => {
      const [before, started] = [server.traffic().sent, performance.now()];
      const asked = server.requests.length;
      await mirror.fetchCommits([base, head]);
      const milliseconds = performance.now() - started;
      const source = await createMirrorChangeSource({ mirror, baseSha: base, headSha: head });
      const compared = performance.now() - started - milliseconds;
      await source.close();
      return { milliseconds, bytes: server.traffic().sent - before, requests: server.requests.length - asked, compared };
    };
    const [base = '', head = '', ...pushes] = commits;
    const first = await fetch(base, head);
    const disk = await bytesBelow(mirror.directory);
    const later: Fetched[] = [];
    for (const push of pushes) later.push(await fetch(base, push));
    return { what, first, later, disk };
  } finally {
    await server.close();
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function bytesBelow(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}
