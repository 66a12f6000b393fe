import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyedLocks } from '../../src/checkout/locks.js';
import { markUsed } from '../../src/checkout/mirror-folders.js';
import { sweepMirrors, type Swept } from '../../src/checkout/mirror-quota.js';

const MINUTE = 60_000;
const NOW = Date.parse('2026-06-01T12:00:00Z');
let dataDir: string;
let locks: KeyedLocks;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'shipworthy-quota-'));
  locks = new KeyedLocks();
});
afterEach(() => rmSync(dataDir, { recursive: true }));

/** A mirror of 1,000 bytes, last used so many minutes ago; null: never completed. */
function mirror(name: string, minutes: number | null): string {
  const directory = join(dataDir, 'mirrors', 'github.com', 'acme', `${name}.git`);
  mkdirSync(join(directory, 'objects', 'pack'), { recursive: true });
  writeFileSync(join(directory, 'objects', 'pack', 'one.pack'), Buffer.alloc(1000));
  if (minutes === null) return directory;
  writeFileSync(join(directory, 'HEAD'), '');
  utimesSync(join(directory, 'HEAD'), (NOW - minutes * MINUTE) / 1000, (NOW - minutes * MINUTE) / 1000);
  return directory;
}

function sweep(limit: number): Promise<Swept> {
  return sweepMirrors({ dataDir, limit, locks, now: () => NOW });
}

describe('the mirrors', () => {
  test('within their limit stay', async () => {
    mirror('a', 10_000);
    expect(await sweep(1000)).toEqual({ removed: [], bytes: 1000 });
  });
  test('beyond it, those used longest ago go, and no more than needed', async () => {
    const [a, b, c, d] = [mirror('a', 60), mirror('b', 600), mirror('c', 6000), mirror('d', 20)];
    expect(await sweep(2500)).toEqual({ removed: ['github.com/acme/c.git', 'github.com/acme/b.git'], bytes: 2000 });
    expect([a, b, c, d].map((directory) => existsSync(directory))).toEqual([true, false, false, true]);
  });
  test('that were used within a quarter of an hour stay, whatever they take', async () => {
    mirror('a', 14);
    mirror('b', 16);
    expect(await sweep(10)).toEqual({ removed: ['github.com/acme/b.git'], bytes: 1000 });
  });
  test('of which one was never completed: it goes first', async () => {
    mirror('a', 600);
    mirror('b', null);
    expect((await sweep(1000)).removed).toEqual(['github.com/acme/b.git']);
  });
  test('of none: nothing to do', async () => {
    expect(await sweep(0)).toEqual({ removed: [], bytes: 0 });
  });
});

describe('a mirror that is about to go', () => {
  test('waits for who fetches into it, and stays when that used it', async () => {
    const directory = mirror('a', 600);
    let fetched = (): void => undefined;
    const fetching = locks.run(directory, () => new Promise<void>((resolve) => (fetched = resolve)));
    const sweeping = sweep(0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(existsSync(directory)).toBe(true);
    await markUsed(directory, NOW, 'a'.repeat(40));
    fetched();
    await fetching;
    expect(await sweeping).toEqual({ removed: [], bytes: 1000 });
    expect(statSync(join(directory, 'HEAD')).mtimeMs).toBe(NOW);
  });
  test('is told as used only where it is', async () => {
    await expect(markUsed(join(dataDir, 'nowhere'), NOW, 'a'.repeat(40))).resolves.toBeUndefined();
  });
});
