import { beforeAll, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import type { PythonImport } from '../../../src/facts/types.js';
import { removedSubmodule, submodulePaths } from '../../../src/rules/shared/submodules.js';
import { testGrammars } from '../../support/grammars.js';
import { modelOf, type Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const PATH = 'shop/views.py';

function removed(source: string, gone: string, files: Files = { 'shop/__init__.py': '' }): string | undefined {
  const model = modelOf({ ...files, [PATH]: source }, grammars, new Map([[gone, null]]));
  const facts = model.facts(PATH);
  const statement = facts?.python?.imports[0];
  if (facts === undefined || statement === undefined) throw new Error('no import');
  return removedSubmodule({ path: PATH, facts }, statement, statement.names?.[0]?.name ?? '', model);
}

test.each<[what: string, source: string, gone: string, files: Files, expected: string | undefined]>([
  ['a module', 'from shop import carts\n', 'shop/carts.py', { 'shop/__init__.py': '' }, 'shop/carts.py'],
  ['a package', 'from shop import carts\n', 'shop/carts/__init__.py', { 'shop/__init__.py': '' }, 'shop/carts/__init__.py'],
  ['relative', 'from . import carts\n', 'shop/carts.py', { 'shop/__init__.py': '' }, 'shop/carts.py'],
  ['of a namespace package', 'from shop import carts\n', 'shop/carts.py', {}, 'shop/carts.py'],
  ['but the package has the name itself', 'from shop import carts\n', 'shop/carts.py', { 'shop/__init__.py': 'carts = []\n' }, undefined],
  ['but the package may make names up', 'from shop import carts\n', 'shop/carts.py', { 'shop/__init__.py': 'def __getattr__(name):\n    return name\n' }, undefined],
  ['another module of that name', 'from shop import carts\n', 'other/carts.py', { 'shop/__init__.py': '' }, undefined],
  ['another name', 'from shop import carts\n', 'shop/models.py', { 'shop/__init__.py': '' }, undefined],
])('%s', (_what, source, gone, files, expected) => {
  expect(removed(source, gone, files)).toBe(expected);
});

test('the paths that would answer', () => {
  const model = modelOf({ 'shop/__init__.py': '', [PATH]: 'from . import carts\n' }, grammars);
  const facts = model.facts(PATH);
  const statement = facts?.python?.imports[0] as PythonImport;
  expect(submodulePaths({ path: PATH, facts: facts ?? { lineCount: 0, references: [], suppressions: [] } }, statement, 'carts', model).slice(0, 2)).toEqual(['shop/carts.py', 'shop/carts/__init__.py']);
});
