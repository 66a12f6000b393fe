/** Contents of a few files of a snapshot. I/O. */
import type { Snapshot } from '../changes/types.js';
import { decodeSource } from '../facts/common/decode.js';
import type { TreeSource } from './types.js';

/** Path -> bytes, for those of the paths that the snapshot holds as files, and that can be read. */
export async function readContents(source: Pick<TreeSource, 'read'>, snapshot: Snapshot, paths: Iterable<string>): Promise<ReadonlyMap<string, Buffer>> {
  const byOid = new Map<string, string[]>();
  for (const path of new Set(paths)) {
    const entry = snapshot.entries.get(path);
    if (entry === undefined || entry.kind === 'symlink' || entry.kind === 'submodule') continue;
    byOid.set(entry.oid, [...(byOid.get(entry.oid) ?? []), path]);
  }
  const contents = new Map<string, Buffer>();
  if (byOid.size === 0) return contents;
  for await (const { oid, content } of source.read(byOid.keys())) {
    if (content !== null) for (const path of byOid.get(oid) ?? []) contents.set(path, content);
  }
  return contents;
}

/** Path -> text, for those of the paths that the snapshot holds as readable text files. */
export async function readTexts(source: Pick<TreeSource, 'read'>, snapshot: Snapshot, paths: Iterable<string>): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const [path, content] of await readContents(source, snapshot, paths)) {
    const decoded = decodeSource(content);
    if ('text' in decoded) texts.set(path, decoded.text);
  }
  return texts;
}
