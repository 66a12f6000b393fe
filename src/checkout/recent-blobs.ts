/** Blobs that were read lately: linters and extractors read the same files of a change. Pure but for what it holds. */
import type { Blob, TreeSource } from './types.js';

type Read = TreeSource['read'];

/** Bytes. Those of a change's files, which are asked for first, and not of a whole tree. */
const MOST_HELD = 4 * 1024 * 1024;

/** The same reading, which keeps what it reads first, up to some bytes, and does not ask for it again. In the order asked. */
export function recalling(read: Read, most = MOST_HELD): Read {
  const held = new Map<string, Blob>();
  let bytes = 0;
  const keep = (blob: Blob): void => {
    const length = blob.content?.byteLength;
    if (length === undefined || bytes + length > most || held.has(blob.oid)) return;
    held.set(blob.oid, blob);
    bytes += length;
  };
  return async function* (oids) {
    const wanted = [...new Set(oids)];
    const others = read(wanted.filter((oid) => !held.has(oid)))[Symbol.asyncIterator]();
    try {
      const known = new Map(wanted.flatMap((oid) => (held.has(oid) ? [[oid, held.get(oid) as Blob] as const] : [])));
      for (const oid of wanted) {
        const blob = known.get(oid) ?? ((await others.next()).value as Blob | undefined);
        if (blob === undefined) return;
        keep(blob);
        yield blob;
      }
    } finally {
      await others.return?.();
    }
  };
}
