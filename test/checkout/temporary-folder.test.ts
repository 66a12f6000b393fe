/** Folders for one review, and those that nobody takes away any more. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { makeTemporaryFolder } from '../../src/checkout/temporary-folder.js';

const parent = mkdtempSync(join(tmpdir(), 'shipworthy-folders-'));
afterAll(() => rmSync(parent, { recursive: true }));

/** The id of a process that has ended. */
const gone = Number(execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }));

function old(name: string, hours: number): string {
  const path = join(parent, name);
  mkdirSync(path);
  writeFileSync(join(path, 'index'), '');
  const then = Date.now() / 1000 - hours * 3600;
  utimesSync(path, then, then);
  return name;
}

test('what an ended process left goes after an hour; what is young, of a living process, or anybody else’s stays', async () => {
  const left = [old(`shipworthy-tree-${gone}-abcdef`, 2), old(`shipworthy-patch-${gone}-abcdef`, 30)];
  const kept = [old(`shipworthy-tree-${gone}-young1`, 0.5), old(`shipworthy-tree-${process.pid}-abcdef`, 2), old('shipworthy-tree-abcdef', 2), old(`shipworthy-load-${gone}-abcdef`, 2)];
  symlinkSync(join(parent, kept[0] ?? ''), join(parent, `shipworthy-tree-${gone}-link01`));
  const folder = await makeTemporaryFolder('tree', parent);
  expect(folder.startsWith(join(parent, `shipworthy-tree-${process.pid}-`))).toBe(true);
  expect(readdirSync(folder)).toEqual([]);
  expect(readdirSync(parent)).toEqual(expect.arrayContaining([...kept, `shipworthy-tree-${gone}-link01`]));
  for (const name of left) expect(readdirSync(parent)).not.toContain(name);
});

test('no folder, no temporary folder', async () => {
  await expect(makeTemporaryFolder('patch', join(parent, 'missing'))).rejects.toMatchObject({ code: 'ENOENT' });
});
