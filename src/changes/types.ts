/** The change set: what differs between the base and the head tree. Pure data. */

export type EntryKind = 'file' | 'executable' | 'symlink' | 'submodule';

export interface TreeEntry {
  /** Repository-relative, `/`-separated, never starting with `/`. May hold any byte git allows (decoded as UTF-8). */
  readonly path: string;
  /** Git object id, hex. For a file of the working tree: the id git would give its content. */
  readonly oid: string;
  readonly kind: EntryKind;
}

/** One state of a repository: the paths and blob ids of a commit, or of the working tree. */
export interface Snapshot {
  /** Commit id; null for the working tree and for an empty base (first commit). */
  readonly commit: string | null;
  readonly entries: ReadonlyMap<string, TreeEntry>;
}

export type FileStatus = 'added' | 'modified' | 'deleted' | 'renamed';

export interface ChangedFile {
  /** The path in the head; for a deleted file the path it had in the base. */
  readonly path: string;
  /** The path in the base, where it differs (renamed). */
  readonly previousPath?: string;
  readonly status: FileStatus;
  readonly baseOid?: string;
  readonly headOid?: string;
  /** Binary, or a symlink or submodule: no hunks. */
  readonly binary: boolean;
  readonly hunks: readonly Hunk[];
}

/** A unified-diff hunk with three lines of context, the same lines that GitHub lets a comment stand on. */
export interface Hunk {
  readonly baseStart: number;
  readonly baseLines: number;
  readonly headStart: number;
  readonly headLines: number;
  readonly lines: readonly HunkLine[];
}

export interface HunkLine {
  readonly kind: 'context' | 'added' | 'removed';
  /** 1-based line in the base; null for an added line. */
  readonly baseLine: number | null;
  /** 1-based line in the head; null for a removed line. */
  readonly headLine: number | null;
  /** Without the newline (a `\r` before it is kept). */
  readonly text: string;
  /** The last line of its file, and no newline ends it. */
  readonly noNewline?: true;
}

export interface ChangeSet {
  readonly files: readonly ChangedFile[];
}
