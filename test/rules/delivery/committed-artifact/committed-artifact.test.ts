import { describe, expect, test } from '@jest/globals';
import { committedArtifact } from '../../../../src/rules/delivery/committed-artifact.js';
import { judgeAll, modelOfTexts } from '../../../support/fake-model.js';

function found(paths: readonly string[]): string[] {
  return judgeAll(committedArtifact, modelOfTexts(Object.fromEntries(paths.map((path) => [path, 'x'])))).found;
}

describe('finds', () => {
  test.each<[string[], string[]]>([
    [['db.sqlite3'], ['db.sqlite3:1 db.sqlite3']],
    [['backend/app.db', 'backend/users.db'], ['backend/app.db:1 backend/app.db', 'backend/users.db:1 backend/users.db']],
    [['instance/shop.db'], ['instance/shop.db:1 instance/shop.db']],
    [['a/__pycache__/b.pyc', 'a/__pycache__/c.pyc'], ['a/__pycache__/b.pyc:1 a/__pycache__']],
    [['node_modules/a/b/node_modules/c.js', 'node_modules/d.js'], ['node_modules/a/b/node_modules/c.js:1 node_modules']],
    [['package.json', 'dist/main.4f1a9c2e.js', 'dist/index.html'], ['dist/index.html:1 dist']],
    [['web/.next/BUILD_ID', 'web/.next/x.json'], ['web/.next/BUILD_ID:1 web/.next']],
    [['charts/redis-20.11.2.tgz', 'shop/Chart.yaml'], ['charts/redis-20.11.2.tgz:1 charts/redis-20.11.2.tgz']],
    [['setup.exe', 'release.zip', 'debug.log', '.DS_Store', '.coverage'], ['.DS_Store:1 .DS_Store', '.coverage:1 .coverage', 'debug.log:1 debug.log', 'release.zip:1 release.zip', 'setup.exe:1 setup.exe']],
  ])('%j', (paths, expected) => {
    expect(found(paths)).toEqual(expected);
  });
});

describe('is silent about', () => {
  test.each([
    [['tests/data/a.sqlite3', 'fixtures/a.zip', 'test/node_modules/a.js', 'tests/__pycache__/a.pyc']],
    [['public/app.zip', 'static/a.tar.gz', 'docs/a.zip', 'vendor/a.whl', 'wheels/a.whl', 'lib/a.so']],
    [['search.db', 'sample.sqlite3', 'seed.db', 'empty.sqlite']],
    [['package.json', 'build/webpack.js', 'build/release.py', 'dist/index.js']],
    [['action.yml', 'package.json', 'dist/index.js', 'dist/index.js.map']],
    [['dist/a.4f1a9c2e.js']],
    [['deploy/shop/Chart.yaml', 'deploy/shop/charts/redis-20.11.2.tgz']],
    [['src/build/a.ts', 'package.json', 'changelog', 'src/catalog.py', 'a.logo']],
  ])('%j', (paths) => {
    expect(found(paths)).toEqual([]);
  });
});

test('deletes the file and adds the pattern to .gitignore', () => {
  const model = modelOfTexts({ 'db.sqlite3': 'x', '.gitignore': '.env' });
  expect(judgeAll(committedArtifact, model).edits).toEqual(['delete db.sqlite3; \ndb.sqlite3\n']);
});
