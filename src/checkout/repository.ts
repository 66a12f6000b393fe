import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { UserError } from '../errors.js';
import type { Launcher } from '../launcher/types.js';
import { tryGit, type GitCall } from './git.js';

/** A repository on this machine that we only read. */
export interface LocalRepository {
  /** The folder's name, for the report. */
  readonly name: string;
  /** Where git runs: the top of the work tree, or the bare repository. */
  readonly cwd: string;
  /** False for a bare repository: there is no working tree to read. */
  readonly hasWorkTree: boolean;
  /** History is cut off, so a merge base may lie outside of it. */
  readonly shallow: boolean;
  readonly objectFormat: string;
  /** Absolute paths inside the git folder. */
  readonly indexFile: string;
  readonly objectFolder: string;
  /** Starts git for it where that is cheap. */
  readonly launcher?: Launcher | undefined;
}

/**
 * Finds the repository that a folder belongs to.
 * @param path any folder inside a work tree, or a bare repository
 * @param launcher starts git where that is cheap; default: this process does
 * @throws UserError when there is no such folder or no repository
 */
export async function openRepository(path: string, launcher?: Launcher): Promise<LocalRepository> {
  const folder = resolve(path);
  const found = await stat(folder).catch(() => null);
  if (found === null) throw new UserError(`There is no folder ${path}`);
  if (!found.isDirectory()) throw new UserError(`${path} is a file: give the folder of a repository`);
  const { exitCode, stdout, stderr } = await tryGit(localCall({ cwd: folder, launcher }, [
    'rev-parse', '--absolute-git-dir', '--show-object-format', '--is-shallow-repository', '--is-inside-work-tree',
    '--git-path', 'index', '--git-path', 'objects', '--show-cdup',
  ]));
  if (exitCode !== 0) throw notReadable(path, stderr);
  const [gitFolder = '', objectFormat = '', shallow, inside, index = '', objects = '', up = ''] = stdout.toString('utf8').split('\n');
  const hasWorkTree = inside === 'true';
  const cwd = hasWorkTree ? resolve(folder, up) : gitFolder;
  return {
    name: folderName(cwd),
    cwd,
    hasWorkTree,
    shallow: shallow === 'true',
    objectFormat,
    indexFile: resolve(folder, index),
    objectFolder: resolve(folder, objects),
    launcher,
  };
}

/** A git call in a folder of the person who called us: their settings for line ends and ignored files hold. */
export function localCall({ cwd, launcher }: Pick<LocalRepository, 'cwd' | 'launcher'>, args: readonly string[]): GitCall {
  return { cwd, args, configuration: 'user', launcher };
}

function folderName(folder: string): string {
  const name = basename(folder);
  return name === '.git' ? basename(dirname(folder)) : name.replace(/\.git$/, '');
}

function notReadable(path: string, stderr: string): UserError {
  if (/not a git repository/i.test(stderr)) return new UserError(`${path} is not in a git repository`);
  return new UserError(`git can't read the repository at ${path}: ${stderr.replace(/\s+/g, ' ').trim().slice(0, 300)}`);
}
