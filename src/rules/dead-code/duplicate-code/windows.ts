/** Windows of lines that stand in more than one place, kept up as files change. Pure but for what it keeps. */
import { createTable, createUpkeep } from '../../../project/inverse.js';
import type { Told } from '../../../project/live-tree.js';
import { sameData } from '../../../project/same-data.js';
import { early } from '../../../project/tracked.js';

/** Windows of lines of one file, as two lists of numbers: there are tens of them in a file. */
export interface Marks {
  /** Of 32 bits, with a sign. */
  readonly hashes: readonly number[];
  /** Indexes of the windows' first lines among the lines with content. */
  readonly at: readonly number[];
}

export interface Place {
  readonly path: string;
  readonly at: number;
}

/** Places of one window beyond which it is a pattern of the code base, not a copy. */
const MOST_PLACES = 24;

/** Builds a question: of each window of a file that has several places, all of them by path and line; the windows in the order of their first places. */
export function createSharedWindows(scan: () => readonly Told<Marks>[]): (path: string) => readonly (readonly Place[])[] {
  const windows = new Windows();
  const shared = createTable<string, readonly (readonly Place[])[]>([], sameData);
  const kept = createUpkeep<Marks>({
    begin(files) {
      for (const { path, told } of files) windows.add(path, told);
      for (const { path } of files) shared.set(path, windows.sharedBy(path));
    },
    change(changes) {
      const hashes = new Set(changes.flatMap(({ before, after }) => [...(before?.hashes ?? []), ...(after?.hashes ?? [])]));
      const touched = new Set([...changes.map(({ path }) => path), ...windows.pathsWith(hashes)]);
      for (const { path, before } of changes) if (before !== undefined) windows.remove(path);
      for (const { path, after } of changes) if (after !== undefined) windows.add(path, after);
      for (const path of new Set([...touched, ...windows.pathsWith(hashes)])) shared.set(path, windows.sharedBy(path));
    },
  });
  const index = early(() => kept(scan()));
  return (path) => {
    index();
    return shared.ask(path);
  };
}

class Windows {
  /** By window its places; of the many windows that stand in one place alone, the path. */
  private readonly places = new Map<number, string | Place[]>();
  private readonly files = new Map<string, Marks>();

  add(path: string, marks: Marks): void {
    this.files.set(path, marks);
    for (const [index, hash] of marks.hashes.entries()) {
      const known = this.places.get(hash);
      if (known === undefined) this.places.set(hash, path);
      else if (typeof known === 'string') this.places.set(hash, [this.firstPlace(known, hash), { path, at: marks.at[index] as number }]);
      else known.push({ path, at: marks.at[index] as number });
    }
  }

  remove(path: string): void {
    for (const hash of this.files.get(path)?.hashes ?? []) {
      const known = this.places.get(hash);
      const left = typeof known === 'object' ? known.filter((place) => place.path !== path) : [];
      if (left.length === 0) this.places.delete(hash);
      else this.places.set(hash, left);
    }
    this.files.delete(path);
  }

  /** The files that have one of the windows which several places share. */
  pathsWith(hashes: Iterable<number>): string[] {
    return [...hashes].flatMap((hash) => this.sharedAt(hash).map(({ path }) => path));
  }

  sharedBy(path: string): readonly (readonly Place[])[] {
    const hashes = new Set(this.files.get(path)?.hashes);
    const groups = [...hashes].map((hash) => this.sharedAt(hash)).filter((group) => group.length > 0);
    return groups.map((group) => group.toSorted(byPlace)).sort(([one], [other]) => byPlace(one as Place, other as Place));
  }

  private sharedAt(hash: number): readonly Place[] {
    const all = this.places.get(hash);
    return typeof all === 'object' && all.length > 1 && all.length <= MOST_PLACES ? all : [];
  }

  private firstPlace(path: string, hash: number): Place {
    const { hashes, at } = this.files.get(path) as Marks;
    return { path, at: at[hashes.indexOf(hash)] as number };
  }
}

function byPlace(one: Place, other: Place): number {
  if (one.path !== other.path) return one.path < other.path ? -1 : 1;
  return one.at - other.at;
}
