/** Paths, folders and names of a tree, kept up as files come and go. Pure but for where it stands. */
import { groupedBy } from './grouped.js';
import { folderOf, nameOf, stemOf, type FolderContent } from './tree.js';

const EMPTY: FolderContent = { files: [], folders: [] };

/** What may be answered otherwise since files came and went. */
export interface Moved {
  /** Folders that came, went, or have other children. */
  readonly folders: ReadonlySet<string>;
  /** The last names of files and folders that came or went. */
  readonly names: ReadonlySet<string>;
  /** Stems of files that came or went. */
  readonly stems: ReadonlySet<string>;
}

export class Shape {
  #paths: readonly string[];
  readonly #folders: Map<string, FolderContent>;
  #stems: Groups | undefined;
  /** Files and folders by their names, and by the last two parts of their paths. */
  #byName: readonly Groups[] | undefined;
  #byTail: readonly Groups[] | undefined;

  constructor(paths: Iterable<string>) {
    this.#paths = [...paths].sort();
    this.#folders = foldersOf(this.#paths);
  }

  /** Sorted by code unit. A new list where any came or went. */
  get paths(): readonly string[] {
    return this.#paths;
  }

  hasFolder(folder: string): boolean {
    return this.#folders.has(folder);
  }

  children(folder: string): FolderContent {
    return this.#folders.get(folder) ?? EMPTY;
  }

  withStem(stem: string): readonly string[] {
    this.#stems ??= new Groups(this.#paths, stemOf);
    return this.#stems.of(stem);
  }

  endingWith(suffix: string): readonly string[] {
    const tail = tailOf(suffix);
    if (!tail.includes('/')) {
      this.#byName ??= this.#index(nameOf);
      return this.#byName.flatMap((groups) => groups.of(tail));
    }
    this.#byTail ??= this.#index(lastTwo);
    const end = `/${tail}`;
    return this.#byTail.flatMap((groups) => groups.of(lastTwo(tail)).filter((path) => path === tail || path.endsWith(end)));
  }

  /** Files that were not there come, others that were there go. */
  move(come: readonly string[], go: readonly string[]): Moved {
    const before = new Map<string, FolderContent | undefined>();
    for (const path of go) this.#remove(path, 'files', before);
    for (const path of come) this.#add(path, 'files', before);
    this.#paths = merged(this.#paths, new Set(go), [...come].sort());
    const others = [...before].filter(([folder, content]) => content !== this.#folders.get(folder)).map(([folder]) => folder);
    const newFolders = others.filter((folder) => before.get(folder) === undefined);
    const oldFolders = others.filter((folder) => !this.#folders.has(folder));
    for (const [files, folders] of [this.#byName, this.#byTail].flatMap((both) => (both === undefined ? [] : [both]))) {
      files?.move(come, go);
      folders?.move(newFolders, oldFolders);
    }
    this.#stems?.move(come, go);
    return { folders: new Set(others), names: new Set([...come, ...go, ...newFolders, ...oldFolders].map(nameOf)), stems: new Set([...come, ...go].map(stemOf)) };
  }

  #index(key: (path: string) => string): readonly Groups[] {
    return [new Groups(this.#paths, key), new Groups([...this.#folders.keys()].sort(), key)];
  }

  /** @param before what folders held that are touched */
  #add(path: string, as: keyof FolderContent, before: Map<string, FolderContent | undefined>): void {
    const folder = folderOf(path);
    const content = this.#folders.get(folder);
    if (!before.has(folder)) before.set(folder, content);
    this.#folders.set(folder, { ...(content ?? EMPTY), [as]: inserted((content ?? EMPTY)[as], nameOf(path)) });
    if (content === undefined && folder !== '') this.#add(folder, 'folders', before);
  }

  #remove(path: string, as: keyof FolderContent, before: Map<string, FolderContent | undefined>): void {
    const folder = folderOf(path);
    const content = this.#folders.get(folder) ?? EMPTY;
    if (!before.has(folder)) before.set(folder, content);
    const left = { ...content, [as]: without(content[as], nameOf(path)) };
    if (left.files.length + left.folders.length > 0) {
      this.#folders.set(folder, left);
      return;
    }
    this.#folders.delete(folder);
    if (folder !== '') this.#remove(folder, 'folders', before);
  }
}

/** Sorted paths by a key. */
class Groups {
  readonly #groups: Map<string, readonly string[]>;
  readonly #key: (path: string) => string;

  constructor(paths: Iterable<string>, key: (path: string) => string) {
    this.#groups = groupedBy(paths, key);
    this.#key = key;
  }

  of(key: string): readonly string[] {
    return this.#groups.get(key) ?? EMPTY.files;
  }

  move(come: readonly string[], go: readonly string[]): void {
    for (const path of go) this.#groups.set(this.#key(path), without(this.of(this.#key(path)), path));
    for (const path of come) this.#groups.set(this.#key(path), inserted(this.of(this.#key(path)), path));
  }
}

/** What `endingWith` looks for: slashes around it count for nothing. */
export function tailOf(suffix: string): string {
  return suffix.replace(/^\/+|\/+$/g, '');
}

/** The last two parts of a path: enough to tell most files apart, where `__init__.py` alone is not. */
function lastTwo(path: string): string {
  const last = path.lastIndexOf('/');
  return last <= 0 ? path : path.slice(path.lastIndexOf('/', last - 1) + 1);
}

function foldersOf(paths: readonly string[]): Map<string, FolderContent> {
  const files = groupedBy(paths, folderOf);
  const folders = new Map<string, Set<string>>(paths.length > 0 ? [['', new Set()]] : []);
  for (const one of files.keys()) {
    let folder = one;
    while (folder !== '' && !folders.has(folder)) {
      folders.set(folder, new Set());
      folder = folderOf(folder);
    }
  }
  for (const folder of folders.keys()) if (folder !== '') folders.get(folderOf(folder))?.add(nameOf(folder));
  return new Map([...folders].map(([folder, inside]) => [folder, { files: (files.get(folder) ?? []).map(nameOf), folders: [...inside].sort() }]));
}

function inserted(sorted: readonly string[], one: string): readonly string[] {
  const at = sorted.findIndex((other) => other >= one);
  if (at < 0) return [...sorted, one];
  return sorted[at] === one ? sorted : [...sorted.slice(0, at), one, ...sorted.slice(at)];
}

function without(sorted: readonly string[], one: string): readonly string[] {
  return sorted.filter((other) => other !== one);
}

/** Two sorted lists as one. */
function merged(sorted: readonly string[], go: ReadonlySet<string>, come: readonly string[]): readonly string[] {
  const all: string[] = [];
  let at = 0;
  for (const path of sorted) {
    if (go.has(path)) continue;
    for (let next = come[at]; next !== undefined && next < path; next = come[at]) {
      all.push(next);
      at += 1;
    }
    all.push(path);
  }
  return [...all, ...come.slice(at)];
}
