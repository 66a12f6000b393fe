/** Texts of a few files of a snapshot. I/O. */
import type { Snapshot } from '../changes/types.js';
import { decodeSource } from '../facts/common/decode.js';
import type { TreeSource } from './types.js';

/** Path -> text, for those of the paths that the snapshot holds as readable text files. */
export async function readTexts(source: Pick<TreeSource, 'read'>, snapshot: Snapshot, paths: Iterable<string>): Promise<ReadonlyMap<string, string>> {
  const byOid = new Map<string, string[]>();
  for (const path of new Set(paths)) {
    const entry = snapshot.entries.get(path);
    if (entry === undefined || entry.kind === 'symlink' || entry.kind === 'submodule') continue;
    byOid.set(entry.oid, [...(byOid.get(entry.oid) ?? []), path]);
  }
  const texts = new Map<string, string>();
  if (byOid.size === 0) return texts;
  for await (const blob of source.read(byOid.keys())) {
    const decoded = blob.content === null ? undefined : decodeSource(blob.content);
    if (decoded === undefined || !('text' in decoded)) continue;
    for (const path of byOid.get(blob.oid) ?? []) texts.set(path, decoded.text);
  }
  return texts;
}
