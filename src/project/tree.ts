/** The shape of a tree: files, folders and the ways to look them up. Pure. */
import { posix } from 'node:path';
import type { Snapshot } from '../changes/types.js';
import { groupedBy } from './grouped.js';
import { lazily, perKey } from './tracked.js';


export interface FolderContent {
  /** File names, sorted. */
  readonly files: readonly string[];
  /** Folder names, sorted. */
  readonly folders: readonly string[];
}

export interface TreeIndex {
  /** Every file's path, sorted by code unit. */
  readonly paths: readonly string[];
  hasFile(path: string): boolean;
  hasFolder(path: string): boolean;
  /** What keeps a path from being looked into: a link, which is not followed, or a submodule, which is not fetched. */
  closedAt(path: string): 'symlink' | 'submodule' | undefined;
  /** Direct children of a folder; empty for a folder that does not exist. */
  children(folder: string): FolderContent;
  /** Files whose name without its last extension is `stem`. */
  withStem(stem: string): readonly string[];
  /** Files and folders whose path ends with `/suffix` or is `suffix`, files first. */
  endingWith(suffix: string): readonly string[];
}

const EMPTY: FolderContent = { files: [], folders: [] };

/** Indexes a snapshot's paths. Submodules count as folders without children. */
export function createTree(snapshot: Snapshot): TreeIndex {
  const paths = [...snapshot.entries.keys()].sort();
  const folders = indexFolders(paths);
  const byStem = lazily(() => groupedBy(paths, stemOf));
  const byName = lazily(() => groupedBy([...paths, ...folders.keys()], nameOf));
  const byTail = lazily(() => groupedBy([...paths, ...folders.keys()], lastTwo));
  const findEnding = (tail: string): readonly string[] => {
    if (!tail.includes('/')) return byName().get(tail) ?? [];
    const near = byTail().get(lastTwo(tail)) ?? [];
    const end = `/${tail}`;
    return near.filter((path) => path === tail || path.endsWith(end));
  };
  return {
    paths,
    hasFile: (path) => snapshot.entries.has(path),
    hasFolder: (path) => folders.has(path) || snapshot.entries.get(path)?.kind === 'submodule',
    closedAt: (path) => {
      const kind = snapshot.entries.get(path)?.kind;
      return kind === 'symlink' || kind === 'submodule' ? kind : undefined;
    },
    children: (folder) => folders.get(folder) ?? EMPTY,
    withStem: (stem) => byStem().get(stem) ?? [],
    endingWith: perKey((suffix: string) => findEnding(suffix.replace(/^\/+|\/+$/g, ''))),
  };
}

/** The folder of a path, '' for the top. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** Joins and normalises; undefined when the result leaves the repository. '' is the top; a leading `/` is the top too. */
export function joinPath(folder: string, ...relative: readonly string[]): string | undefined {
  const stack = folder === '' ? [] : folder.split('/');
  for (const segment of relative.join('/').split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') stack.push(segment);
    else if (stack.pop() === undefined) return undefined;
  }
  return stack.join('/');
}

/** The folder itself and every folder above it, nearest first, '' last. */
export function ancestorsOf(folder: string): string[] {
  const result = [folder];
  for (let current = folder; current !== ''; ) {
    current = folderOf(current);
    result.push(current);
  }
  return result;
}

/** `a/b` + `c` -> `a/b/c`; an empty folder adds nothing. */
export function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The last two parts of a path: enough to tell most files apart, where `__init__.py` alone is not. */
function lastTwo(path: string): string {
  const last = path.lastIndexOf('/');
  return last <= 0 ? path : path.slice(path.lastIndexOf('/', last - 1) + 1);
}

/** The file name without its last extension. */
export function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? name : name.slice(0, dot);
}

function indexFolders(paths: readonly string[]): Map<string, { files: string[]; folders: string[] }> {
  const folders = new Map<string, { files: string[]; folders: string[] }>();
  if (paths.length > 0) folders.set('', { files: [], folders: [] });
  for (const path of paths) {
    const folder = folderOf(path);
    ensureFolder(folders, folder).files.push(path.slice(folder === '' ? 0 : folder.length + 1));
  }
  for (const content of folders.values()) content.folders.sort();
  return folders;
}

function ensureFolder(
  folders: Map<string, { files: string[]; folders: string[] }>,
  folder: string,
): { files: string[]; folders: string[] } {
  const known = folders.get(folder);
  if (known !== undefined) return known;
  const created = { files: [], folders: [] };
  folders.set(folder, created);
  ensureFolder(folders, folderOf(folder)).folders.push(posix.basename(folder));
  return created;
}
