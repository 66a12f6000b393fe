/** The shape of a tree that moves: who asked something of it is told where that has changed, and of nothing else. Pure but for where it stands. */
import type { Snapshot, TreeEntry } from '../changes/types.js';
import { sameData } from './same-data.js';
import { Shape, tailOf } from './shape.js';
import { given, sameItems, type Given } from './tracked.js';
import { nameOf, type FolderContent, type TreeIndex } from './tree.js';

type Entries = Snapshot['entries'];

interface Folder {
  readonly exists: boolean;
  readonly content: FolderContent;
}

export class LiveShape {
  readonly tree: TreeIndex;
  readonly #shape: Shape;
  #entries: Entries;
  readonly #paths: Given<readonly string[]>;
  readonly #kinds = new Map<string, Given<TreeEntry['kind'] | undefined>>();
  readonly #folders = new Map<string, Given<Folder>>();
  readonly #stems = new Map<string, Given<readonly string[]>>();
  readonly #endings = new Map<string, Given<readonly string[]>>();
  /** The endings that are asked for, by the name that they end with. */
  readonly #endingsOf = new Map<string, Set<string>>();

  constructor(entries: Entries) {
    this.#entries = entries;
    this.#shape = new Shape(entries.keys());
    this.#paths = given(this.#shape.paths);
    this.tree = this.#asked();
  }

  /** Every file's path, sorted, without being told of changes. */
  get paths(): readonly string[] {
    return this.#shape.paths;
  }

  /** @param differing every path that only one of the trees has, or that is of another kind in the other; more do no harm */
  moveTo(entries: Entries, differing: readonly string[]): void {
    const before = this.#entries;
    this.#entries = entries;
    const others = differing.filter((path) => before.get(path)?.kind !== entries.get(path)?.kind);
    if (others.length === 0) return;
    const come = others.filter((path) => !before.has(path));
    const go = others.filter((path) => !entries.has(path));
    const moved = this.#shape.move(come, go);
    if (come.length + go.length > 0) this.#paths.set(this.#shape.paths);
    for (const path of others) this.#kinds.get(path)?.set(entries.get(path)?.kind);
    for (const path of new Set([...moved.folders, ...others])) {
      const cell = this.#folders.get(path);
      const folder = this.#folderAt(path);
      if (cell !== undefined && !sameData(cell.get(), folder)) cell.set(folder);
    }
    for (const stem of moved.stems) setItems(this.#stems.get(stem), this.#shape.withStem(stem));
    for (const name of moved.names) for (const suffix of this.#endingsOf.get(name) ?? []) setItems(this.#endings.get(suffix), this.#shape.endingWith(suffix));
  }

  #asked(): TreeIndex {
    const paths = this.#paths;
    const kindOf = (path: string): TreeEntry['kind'] | undefined => held(this.#kinds, path, () => this.#entries.get(path)?.kind).get();
    const folderAt = (path: string): Folder => held(this.#folders, path, () => this.#folderAt(path)).get();
    return {
      get paths() {
        return paths.get();
      },
      hasFile: (path) => kindOf(path) !== undefined,
      hasFolder: (path) => folderAt(path).exists,
      closedAt: (path) => {
        const kind = kindOf(path);
        return kind === 'symlink' || kind === 'submodule' ? kind : undefined;
      },
      children: (path) => folderAt(path).content,
      withStem: (stem) => held(this.#stems, stem, () => this.#shape.withStem(stem)).get(),
      endingWith: (suffix) => held(this.#endings, suffix, () => this.#firstEnding(suffix)).get(),
    };
  }

  #firstEnding(suffix: string): readonly string[] {
    const name = nameOf(tailOf(suffix));
    const others = this.#endingsOf.get(name);
    if (others === undefined) this.#endingsOf.set(name, new Set([suffix]));
    else others.add(suffix);
    return this.#shape.endingWith(suffix);
  }

  #folderAt(path: string): Folder {
    return { exists: this.#shape.hasFolder(path) || this.#entries.get(path)?.kind === 'submodule', content: this.#shape.children(path) };
  }
}

/** What was asked for by a key; read the first time. */
export function held<T>(cells: Map<string, Given<T>>, key: string, read: () => T): Given<T> {
  let cell = cells.get(key);
  if (cell === undefined) {
    cell = given(read());
    cells.set(key, cell);
  }
  return cell;
}

function setItems(cell: Given<readonly string[]> | undefined, items: readonly string[]): void {
  if (cell !== undefined && !sameItems(cell.get(), items)) cell.set(items);
}
