import { expect, test } from '@jest/globals';
import { recalling } from '../../src/checkout/recent-blobs.js';
import type { Blob } from '../../src/checkout/types.js';

function reading(): { readonly asked: string[]; readonly read: (oids: Iterable<string>) => AsyncIterable<Blob> } {
  const asked: string[] = [];
  return {
    asked,
    async *read(oids) {
      for (const oid of oids) {
        asked.push(oid);
        yield oid === 'none' ? { oid, content: null, size: null } : { oid, content: Buffer.from(oid), size: oid.length };
      }
    },
  };
}

async function all(blobs: AsyncIterable<Blob>): Promise<string[]> {
  const found: string[] = [];
  for await (const { oid, content } of blobs) found.push(content === null ? `${oid}!` : content.toString());
  return found;
}

test('what was read is answered again in the order asked, and is not read twice', async () => {
  const { asked, read } = reading();
  const recalled = recalling(read);
  expect(await all(recalled(['b', 'a', 'b']))).toEqual(['b', 'a']);
  expect(await all(recalled(['c', 'a', 'd', 'b']))).toEqual(['c', 'a', 'd', 'b']);
  expect(asked).toEqual(['b', 'a', 'c', 'd']);
});

test('what is too much, and what is missing, is read each time', async () => {
  const { asked, read } = reading();
  const recalled = recalling(read, 4);
  expect(await all(recalled(['abc', 'none', 'de', 'f']))).toEqual(['abc', 'none!', 'de', 'f']);
  expect(await all(recalled(['abc', 'none', 'de', 'f']))).toEqual(['abc', 'none!', 'de', 'f']);
  expect(asked).toEqual(['abc', 'none', 'de', 'f', 'none', 'de']);
});

test('who stops early ends the reading', async () => {
  let ended = false;
  const recalled = recalling(async function* (oids) {
    try {
      for (const oid of oids) yield { oid, content: Buffer.from(oid), size: 1 };
    } finally {
      ended = true;
    }
  });
  for await (const { oid } of recalled(['a', 'b'])) if (oid === 'a') break;
  expect(ended).toBe(true);
});
