import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { loadsByName } from '../../../src/project/python/loaders.js';
import { testGrammars } from '../../support/grammars.js';
import { factsOf, modelOf } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

test.each<[source: string, expected: boolean]>([
  ['import importlib', true],
  ['from importlib import import_module', true],
  ['import importlib.util', true],
  ['from importlib import util', true],
  ['from importlib.util import module_from_spec', true],
  ['import pkgutil', true],
  ['from django.utils.module_loading import import_string', true],
  ['import runpy', true],
  ['from importlib import metadata', false],
  ['from importlib import metadata, resources', false],
  ['from importlib import metadata, import_module', true],
  ['import importlib.metadata', false],
  ['from . import importlib', false],
  ['from .pkgutil import walk', false],
  ['import os', false],
  ['', false],
])('%j loads by name: %j', (source, expected) => {
  expect(loadsByName(factsOf({ 'a.py': source }, grammars)('a.py'))).toBe(expected);
});

test('of a file without facts', () => {
  expect(loadsByName(undefined)).toBe(false);
});

describe('loaderAbove', () => {
  test.each<[what: string, loader: string, path: string, expected: boolean]>([
    ['in the same package', 'shop/plugins.py', 'shop/api/views.py', true],
    ['in another package', 'shop/plugins.py', 'blog/views.py', false],
    ['at the top: for all', 'run.py', 'blog/views.py', true],
    ['in tests: for none', 'shop/tests/load.py', 'shop/api/views.py', false],
    ['a conftest: for none', 'shop/conftest.py', 'shop/api/views.py', false],
  ])('%s', (_what, loader, path, expected) => {
    const model = modelOf({ [loader]: 'import importlib\n', [path]: '' }, grammars);
    expect(model.loaderAbove(path)).toBe(expected ? loader : undefined);
  });

  test('in another folder, where it names a package around the path', () => {
    const model = modelOf({ 'shop/factory.py': 'import importlib\n\n\ndef load(kind):\n    return importlib.import_module(f"ee.managers.{kind}.{kind}_manager")\n', 'ee/managers/saml/saml_manager.py': '', 'ee/other.py': '' }, grammars);
    expect(model.loaderAbove('ee/managers/saml/saml_manager.py')).toBe('shop/factory.py');
    expect(model.loaderAbove('ee/other.py')).toBeUndefined();
  });
});
