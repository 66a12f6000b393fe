/** What was collected last: the next question about a repository is mostly the same, and only where its trees differ is anything looked up. Pure but for what it keeps. */
import { differingKeys } from '../changes/derived.js';
import type { Snapshot, TreeEntry } from '../changes/types.js';
import type { FileFacts } from '../facts/types.js';
import type { FactsStore, ReadFile } from './types.js';

type Entries = Snapshot['entries'];

export interface Collected {
  /** The first of the trees. */
  readonly first: Entries;
  /** Facts by the text of their key, of this tree and of some others. */
  readonly known: Map<string, FileFacts>;
  /** What is looked up each time: a blob that was missing may come, and a tool that broke may be mended. */
  readonly again: readonly ReadFile[];
  /** Whether facts have their code. */
  readonly hasCode: boolean;
}

/** Repositories remembered for each store. */
const REPOSITORIES = 2;
/** Times the size of the tree beyond which what is known is collected anew: it holds facts of heads that nobody asks for any more. */
const LARGEST = 2;

const remembered = new WeakMap<FactsStore, readonly Collected[]>();

/** What is known of a repository from before; undefined where its trees can't be compared with those of then. */
export function recall(store: FactsStore, [first]: readonly Snapshot[]): Collected | undefined {
  return first === undefined ? undefined : remembered.get(store)?.find((one) => differingKeys(one.first, first.entries) !== undefined);
}

export function remember(store: FactsStore, collected: Collected, instead: Collected | undefined): void {
  const others = (remembered.get(store) ?? []).filter((one) => one !== instead);
  const isSmall = collected.known.size <= LARGEST * collected.first.size;
  remembered.set(store, [...(isSmall ? [collected] : []), ...others].slice(0, REPOSITORIES));
}

/** The entries of some trees of which nothing is known yet. Of a change, most of both trees is the same. */
export function* newEntries(snapshots: readonly Snapshot[], before: Collected | undefined): Iterable<TreeEntry> {
  const [first, ...others] = snapshots;
  if (first === undefined) return;
  yield* before === undefined ? first.entries.values() : differing(before.first, first.entries);
  for (const { entries } of others) yield* differing(first.entries, entries);
}

function* differing(from: Entries, to: Entries): Iterable<TreeEntry> {
  for (const path of differingKeys(from, to) ?? to.keys()) {
    const entry = to.get(path);
    if (entry !== undefined && entry !== from.get(path)) yield entry;
  }
}
