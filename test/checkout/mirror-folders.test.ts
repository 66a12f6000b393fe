import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastUsed, markUsed } from '../../src/checkout/mirror-folders.js';

const dataDir = mkdtempSync(join(tmpdir(), 'shipworthy-folders-'));
afterAll(() => rmSync(dataDir, { recursive: true }));

const SHA = 'a'.repeat(40);
const HOUR = 60 * 60 * 1000;

function mirror(name: string): string {
  const directory = join(dataDir, 'mirrors', 'github.com', name);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'HEAD'), 'ref: refs/heads/main\n');
  return directory;
}

describe('the mirrors that were used last', () => {
  test('come with the base of their last change, the last one first', async () => {
    const [shop, blog, news] = [mirror('acme/shop.git'), mirror('acme/blog.git'), mirror('other/news.git')];
    await markUsed(shop, 3 * HOUR, SHA);
    await markUsed(blog, HOUR, SHA);
    await markUsed(news, 2 * HOUR, SHA);
    await markUsed(blog, 4 * HOUR, 'b'.repeat(64));
    expect(await lastUsed(dataDir, 2)).toEqual([
      { name: 'acme/blog', directory: blog, baseSha: 'b'.repeat(64) },
      { name: 'acme/shop', directory: shop, baseSha: SHA },
    ]);
  });

  test('are none of those that were replaced, are built, say nothing or something else', async () => {
    for (const name of ['acme/late.git.old-1', 'acme/late.git.new']) await markUsed(mirror(name), 9 * HOUR, SHA);
    mirror('acme/silent.git');
    await markUsed(mirror('acme/torn.git'), 9 * HOUR, SHA.slice(1));
    expect((await lastUsed(dataDir, 9)).map(({ name }) => name)).toEqual(['acme/blog', 'acme/shop', 'other/news']);
  });

  test('are none where there is no mirror', async () => {
    expect(await lastUsed(join(dataDir, 'nowhere'), 9)).toEqual([]);
  });
});
