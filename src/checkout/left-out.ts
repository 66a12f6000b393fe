/** The blobs of a mirror's first commits that nobody reads, and which therefore were left where they are. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EntryKind, TreeEntry } from '../changes/types.js';

/** Which blobs are read. One object for all mirrors of a process. */
export interface Reading {
  reads(path: string, kind: EntryKind): boolean;
  /** Folders of mirrors that were found to lack nothing of it: told from their paths, which takes a moment. */
  readonly agreed: Set<string>;
}

/** Entries of some trees, by whether their blobs are read. A blob that stands at several paths is read when one of them is. */
export interface Parted {
  readonly read: ReadonlySet<string>;
  readonly unread: readonly TreeEntry[];
}

/** What a mirror lacks, as the fetch that left it out has noted it beside the objects. */
export class LeftOut {
  private readonly paths = new Map<string, string[]>();

  /** @param entries of which git holds no blobs */
  constructor(entries: Iterable<Pick<TreeEntry, 'oid' | 'path'>>) {
    for (const { oid, path } of entries) this.paths.set(oid, [...(this.paths.get(oid) ?? []), path]);
  }

  /** Of a mirror; a mirror without a note has everything. */
  static async of(directory: string): Promise<LeftOut> {
    const text = await readFile(join(directory, NOTE), 'utf8').catch(() => '');
    const records = text.split('\0').filter((record) => record !== '');
    return new LeftOut(records.map((record) => ({ oid: record.slice(0, record.indexOf(' ')), path: record.slice(record.indexOf(' ') + 1) })));
  }

  /** False where another version of this program has left out what this one reads. */
  agreesWith(reading: Reading | undefined): boolean {
    return reading === undefined ? this.paths.size === 0 : ![...this.paths.values()].flat().some((path) => reading.reads(path, 'file'));
  }

  /** Ids that are left out, and stand where they are read. */
  wantedBy(entries: Iterable<TreeEntry>, reading: Reading): Set<string> {
    const wanted = new Set<string>();
    if (this.paths.size === 0) return wanted;
    for (const { oid, path, kind } of entries) if (this.paths.has(oid) && reading.reads(path, kind)) wanted.add(oid);
    return wanted;
  }

  without(oids: ReadonlySet<string>): LeftOut {
    return new LeftOut([...this.paths].flatMap(([oid, paths]) => (oids.has(oid) ? [] : paths.map((path) => ({ oid, path })))));
  }

  /** Notes it in one step. */
  async write(directory: string): Promise<void> {
    const records = [...this.paths].flatMap(([oid, paths]) => paths.map((path) => `${oid} ${path}\0`));
    await writeFile(join(directory, `${NOTE}.new`), records.join(''));
    await rename(join(directory, `${NOTE}.new`), join(directory, NOTE));
  }
}

/** Beside git's own files, none of which is called so. */
const NOTE = 'left-out';

/** Parts the blobs of some trees. */
export function partBlobs(entries: Iterable<TreeEntry>, reading: Reading): Parted {
  const read = new Set<string>();
  const others: TreeEntry[] = [];
  for (const entry of entries) {
    if (entry.kind === 'submodule') continue;
    if (read.has(entry.oid) || reading.reads(entry.path, entry.kind)) read.add(entry.oid);
    else others.push(entry);
  }
  return { read, unread: others.filter(({ oid }) => !read.has(oid)) };
}
