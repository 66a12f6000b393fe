/** The shape of a tree as it is asked, and what paths are made of. Pure. */

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

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The file name without its last extension. */
export function stemOf(path: string): string {
  const name = nameOf(path);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? name : name.slice(0, dot);
}
