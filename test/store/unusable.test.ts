import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import Database from 'libsql';
import { openFactsStore } from '../../src/store/facts-store.js';
import { EXTRACTOR_VERSION } from '../../src/facts/extract.js';
import { createBench } from '../cli/command-line.js';

const bench = createBench();
afterAll(() => bench.clear());

function dataDir(): string {
  return mkdtempSync(join(bench.dataDir, 'data-'));
}

test.each<[what: string, prepare: (file: string) => Promise<void>, code: RegExp]>([
  ['a damaged database', async (file) => writeFileSync(file, 'no database '.repeat(500)), /\(SQLITE_NOTADB\)/],
  [
    'a database that fails in the middle of the run',
    async (file) => {
      await (await openFactsStore(file, EXTRACTOR_VERSION)).close();
      const database = new Database(file);
      database.exec("create trigger broken before insert on facts begin select raise(abort, 'disk is full'); end");
      database.close();
    },
    /\(SQLITE_\w+\)/,
  ],
])('%s: one line that says which folder and what to do, no internal error', async (_what, prepare, code) => {
  const repo = bench.repo();
  repo.commit({ 'a.py': 'A = 1\n' });
  repo.checkout('main');
  const folder = dataDir();
  await prepare(join(folder, 'facts.db'));
  const ran = await bench.run(['audit', repo.path, '--data-dir', folder]);
  expect([ran.code, ran.out]).toEqual([2, '']);
  expect(ran.err).toMatch(code);
  expect(ran.err).toMatch(/^shipworthy: the data folder \S+ can't be used \(\w+\); name another with --data-dir\n$/);
  rmSync(folder, { recursive: true, force: true });
});
