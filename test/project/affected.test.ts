import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../src/facts/grammars.js';
import { affectedBy, closeOver, type Affected } from '../../src/project/affected.js';
import { testGrammars } from '../support/grammars.js';
import { changesOf, modelOf, type Files } from '../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

function affected(before: Files, after: Files): Affected {
  const [base, head] = [modelOf(before, grammars), modelOf(after, grammars)];
  return closeOver(affectedBy({ changes: changesOf(before, after), base, head }), base, head);
}

/** Paths that are judged on both sides, or `all`. */
function judged(before: Files, after: Files): readonly string[] | 'all' {
  const answer = affected(before, after);
  return answer.kind === 'all' ? 'all' : [...answer.judged].sort();
}

const SHOP: Files = {
  'shop/__init__.py': '',
  'shop/models.py': 'class User:\n    pass\n',
  'shop/views.py': 'from shop.models import User\n\nprint(User)\n',
  'shop/other.py': 'import os\n\nprint(os)\n',
};

describe('everything is judged afresh', () => {
  test.each<[what: string, added: Files]>([
    ['a manifest', { 'requirements.txt': 'Django\n' }],
    ['a package of npm', { 'package.json': '{}' }],
    ['a configuration of TypeScript', { 'web/tsconfig.json': '{}' }],
    ['a .gitignore', { '.gitignore': 'dist\n' }],
    ['a project file of Python', { 'manage.py': 'print()\n' }],
    ['a new package', { 'blog/__init__.py': '' }],
    ['a loader', { 'shop/plugins.py': 'import importlib\n' }],
    ['types for modules that are not there', { 'web/types.d.ts': "declare module '*.svg';\n" }],
  ])('%s comes or goes', (_what, added) => {
    expect(judged(SHOP, { ...SHOP, ...added })).toBe('all');
    expect(judged({ ...SHOP, ...added }, SHOP)).toBe('all');
  });
});

describe('some files', () => {
  test('a body changes: the file and those it names', () => {
    expect(judged(SHOP, { ...SHOP, 'shop/other.py': 'import os\n\nprint(os.name)\n' })).toEqual(['shop/other.py']);
  });

  test('a name goes: those who import the module', () => {
    expect(judged(SHOP, { ...SHOP, 'shop/models.py': 'class Person:\n    pass\n' })).toEqual(expect.arrayContaining(['shop/models.py', 'shop/views.py']));
    expect(judged(SHOP, { ...SHOP, 'shop/models.py': 'class Person:\n    pass\n' })).not.toContain('shop/other.py');
  });

  test('a body changes, its names do not: not those who import it', () => {
    expect(judged(SHOP, { ...SHOP, 'shop/models.py': 'class User:\n    name = 1\n' })).not.toContain('shop/views.py');
  });

  test('a name goes through star imports', () => {
    const files = { ...SHOP, 'shop/api.py': 'from shop.models import *\n', 'shop/views.py': 'from shop.api import User\n\nprint(User)\n' };
    expect(judged(files, { ...files, 'shop/models.py': '' })).toEqual(expect.arrayContaining(['shop/api.py', 'shop/views.py']));
  });

  test('a module goes: those who name it', () => {
    const { 'shop/models.py': _gone, ...rest } = SHOP;
    expect(judged(SHOP, rest)).toEqual(expect.arrayContaining(['shop/models.py', 'shop/views.py']));
    expect(judged(SHOP, rest)).not.toContain('shop/other.py');
  });

  test('a path comes: every file that is no source', () => {
    const files = { ...SHOP, 'README.md': 'Hello.\n' };
    expect(judged(files, { ...files, 'shop/more.py': 'print()\n' })).toContain('README.md');
  });

  test('a mention goes: what it named', () => {
    expect(judged(SHOP, { ...SHOP, 'shop/views.py': 'print()\n' })).toEqual(expect.arrayContaining(['shop/models.py', 'shop/views.py']));
  });

  test('nothing changes: nothing is judged', () => {
    expect(judged(SHOP, SHOP)).toEqual([]);
  });
});

test('all stays all', () => {
  const model = modelOf(SHOP, grammars);
  expect(closeOver({ kind: 'all' }, model, model)).toEqual({ kind: 'all' });
});
