/** Where linters look for configuration. */
import { expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { TreeSource } from '../../src/checkout/types.js';
import type { Snapshot, TreeEntry } from '../../src/changes/types.js';
import { configTreeOf } from '../../src/linters/config-tree.js';

/** Blobs by their ids, and which of them git was asked for. */
function sourceOf(blobs: Readonly<Record<string, string>>): { readonly source: Pick<TreeSource, 'read'>; readonly asked: string[] } {
  const asked: string[] = [];
  const source: Pick<TreeSource, 'read'> = {
    async *read(oids) {
      for (const oid of oids) {
        asked.push(oid);
        const text = blobs[oid];
        yield { oid, content: text === undefined ? null : Buffer.from(text), size: text?.length ?? null };
      }
    },
  };
  return { source, asked };
}

function snapshotOf(entries: Readonly<Record<string, { readonly oid: string; readonly kind?: TreeEntry['kind'] }>>): Snapshot {
  return { commit: 'head', entries: new Map(Object.entries(entries).map(([path, { oid, kind = 'file' }]) => [path, { path, oid, kind }])) };
}

test('git is asked once for a content, in whichever tree it stands', async () => {
  const oid = randomUUID();
  const { source, asked } = sourceOf({ [oid]: '{}' });
  const one = configTreeOf(source, snapshotOf({ '.oxlintrc.json': { oid } }));
  expect([await one.read('.oxlintrc.json'), await one.read('.oxlintrc.json')]).toEqual(['{}', '{}']);
  expect(await configTreeOf(source, snapshotOf({ 'web/.oxlintrc.json': { oid } })).read('web/.oxlintrc.json')).toBe('{}');
  expect(asked).toEqual([oid]);
});

test('another content under the same path is read', async () => {
  const [before, after] = [randomUUID(), randomUUID()];
  const { source } = sourceOf({ [before]: '1', [after]: '2' });
  const texts = [before, after].map((oid) => configTreeOf(source, snapshotOf({ 'ruff.toml': { oid } })).read('ruff.toml'));
  expect(await Promise.all(texts)).toEqual(['1', '2']);
});

test('what git does not hold is asked for again', async () => {
  const oid = randomUUID();
  const snapshot = snapshotOf({ 'ruff.toml': { oid } });
  expect(await configTreeOf(sourceOf({}).source, snapshot).read('ruff.toml')).toBeUndefined();
  expect(await configTreeOf(sourceOf({ [oid]: 'x = 1' }).source, snapshot).read('ruff.toml')).toBe('x = 1');
});

test('a link is no configuration, whatever file has the same blob', async () => {
  const oid = randomUUID();
  const { source } = sourceOf({ [oid]: '{}' });
  const tree = configTreeOf(source, snapshotOf({ 'a.json': { oid }, '.oxlintrc.json': { oid, kind: 'symlink' } }));
  expect(await tree.read('a.json')).toBe('{}');
  expect(await tree.read('.oxlintrc.json')).toBeUndefined();
});

test('nothing is read of a path that the tree does not have', async () => {
  const { source, asked } = sourceOf({});
  const tree = configTreeOf(source, snapshotOf({ 'a.json': { oid: randomUUID() } }));
  expect([tree.has('b.json'), tree.has('a.json'), tree.paths, await tree.read('b.json')]).toEqual([false, true, ['a.json'], undefined]);
  expect(asked).toEqual([]);
});
