/** A tree as linters look for configuration in it. I/O: what was read lately is known by its content. */
import { LRUCache } from 'lru-cache';
import { readTexts } from '../checkout/read-texts.js';
import type { TreeSource } from '../checkout/types.js';
import type { Snapshot } from '../changes/types.js';
import type { ConfigTree } from './types.js';

/** Characters that are kept. */
const MOST_KEPT = 2 * 1024 * 1024;

/** By blob id: pushes to a repository rarely touch its configuration, and asking git for one file after another holds a review up. */
const recent = new LRUCache<string, string>({ maxSize: MOST_KEPT, sizeCalculation: (text) => 1 + text.length });

/** @param source reads the blobs of the snapshot */
export function configTreeOf(source: Pick<TreeSource, 'read'>, snapshot: Snapshot): ConfigTree {
  const asked = new Map<string, Promise<string | undefined>>();
  const read = async (path: string): Promise<string | undefined> => {
    const entry = snapshot.entries.get(path);
    // A link is none, though its blob may be some file's too.
    if (entry?.kind !== 'file' && entry?.kind !== 'executable') return undefined;
    const known = recent.get(entry.oid);
    if (known !== undefined) return known;
    const text = (await readTexts(source, snapshot, [path])).get(path);
    // What git does not hold today it may hold tomorrow.
    if (text !== undefined) recent.set(entry.oid, text);
    return text;
  };
  return {
    paths: [...snapshot.entries.keys()],
    has: (path) => snapshot.entries.has(path),
    read(path) {
      const text = asked.get(path) ?? read(path);
      asked.set(path, text);
      return text;
    },
  };
}
