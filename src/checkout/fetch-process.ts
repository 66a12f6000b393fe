/**
 * The one git process that takes bytes from elsewhere, within limits. git has none for a fetch (`receive.maxInputSize` is for pushes), so
 * what arrives is looked at while it arrives. Started without simple-git, which can end a process but not what that one started: the
 * one that unpacks. I/O.
 */
import { spawn } from 'node:child_process';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gitEnvironment, gitMissing, guardArguments, type GitCall, type GitResult } from './git.js';

export interface FetchLimits {
  /** Bytes that one fetch may add to the mirror. */
  readonly bytes: number;
  /** Milliseconds. */
  readonly time: number;
}

/** More than a shallow copy of the largest repositories takes, without blobs over 1 MiB. */
export const FETCH_LIMITS: FetchLimits = { bytes: 5 * 1024 ** 3, time: 10 * 60 * 1000 };

export type FetchResult = GitResult & { readonly overdone: 'bytes' | 'time' | null };

/** Milliseconds between two looks. */
const WATCH = 100;
/** Characters of its messages that are kept. */
const LAST_WORDS = 64 * 1024;

/**
 * Settings and variables under which unpacking holds little, whatever it is sent. `GIT_ALLOC_LIMIT` ends git where it asks for more in one
 * piece (git's wrapper.c): a single object of this size, or the list of two million objects.
 */
export const UNPACK_SETTINGS: readonly string[] = ['core.bigFileThreshold=16m', 'core.deltaBaseCacheLimit=64m', 'pack.threads=1'];
export const UNPACK_ENVIRONMENT: Readonly<Record<string, string>> = { GIT_ALLOC_LIMIT: '256m' };

/**
 * Runs a fetch into a bare repository (`cwd`), where starting it is cheap, and ends it with all that it started where it goes over a limit. What it left half done goes.
 * @throws UserError when git is not installed
 */
export function fetchWithin({ launcher, ...call }: GitCall, limits: FetchLimits): Promise<FetchResult> {
  return launcher?.isOpen === true ? launcher.fetch(call, limits) : fetchWithinHere(call, limits);
}

/** The same, started by this process. */
export async function fetchWithinHere(call: GitCall, limits: FetchLimits): Promise<FetchResult> {
  const packs = join(call.cwd, 'objects/pack');
  await sweepUnfinished(packs, limits.time);
  const settings = [...(call.settings ?? []), ...UNPACK_SETTINGS].flatMap((setting) => ['-c', setting]);
  const environment = gitEnvironment({ ...call, environment: { ...UNPACK_ENVIRONMENT, ...call.environment } });
  const child = spawn('git', [...guardArguments(), ...settings, ...call.args], { cwd: call.cwd, env: environment, detached: true, stdio: ['pipe', 'ignore', 'pipe'] });
  child.stdin.on('error', () => undefined); // it may end before it has read everything
  child.stdin.end(call.input ?? '');
  let overdone: FetchResult['overdone'] = null;
  const end = (why: 'bytes' | 'time'): void => {
    overdone ??= why;
    killGroup(child.pid);
  };
  const timer = setTimeout(() => end('time'), limits.time);
  const watch = setInterval(() => void unfinishedBytes(packs).then((bytes) => bytes > limits.bytes && end('bytes')), WATCH);
  try {
    const result = await ending(child);
    // One that was quick enough to be done between two looks.
    if (overdone !== null) await sweepUnfinished(packs, 0);
    return { ...result, overdone };
  } finally {
    clearTimeout(timer);
    clearInterval(watch);
  }
}

function ending(child: ReturnType<typeof spawn>): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    let words = '';
    child.stderr?.on('data', (data: Buffer) => {
      words = (words + data.toString('utf8')).slice(-LAST_WORDS);
    });
    child.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ENOENT' ? gitMissing() : error));
    child.once('close', (code) => resolve({ exitCode: code ?? -1, stdout: Buffer.alloc(0), stderr: words }));
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

/** git keeps what arrives under such a name until it is whole. */
async function unfinished(packs: string): Promise<string[]> {
  const names = await readdir(packs).catch(() => []);
  return names.filter((name) => name.startsWith('tmp_')).map((name) => join(packs, name));
}

async function unfinishedBytes(packs: string): Promise<number> {
  const sizes = await Promise.all((await unfinished(packs)).map((path) => stat(path).then(({ size }) => size, () => 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Removes what fetches that were cut off have left; `age` in milliseconds, as another process may fetch into the same mirror. */
async function sweepUnfinished(packs: string, age: number): Promise<void> {
  for (const path of await unfinished(packs)) {
    const changed = (await stat(path).catch(() => null))?.mtimeMs ?? 0;
    if (Date.now() - changed >= age) await rm(path, { force: true });
  }
}
