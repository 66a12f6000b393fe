import { beforeAll, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { testGrammars } from '../../support/grammars.js';
import { projectOf, type Tree } from './tree.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const TREE: Tree = {
  'named.ts': 'export const a = 1; export type B = 2',
  'default.tsx': 'export default function A() {}',
  'barrel.ts': "export * from './named'; export { default as A } from './default'; export * as ns from './named'",
  'ring-a.ts': "export * from './ring-b'; export const a = 1",
  'ring-b.ts': "export * from './ring-a'; export const b = 1",
  'open.ts': "export * from 'react'; export const a = 1",
  'broken-star.ts': "export * from './nowhere'; export const a = 1",
  'names.cjs': 'exports.a = 1; module.exports.b = 2',
  'call.cjs': 'module.exports = make()',
  'script.js': 'window.x = 1',
  'side.ts': "import './named'",
  'wrong.ts': 'export const = ; export const a = 1',
  'assigned.ts': 'export = thing',
  'described.js': 'export const a = 1',
  'described.d.ts': 'export const a: number, b: number',
  'only.d.ts': 'declare const a: number',
  'mocked.js': 'export const a = 1',
  '__mocks__/mocked.js': 'export const a = 1; export const __reset = 1',
  'augmented.ts': 'export interface A {}',
  'augments.ts': "export {}; declare module './augmented' { interface B {} }",
  'hash.worker.js': 'export const a = 1',
  'data.json': '{}',
  'style.module.css': '',
  'C.vue': '',
};

test.each([
  ['named.ts', 'a', 'yes'],
  ['named.ts', 'B', 'yes'],
  ['named.ts', '*', 'yes'],
  ['named.ts', 'c', 'no'],
  ['named.ts', 'default', 'no'],
  ['default.tsx', 'default', 'yes'],
  ['default.tsx', 'A', 'no'],
  ['barrel.ts', 'a', 'yes'],
  ['barrel.ts', 'A', 'yes'],
  ['barrel.ts', 'ns', 'yes'],
  ['barrel.ts', 'default', 'no'],
  ['barrel.ts', 'c', 'no'],
  ['ring-a.ts', 'b', 'yes'],
  ['ring-a.ts', 'c', 'no'],
  ['open.ts', 'a', 'yes'],
  ['open.ts', 'c', 'unknown'],
  ['open.ts', 'default', 'no'],
  ['broken-star.ts', 'c', 'unknown'],
  ['names.cjs', 'b', 'yes'],
  ['names.cjs', 'default', 'yes'],
  ['names.cjs', 'c', 'no'],
  ['call.cjs', 'c', 'unknown'],
  ['call.cjs', 'default', 'yes'],
  ['script.js', 'c', 'unknown'],
  ['side.ts', 'c', 'no'],
  ['wrong.ts', 'c', 'unknown'],
  ['assigned.ts', 'c', 'unknown'],
  ['described.js', 'b', 'unknown'],
  ['only.d.ts', 'c', 'unknown'],
  ['mocked.js', '__reset', 'unknown'],
  ['augmented.ts', 'B', 'unknown'],
  ['hash.worker.js', 'default', 'unknown'],
  ['data.json', 'default', 'yes'],
  ['data.json', 'version', 'unknown'],
  ['style.module.css', 'default', 'yes'],
  ['C.vue', 'default', 'yes'],
  ['C.vue', 'props', 'unknown'],
  ['absent.ts', 'a', 'unknown'],
])('%s exports %s: %s', (path, name, expected) => {
  expect(projectOf(TREE, grammars).exportsName(path, name).kind).toBe(expected);
});

test('the nearest names, also behind stars', () => {
  const tree: Tree = { 'a.ts': "export * from './b'; export const useLogin = 1", 'b.ts': 'export const fetchUsers = 1; export default 1' };
  expect(projectOf(tree, grammars).exportsName('a.ts', 'fetchUser')).toEqual({ kind: 'no', nearest: ['fetchUsers'] });
});
