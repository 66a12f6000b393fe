import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { EntryKind, Snapshot } from '../../src/changes/types.js';
import { lazily } from '../../src/project/tracked.js';
import { createTree } from '../support/tree.js';
import { ancestorsOf, folderOf, inFolder, joinPath, stemOf } from '../../src/project/tree.js';

function snapshot(entries: Readonly<Record<string, EntryKind>>): Snapshot {
  return { commit: null, entries: new Map(Object.entries(entries).map(([path, kind]) => [path, { path, oid: '0', kind }])) };
}

function files(...paths: string[]): Snapshot {
  return snapshot(Object.fromEntries(paths.map((path) => [path, 'file'])));
}

describe('createTree', () => {
  const tree = createTree(files('b.py', 'a/x.py', 'a/b/x.py', 'a/b/c/y.test.ts', '.gitignore'));

  test('paths are sorted', () => {
    expect(tree.paths).toEqual(['.gitignore', 'a/b/c/y.test.ts', 'a/b/x.py', 'a/x.py', 'b.py']);
  });

  test.each([
    ['a/x.py', true, false],
    ['a', false, true],
    ['a/b/c', false, true],
    ['', false, true],
    ['c', false, false],
    ['a/', false, false],
  ])('%j is a file: %j, a folder: %j', (path, file, folder) => {
    expect([tree.hasFile(path), tree.hasFolder(path)]).toEqual([file, folder]);
  });

  test('children', () => {
    expect(tree.children('')).toEqual({ files: ['.gitignore', 'b.py'], folders: ['a'] });
    expect(tree.children('a')).toEqual({ files: ['x.py'], folders: ['b'] });
    expect(tree.children('no')).toEqual({ files: [], folders: [] });
  });

  test.each([
    ['x.py', ['a/b/x.py', 'a/x.py']],
    ['b/x.py', ['a/b/x.py']],
    ['/a/x.py', ['a/x.py']],
    ['a/b/x.py', ['a/b/x.py']],
    ['b', ['a/b']],
    ['a/b/', ['a/b']],
    ['y.py', []],
    ['.py', []],
  ])('ending with %j', (suffix, expected) => {
    expect(tree.endingWith(suffix)).toEqual(expected);
  });

  test('files by stem', () => {
    expect(tree.withStem('x')).toEqual(['a/b/x.py', 'a/x.py']);
    expect(tree.withStem('y.test')).toEqual(['a/b/c/y.test.ts']);
    expect(tree.withStem('y')).toEqual([]);
  });

  test('links and submodules are closed', () => {
    const closed = createTree(snapshot({ 'lib': 'submodule', 'docs': 'symlink', 'a.py': 'file', 'run': 'executable' }));
    expect(['lib', 'docs', 'a.py', 'run', 'none'].map((path) => closed.closedAt(path))).toEqual(['submodule', 'symlink', undefined, undefined, undefined]);
    expect(['lib', 'docs'].map((path) => closed.hasFolder(path))).toEqual([true, false]);
  });

  test('an empty tree has no folder', () => {
    const empty = createTree(files());
    expect([empty.paths, empty.hasFolder(''), empty.children('').files]).toEqual([[], false, []]);
  });
});

test.each<[folder: string, relative: string, expected: string | undefined]>([
  ['', 'a.py', 'a.py'],
  ['a', 'b.py', 'a/b.py'],
  ['a', './b.py', 'a/b.py'],
  ['a/b', '../c.py', 'a/c.py'],
  ['a', '..', ''],
  ['a', '.', 'a'],
  ['', '.', ''],
  ['', '..', undefined],
  ['a', '../../x', undefined],
  ['a', '../..', undefined],
  ['a', 'b/', 'a/b'],
  ['a', 'b//c', 'a/b/c'],
  ['a', '..b', 'a/..b'],
  ['a', 'b/../../a/c', 'a/c'],
])('joinPath(%j, %j)', (folder, relative, expected) => {
  expect(joinPath(folder, relative)).toBe(expected);
});

test.each([
  ['a/b/c.py', 'a/b', 'c'],
  ['c.tar.gz', '', 'c.tar'],
  ['.gitignore', '', '.gitignore'],
  ['a/.env', 'a', '.env'],
  ['a.b/Makefile', 'a.b', 'Makefile'],
])('%s stands in %j, its stem is %s', (path, folder, stem) => {
  expect([folderOf(path), stemOf(path)]).toEqual([folder, stem]);
});

test('folders above', () => {
  expect(ancestorsOf('a/b/c')).toEqual(['a/b/c', 'a/b', 'a', '']);
  expect(ancestorsOf('')).toEqual(['']);
});

test('a file is a child of its folder, and found by every tail of its path', () => {
  const segment = fc.stringMatching(/^[a-z][a-z.]{0,3}$/);
  fc.assert(
    fc.property(fc.uniqueArray(fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')), { maxLength: 12 }), (paths) => {
      const tree = createTree(files(...paths));
      for (const path of paths) {
        expect(tree.children(folderOf(path)).files).toContain(path.split('/').at(-1));
        const parts = path.split('/');
        for (let start = 0; start < parts.length; start++) expect(tree.endingWith(parts.slice(start).join('/'))).toContain(path);
        for (const folder of ancestorsOf(folderOf(path))) expect(tree.hasFolder(folder)).toBe(true);
        expect(inFolder(folderOf(path), parts.at(-1) ?? '')).toBe(path);
      }
    }),
  );
});

test('lazily computes once, and keeps undefined as well', () => {
  let count = 0;
  const value = lazily(() => {
    count += 1;
    return undefined;
  });
  expect([value(), value(), count]).toEqual([undefined, undefined, 1]);
});
