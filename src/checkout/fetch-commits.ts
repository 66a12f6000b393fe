/** What is brought from the hosting service into a mirror: commits with their trees, and blobs. I/O. */
import { dirname } from 'node:path';
import { parseLsTree } from '../changes/tree.js';
import type { TreeEntry } from '../changes/types.js';
import { FETCH_LIMITS, fetchWithin, type FetchLimits } from './fetch-process.js';
import type { Launcher } from '../launcher/types.js';
import { runGit, TooLargeError, type GitCall } from './git.js';

/** Where from, and in whose name. */
export interface Remote {
  /** Clone URL without credentials, such as `https://github.com/owner/name.git`. */
  readonly repositoryUrl: string;
  /** `owner/name`. */
  readonly name: string;
  /** Installation token; reaches git through the environment of the fetching process only. */
  readonly token?: string;
  /** Also fetch over plain http (loopback, or where GHE_PROTOCOL=http says so). */
  readonly allowHttp?: boolean;
  /** What a fetch may cost; `FETCH_LIMITS` when absent. */
  readonly limits?: FetchLimits;
  /** Starts git where that is cheap. */
  readonly launcher?: Launcher | undefined;
}

/** Why commits could not be fetched; `network` and `disk` are worth another try. */
export type FetchFailure = 'network' | 'disk' | 'denied' | 'missing-commit' | 'too-large' | 'other';

/** A fetch that failed. The message never holds the token. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  readonly reason: FetchFailure;

  constructor(reason: FetchFailure, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Which blobs come with the commits (gitrev-list, `--filter`); a server that knows no filters sends them all. */
export type BlobFilter = 'blob:none' | 'blob:limit=1m';

const REFS = 'refs/commits/';

/** The ref that says that a commit is here with all that is wanted of it. */
export function commitRef(sha: string): string {
  return REFS + sha;
}

/**
 * Brings commits with their trees, and answers the entries of all of them. They have no refs until `keepCommits`.
 * @throws FetchError
 */
export async function fetchTrees(remote: Remote, directory: string, shas: readonly string[], filter: BlobFilter): Promise<TreeEntry[]> {
  await fetchObjects(remote, directory, { args: ['--depth=1', `--filter=${filter}`, 'origin', ...shas] });
  return listTrees(remote, directory, shas);
}

/**
 * Brings blobs by their ids, whatever their size, all in one request.
 * @throws FetchError; `other` where the server does not give them
 */
export async function fetchBlobs(remote: Remote, directory: string, oids: Iterable<string>): Promise<void> {
  const input = [...oids].map((oid) => `${oid}\n`).join('');
  if (input === '') return;
  try {
    // As git itself asks for the missing objects of a partial clone (its promisor-remote.c): what is here is no help.
    await fetchObjects(remote, directory, { args: ['--filter=blob:none', '--stdin', 'origin'], input, settings: ['fetch.negotiationAlgorithm=noop'] });
  } catch (error) {
    if (!(error instanceof FetchError) || error.reason === 'network' || error.reason === 'disk' || error.reason === 'denied') throw error;
    throw new FetchError('other', error.message);
  }
}

/** Notes that these commits are here with all that is wanted of them. */
export async function keepCommits(remote: Pick<Remote, 'launcher'>, directory: string, shas: readonly string[]): Promise<void> {
  const input = shas.map((sha) => `update ${commitRef(sha)} ${sha}\n`).join('');
  await runGit({ ...mirrorCall(directory, ['update-ref', '--stdin'], remote), input });
}

/** Ids of all objects that are here. */
export async function presentObjects(remote: Pick<Remote, 'launcher'>, directory: string): Promise<Set<string>> {
  // By the list of what is here: git looks for each object that is not through the whole folder again.
  const args = ['cat-file', '--buffer', '--unordered', '--batch-all-objects', '--batch-check=%(objectname)'];
  return new Set((await runGit(mirrorCall(directory, args, remote))).toString('latin1').split('\n'));
}

interface Request {
  readonly args: readonly string[];
  readonly input?: string;
  readonly settings?: readonly string[];
}

async function fetchObjects(remote: Remote, directory: string, { args, input, settings: own = [] }: Request): Promise<void> {
  const call = mirrorCall(directory, ['fetch', '--quiet', '--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', ...args], remote);
  const environment = {
    ...call.environment,
    GIT_ALLOW_PROTOCOL: remote.allowHttp === true ? 'https:http' : 'https',
    GIT_NO_LAZY_FETCH: '0',
    ...tokenEnvironment(remote),
  };
  const settings = [...(call.settings ?? []), ...fetchSettings(remote.repositoryUrl), ...own];
  const { exitCode, stderr, overdone } = await fetchWithin({ ...call, settings, environment, ...(input === undefined ? {} : { input }) }, remote.limits ?? FETCH_LIMITS);
  if (overdone === 'bytes') throw tooLarge(remote, 'it has more data than a fetch may bring');
  if (overdone === 'time') throw new FetchError('network', `Could not fetch ${remote.name} from ${remote.repositoryUrl} in time`);
  if (exitCode !== 0) throw fetchError(remote, stderr);
}

function tooLarge(remote: Remote, why: string): FetchError {
  return new FetchError('too-large', `Could not fetch ${remote.name} from ${remote.repositoryUrl}: ${why}`);
}

/** Once, so that whoever compares or reads the commits later may count on an end. */
async function listTrees(remote: Remote, directory: string, shas: readonly string[]): Promise<TreeEntry[]> {
  const entries: TreeEntry[] = [];
  for (const sha of shas) {
    try {
      for (const entry of parseLsTree(await runGit(mirrorCall(directory, ['ls-tree', '-r', '-z', '--full-tree', sha], remote))).values()) entries.push(entry);
    } catch (error) {
      if (error instanceof TooLargeError) throw tooLarge(remote, 'its tree has too many files');
      // What is damaged is found, and mended, by who reads it.
    }
  }
  return entries;
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

function tokenEnvironment({ token, repositoryUrl }: Remote): Record<string, string> {
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
  [/No space left on device|Disk quota exceeded|Read-only file system|Input\/output error/, 'disk'],
  [/not our ref|unadvertised object|couldn't find remote ref|no such remote ref/i, 'missing-commit'],
  [/Authentication failed|could not read Username|returned error: 40[134]|repository .* not found/i, 'denied'],
  [/Could not resolve|Failed to connect|Connection|timed out|returned error: (429|5\d\d)|early EOF|hung up|RPC failed|SSL|TLS|unable to access|transfer closed/i, 'network'],
];

function fetchError(remote: Remote, stderr: string): FetchError {
  const reason = REASONS.find(([pattern]) => pattern.test(stderr))?.[1] ?? 'other';
  let detail = stderr.replace(/\s+/g, ' ').trim().slice(0, 500);
  if (remote.token !== undefined && remote.token !== '')
    detail = detail.replaceAll(remote.token, '***').replaceAll(basicCredentials(remote.token), '***');
  return new FetchError(reason, `Could not fetch ${remote.name} from ${remote.repositoryUrl}: ${detail}`);
}

/** A call in a mirror. The folder is named outright, so that a damaged mirror is an error and never a repository found further up. */
export function mirrorCall(directory: string, args: readonly string[], { launcher }: Pick<Remote, 'launcher'>): GitCall {
  const environment = { GIT_DIR: '.', GIT_CEILING_DIRECTORIES: dirname(directory) };
  return { cwd: directory, args, configuration: 'none', environment, settings: ['core.attributesFile=/dev/null'], launcher };
}
