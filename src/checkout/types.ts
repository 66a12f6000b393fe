import type { ChangeSet, EntryKind, Snapshot } from '../changes/types.js';

/** A blob's content, or why it can't be had. */
export interface Blob {
  readonly oid: string;
  /** null: git does not hold it (left out of the fetch for its size), or it is over the limit. */
  readonly content: Buffer | null;
  /** Bytes, where known. */
  readonly size: number | null;
}

/** Reads trees and blobs of one repository; the same for a mirror, a bare repository and a working folder. */
export interface TreeSource {
  /** Name for the report: "owner/name" or the folder's name. */
  readonly name: string;
  /** The tree to judge. */
  readonly head: Snapshot;
  /** What the reader of the report should know of how the trees were chosen (unrelated histories, …); one line each. */
  readonly notes: readonly string[];
  /** Reads each distinct blob once, in any order. Never throws for a missing blob. */
  read(oids: Iterable<string>): AsyncIterable<Blob>;
  /** Ends the child processes. */
  close(): Promise<void>;
}

/** A change to review: a tree source with a second snapshot, and the difference. */
export interface ChangeSource extends TreeSource {
  /** Where it lies, which tells repositories of one name apart; absent where no two have the same. */
  readonly place?: string;
  readonly base: Snapshot;
  readonly changes: ChangeSet;
  /** The same with some files otherwise, for as long as this source is open; it is closed by itself. The repository stays as it is. */
  patched(files: readonly PatchedFile[]): Promise<PatchedSource>;
}

/** A file that takes another's place, is new, or goes. */
export interface PatchedFile {
  readonly path: string;
  /** Bytes as git keeps them; null: deleted. */
  readonly content: Buffer | null;
  readonly kind: EntryKind;
}

/** A change with files otherwise. Its head is no commit. */
export interface PatchedSource extends ChangeSource {
  /** From the source's head to this one's, for `git apply`. */
  readonly patch: string;
}
