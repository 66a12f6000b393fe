/** Opens the change of a job: both commits fetched into the repository's mirror. */
import { FETCH_LIMITS } from '../checkout/fetch-process.js';
import { createKnownTrees } from '../checkout/known-trees.js';
import { KeyedLocks } from '../checkout/locks.js';
import { createMirrorChangeSource } from '../checkout/mirror-source.js';
import { markUsed } from '../checkout/mirror-folders.js';
import { sweepMirrors } from '../checkout/mirror-quota.js';
import { openMirror } from '../checkout/mirror.js';
import type { ChangeSource } from '../checkout/types.js';
import type { Launcher } from '../launcher/types.js';
import { isRead } from '../facts/classify.js';
import type { Log } from './types.js';

export interface SourceRequest {
  readonly owner: string;
  readonly repo: string;
  /** Commit ids, hex. */
  readonly baseSha: string;
  readonly headSha: string;
  /** Installation token. */
  readonly token: string;
}

/** Rejects with a FetchError when the commits can't be had. Who opens a source closes it. */
export type OpenSource = (request: SourceRequest) => Promise<ChangeSource>;

export interface SourceSettings {
  readonly dataDir: string;
  /** `https://github.com`, without a slash at the end. */
  readonly gitUrl: string;
  readonly allowHttp: boolean;
  /** Bytes that all mirrors together may take; no limit when absent. */
  readonly mirrorsLimit?: number;
}

/** What it is done with. */
export interface FetcherTools {
  readonly log?: Log;
  /** Starts git where that is cheap. */
  readonly launcher?: Launcher;
}

/** One fetch may bring one part in so many of what all mirrors may take. */
const MIRRORS_SHARE = 4;

/** A mirror that holds both commits of a change. */
export interface FetchedMirror {
  /** `owner/name`. */
  readonly name: string;
  /** The bare repository's folder. */
  readonly directory: string;
  readonly baseSha: string;
  readonly headSha: string;
  /** Replaces the mirror by a fresh one. Rejects with a FetchError. */
  rebuild(): Promise<void>;
}

/** The head of a fork's pull request is fetched by its id from the base repository too: GitHub keeps it there as refs/pull/N/head. */
export function createFetcher(settings: SourceSettings, { log, launcher }: FetcherTools = {}): (request: SourceRequest) => Promise<FetchedMirror> {
  const locks = new KeyedLocks();
  const reading = { reads: isRead, agreed: new Set<string>() };
  const tidy = createTidying(settings, locks, log);
  return async ({ owner, repo, baseSha, headSha, token }) => {
    const name = `${owner}/${repo}`;
    const mirror = openMirror({
      dataDir: settings.dataDir,
      repositoryUrl: `${settings.gitUrl}/${name}.git`,
      name,
      token,
      allowHttp: settings.allowHttp,
      locks,
      reading,
      launcher,
      onNote: (note) => log?.warn({ repository: name, note }, 'A fetch brought more than is read'),
      ...(settings.mirrorsLimit === undefined ? {} : { limits: { ...FETCH_LIMITS, bytes: settings.mirrorsLimit / MIRRORS_SHARE } }),
    });
    await mirror.fetchCommits([baseSha, headSha]);
    await markUsed(mirror.directory, Date.now(), baseSha);
    tidy();
    return { name, directory: mirror.directory, baseSha, headSha, rebuild: () => mirror.rebuild([baseSha, headSha]) };
  };
}

/** Milliseconds between two looks at what the mirrors take. */
const TIDY_EVERY = 10 * 60 * 1000;

/** Removes mirrors beside the work, now and then. */
function createTidying({ dataDir, mirrorsLimit }: SourceSettings, locks: KeyedLocks, log: Log | undefined): () => void {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    const now = performance.now();
    if (mirrorsLimit === undefined || now - last < TIDY_EVERY) return;
    last = now;
    sweepMirrors({ dataDir, limit: mirrorsLimit, locks, now: Date.now }).then(
      ({ removed, bytes }) => {
        if (removed.length > 0) log?.info({ removed, bytes }, 'Removed mirrors that were not used lately');
        if (bytes > mirrorsLimit) log?.warn({ bytes, limit: mirrorsLimit }, 'The mirrors in use take more than they may');
      },
      (error: unknown) => log?.error({ err: error }, 'The mirrors could not be tidied'),
    );
  };
}

/** Opens the change in this process. */
export function createSourceOpener(settings: SourceSettings): OpenSource {
  const fetch = createFetcher(settings);
  const trees = createKnownTrees();
  return async (request) => {
    const mirror = await fetch(request);
    return createMirrorChangeSource({ mirror, baseSha: mirror.baseSha, headSha: mirror.headSha, trees });
  };
}
