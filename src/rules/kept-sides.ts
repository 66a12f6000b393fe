/** Judged bases kept between reviews of one process. Pure but for what it holds. */
import { LRUCache } from 'lru-cache';
import type { Snapshot } from '../changes/types.js';
import type { Side } from './both-sides.js';

/** Bases kept at most: a judged tree of 5,000 files holds some 150 MB. */
const KEPT = 2;

/** Names a base: the repository, and its snapshot. */
interface Reviewed {
  readonly name: string;
  readonly base: Snapshot;
}

export interface KeptSides {
  /** The judged base of this repository; undefined where none is kept, and for trees that are no commit. */
  of(reviewed: Reviewed): Side | undefined;
  keep(reviewed: Reviewed, side: Side): void;
}

/**
 * Pull requests share their base, and a push to one changes the head alone: the base need not be judged again. A commit tells its tree
 * and its configuration, so its side stays right for as long as the same rules run.
 */
export function createKeptSides(): KeptSides {
  const kept = new LRUCache<string, Side>({ max: KEPT });
  const keyOf = ({ name, base }: Reviewed): string => `${name}\0${base.commit}`;
  return {
    of: (reviewed) => (reviewed.base.commit === null ? undefined : kept.get(keyOf(reviewed))),
    keep(reviewed, side) {
      if (reviewed.base.commit !== null) kept.set(keyOf(reviewed), side);
    },
  };
}
