import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { commitRef, FetchError, fetchBlobs, fetchTrees, keepCommits, mirrorCall, presentObjects, type BlobFilter, type Remote } from './fetch-commits.js';
import { GitError, runGit } from './git.js';
import { LeftOut, partBlobs, type Reading } from './left-out.js';
import { KeyedLocks } from './locks.js';

export interface MirrorOptions extends Remote {
  /** The service's data folder; the mirror lives in `mirrors/<host>/<owner>/<name>.git` below it. */
  readonly dataDir: string;
  /** Share one among all mirrors of the process, so that two jobs of one repository fetch one after the other. */
  readonly locks?: KeyedLocks;
  /** Which blobs are read, so that the others need not come; all of up to 1 MiB come when absent. */
  readonly reading?: Reading | undefined;
  /** Told what an operator should know of a fetch that went another way. */
  readonly onNote?: (note: string) => void;
}

/** A bare repository of our own that holds the commits we were asked about, without history and without the blobs that nobody reads. */
export interface Mirror {
  /** `owner/name`. */
  readonly name: string;
  /** The bare repository's folder. */
  readonly directory: string;
  /**
   * Makes sure that these commits are here, with their trees and the blobs that are read. Fetches only what is missing.
   * A damaged mirror is built again, once.
   * @param shas full commit ids
   * @throws FetchError
   */
  fetchCommits(shas: readonly string[]): Promise<void>;
  /** Replaces the mirror by a fresh one that holds just these commits. Processes that read the old one can finish. @throws FetchError */
  rebuild(shas: readonly string[]): Promise<void>;
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

/** What comes of later commits: little, and in one request. Larger ones are not read. */
const SMALL_BLOBS: BlobFilter = 'blob:limit=1m';

async function ensureCommits(options: MirrorOptions, directory: string, shas: readonly string[]): Promise<void> {
  const present = await presentCommits(options, directory, shas);
  if (present === 'none') return replaceMirror(options, directory, shas);
  const absent = shas.filter((sha) => !present.has(sha));
  const isKnown = options.reading?.agreed.has(directory) === true;
  if (absent.length === 0 && isKnown) return;
  const leftOut = await LeftOut.of(directory);
  if (!isKnown && !leftOut.agreesWith(options.reading)) return replaceMirror(options, directory, shas);
  options.reading?.agreed.add(directory);
  if (absent.length === 0) return;
  if ((await packCount(directory)) > MOST_PACKS) return replaceMirror(options, directory, shas);
  try {
    await fetchMore(options, directory, absent, leftOut);
  } catch (error) {
    // The other side's answer says nothing against our folder; anything else may be damage.
    if (!(error instanceof FetchError) || error.reason !== 'other') throw error;
    await replaceMirror(options, directory, shas);
  }
}

/** The commits that an earlier fetch completed and that can be read; `none` when there is no usable repository. */
async function presentCommits(options: MirrorOptions, directory: string, shas: readonly string[]): Promise<ReadonlySet<string> | 'none'> {
  const exists = await stat(join(directory, 'HEAD')).catch(() => null);
  if (exists === null) return 'none';
  try {
    // `tree` makes git read the commit, so that a ref without its object counts as damage.
    const args = ['for-each-ref', '--format=%(objectname) %(tree)', ...shas.map(commitRef)];
    const output = await runGit(mirrorCall(directory, args, options));
    return new Set(output.toString('latin1').split('\n').map((line) => line.split(' ')[0] ?? ''));
  } catch (error) {
    if (error instanceof GitError) return 'none';
    throw error;
  }
}

/** Builds beside the old mirror and swaps when it is complete, so that a failing fetch costs nothing. */
async function replaceMirror(options: MirrorOptions, directory: string, shas: readonly string[]): Promise<void> {
  const fresh = `${directory}.new`;
  try {
    await buildMirror(options, fresh, shas);
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

/** The mirror's first commits: of their blobs those that are read, or all of up to 1 MiB where the server gives no others. */
async function buildMirror(options: MirrorOptions, directory: string, shas: readonly string[]): Promise<void> {
  const { reading } = options;
  if (reading === undefined) {
    await initMirror(options, directory, shas);
    await fetchTrees(options, directory, shas, SMALL_BLOBS);
    return keepCommits(options, directory, shas);
  }
  try {
    await initMirror(options, directory, shas);
    const { read, unread } = partBlobs(await fetchTrees(options, directory, shas, 'blob:none'), reading);
    // A server that leaves nothing out has sent them all.
    const present = await presentObjects(options, directory);
    await fetchBlobs(options, directory, [...read].filter((oid) => !present.has(oid)));
    await new LeftOut(unread.filter(({ oid }) => !present.has(oid))).write(directory);
    await keepCommits(options, directory, shas);
  } catch (error) {
    if (!(error instanceof FetchError) || error.reason !== 'other') throw error;
    options.onNote?.(`The blobs that are read can't be had by themselves, so all of up to 1 MiB are fetched: ${error.message}`);
    await buildMirror({ ...options, reading: undefined }, directory, shas);
  }
}

async function initMirror(options: MirrorOptions, directory: string, shas: readonly string[]): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const format = shas[0]?.length === 64 ? 'sha256' : 'sha1';
  await runGit(mirrorCall(directory, ['init', '--quiet', '--bare', '--template=', `--object-format=${format}`], options));
}

/** Commits for a mirror that is there. What is new in them comes at once, and of what was left out before what is read now. */
async function fetchMore(options: MirrorOptions, directory: string, shas: readonly string[], leftOut: LeftOut): Promise<void> {
  const entries = await fetchTrees(options, directory, shas, SMALL_BLOBS);
  const wanted = options.reading === undefined ? new Set<string>() : leftOut.wantedBy(entries, options.reading);
  if (wanted.size > 0) {
    await fetchBlobs(options, directory, wanted);
    await leftOut.without(wanted).write(directory);
  }
  await keepCommits(options, directory, shas);
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
