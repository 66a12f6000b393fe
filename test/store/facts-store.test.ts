import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Database from 'libsql';
import type { FileFacts } from '../../src/facts/types.js';
import { createMemoryFactsStore, factsKey, openFactsStore } from '../../src/store/facts-store.js';
import type { FactsKey, FactsStore } from '../../src/store/types.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shipworthy-store-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function facts(text: string): FileFacts {
  return { lineCount: 1, references: [], suppressions: [], text };
}

function key(oid: string, kind = 'python:py'): FactsKey {
  return { oid, kind };
}

async function texts(store: FactsStore, ...keys: FactsKey[]): Promise<(string | undefined)[]> {
  const found = await store.getMany(keys);
  return keys.map((one) => found.get(factsKey(one))?.text);
}

/** A database with 400 rows of some 400 characters, all of them in its main file. */
async function filled(name: string): Promise<string> {
  const file = join(folder, name);
  const store = await openFactsStore(file, 1);
  await store.putMany(Array.from({ length: 400 }, (_, index) => ({ key: key(String(index)), facts: facts('x'.repeat(400)) })));
  await store.close();
  const raw = new Database(file);
  raw.exec('pragma wal_checkpoint(truncate)');
  raw.close();
  return file;
}

describe.each<[name: string, open: () => Promise<FactsStore>]>([
  ['in memory', async () => createMemoryFactsStore()],
  ['in SQLite, in memory', async () => openFactsStore(':memory:', 1)],
  ['in a file', async () => openFactsStore(join(folder, 'new', 'folder', 'facts.db'), 1)],
])('%s', (_name, open) => {
  test('what was put is answered under its key, the rest is absent', async () => {
    const store = await open();
    await store.putMany([{ key: key('a'), facts: facts('A') }, { key: key('b'), facts: facts('B') }]);
    const found = await store.getMany([key('a'), key('c'), key('b')]);
    expect(Object.fromEntries(found)).toEqual({ 'a:python:py': facts('A'), 'b:python:py': facts('B') });
    await store.close();
  });

  test('one blob under two kinds', async () => {
    const store = await open();
    await store.putMany([{ key: key('a', 'text'), facts: facts('as text') }, { key: key('a', 'document'), facts: facts('as document') }]);
    expect(await texts(store, key('a', 'document'), key('a', 'text'))).toEqual(['as document', 'as text']);
    await store.close();
  });

  test('nothing in, nothing out', async () => {
    const store = await open();
    await store.putMany([]);
    expect((await store.getMany([])).size).toBe(0);
    await store.close();
  });

  test('the last of two puts counts', async () => {
    const store = await open();
    await store.putMany([{ key: key('a'), facts: facts('one') }]);
    await store.putMany([{ key: key('a'), facts: facts('two') }]);
    expect(await texts(store, key('a'))).toEqual(['two']);
    await store.close();
  });

  test('puts of the same key at once', async () => {
    const store = await open();
    await Promise.all(Array.from({ length: 20 }, () => store.putMany([{ key: key('a'), facts: facts('same') }])));
    expect(await texts(store, key('a'))).toEqual(['same']);
    await store.close();
  });

  test('2,000 keys, more than one query takes', async () => {
    const store = await open();
    const keys = Array.from({ length: 2000 }, (_, index) => key(String(index)));
    await store.putMany(keys.map((one) => ({ key: one, facts: facts(one.oid) })));
    expect(await texts(store, ...keys)).toEqual(keys.map((one) => one.oid));
    await store.close();
  });
});

test('any text comes back as it went in', async () => {
  const store = await openFactsStore(':memory:', 1);
  const text = 'it\'s "quoted" \\ \0 é 😀 \ud800 \r\n';
  await store.putMany([{ key: key('a', "manifest:requirements:-:it's.txt"), facts: facts(text) }]);
  expect(await texts(store, key('a', "manifest:requirements:-:it's.txt"))).toEqual([text]);
  await store.close();
});

test('what one process kept, the next one finds', async () => {
  const file = join(folder, 'kept.db');
  const first = await openFactsStore(file, 1);
  await first.putMany([{ key: key('a'), facts: facts('A') }]);
  await first.close();
  const second = await openFactsStore(file, 1);
  expect(await texts(second, key('a'))).toEqual(['A']);
  await second.close();
});

describe('extractor versions', () => {
  test('another version sees an empty store, and so does the first one afterwards', async () => {
    const file = join(folder, 'versions.db');
    const old = await openFactsStore(file, 1);
    await old.putMany([{ key: key('a'), facts: facts('of version 1') }]);
    await old.close();
    const next = await openFactsStore(file, 2);
    expect(await texts(next, key('a'))).toEqual([undefined]);
    await next.close();
    const again = await openFactsStore(file, 1);
    expect(await texts(again, key('a'))).toEqual([undefined]);
    await again.close();
  });

  test('two programs of different versions never answer each other\'s facts', async () => {
    const file = join(folder, 'overlap.db');
    const old = await openFactsStore(file, 1);
    const next = await openFactsStore(file, 2);
    await old.putMany([{ key: key('a'), facts: facts('of version 1') }]);
    expect(await texts(next, key('a'))).toEqual([undefined]);
    await next.putMany([{ key: key('a'), facts: facts('of version 2') }]);
    expect(await texts(old, key('a'))).toEqual([undefined]);
    await old.putMany([{ key: key('a'), facts: facts('of version 1 again') }]);
    expect(await texts(next, key('a'))).toEqual([undefined]);
    await Promise.all([old.close(), next.close()]);
  });
});

describe('two connections', () => {
  test('see what the other wrote', async () => {
    const file = join(folder, 'two.db');
    const [one, other] = [await openFactsStore(file, 1), await openFactsStore(file, 1)];
    await one.putMany([{ key: key('a'), facts: facts('A') }]);
    await other.putMany([{ key: key('a'), facts: facts('A') }, { key: key('b'), facts: facts('B') }]);
    expect(await texts(one, key('a'), key('b'))).toEqual(['A', 'B']);
    await Promise.all([one.close(), other.close()]);
  });

  /** A thread that holds the whole database for a moment. */
  async function lock(file: string): Promise<Worker> {
    const code = `
      const { parentPort, workerData } = require('node:worker_threads');
      const database = new (require('libsql'))(workerData);
      database.exec('begin exclusive');
      parentPort.postMessage('locked');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
      database.exec('commit');
      database.close();
    `;
    const worker = new Worker(code, { eval: true, workerData: file });
    await once(worker, 'message');
    return worker;
  }

  test.each([
    ['a new database', 'locked-new.db', async (): Promise<void> => undefined],
    ['one in use', 'locked-old.db', async (): Promise<void> => void (await filled('locked-old.db'))],
  ])('opening %s waits for whoever has it locked', async (_what, name, prepare) => {
    await prepare();
    const worker = await lock(join(folder, name));
    const store = await openFactsStore(join(folder, name), 1);
    await store.putMany([{ key: key('a'), facts: facts('A') }]);
    expect(await texts(store, key('a'))).toEqual(['A']);
    await store.close();
    await worker.terminate();
  });
});

describe('a file that is no sound database', () => {
  const refused = (code: string): unknown => expect.objectContaining({ code });

  test('something else', async () => {
    const file = join(folder, 'notes.db');
    writeFileSync(file, 'this is not a database\n'.repeat(300));
    await expect(openFactsStore(file, 1)).rejects.toEqual(refused('SQLITE_NOTADB'));
  });

  test('its second half overwritten', async () => {
    const file = join(folder, 'overwritten.db');
    copyFileSync(await filled('sound.db'), file);
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0x55, bytes.length / 2));
    await expect(openFactsStore(file, 1)).rejects.toEqual(refused('SQLITE_CORRUPT'));
  });

  test('cut short', async () => {
    const file = join(folder, 'cut.db');
    const bytes = readFileSync(await filled('whole.db'));
    writeFileSync(file, bytes.subarray(0, bytes.length / 2));
    await expect(openFactsStore(file, 1)).rejects.toEqual(refused('SQLITE_CORRUPT'));
  });

  test('empty: a new one', async () => {
    const file = join(folder, 'empty.db');
    writeFileSync(file, '');
    const store = await openFactsStore(file, 1);
    expect(await texts(store, key('a'))).toEqual([undefined]);
    await store.close();
  });

  test('a folder that can\'t be made', async () => {
    await expect(openFactsStore('/dev/null/facts/facts.db', 1)).rejects.toEqual(refused('ENOTDIR'));
  });
});

describe('code', () => {
  const coded = (code: string): FileFacts => ({
    lineCount: 1,
    references: [],
    suppressions: [],
    code,
    python: {
      imports: [],
      definitions: [],
      hasModuleGetattr: false,
      dynamicNamespace: false,
      hasMainBlock: false,
      isEmpty: true,
      sysPathEdits: [],
      decorators: [],
      bases: [],
      hasErrors: false,
    },
  });

  async function codes(store: FactsStore, ...keys: FactsKey[]): Promise<(string | undefined)[]> {
    const found = await store.getMany(keys, { code: true });
    return keys.map((one) => found.get(factsKey(one))?.code);
  }

  /** A file with the code of `a` and `b`, and nothing at hand. */
  async function reopened(name: string): Promise<FactsStore> {
    const file = join(folder, name);
    const store = await openFactsStore(file, 1);
    await store.putMany([{ key: key('a'), facts: coded('["x"]\n#\'') }, { key: key('b'), facts: coded('[]\n#') }, { key: key('c', 'document'), facts: facts('C') }]);
    await store.close();
    return openFactsStore(file, 1);
  }

  test('read where asked for, left where not', async () => {
    const store = await reopened('code.db');
    const without = await store.getMany([key('a'), key('c', 'document')]);
    expect([...without.values()].map((one) => [one.lineCount, one.code, one.text])).toEqual([[1, undefined, undefined], [1, undefined, 'C']]);
    expect(await codes(store, key('b'), key('a'), key('c', 'document'))).toEqual(['[]\n#', '["x"]\n#\'', undefined]);
    await store.close();
  });

  test('comes to the facts that are at hand: the same objects, before and after', async () => {
    const store = await reopened('in-place.db');
    const [before] = (await store.getMany([key('a')])).values();
    expect(before?.code).toBeUndefined();
    const [after] = (await store.getMany([key('a')], { code: true })).values();
    expect(after).toBe(before);
    expect(before?.code).toBe('["x"]\n#\'');
    expect((await store.getMany([key('a')])).get(factsKey(key('a')))).toBe(before);
    await store.close();
  });

  test('what is written again has its new code', async () => {
    const store = await openFactsStore(':memory:', 1);
    await store.putMany([{ key: key('a'), facts: coded('[]\n#') }]);
    await store.putMany([{ key: key('a'), facts: coded('["y"]\n#') }]);
    expect(await codes(store, key('a'))).toEqual(['["y"]\n#']);
    await store.close();
  });

  test('facts at hand whose row another program dropped are not answered where code is asked for', async () => {
    const file = join(folder, 'dropped.db');
    const store = await reopened('dropped.db');
    expect((await store.getMany([key('a')])).size).toBe(1);
    await (await openFactsStore(file, 2)).close();
    expect((await store.getMany([key('a')], { code: true })).size).toBe(0);
    await store.close();
  });

  test('in memory it is always there', async () => {
    const store = createMemoryFactsStore();
    await store.putMany([{ key: key('a'), facts: coded('[]\n#') }]);
    expect((await store.getMany([key('a')])).get(factsKey(key('a')))?.code).toBe('[]\n#');
  });

  test('a database of a version without the column gets it', async () => {
    const file = join(folder, 'old.db');
    const raw = new Database(file);
    raw.exec("create table facts (key text primary key, extractor integer not null, body text not null); insert into facts values ('o:python:py', 0, '{}'), ('a:python:py', 1, '{\"lineCount\":7}')");
    raw.close();
    const [one, other] = await Promise.all([openFactsStore(file, 1), openFactsStore(file, 1)]);
    expect((await one.getMany([key('o'), key('a')])).get('a:python:py')?.lineCount).toBe(7);
    await other.putMany([{ key: key('b'), facts: coded('[]\n#') }]);
    expect(await codes(one, key('b'), key('a'), key('o'))).toEqual(['[]\n#', undefined, undefined]);
    await Promise.all([one.close(), other.close()]);
  });
});
