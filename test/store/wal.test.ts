import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { openWriteAheadLog, type LogOptions, type WriteAheadLog } from '../../src/store/wal.js';

let folder = '';
let path = '';
let file: InstanceType<typeof Libsql>;
let log: WriteAheadLog;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shipworthy-wal-'));
  path = join(folder, 'app.db');
  file = new Libsql(path);
  file.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma wal_autocheckpoint = 0; create table kept (what text)');
});

afterEach(async () => {
  await log.close();
  file.close();
  rmSync(folder, { recursive: true });
});

async function begin(options: LogOptions): Promise<void> {
  log = await openWriteAheadLog(path, options);
}

function keep(what: string): void {
  file.prepare('insert into kept values (?)').run(what);
}

/** What somebody finds who has these files and nothing else of the process. */
function foundIn(...files: readonly ('' | '-wal')[]): readonly string[] {
  const copy = join(mkdtempSync(join(folder, 'copy-')), 'app.db');
  for (const end of files) copyFileSync(path + end, copy + end);
  const found = new Libsql(copy);
  try {
    return (found.prepare('select what from kept').all() as { readonly what: string }[]).map(({ what }) => what);
  } catch {
    // Not even the table.
    return [];
  } finally {
    found.close();
  }
}

test('what was done durably is waited for until the disk has it, and stands in the files then', async () => {
  const order: string[] = [];
  let ask = (_answer: () => void): void => undefined;
  const asked = new Promise<() => void>((resolve) => {
    ask = resolve;
  });
  await begin({ copyAfter: 60_000, sync: () => new Promise((resolve) => ask(resolve)) });
  keep('a');
  const safe = log.safe().then(() => order.push('safe'));
  const answer = await asked;
  await new Promise((resolve) => setImmediate(resolve));
  order.push('answers');
  answer();
  await safe;
  expect(order).toEqual(['answers', 'safe']);
  expect(foundIn('', '-wal')).toEqual(['a']);
  // So that this test could fail: the database alone does not have it yet.
  expect(foundIn('')).toEqual([]);
});

test('a log that the disk refuses is moved into the database whole, or nothing counts as kept', async () => {
  let refusals = 2;
  let syncs = 0;
  await begin({ copyAfter: 60_000, sync: async () => {
    syncs += 1;
    refusals -= 1;
    if (refusals >= 0) throw Object.assign(new Error('i/o error'), { code: 'EIO' });
  } });
  keep('a');
  await log.safe();
  expect([foundIn(''), statSync(`${path}-wal`).size, syncs]).toEqual([['a'], 0, 1]);

  // Somebody reads an older state, which has to stay.
  const reader = new Libsql(path);
  reader.exec('begin');
  reader.prepare('select * from kept').all();
  keep('b');
  await expect(log.safe()).rejects.toThrow('could not be brought to the disk');
  // The disk would say yes now; it does not know what it has lost.
  await expect(log.safe()).rejects.toThrow('could not be brought to the disk');
  reader.exec('commit');
  reader.close();
  await log.safe();
  expect([foundIn(''), syncs]).toEqual([['a', 'b'], 2]);
  keep('c');
  await log.safe();
  expect([foundIn('', '-wal'), syncs]).toEqual([['a', 'b', 'c'], 3]);
});

test('the log is copied into the database a while later, and written from its beginning again', async () => {
  await begin({ copyAfter: 0 });
  for (let round = 0; round < 10; round += 1) {
    keep(`${round}`.repeat(100_000));
    await log.safe();
    while (foundIn('').length <= round) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(statSync(`${path}-wal`).size).toBeLessThan(500_000);
});
