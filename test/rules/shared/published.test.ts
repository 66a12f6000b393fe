import { beforeAll, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { publishedBy } from '../../../src/rules/shared/published.js';
import { testGrammars } from '../../support/grammars.js';
import { modelOf, type Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

function publisher(path: string, files: Files): string | undefined {
  const model = modelOf({ [path]: '', ...files }, grammars);
  const facts = model.facts(path);
  if (facts === undefined) throw new Error(`no facts of ${path}`);
  return publishedBy({ path, facts }, model);
}

test.each<[what: string, path: string, files: Files, expected: string | undefined]>([
  ['a distribution of the folder\'s name', 'shop_api/views.py', { 'pyproject.toml': '[project]\nname = "Shop-API"\n' }, 'pyproject.toml'],
  ['below src', 'src/shop/views.py', { 'pyproject.toml': '[project]\nname = "shop"\n' }, 'pyproject.toml'],
  ['a distribution of another name', 'shop/views.py', { 'pyproject.toml': '[project]\nname = "backend"\n' }, undefined],
  ['a manifest without a name', 'shop/views.py', { 'pyproject.toml': '[tool.ruff]\n' }, undefined],
  ['requirements alone', 'shop/views.py', { 'requirements.txt': 'Django\n' }, undefined],
  ['the metadata of what was installed', 'shop/views.py', { 'shop.egg-info/PKG-INFO': 'Name: shop\n' }, 'shop.egg-info'],
  ['a library', 'src/format.ts', { 'package.json': '{\n  "name": "money",\n  "main": "dist/index.js"\n}\n' }, 'package.json'],
  ['a library on one line', 'src/format.ts', { 'package.json': '{"name": "money", "exports": "./index.js"}' }, 'package.json'],
  ['an application', 'src/format.ts', { 'package.json': '{\n  "name": "web",\n  "private": true,\n  "scripts": { "dev": "vite" }\n}\n' }, undefined],
  ['a value that reads like a key', 'src/format.ts', { 'package.json': '{"name": "web", "keywords": ["main"]}' }, undefined],
  ['the nearest package.json counts', 'web/src/format.ts', { 'package.json': '{"name": "all", "main": "x.js"}', 'web/package.json': '{"name": "web"}' }, undefined],
])('%s', (_what, path, files, expected) => {
  expect(publisher(path, files)).toBe(expected);
});
