/** Windows of lines that stand in more than one place, kept up as files change. Pure but for what it keeps. */
import { createUpkeep } from '../../../project/inverse.js';
import type { Told } from '../../../project/live-tree.js';
import { early } from '../../../project/tracked.js';

/** A window of lines of one file. */
export interface Mark {
  readonly hash: number;
  /** Index of the window's first line among the lines with content. */
  readonly at: number;
}

export interface Place {
  readonly path: string;
  readonly at: number;
}

/** Places of one window beyond which it is a pattern of the code base, not a copy. */
const MOST_PLACES = 24;

/** Builds a question: the places of each window that has several, by path and line; the windows in the order of their first places. */
export function createSharedWindows(scan: () => readonly Told<{ readonly marks: readonly Mark[] }>[]): () => readonly (readonly Place[])[] {
  const places = new Map<number, Place[]>();
  const repeated = new Set<number>();
  const put = (path: string, { hash, at }: Mark): void => {
    const known = places.get(hash);
    if (known === undefined) {
      places.set(hash, [{ path, at }]);
      return;
    }
    known.push({ path, at });
    repeated.add(hash);
  };
  const take = (path: string, { hash }: Mark): void => {
    const left = (places.get(hash) ?? []).filter((place) => place.path !== path);
    if (left.length === 0) places.delete(hash);
    else places.set(hash, left);
    if (left.length < 2) repeated.delete(hash);
  };
  const kept = createUpkeep<{ readonly marks: readonly Mark[] }>({
    begin: (files) => files.forEach(({ path, told }) => told.marks.forEach((mark) => put(path, mark))),
    change(changes) {
      for (const { path, before } of changes) before?.marks.forEach((mark) => take(path, mark));
      for (const { path, after } of changes) after?.marks.forEach((mark) => put(path, mark));
    },
  });
  return early(() => {
    kept(scan());
    const shared = [...repeated].map((hash) => places.get(hash) ?? []).filter((all) => all.length <= MOST_PLACES);
    return shared.map((all) => [...all].sort(byPlace)).sort(([one], [other]) => byPlace(one as Place, other as Place));
  });
}

function byPlace(one: Place, other: Place): number {
  if (one.path !== other.path) return one.path < other.path ? -1 : 1;
  return one.at - other.at;
}
