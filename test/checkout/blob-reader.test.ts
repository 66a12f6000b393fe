/**
 * Its process is started as the program starts it.
 * @jest-environment node
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { openBlobs, type Blobs } from '../../src/checkout/blob-reader.js';
import { startLauncher } from '../../src/launcher/client.js';
import type { Launcher } from '../../src/launcher/types.js';
import { createRepo } from '../support/git-repo.js';

const repo = createRepo({ bare: true });
const files = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`f${index}`, `${'content '.repeat(index)}${index}\n`]));
const commit = repo.commit({ ...files, empty: '', edge: Buffer.alloc(4096, 'e'), over: Buffer.alloc(300_000, 'o'), bytes: Buffer.from([0, 10, 255, 10]) });
const readers: Blobs[] = [];
let launcher: Launcher | null = null;
afterEach(async () => {
  await Promise.all(readers.splice(0).map((reader) => reader.close()));
});
afterAll(() => repo.remove());

function reader(limit?: number): Blobs {
  const opened = openBlobs({ cwd: repo.path, configuration: 'none', limit, ...(launcher === null ? {} : { launcher }) });
  readers.push(opened);
  return opened;
}

function oid(name: string): string {
  return repo.git('rev-parse', `${commit}:${name}`);
}

async function contents(blobs: AsyncIterable<{ content: Buffer | null }>): Promise<(string | null)[]> {
  const found: (string | null)[] = [];
  for await (const { content } of blobs) found.push(content === null ? null : content.toString('latin1'));
  return found;
}

describe.each(['here', 'through a launcher'])('blobs, read %s', (where) => {
  beforeAll(() => {
    launcher = where === 'here' ? null : startLauncher();
  });
  afterAll(() => {
    launcher?.close();
    launcher = null;
  });
  const listing = repo.git('ls-tree', '-r', commit).split('\n').map((line) => line.split(/[ \t]/));
  const ids = listing.filter(([, , , name = '']) => name in files).map(([, , id = '']) => id);
  const expected = listing.filter(([, , , name = '']) => name in files).map(([, , , name = '']) => files[name]);

  test('500 of them, in order', async () => {
    expect(await contents(reader().read(ids))).toEqual(expected);
  });
  test('an empty one, and bytes with newlines in them', async () => {
    expect(await contents(reader().read([oid('empty'), oid('bytes')]))).toEqual(['', '\0\n\xff\n']);
  });
  test('over the limit: the size only, and the next one is right', async () => {
    const found = [];
    for await (const blob of reader(4096).read([oid('over'), oid('edge'), oid('f3')])) found.push([blob.size, blob.content?.length]);
    expect(found).toEqual([[300_000, undefined], [4096, 4096], [Buffer.byteLength(files.f3 ?? ''), Buffer.byteLength(files.f3 ?? '')]]);
  });
  test('missing, no blob, no id', async () => {
    const found = [];
    for await (const blob of reader().read(['1'.repeat(40), commit, '', oid('f1')])) found.push([blob.size, blob.content?.toString()]);
    expect(found).toEqual([[null, undefined], [null, undefined], [null, undefined], [Buffer.byteLength(files.f1 ?? ''), files.f1]]);
  });
  test('asked for twice, answered once', async () => {
    expect(await contents(reader().read([oid('f1'), oid('f1')]))).toEqual([files.f1]);
  });
  test('a reading that stops early leaves the next one clean', async () => {
    const blobs = reader();
    for await (const { content } of blobs.read(ids)) {
      expect(content).not.toBeNull();
      break;
    }
    expect(await contents(blobs.read([oid('f7')]))).toEqual([files.f7]);
  });
  test('readings that overlap', async () => {
    const blobs = reader();
    const [one, two] = await Promise.all([contents(blobs.read(ids.slice(0, 200))), contents(blobs.read(ids.slice(200)))]);
    expect([...one, ...two]).toEqual(expected);
  });
  test('after closing', async () => {
    const blobs = reader();
    await blobs.close();
    await expect(contents(blobs.read([oid('f1')]))).rejects.toThrow('closed');
  });
});
