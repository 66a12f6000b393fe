import { beforeAll, expect, test } from '@jest/globals';
import type { Grammars } from '../../src/facts/grammars.js';
import { createModel } from '../../src/project/model.js';
import { testGrammars } from '../support/grammars.js';
import { catalogue, factsOf, modelOf, snapshotOf, type Files } from '../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const FILES: Files = {
  'requirements.txt': 'Django\n',
  'manage.py': 'import django\nfrom shop import models, nothing\n',
  'shop/__init__.py': '',
  'shop/models.py': 'class User:\n    pass\n',
  'web/package.json': '{"name": "web"}',
  'web/a.ts': "import './b';\n",
  'web/b.ts': 'export const b = 1;\n',
};

test('one model answers of files, imports, packages and mentions', () => {
  const model = modelOf(FILES, grammars);
  expect(model.paths).toEqual(Object.keys(FILES).sort());
  expect(model.children('shop')).toEqual({ files: ['__init__.py', 'models.py'], folders: [] });
  expect(model.python.resolve('manage.py', { module: 'shop.models', level: 0 })).toEqual({ kind: 'local', path: 'shop/models.py' });
  expect(model.python.exportsName('shop/models.py', 'User')).toEqual({ kind: 'yes' });
  expect(model.javascript.resolve('web/a.ts', { specifier: './b', form: 'import', typeOnly: false })).toEqual({ kind: 'local', path: 'web/b.ts' });
  expect(model.dependencies.declaration('manage.py', 'python', 'django')).toMatchObject({ kind: 'declared', manifest: 'requirements.txt' });
  expect(model.references.incoming('shop/models.py').map((one) => [one.from, one.kind])).toEqual([['manage.py', 'import']]);
  expect(model.loaderAbove('shop/models.py')).toBeUndefined();
});

test('facts are asked for paths of the snapshot alone', () => {
  const asked: string[] = [];
  const model = createModel({
    snapshot: snapshotOf({ 'a.py': '' }),
    facts: (path) => {
      asked.push(path);
      return factsOf({ 'a.py': '', 'b.py': '' }, grammars)(path);
    },
    catalogue: catalogue(),
    formerPaths: new Map(),
  });
  expect(asked).toEqual([]);
  expect([model.facts('b.py'), model.facts('a.py')?.lineCount]).toEqual([undefined, 0]);
  expect(asked).toEqual(['a.py']);
});

test('links of a file are looked up once, and again where what they hang on has changed', () => {
  const model = modelOf(FILES, grammars);
  const [inPython, inWeb] = [model.linksFrom('manage.py'), model.linksFrom('web/a.ts')];
  const { 'web/b.ts': _, ...rest } = FILES;
  const files: Files = { ...rest, 'shop/models.py': 'class Customer:\n    pass\n' };
  model.moveTo({ snapshot: snapshotOf(files), facts: factsOf(files, grammars), formerPaths: new Map() });
  expect(model.linksFrom('manage.py')).toBe(inPython);
  expect([inWeb.map(({ to }) => to), model.linksFrom('web/a.ts')]).toEqual([['web/b.ts'], []]);
});

test('an empty tree', () => {
  const model = modelOf({}, grammars);
  expect([model.paths, model.hasFolder(''), model.references.incoming('a.py'), model.python.nearestModules('a.py', 'b')]).toEqual([[], false, [], []]);
});

test('former paths are handed through', () => {
  const former = new Map([['old.py', 'new.py'], ['gone.py', null]]);
  const { formerPaths } = modelOf({ 'new.py': '' }, grammars, former);
  expect([[...formerPaths.keys()], ...[...former.keys(), 'new.py'].map((path) => [formerPaths.has(path), formerPaths.get(path)])]).toEqual([[...former.keys()], ...[...former.values()].map((value) => [true, value]), [false, undefined]]);
});
