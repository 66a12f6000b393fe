/** Trees of commits that a process has read: a push costs its difference, not a listing of the whole tree. */
import { LRUCache } from 'lru-cache';
import type { TreeEntry } from '../changes/types.js';

export type Entries = ReadonlyMap<string, TreeEntry>;

/** A tree of 5,000 files takes about a megabyte. */
const TREES = 20;

/** What is held must not be changed by anybody. */
export interface KnownTrees {
  /** The tree of a commit; undefined where it was not read, or long ago. */
  of(commit: string): Entries | undefined;
  keep(commit: string, entries: Entries): void;
}

/** Commits tell their trees, whatever repository holds them. */
export function createKnownTrees(): KnownTrees {
  const trees = new LRUCache<string, Entries>({ max: TREES });
  return {
    of: (commit) => trees.get(commit),
    keep: (commit, entries) => void trees.set(commit, entries),
  };
}
