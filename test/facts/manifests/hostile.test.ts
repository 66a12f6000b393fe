import { describe, expect, test } from '@jest/globals';
import { parseRequirement } from '../../../src/facts/manifests/shared.js';
import { read } from './support.js';

test.each([
  ['package.json', '['.repeat(100_000), 'npm'],
  ['package.json', '{"a":'.repeat(50_000), 'npm'],
])('a %s that nests too deeply has an error and nothing else', (path, text, ecosystem) => {
  expect(read(path, text)).toMatchObject({ ecosystem, dependencies: [], error: 'it nests too deeply' });
});

test('a line of half a million characters is read like any other', () => {
  const name = 'a'.repeat(500_000);
  expect(read('requirements.txt', `${name}\nb==1\n`).dependencies.map((dependency) => dependency.name)).toEqual([name, 'b']);
});

test('an entry behind a blank line of package-lock.json stands on its own line', () => {
  const text = '{\n  "packages": {\n\n    "node_modules/a": {\n      "version": "1.0.0"\n    }\n  }\n}\n';
  expect(read('package-lock.json', text).dependencies).toEqual([{ name: 'a', raw: 'a', constraint: '1.0.0', group: 'locked', extras: [], span: [4, 1, 4, 2] }]);
});

describe('parseRequirement', () => {
  test.each([
    ['A.B_c', { name: 'a-b-c', extras: [] }],
    ['a [b, c] >= 1 , < 2', { name: 'a', extras: ['b', 'c'], constraint: '>=1,<2' }],
    ['a[]', { name: 'a', extras: [] }],
    ['a===1+local ; python_version < "3"', { name: 'a', extras: [], constraint: '===1+local' }],
    ['a==1.*', { name: 'a', extras: [], constraint: '==1.*' }],
    ['a!=1!2', { name: 'a', extras: [], constraint: '!=1!2' }],
    ['a (>=1)', { name: 'a', extras: [], constraint: '>=1' }],
    ['a @ https://x.test/a.whl ; python_version < "3"', { name: 'a', extras: [] }],
  ])('%s', (text, expected) => {
    expect(parseRequirement(text)).toEqual(expected);
  });

  test.each(['', ';', '-a'])('%j names no package', (text) => {
    expect(parseRequirement(text)).toBeNull();
  });
});
