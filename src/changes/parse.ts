import { parseSection } from './patch.js';
import { parseRawRecords, type RawRecord } from './raw.js';
import type { ChangedFile, ChangeSet, FileStatus, Hunk, TreeEntry } from './types.js';

/** A parsed diff: the change set for everyone, and the raw records for deriving the other tree. */
export interface ParsedDiff {
  readonly changes: ChangeSet;
  readonly records: readonly RawRecord[];
}

/**
 * Reads the output of one `git diff --raw --patch -z -M --full-index --no-abbrev` with three lines of context.
 * Names come from the NUL-separated raw part only, so any name that git allows is read right; the sections of the
 * patch follow in the same order. Text is decoded as UTF-8 (bytes that are not UTF-8 become U+FFFD).
 * @throws Error when the output is not of that form
 */
export function parseDiff(output: Buffer): ParsedDiff {
  const text = output.toString('utf8');
  const { records, end } = parseRawRecords(text);
  const files: ChangedFile[] = [];
  let position = end;
  for (const record of records) {
    const sections = record.status === 'T' ? 2 : 1; // a changed kind is shown as a deletion and a creation
    let binary = !isPlainFile(record.base) || !isPlainFile(record.head);
    let hunks: readonly Hunk[] = [];
    for (let index = 0; index < sections; index += 1) {
      const section = parseSection(text, position);
      position = section.end;
      hunks = section.hunks;
      binary ||= section.binary;
    }
    if (record.status !== 'U') files.push(changedFile(record, binary, binary ? [] : hunks));
  }
  if (position < text.length) throw new Error('git diff: more sections than records');
  return { changes: { files }, records };
}

/** A changed file whose lines can't be had: its content is not here, or is over the size limit. */
export function changedFileWithoutLines(record: RawRecord): ChangedFile {
  return changedFile(record, true, []);
}

/** Joins two readings of one diff, sorted by path as git sorts (by UTF-8 bytes). */
export function mergeDiffs(one: ParsedDiff, other: ParsedDiff): ParsedDiff {
  return {
    changes: { files: [...one.changes.files, ...other.changes.files].sort(byPath) },
    records: [...one.records, ...other.records].sort(byPath),
  };
}

function byPath(left: { readonly path: string }, right: { readonly path: string }): number {
  return Buffer.compare(Buffer.from(left.path), Buffer.from(right.path));
}

function changedFile(record: RawRecord, binary: boolean, hunks: readonly Hunk[]): ChangedFile {
  const { base, head, path } = record;
  return {
    path,
    ...(record.status === 'R' && base !== null && { previousPath: base.path }),
    status: statusOf(record),
    ...(base !== null && { baseOid: base.oid }),
    ...(head !== null && { headOid: head.oid }),
    binary,
    hunks,
  };
}

function statusOf(record: RawRecord): FileStatus {
  if (record.status === 'R') return 'renamed';
  if (record.base === null) return 'added';
  return record.head === null ? 'deleted' : 'modified';
}

/** Regular, or not there at all. */
function isPlainFile(entry: TreeEntry | null): boolean {
  return entry === null || entry.kind === 'file' || entry.kind === 'executable';
}
