import { copyFile, lstat, mkdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseLsFiles } from '../changes/tree.js';
import { BLOB_LIMIT, openBlobs } from './blob-reader.js';
import { GitError, runGit, tryGit } from './git.js';
import { alternates, writeBlob } from './objects.js';
import { localCall, type LocalRepository } from './repository.js';
import { makeTemporaryFolder } from './temporary-folder.js';

/** The working tree as git would commit it now, kept outside of the repository. */
export interface WorkingTree {
  /** With these variables git reads the working tree's files through the index and as objects. */
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute paths: the index of the working tree, and the objects that the repository does not have. */
  readonly indexFile: string;
  readonly objectFolder: string;
  /** Paths that could not be read; one line of explanation each. */
  readonly notes: readonly string[];
  /** Removes what was kept. */
  close(): Promise<void>;
}

/**
 * Records the working tree (uncommitted and untracked files, not ignored ones) in an index and an object folder of its
 * own. The repository stays as it is, byte for byte and time for time.
 *
 * This way ids, line ends and renames are git's own answers, symlinks are never followed, and a file that is edited
 * during the review can't differ from its id. Filter programs (`filter.*.clean`) that the configuration names are not
 * run: files they would change keep the id from the index unless they were touched.
 * @param temporaryFolder where to keep it; default the system's
 */
export async function recordWorkingTree(repository: LocalRepository, temporaryFolder = tmpdir()): Promise<WorkingTree> {
  const folder = await makeTemporaryFolder('tree', temporaryFolder);
  async function close(): Promise<void> {
    await rm(folder, { recursive: true, force: true });
  }
  try {
    const objects = join(folder, 'objects');
    const index = join(folder, 'index');
    const [filters] = await Promise.all([filterSettings(repository), mkdir(objects), copyIndex(repository.indexFile, index)]);
    // While files are added the repository's own objects are out of sight: git would set the time of each one it meets again.
    const adding = { GIT_INDEX_FILE: index, GIT_OBJECT_DIRECTORY: objects };
    const environment = { ...adding, GIT_ALTERNATE_OBJECT_DIRECTORIES: alternates([repository.objectFolder]) };
    await refreshIndex(repository, environment, filters);
    let [notes, originals] = await Promise.all([
      addEverything(repository, adding, filters),
      crlfOriginals(repository, filters),
    ]);
    if (originals.length > 0) {
      await Promise.all([seedObjects(repository, originals, objects), copyIndex(repository.indexFile, index)]);
      notes = await addEverything(repository, adding, filters);
    }
    return { environment, indexFile: index, objectFolder: objects, notes, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Looks into the files that are as young as the index, as all are after a clone, and notes those that did not change:
 * adding would write each of them to our object folder. This only reads objects, so the repository's may be seen.
 */
async function refreshIndex(
  repository: LocalRepository,
  environment: Readonly<Record<string, string>>,
  filters: readonly string[],
): Promise<void> {
  const args = ['update-index', '-q', '--refresh', '--force-write-index'];
  // Exit code 1 says that some file differs: that is for the adding to see.
  await tryGit({ ...localCall(repository, args), environment, settings: [...filters, 'core.splitIndex=false'] });
}

/**
 * The indexed blobs of touched files with CRLF. Whether git converts such a file (`text=auto`) depends on whether its
 * blob in the index has CRLF too, so adding must see these.
 */
async function crlfOriginals(repository: LocalRepository, filters: readonly string[]): Promise<string[]> {
  // Written out, as `--stage` would list every file.
  const format = '--format=%(objectmode) %(objectname) %(stage)%x09%(path)';
  const call = localCall(repository, ['ls-files', '--modified', '-z', format]);
  const touched = parseLsFiles(await runGit({ ...call, settings: filters }));
  const oids: string[] = [];
  for (const { path, oid, kind } of touched.values()) {
    if (kind !== 'file' && kind !== 'executable') continue;
    if (await hasCrlf(join(repository.cwd, path))) oids.push(oid);
  }
  return oids;
}

/** Larger files are streamed by git and keep their line ends unless told otherwise. */
async function hasCrlf(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  if (found === null || !found.isFile() || found.size > BLOB_LIMIT) return false;
  const content = await readFile(path).catch(() => Buffer.alloc(0));
  return content.includes('\r\n');
}

/** Copies blobs into an object folder. */
async function seedObjects(repository: LocalRepository, oids: readonly string[], objects: string): Promise<void> {
  const blobs = openBlobs(localCall(repository, []));
  try {
    for await (const { content } of blobs.read(oids)) if (content !== null) await writeBlob(objects, repository.objectFormat, content);
  } finally {
    await blobs.close();
  }
}

async function addEverything(
  repository: LocalRepository,
  environment: Readonly<Record<string, string>>,
  filters: readonly string[],
): Promise<string[]> {
  const settings = [
    ...filters,
    'core.splitIndex=false',
    'core.untrackedCache=false',
    'core.safecrlf=false',
    'core.compression=0', // thrown away at the end
    'core.bigFileThreshold=1m', // larger files are streamed
    'advice.addEmbeddedRepo=false',
  ];
  const args = ['add', '--all', '--ignore-errors', '--', '.'];
  const result = await tryGit({ ...localCall(repository, args), environment, settings });
  if (result.exitCode === 0) return [];
  // 1: some file could not be read and the others were taken; it stays as the index has it.
  if (result.exitCode !== 1) throw new GitError('add', result);
  const lines = result.stderr.split('\n').filter((line) => line.startsWith('error: '));
  return lines.slice(0, 5).map((line) => `Not read from the working tree: ${line.slice('error: '.length, 300)}`);
}

/** Settings that switch off each filter program that some configuration names. */
async function filterSettings(repository: LocalRepository): Promise<string[]> {
  const { stdout } = await tryGit(localCall(repository, ['config', '--null', '--name-only', '--get-regexp', '^filter\\.']));
  const names = new Set<string>();
  for (const key of stdout.toString('utf8').split('\0')) {
    const name = key.slice('filter.'.length, key.lastIndexOf('.'));
    // git splits "-c name=value" at the first "=", so such a name can't be set; it can't be reached by "=" in attributes either
    if (name !== '' && !name.includes('=') && !name.includes('\n')) names.add(name);
  }
  return [...names].flatMap((name) => [`filter.${name}.clean=`, `filter.${name}.process=`, `filter.${name}.required=false`]);
}

/** Copies the index with its time: git compares that time with the files' to know which ones to look into. */
async function copyIndex(from: string, to: string): Promise<void> {
  const original = await stat(from, { bigint: true }).catch(() => null);
  if (original === null) return; // no index yet: nothing is tracked
  await copyFile(from, to);
  // A double holds today's seconds to a quarter of a microsecond. Too early a time only makes git look into more files.
  const time = Number(original.mtimeNs / 1000n - 1n) / 1e6;
  await utimes(to, time, time);
}

/** Lists the recorded working tree. */
export function listWorkingTree(repository: LocalRepository, tree: WorkingTree): Promise<Buffer> {
  return runGit({ ...localCall(repository, ['ls-files', '--stage', '-z']), environment: tree.environment });
}
