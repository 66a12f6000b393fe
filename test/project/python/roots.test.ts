import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { plainScan } from '../../../src/project/live-tree.js';
import { createRoots, isRegularPackage, packageParent, type PythonRoots } from '../../../src/project/python/roots.js';
import { createTree } from '../../support/tree.js';
import { testGrammars } from '../../support/grammars.js';
import { factsOf, snapshotOf, type Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

function rootsOf(path: string, files: Files): PythonRoots {
  const [tree, facts] = [createTree(snapshotOf(files)), factsOf(files, grammars)];
  return createRoots({ tree, facts, scan: plainScan(tree.paths, facts) })(path);
}

function blank(...paths: string[]): Files {
  return Object.fromEntries(paths.map((path) => [path, '']));
}

test.each<[what: string, path: string, files: Files, strong: readonly string[]]>([
  ['a package at the top', 'shop/views.py', blank('shop/__init__.py', 'shop/views.py'), ['']],
  ['a package in a project folder', 'backend/shop/views.py', blank('backend/manage.py', 'backend/shop/__init__.py', 'backend/shop/views.py'), ['backend', '']],
  ['a package in a plain folder', 'deep/shop/views.py', blank('deep/shop/__init__.py', 'deep/shop/views.py'), ['deep', '']],
  ['the src layout', 'tests/test_a.py', blank('src/shop/__init__.py', 'tests/test_a.py'), ['tests', '', 'src']],
  ['src is a package itself', 'src/a.py', blank('src/__init__.py', 'src/a.py'), ['']],
  ['declared source folders', 'main.py', { 'pyproject.toml': '[tool.setuptools.packages.find]\nwhere = ["code"]\n', 'code/shop/__init__.py': '', 'main.py': '' }, ['', 'code']],
  ['a folder put on sys.path', 'run.py', { 'run.py': 'import sys\nsys.path.insert(0, "engine")\n', 'engine/a.py': '' }, ['', 'engine']],
  ['a folder that is not there', 'run.py', { 'run.py': 'import sys\nsys.path.insert(0, "engine")\n' }, ['']],
])('%s', (_what, path, files, strong) => {
  expect(rootsOf(path, files).strong).toEqual(strong);
});

test.each<[what: string, source: string, conftest: string, open: boolean]>([
  ['no edit', '', '', false],
  ['a literal edit', 'import sys\nsys.path.append("lib")\n', '', false],
  ['a computed edit', 'import sys, os\nsys.path.append(os.environ["LIB"])\n', '', true],
  ['a computed edit in the conftest above', '', 'import sys, os\nsys.path.append(os.environ["LIB"])\n', true],
])('open: %s', (_what, source, conftest, open) => {
  expect(rootsOf('tests/unit/a.py', { 'tests/unit/a.py': source, 'tests/conftest.py': conftest, 'lib/b.py': '' }).open).toBe(open);
});

test('other projects are possible roots only', () => {
  const files = blank('api/manage.py', 'api/shop/__init__.py', 'worker/pyproject.toml', 'worker/jobs.py');
  expect(rootsOf('api/manage.py', files)).toMatchObject({ strong: ['api', ''], weak: ['worker'], open: false });
});

test('a root that only the package makes is called incidental', () => {
  expect(rootsOf('deep/shop/a.py', blank('deep/shop/__init__.py', 'deep/shop/a.py')).incidental).toBe('deep');
  expect(rootsOf('shop/a.py', blank('shop/__init__.py', 'shop/a.py')).incidental).toBeUndefined();
});

describe('packages', () => {
  const tree = createTree(snapshotOf(blank('a/b/__init__.py', 'a/b/c/__init__.pyi', '__init__.py')));

  test.each([
    ['a/b/c', 'a'],
    ['a/b', 'a'],
    ['a', 'a'],
    ['', ''],
  ])('the folder above the package %j is %j', (folder, parent) => {
    expect(packageParent(tree, folder)).toBe(parent);
  });

  test('a stub makes a package too', () => {
    expect(['a/b/c', 'a/b', 'a', ''].map((folder) => isRegularPackage(tree, folder))).toEqual([true, true, false, true]);
  });
});
