/** A source as it would be with some files otherwise: git's own trees, diffs and patch, in a folder of our own. I/O. */
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EntryKind } from '../changes/types.js';
import { openBlobs } from './blob-reader.js';
import { compareCommits } from './compare-commits.js';
import { runGit, type GitCall } from './git.js';
import { alternates, writeBlob } from './objects.js';
import { makeTemporaryFolder } from './temporary-folder.js';
import type { ChangeSource, PatchedFile, PatchedSource } from './types.js';

/** Where the trees of a source lie. */
export interface TreePlace {
  readonly name: string;
  /** As in `ChangeSource`. */
  readonly place?: string;
  /** A call that sees the head's objects. */
  readonly call: Omit<GitCall, 'args'>;
  /** Absolute paths of the object folders that the call sees. */
  readonly objectFolders: readonly string[];
  readonly objectFormat: string;
  /** Commit id; null: the empty tree. */
  readonly base: string | null;
  /** A commit, or the index file that holds the head. */
  readonly head: { readonly commit: string } | { readonly indexFile: string };
  /** Default: the system's. */
  readonly temporaryFolder?: string | undefined;
}

/** Instead of a person's settings that would leave the temporary index in pieces, or the patch in another form; what is written goes at the end. */
const SETTINGS: readonly string[] = ['core.compression=0', 'core.splitIndex=false', 'core.untrackedCache=false', 'core.quotePath=true', 'diff.suppressBlankEmpty=false'];

/** What `git apply` reads whatever the configuration: full ids, binary files whole, no renames. */
const PATCH: readonly string[] = [
  '--binary', '--full-index', '--no-renames', '--no-color', '--no-ext-diff', '--no-textconv', '--no-relative', '-U3', '--inter-hunk-context=0',
  '--src-prefix=a/', '--dst-prefix=b/', '--ignore-submodules=none', '--submodule=short', '-O/dev/null',
];

const MODES: Readonly<Record<EntryKind, string>> = { file: '100644', executable: '100755', symlink: '120000', submodule: '160000' };

/**
 * The source with these files instead of its own. Blobs, index and trees are kept in a temporary folder until `close`; the repository
 * is read only, and no file of it is written out by its name.
 * @throws GitError when git fails; RangeError for a path that can't stand in a tree
 */
export async function patchSource(place: TreePlace, files: readonly PatchedFile[]): Promise<PatchedSource> {
  const folder = await makeTemporaryFolder('patch', place.temporaryFolder ?? tmpdir());
  try {
    const call = await ownCall(place, folder);
    const head = await headTree(place, call, folder);
    const tree = await patchedTree(place, call, files);
    const [patch, source] = await Promise.all([runGit({ ...call, args: ['diff', ...PATCH, head, tree] }), sourceAt(place, call, tree)]);
    const missing = files.find(({ path, content }) => source.head.entries.has(path) === (content === null));
    if (missing !== undefined) throw new RangeError(`git does not take the path ${missing.path}`);
    const close = async (): Promise<void> => {
      await source.close();
      await rm(folder, { recursive: true, force: true });
    };
    return { ...source, patch: patch.toString('utf8'), close };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function ownCall({ call, objectFolders }: TreePlace, folder: string): Promise<Omit<GitCall, 'args'>> {
  const objects = join(folder, 'objects');
  await mkdir(objects);
  const environment = { ...call.environment, GIT_INDEX_FILE: join(folder, 'index'), GIT_OBJECT_DIRECTORY: objects, GIT_ALTERNATE_OBJECT_DIRECTORIES: alternates(objectFolders) };
  return { ...call, environment, settings: [...(call.settings ?? []), ...SETTINGS] };
}

/** Puts the head into the index; answers its tree or commit. */
async function headTree(place: TreePlace, call: Omit<GitCall, 'args'>, folder: string): Promise<string> {
  const { head } = place;
  if ('commit' in head) {
    await runGit({ ...call, args: ['read-tree', head.commit] });
    return head.commit;
  }
  await copyFile(head.indexFile, join(folder, 'index')).catch((error: unknown) => {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw error; // nothing is tracked
  });
  return writeTree(place, call);
}

async function patchedTree(place: TreePlace, call: Omit<GitCall, 'args'>, files: readonly PatchedFile[]): Promise<string> {
  const objects = call.environment?.GIT_OBJECT_DIRECTORY ?? '';
  const nothing = '0'.repeat(place.objectFormat === 'sha256' ? 64 : 40);
  const records: string[] = [];
  for (const { path, content, kind } of files) {
    if (/[\0\uFFFD]/.test(path)) throw new RangeError('a path that is not UTF-8 can’t be written');
    records.push(content === null ? `0 ${nothing}\t${path}` : `${MODES[kind]} ${await writeBlob(objects, place.objectFormat, content)}\t${path}`);
  }
  await runGit({ ...call, args: ['update-index', '-z', '--index-info'], input: records.map((record) => `${record}\0`).join('') });
  return writeTree(place, call);
}

/**
 * A mirror does not hold every blob of its trees. Over a working tree the repository's own objects are out of sight meanwhile: git would
 * set the time of each tree that it meets again.
 */
async function writeTree({ head }: TreePlace, { environment, ...call }: Omit<GitCall, 'args'>): Promise<string> {
  const { GIT_ALTERNATE_OBJECT_DIRECTORIES: seen = '', ...own } = environment ?? {};
  const sight = 'indexFile' in head ? own : { ...own, GIT_ALTERNATE_OBJECT_DIRECTORIES: seen };
  return (await runGit({ ...call, environment: sight, args: ['write-tree', '--missing-ok'] })).toString('latin1').trim();
}

async function sourceAt(place: TreePlace, call: Omit<GitCall, 'args'>, tree: string): Promise<ChangeSource> {
  const { base, changes, head } = await compareCommits(call, [place.base, tree], place.objectFormat);
  const blobs = openBlobs(call);
  return {
    name: place.name,
    ...(place.place === undefined ? {} : { place: place.place }),
    notes: [],
    head: { commit: null, entries: head.entries },
    base,
    changes,
    read: (oids) => blobs.read(oids),
    patched: (files) => patchSource({ ...place, call, objectFolders: [call.environment?.GIT_OBJECT_DIRECTORY ?? '', ...place.objectFolders], head: { indexFile: call.environment?.GIT_INDEX_FILE ?? '' } }, files),
    close: () => blobs.close(),
  };
}
