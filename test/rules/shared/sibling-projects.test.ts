import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { areVariants } from '../../../src/rules/shared/sibling-projects.js';
import { testGrammars } from '../../support/grammars.js';
import { modelOf, type Files } from '../../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];

/** A project with these files under `src`. */
function project(folder: string, names: readonly string[]): Files {
  return { [`${folder}/package.json`]: '{}', ...Object.fromEntries(names.map((name) => [`${folder}/src/${name}.ts`, `export const ${name} = 1;\n`])) };
}

function ask(files: Files, left: string, right: string): boolean {
  return areVariants(left, right, modelOf(files, grammars));
}

describe('projects side by side', () => {
  test.each<[string, Files, boolean]>([
    ['many files at the same places', { ...project('apps/next', NAMES), ...project('apps/vite', NAMES) }, true],
    ['few of them', { ...project('apps/next', NAMES), ...project('apps/vite', ['a', 'b', 'x', 'y', 'z']) }, false],
    ['a small share', { ...project('apps/next', [...NAMES, ...'ghijklmnopqrst'.split('')].map((name) => `n${name}`).concat(NAMES)), ...project('apps/vite', [...NAMES, ...'ghijklmnopqrstuvw'.split('')].map((name) => `v${name}`).concat(NAMES)) }, false],
    ['in different folders', { ...project('apps/next', NAMES), ...project('examples/old/vite', NAMES) }, false],
    ['one project', { 'package.json': '{}', ...Object.fromEntries(NAMES.flatMap((name) => [`apps/next/src/${name}.ts`, `apps/vite/src/${name}.ts`]).map((path) => [path, ''])) }, false],
  ])('%s', (_name, files, expected) => {
    expect(ask(files, 'apps/next/src/a.ts', files['apps/vite/src/a.ts'] === undefined ? 'examples/old/vite/src/a.ts' : 'apps/vite/src/a.ts')).toBe(expected);
  });

  test('two files of one project are no variants', () => {
    expect(ask({ ...project('apps/next', NAMES), ...project('apps/vite', NAMES) }, 'apps/next/src/a.ts', 'apps/next/src/b.ts')).toBe(false);
  });
});
