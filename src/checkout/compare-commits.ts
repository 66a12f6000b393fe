/** Two commits of one repository: their trees and what differs. I/O. */
import { baseEntries, headEntries } from '../changes/raw.js';
import { parseLsTree } from '../changes/tree.js';
import type { ChangeSet, Snapshot } from '../changes/types.js';
import { diffTrees, emptyTree } from './diff.js';
import { runGit, type GitCall } from './git.js';
import type { Entries, KnownTrees } from './known-trees.js';

export interface Compared {
  readonly head: Snapshot;
  readonly base: Snapshot;
  readonly changes: ChangeSet;
}

/**
 * Compares two commits. The tree of a base that is known is not read again, and the head's is made of it.
 * @param range commit ids; a base of null: the empty tree
 * @param objectFormat `sha1` or `sha256`
 * @throws GitError; TooLargeError
 */
export async function compareCommits(call: Omit<GitCall, 'args'>, [base, head]: readonly [string | null, string], objectFormat: string, trees?: KnownTrees): Promise<Compared> {
  const known = base === null ? undefined : trees?.of(base);
  // First the listing, which git writes as it goes: a diff of a tree without end would fill the memory before its first line.
  const listed = known === undefined ? await listCommit(call, head) : undefined;
  const { changes, records } = await diffTrees(call, [base ?? emptyTree(objectFormat), head]);
  const headTree = listed ?? headEntries(known as Entries, records);
  const baseTree = known ?? baseEntries(headTree, records);
  if (base !== null) trees?.keep(base, baseTree);
  return { head: { commit: head, entries: headTree }, base: { commit: base, entries: baseTree }, changes };
}

/** All entries of a commit. */
export async function listCommit(call: Omit<GitCall, 'args'>, commit: string): Promise<Entries> {
  return parseLsTree(await runGit({ ...call, args: ['ls-tree', '-r', '-z', '--full-tree', commit] }));
}
