/** Reviews of a working tree by the command line, as the person waits for them who gave the command: from the start of its process to its end. I/O. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { compiledCopy } from '../scripts/compile.mjs';
import type { BenchRepository } from './repository.js';

export interface CommandLineTimes {
  /** Milliseconds of each command that judged the base anew, its facts stored. */
  readonly alone: readonly number[];
  /** Milliseconds of each command whose daemon had judged a change before. */
  readonly daemon: readonly number[];
}

/** Each judges the base whole. */
const ALONE_RUNS = 3;

/** @param dataDirs two folders with the facts of the base and of nothing else */
export async function measureCommandLine(repository: Pick<BenchRepository, 'path' | 'base' | 'edits'>, [first, second]: readonly [string, string], folder: string): Promise<CommandLineTimes> {
  const program = join(await compiledCopy(), 'src', 'cli.js');
  const tree = join(folder, 'tree');
  const git = (...args: string[]): void => void execFileSync('git', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  git('clone', '-q', '--no-checkout', repository.path, tree);
  git('-C', tree, 'checkout', '-q', '--detach', repository.base);
  const environment = { ...process.env, XDG_RUNTIME_DIR: join(folder, 'run') };
  mkdirSync(environment.XDG_RUNTIME_DIR);
  const run = (dataDir: string, ...args: readonly string[]): Promise<number> => timed(program, [...args, '--data-dir', dataDir], environment);
  const review = (head: string, dataDir: string, wish: '--daemon' | '--no-daemon'): Promise<number> => {
    git('-C', tree, 'checkout', '-q', head, '--', '.');
    return run(dataDir, 'review', tree, '--base', repository.base, '--fail-on', 'never', wish);
  };
  const [alone, daemon]: [number[], number[]] = [[], []];
  try {
    for (const head of repository.edits.slice(0, ALONE_RUNS)) alone.push(await review(head, first, '--no-daemon'));
    for (const head of repository.edits) daemon.push(await review(head, second, '--daemon'));
  } finally {
    await run(second, 'daemon', 'stop');
  }
  return { alone, daemon: daemon.slice(1) };
}

/** Rejects where it exits with anything but 0, or says something besides its report: a daemon that could not be used is no measurement. */
function timed(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, ...args], { env, maxBuffer: 2 ** 26 }, (error, _stdout, stderr) => {
      if (error === null && stderr === '') resolve(performance.now() - started);
      else reject(new Error(`${args[0]} ended otherwise than measured: ${stderr.trim().slice(0, 300)}`, { cause: error }));
    });
  });
}
