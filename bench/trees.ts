/** Real source trees on this machine. I/O. */
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';

/** Some folders that are taken as one repository. */
export interface Tree {
  readonly name: string;
  readonly folders: readonly string[];
}

/** A file of a tree. */
export interface TreeFile {
  /** In the repository that is made of the tree. */
  readonly path: string;
  /** On the disk. */
  readonly file: string;
}

/** What compilers and package managers leave behind is in no repository. */
const LEFT_OUT = /^(__pycache__|\.git|node_modules)$|\.(pyc|pyo|so|a|o|debhelper)$/;
const SYSTEM_LIBRARIES = '/usr/lib';

/** For commander: one more folder of an option that takes several. Throws InvalidArgumentError, which it tells in one line, where there is none. */
export function anotherFolder(folder: string, before: readonly string[]): string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new InvalidArgumentError('There is no such folder.');
  return [...before, folder];
}

/** The given folders, each a tree of its own; else this machine's Python library, or none where there is no Python. */
export function findTrees(folders: readonly string[]): Tree[] {
  if (folders.length > 0) return folders.map((folder) => ({ name: basename(resolve(folder)), folders: [resolve(folder)] }));
  if (!existsSync(SYSTEM_LIBRARIES)) return [];
  const found = readdirSync(SYSTEM_LIBRARIES).filter((name) => name.startsWith('python3')).sort();
  return found.length === 0 ? [] : [{ name: 'python3', folders: found.map((name) => join(SYSTEM_LIBRARIES, name)) }];
}

/** Every regular file below the tree's folders, of a git work tree those that git tracks, sorted by path. Links are not followed. */
export function listFiles(tree: Tree): TreeFile[] {
  const files: TreeFile[] = [];
  for (const folder of tree.folders) {
    const prefix = tree.folders.length === 1 ? '' : `${basename(folder)}/`;
    if (existsSync(join(folder, '.git'))) files.push(...tracked(folder, prefix));
    else walk(folder, prefix, files);
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function tracked(folder: string, prefix: string): TreeFile[] {
  const paths = execFileSync('git', ['-C', folder, 'ls-files', '-z'], { encoding: 'utf8', maxBuffer: 2 ** 28 }).split('\0').filter(Boolean);
  return paths.map((path) => ({ path: prefix + path, file: join(folder, path) })).filter(({ file }) => lstatSync(file, { throwIfNoEntry: false })?.isFile() === true);
}

function walk(folder: string, prefix: string, files: TreeFile[]): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (LEFT_OUT.test(entry.name)) continue;
    const file = join(folder, entry.name);
    // As installed, all of it would count as other people's code and not be read.
    const path = prefix + entry.name.replace(/^(dist|site)-packages$/, 'packages');
    if (entry.isDirectory()) walk(file, `${path}/`, files);
    else if (entry.isFile()) files.push({ path, file });
  }
}
