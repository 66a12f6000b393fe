import { derive } from './derived.js';
import type { EntryKind, TreeEntry } from './types.js';

/** One record of `git diff --raw -z`: what happened to one path. */
export interface RawRecord {
  /** `U`: unmerged in the index, with no content of its own. `T`: the kind of entry changed (a file became a symlink). */
  readonly status: 'A' | 'M' | 'D' | 'R' | 'T' | 'U';
  /** null: there is no such entry on that side. */
  readonly base: TreeEntry | null;
  readonly head: TreeEntry | null;
  /** Path in the head, or in the base for a deleted entry. */
  readonly path: string;
}

/** Octal modes as git writes them (Documentation/gitformat-index: 100644, 100755, 120000, 160000; old trees also hold 100664). */
const KINDS: ReadonlyMap<string, EntryKind> = new Map([
  ['100755', 'executable'],
  ['120000', 'symlink'],
  ['160000', 'submodule'],
]);

/** The kind of a tree entry by its six-digit octal mode; unknown modes are files. */
export function kindOfMode(mode: string): EntryKind {
  return KINDS.get(mode) ?? 'file';
}

/**
 * Reads the records at the start of `git diff --raw --patch -z` output.
 * @param text the whole output, decoded as UTF-8
 * @returns the records in git's order, and the index in `text` where the patch begins
 * @throws Error when the text is not such output
 */
export function parseRawRecords(text: string): { readonly records: readonly RawRecord[]; readonly end: number } {
  const records: RawRecord[] = [];
  let position = 0;
  function field(): string {
    const end = text.indexOf('\0', position);
    if (end < 0) throw new Error('git diff: the raw part ends inside a record');
    const value = text.slice(position, end);
    position = end + 1;
    return value;
  }
  while (text.charCodeAt(position) === COLON) {
    const [baseMode = '', headMode = '', baseOid = '', headOid = '', letter = ''] = field().slice(1).split(' ');
    const status = statusOf(letter);
    const basePath = field();
    const path = status === 'R' ? field() : basePath;
    records.push({
      status,
      path,
      base: entry(basePath, baseMode, baseOid),
      head: entry(path, headMode, headOid),
    });
  }
  if (text.charCodeAt(position) === 0) position += 1;
  return { records, end: position };
}

/**
 * The base tree, from the head tree and the difference. Answers the same map as reading the base tree would
 * (in another order), without running git again.
 */
export function baseEntries(
  head: ReadonlyMap<string, TreeEntry>,
  records: readonly RawRecord[],
): Map<string, TreeEntry> {
  const base = new Map(head);
  for (const record of records) if (record.head !== null) base.delete(record.head.path);
  for (const record of records) if (record.base !== null) base.set(record.base.path, record.base);
  derive(head, base, pathsOf(records));
  return base;
}

/** The head tree, from the base tree and the difference: entries that the change leaves alone are the base's own objects. */
export function headEntries(base: ReadonlyMap<string, TreeEntry>, records: readonly RawRecord[]): Map<string, TreeEntry> {
  const head = new Map(base);
  for (const record of records) if (record.base !== null) head.delete(record.base.path);
  for (const record of records) if (record.head !== null) head.set(record.head.path, record.head);
  derive(base, head, pathsOf(records));
  return head;
}

function pathsOf(records: readonly RawRecord[]): string[] {
  return records.flatMap(({ base, head }) => [base, head].flatMap((entry) => entry?.path ?? []));
}

const COLON = 0x3a;

function statusOf(letter: string): RawRecord['status'] {
  const status = letter.charAt(0);
  switch (status) {
    case 'A':
    case 'M':
    case 'D':
    case 'R':
    case 'T':
    case 'U':
      return status;
    default:
      throw new Error(`git diff: unknown status "${letter}"`);
  }
}

function entry(path: string, mode: string, oid: string): TreeEntry | null {
  return mode === '000000' ? null : { path, oid, kind: kindOfMode(mode) };
}
