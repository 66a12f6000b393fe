import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FETCH_LIMITS, fetchWithin, type FetchLimits } from './fetch-process.js';
import { GitError, runGit, TooLargeError, type GitCall } from './git.js';
import { KeyedLocks } from './locks.js';

export interface MirrorOptions {
  /** The service's data folder; the mirror lives in `mirrors/<host>/<owner>/<name>.git` below it. */
  readonly dataDir: string;
  /** Clone URL without credentials, such as `https://github.com/owner/name.git`. */
  readonly repositoryUrl: string;
  /** `owner/name`. */
  readonly name: string;
  /** Installation token; reaches git through the environment of the fetching process only. */
  readonly token?: string;
  /** Also fetch over plain http (loopback, or where GHE_PROTOCOL=http says so). */
  readonly allowHttp?: boolean;
  /** Share one among all mirrors of the process, so that two jobs of one repository fetch one after the other. */
  readonly locks?: KeyedLocks;
  /** What a fetch may cost; `FETCH_LIMITS` when absent. */
  readonly limits?: FetchLimits;
}

/** A bare repository of our own that holds the commits we were asked about, without history and without large blobs. */
export interface Mirror {
  /** `owner/name`. */
  readonly name: string;
  /** The bare repository's folder. */
  readonly directory: string;
  /**
   * Makes sure that these commits are here, with their trees and their blobs of up to 1 MiB. Fetches only what is missing.
   * A damaged mirror is built again, once.
   * @param shas full commit ids
   * @throws FetchError
   */
  fetchCommits(shas: readonly string[]): Promise<void>;
  /** Replaces the mirror by a fresh one that holds just these commits. Processes that read the old one can finish. @throws FetchError */
  rebuild(shas: readonly string[]): Promise<void>;
}

/** Why commits could not be fetched; `network` is worth another try. */
export type FetchFailure = 'network' | 'denied' | 'missing-commit' | 'too-large' | 'other';

/** A fetch that failed. The message never holds the token. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  readonly reason: FetchFailure;

  constructor(reason: FetchFailure, message: string) {
    super(message);
    this.reason = reason;
  }
}

/**
 * Opens the mirror of a repository; nothing is read or written until commits are fetched.
 * @throws Error for a name or URL that could lead out of the data folder, past the protocol rule, or that carries credentials
 */
export function openMirror(options: MirrorOptions): Mirror {
  const url = checkedUrl(options);
  const directory = mirrorDirectory(options, url);
  const locks = options.locks ?? new KeyedLocks();
  return {
    name: options.name,
    directory,
    fetchCommits: (shas) => locks.run(directory, () => ensureCommits(options, directory, checkedIds(shas))),
    rebuild: (shas) => locks.run(directory, () => replaceMirror(options, directory, checkedIds(shas))),
  };
}

/** Every fetch adds a pack, and many packs make reading slow: past this many the mirror is built afresh. */
const MOST_PACKS = 200;

/** A replaced mirror is kept this long (ms) for the jobs that still read it. */
const REPLACED_KEEP = 60 * 60 * 1000;

const REFS = 'refs/commits/';

async function ensureCommits(options: MirrorOptions, directory: string, shas: readonly string[]): Promise<void> {
  const present = await presentCommits(directory, shas);
  if (present === 'none') return replaceMirror(options, directory, shas);
  const absent = shas.filter((sha) => !present.has(sha));
  if (absent.length === 0) return;
  if ((await packCount(directory)) > MOST_PACKS) return replaceMirror(options, directory, shas);
  try {
    await fetchInto(options, directory, absent);
  } catch (error) {
    // The other side's answer says nothing against our folder; anything else may be damage.
    if (!(error instanceof FetchError) || error.reason !== 'other') throw error;
    await replaceMirror(options, directory, shas);
  }
}

/** The commits that an earlier fetch completed and that can be read; `none` when there is no usable repository. */
async function presentCommits(directory: string, shas: readonly string[]): Promise<ReadonlySet<string> | 'none'> {
  const exists = await stat(join(directory, 'HEAD')).catch(() => null);
  if (exists === null) return 'none';
  try {
    // `tree` makes git read the commit, so that a ref without its object counts as damage.
    const args = ['for-each-ref', '--format=%(objectname) %(tree)', ...shas.map((sha) => REFS + sha)];
    const output = await runGit(mirrorCall(directory, args));
    return new Set(output.toString('latin1').split('\n').map((line) => line.split(' ')[0] ?? ''));
  } catch (error) {
    if (error instanceof GitError) return 'none';
    throw error;
  }
}

/** Builds beside the old mirror and swaps when it is complete, so that a failing fetch costs nothing. */
async function replaceMirror(options: MirrorOptions, directory: string, shas: readonly string[]): Promise<void> {
  const fresh = `${directory}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  const format = shas[0]?.length === 64 ? 'sha256' : 'sha1';
  await runGit(mirrorCall(fresh, ['init', '--quiet', '--bare', '--template=', `--object-format=${format}`]));
  try {
    await fetchInto(options, fresh, shas);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  }
  await sweepReplaced(directory);
  await rename(directory, `${directory}.old-${Date.now()}`).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
  await rename(fresh, directory);
}

async function sweepReplaced(directory: string): Promise<void> {
  const parent = dirname(directory);
  const prefix = `${directory.slice(parent.length + 1)}.old-`;
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    if (Number(name.slice(prefix.length)) > Date.now() - REPLACED_KEEP) continue;
    await rm(join(parent, name), { recursive: true, force: true });
  }
}

async function fetchInto(options: MirrorOptions, directory: string, shas: readonly string[]): Promise<void> {
  const args = [
    'fetch', '--quiet', '--depth=1', '--filter=blob:limit=1m', '--no-tags', '--no-recurse-submodules',
    '--no-write-fetch-head', 'origin', ...shas.map((sha) => `+${sha}:${REFS}${sha}`),
  ];
  const call = mirrorCall(directory, args);
  const environment = {
    ...call.environment,
    GIT_ALLOW_PROTOCOL: options.allowHttp === true ? 'https:http' : 'https',
    GIT_NO_LAZY_FETCH: '0',
    ...tokenEnvironment(options),
  };
  const settings = [...(call.settings ?? []), ...fetchSettings(options.repositoryUrl)];
  const { exitCode, stderr, overdone } = await fetchWithin({ ...call, settings, environment }, options.limits ?? FETCH_LIMITS);
  if (overdone === 'bytes') throw tooLarge(options, 'it has more data than a fetch may bring');
  if (overdone === 'time') throw new FetchError('network', `Could not fetch ${options.name} from ${options.repositoryUrl} in time`);
  if (exitCode !== 0) throw fetchError(options, stderr);
  await refuseEndlessTrees(options, directory, shas);
}

function tooLarge(options: MirrorOptions, why: string): FetchError {
  return new FetchError('too-large', `Could not fetch ${options.name} from ${options.repositoryUrl}: ${why}`);
}

/** Lists what was fetched, once: whoever compares or reads it later may count on an end. A commit that has none is not kept. */
async function refuseEndlessTrees(options: MirrorOptions, directory: string, shas: readonly string[]): Promise<void> {
  for (const sha of shas) {
    try {
      await runGit(mirrorCall(directory, ['ls-tree', '-r', '-z', '--full-tree', sha]));
    } catch (error) {
      if (!(error instanceof TooLargeError)) continue; // what is damaged is found, and mended, by who reads it
      await runGit(mirrorCall(directory, ['update-ref', '-d', REFS + sha]));
      throw tooLarge(options, 'its tree has too many files');
    }
  }
}

/** The remote lives in these settings only: a mirror without one can't go to the network for a blob left out. */
function fetchSettings(url: string): string[] {
  return [
    `remote.origin.url=${url}`,
    'remote.origin.promisor=true',
    'remote.origin.partialCloneFilter=blob:limit=1m',
    'protocol.version=2',
    'fetch.fsckObjects=true',
    // Old mistakes of the tools of their day that many sound repositories carry in their history.
    'fetch.fsck.zeroPaddedFilemode=ignore',
    'fetch.fsck.missingSpaceBeforeDate=ignore',
    'fetch.fsck.badTimezone=ignore',
    'fetch.unpackLimit=1',
    'http.followRedirects=false', // a redirect could carry the token to another host
    'http.lowSpeedLimit=1000',
    'http.lowSpeedTime=60',
  ];
}

function tokenEnvironment({ token, repositoryUrl }: MirrorOptions): Record<string, string> {
  if (token === undefined) return {};
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${repositoryUrl}.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basicCredentials(token)}`,
  };
}

function basicCredentials(token: string): string {
  return Buffer.from(`x-access-token:${token}`).toString('base64');
}

const REASONS: readonly (readonly [RegExp, FetchFailure])[] = [
  [/attempting to allocate \d+ over limit/, 'too-large'],
  [/not our ref|unadvertised object|couldn't find remote ref|no such remote ref/i, 'missing-commit'],
  [/Authentication failed|could not read Username|returned error: 40[134]|repository .* not found/i, 'denied'],
  [/Could not resolve|Failed to connect|Connection|timed out|returned error: (429|5\d\d)|early EOF|hung up|RPC failed|SSL|TLS|unable to access|transfer closed/i, 'network'],
];

function fetchError(options: MirrorOptions, stderr: string): FetchError {
  const reason = REASONS.find(([pattern]) => pattern.test(stderr))?.[1] ?? 'other';
  let detail = stderr.replace(/\s+/g, ' ').trim().slice(0, 500);
  if (options.token !== undefined && options.token !== '')
    detail = detail.replaceAll(options.token, '***').replaceAll(basicCredentials(options.token), '***');
  return new FetchError(reason, `Could not fetch ${options.name} from ${options.repositoryUrl}: ${detail}`);
}

function mirrorCall(directory: string, args: readonly string[]): GitCall {
  // The folder is named outright, so that a damaged mirror is an error and never a repository found further up.
  const environment = { GIT_DIR: '.', GIT_CEILING_DIRECTORIES: dirname(directory) };
  return { cwd: directory, args, configuration: 'none', environment, settings: ['core.attributesFile=/dev/null'] };
}

async function packCount(directory: string): Promise<number> {
  const names = await readdir(join(directory, 'objects', 'pack')).catch(() => []);
  return names.filter((name) => name.endsWith('.pack')).length;
}

function checkedUrl({ repositoryUrl, allowHttp }: MirrorOptions): URL {
  const url = new URL(repositoryUrl);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowHttp === true))
    throw new Error(`Repositories are fetched over ${allowHttp === true ? 'https or http' : 'https'} only, not ${url.protocol}//`);
  if (url.username !== '' || url.password !== '') throw new Error('A repository URL must not carry credentials');
  return url;
}

function mirrorDirectory({ dataDir, name }: MirrorOptions, url: URL): string {
  if (!/^(?!\.)[\w.-]+\/(?!\.{1,2}$)[\w.-]+$/.test(name)) throw new Error('A repository name must be owner/name');
  return join(dataDir, 'mirrors', url.host.replace(':', '_'), `${name}.git`);
}

function checkedIds(shas: readonly string[]): string[] {
  const bad = shas.find((sha) => !/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(sha));
  if (bad !== undefined) throw new Error('A commit id must be 40 or 64 hexadecimal digits');
  return [...new Set(shas)];
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}
