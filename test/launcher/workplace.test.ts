/** Where tools run. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fill, isRoomFor, makeWorkplace, removeWorkplace, sizeOf } from '../../src/launcher/workplace.js';

const MEMORY = '/dev/shm';
const hasMemory = existsSync(MEMORY) && statfsSync(MEMORY).type === 0x01021994;
const given = process.env.TMPDIR;

afterEach(() => {
  if (given === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = given;
});

function parentOf(size: number): string {
  const place = makeWorkplace('shipworthy-place-', size);
  expect(statSync(place.folder).mode & 0o777).toBe(0o700);
  expect(existsSync(place.work)).toBe(true);
  expect(isRoomFor(place, size)).toBe(true);
  removeWorkplace(place);
  expect(existsSync(place.folder)).toBe(false);
  return dirname(place.folder);
}

describe('where it is', () => {
  (hasMemory ? test : test.skip)('in memory, where the system has such a place', () => {
    delete process.env.TMPDIR;
    expect(parentOf(1_000)).toBe(MEMORY);
  });

  test('with many files where temporary files go', () => {
    delete process.env.TMPDIR;
    expect(parentOf(100_000_000)).toBe(tmpdir());
  });

  test('where TMPDIR says', () => {
    process.env.TMPDIR = tmpdir();
    expect(parentOf(1_000)).toBe(tmpdir());
  });
});

test('one in memory takes no more than it is for', () => {
  const place = { folder: '', work: '', output: '', most: 100 };
  expect(isRoomFor(place, 101)).toBe(false);
  expect(isRoomFor({ ...place, most: Number.POSITIVE_INFINITY }, 101)).toBe(true);
});

test('files are written below it, and none elsewhere', () => {
  const place = makeWorkplace('shipworthy-place-', 10);
  const files = new Map([['a/b/c.txt', 'text'], ['a/b/d.txt', 'more'], ['../e.txt', 'outside'], ['/f.txt', 'outside'], ['a/../../g.txt', 'outside']]);
  expect(sizeOf(files)).toBe(29);
  fill(place, files);
  expect([...files.keys()].map((path) => existsSync(join(place.work, path)))).toEqual([true, true, false, false, false]);
  expect(readFileSync(join(place.work, 'a/b/c.txt'), 'utf8')).toBe('text');
  removeWorkplace(place);
});
