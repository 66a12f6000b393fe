import { copyFile, mkdir, mkdtemp, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitError, runGit, tryGit } from './git.js';
import { localCall, type LocalRepository } from './repository.js';

/** The working tree as git would commit it now, kept outside of the repository. */
export interface WorkingTree {
  /** With these variables git reads the working tree's files through the index and as objects. */
  readonly environment: Readonly<Record<string, string>>;
  /** Paths that could not be read; one line of explanation each. */
  readonly notes: readonly string[];
  /** Removes what was kept. */
  close(): Promise<void>;
}

/**
 * Records the working tree (uncommitted and untracked files, not ignored ones) in an index and an object folder of its
 * own under the system's temporary folder. The repository lends its objects and stays as it is, byte for byte.
 *
 * This way ids, line ends and renames are git's own answers, symlinks are never followed, and a file that is edited
 * during the review can't differ from its id. Filter programs (`filter.*.clean`) that the configuration names are not
 * run: files they would change keep the id from the index unless they were touched.
 */
export async function recordWorkingTree(repository: LocalRepository): Promise<WorkingTree> {
  const folder = await mkdtemp(join(tmpdir(), 'shipworthy-tree-'));
  async function close(): Promise<void> {
    await rm(folder, { recursive: true, force: true });
  }
  try {
    const environment = {
      GIT_INDEX_FILE: join(folder, 'index'),
      GIT_OBJECT_DIRECTORY: join(folder, 'objects'),
      GIT_ALTERNATE_OBJECT_DIRECTORIES: quoteAlternate(repository.objectFolder),
    };
    const [filters] = await Promise.all([
      filterSettings(repository),
      mkdir(join(folder, 'objects')),
      copyIndex(repository.indexFile, environment.GIT_INDEX_FILE),
    ]);
    const notes = await addEverything(repository, environment, filters);
    return { environment, notes, close };
  } catch (error) {
    await close();
    throw error;
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
    'add.ignoreErrors=true',
  ];
  const args = ['add', '--all', '--ignore-errors', '--', '.'];
  const result = await tryGit({ ...localCall(repository.cwd, args), environment, settings });
  if (result.exitCode === 0) return [];
  // 1: some file could not be read and the others were taken; it stays as the index has it.
  if (result.exitCode !== 1) throw new GitError('add', result);
  const lines = result.stderr.split('\n').filter((line) => line.startsWith('error: '));
  return lines.slice(0, 5).map((line) => `Not read from the working tree: ${line.slice('error: '.length, 300)}`);
}

/** Settings that switch off each filter program that some configuration names. */
async function filterSettings(repository: LocalRepository): Promise<string[]> {
  const { stdout } = await tryGit(localCall(repository.cwd, ['config', '--null', '--name-only', '--get-regexp', '^filter\\.']));
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
  const original = await stat(from).catch(() => null);
  if (original === null) return; // no index yet: nothing is tracked
  await copyFile(from, to);
  // Rounded down to the second: too early a time only makes git look into more files.
  const time = Math.floor(original.mtimeMs / 1000);
  await utimes(to, time, time);
}

/** The variable is a list with colons; a quoted entry may hold one (gitenvironment: C-style quotes). */
function quoteAlternate(folder: string): string {
  return /[:"\\]/.test(folder) ? `"${folder.replace(/["\\]/g, '\\$&')}"` : folder;
}

/** Lists the recorded working tree. */
export function listWorkingTree(repository: LocalRepository, tree: WorkingTree): Promise<Buffer> {
  return runGit({ ...localCall(repository.cwd, ['ls-files', '--stage', '-z']), environment: tree.environment });
}
