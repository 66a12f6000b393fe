import { resolve } from 'node:path';
import { openBlobs } from './blob-reader.js';
import { compareCommits } from './compare-commits.js';
import { GitError, type GitCall } from './git.js';
import type { Launcher } from '../launcher/types.js';
import type { KnownTrees } from './known-trees.js';
import type { Mirror } from './mirror.js';
import { patchSource } from './patched.js';
import { recalling } from './recent-blobs.js';
import type { ChangeSource } from './types.js';

export interface MirrorChangeOptions {
  readonly mirror: Pick<Mirror, 'name' | 'directory' | 'rebuild'>;
  /** The merge base; null for a first commit or unrelated histories: everything in the head is new then. */
  readonly baseSha: string | null;
  readonly headSha: string;
  /** Starts git where that is cheap. */
  readonly launcher?: Launcher | undefined;
  /** Trees that the process has read already. */
  readonly trees?: KnownTrees;
}

/**
 * The change between two commits of a mirror. Both must have been fetched; when the mirror turns out damaged it is
 * built again, once.
 * @throws GitError when git fails on a sound mirror; FetchError when a damaged one can't be built again
 */
export async function createMirrorChangeSource(options: MirrorChangeOptions): Promise<ChangeSource> {
  try {
    return await readChange(options);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    await options.mirror.rebuild(options.baseSha === null ? [options.headSha] : [options.baseSha, options.headSha]);
    return readChange(options);
  }
}

async function readChange({ mirror, baseSha, headSha, trees, launcher }: MirrorChangeOptions): Promise<ChangeSource> {
  const call: Omit<GitCall, 'args'> = {
    cwd: mirror.directory,
    configuration: 'none',
    environment: { GIT_DIR: '.' },
    settings: ['core.attributesFile=/dev/null'],
    launcher,
  };
  const blobs = openBlobs(call);
  blobs.start(); // now, so that it goes on reading this folder should the mirror be replaced meanwhile
  try {
    const { name, directory } = mirror;
    const objectFormat = headSha.length === 64 ? 'sha256' : 'sha1';
    const compared = await compareCommits(call, [baseSha, headSha], objectFormat, trees);
    const place = { name, call, objectFolders: [resolve(directory, 'objects')], objectFormat, base: baseSha, head: { commit: headSha } };
    return { name, notes: [], ...compared, patched: (files) => patchSource(place, files), read: recalling((oids) => blobs.read(oids)), close: () => blobs.close() };
  } catch (error) {
    await blobs.close();
    throw error;
  }
}
