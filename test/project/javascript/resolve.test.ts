import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import type { JavaScriptImport } from '../../../src/facts/types.js';
import { testGrammars } from '../../support/grammars.js';
import { projectOf, type Tree } from './tree.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

/** `kind what` of the resolution. */
function resolve(tree: Tree, from: string, specifier: string, options: { form?: JavaScriptImport['form']; ignored?: readonly string[] } = {}): string {
  const answer = projectOf(tree, grammars, options.ignored).resolve(from, { specifier, form: options.form ?? 'import', typeOnly: false });
  switch (answer.kind) {
    case 'local':
      return `local ${answer.path}`;
    case 'missing':
      return `missing ${answer.tried[0]}`;
    case 'package':
    case 'standard-library':
      return `${answer.kind} ${answer.name}`;
    default:
      return answer.kind;
  }
}

const RELATIVE: Tree = {
  'src/app.ts': '',
  'src/app.js': '',
  'src/a.ts': '',
  'src/b.tsx': '',
  'src/c.js': '',
  'src/d.d.ts': '',
  'src/e.mts': '',
  'src/data.json': '{}',
  'src/V.vue': '',
  'src/logo.svg': '',
  'src/p.ios.js': '',
  'src/p.android.js': '',
  'src/old.coffee': '',
  'src/Gone.test.tsx': '',
  'src/Gone.module.css': '',
  'src/Shell.server.ts': '',
  'src/folder/index.tsx': '',
  'src/bare/one.ts': '',
  'src/pkg/package.json': '{ "main": "lib/main.js" }',
  'src/pkg/lib/main.js': '',
  'src/built/package.json': '{ "main": "dist/main.js" }',
  'src/linked': '',
};

describe('relative', () => {
  test.each([
    ['./a', 'local src/a.ts'],
    ['./b', 'local src/b.tsx'],
    ['./c', 'local src/c.js'],
    ['./c.js', 'local src/c.js'],
    ['./a.js', 'local src/a.ts'],
    ['./b.jsx', 'local src/b.tsx'],
    ['./d', 'local src/d.d.ts'],
    ['./d.js', 'local src/d.d.ts'],
    ['./e.mjs', 'local src/e.mts'],
    ['./data', 'local src/data.json'],
    ['./V', 'local src/V.vue'],
    ['./logo.svg', 'local src/logo.svg'],
    ['./logo.svg?url', 'local src/logo.svg'],
    ['./p', 'local src/p.ios.js'],
    ['./folder', 'local src/folder/index.tsx'],
    ['./folder/', 'local src/folder/index.tsx'],
    ['./pkg', 'local src/pkg/lib/main.js'],
    ['../src/a', 'local src/a.ts'],
    ['./nope', 'missing src/nope.ts'],
    ['./nope.js', 'missing src/nope.ts'],
    ['./nope.css', 'missing src/nope.css'],
    ['./A', 'missing src/A.ts'],
    ['./bare', 'missing src/bare.ts'],
    ['./bare/', 'missing src/bare/index.ts'],
    ['.', 'missing src/index.ts'],
    ['./Gone', 'missing src/Gone.ts'],
    ['./old', 'unknown'],
    ['./Shell', 'unknown'],
    ['./built', 'unknown'],
    ['./linked/x', 'unknown'],
    ['../../x', 'unknown'],
    ['./dist/x', 'unknown'],
    ['./generated/x', 'unknown'],
    ['./+types/root', 'unknown'],
    ['./routes.gen', 'unknown'],
    ['./node_modules/x', 'unknown'],
    ['!!raw-loader!./a', 'unknown'],
  ])('%s -> %s', (specifier, expected) => {
    expect(resolve(RELATIVE, 'src/app.ts', specifier)).toBe(expected);
  });

  test('a JavaScript file looks for JavaScript first', () => {
    expect(resolve(RELATIVE, 'src/app.js', './nope')).toBe('missing src/nope.js');
  });

  test('what .gitignore names may be there', () => {
    expect(resolve(RELATIVE, 'src/app.ts', './nope', { ignored: ['src/nope.js'] })).toBe('unknown');
    expect(resolve(RELATIVE, 'src/app.ts', './client/x', { ignored: ['src/client'] })).toBe('unknown');
  });

  test('URLs and patterns are never missing', () => {
    expect(resolve(RELATIVE, 'src/app.ts', './logo.svg', { form: 'url' })).toBe('local src/logo.svg');
    expect(resolve(RELATIVE, 'src/app.ts', './nope.svg', { form: 'url' })).toBe('unknown');
    expect(resolve(RELATIVE, 'src/app.ts', './pages/*', { form: 'glob' })).toBe('unknown');
  });

  test('rootDirs lay folders over one another', () => {
    expect(resolve({ 'tsconfig.json': '{"compilerOptions":{"rootDirs":["src","gen"]}}', 'src/a.ts': '' }, 'src/a.ts', './b')).toBe('unknown');
  });
});

const BARE: Tree = {
  'package.json': JSON.stringify({ name: 'app', dependencies: { react: '1', events: '3', '@scope/x': '1' }, devDependencies: { '@types/estree': '1' }, jest: { moduleNameMapper: { '^#lib/(.*)$': '<rootDir>/src/lib/$1' } } }),
  'src/app.ts': '',
  'src/app.js': '',
  'src/lib/a.ts': '',
  'src/components/Button.tsx': '',
  'src/types.d.ts': "declare module 'ambient'; declare module '*.glsl';",
};

test.each([
  ['react', 'package react'],
  ['react/jsx-runtime', 'package react'],
  ['@scope/x/y', 'package @scope/x'],
  ['left-pad', 'package left-pad'],
  ['JSONStream', 'package JSONStream'],
  ['fs', 'standard-library fs'],
  ['node:fs/promises', 'standard-library fs/promises'],
  ['fs/promises', 'standard-library fs/promises'],
  ['events', 'package events'],
  ['ambient', 'unknown'],
  ['x.glsl', 'unknown'],
  ['estree', 'unknown'],
  ['virtual:pwa', 'unknown'],
  ['https://x.org/y.js', 'unknown'],
  ['npm:chalk', 'unknown'],
  ['astro:content', 'unknown'],
  ['@/x', 'unknown'],
  ['~/x', 'unknown'],
  ['$lib/x', 'unknown'],
  ['#x', 'unknown'],
  ['#lib/a', 'local src/lib/a.ts'],
  ['@theme/Layout', 'unknown'],
  ['/logo.svg', 'unknown'],
  ['components/Button', 'local src/components/Button.tsx'],
  ['components/Nope', 'unknown'],
  ['@components/Nope', 'unknown'],
  ['app', 'unknown'],
])('bare %s -> %s', (specifier, expected) => {
  expect(resolve(BARE, 'src/app.ts', specifier)).toBe(expected);
});

test('types alone do not make a package in JavaScript', () => {
  expect(resolve(BARE, 'src/app.js', 'estree')).toBe('package estree');
});

const PATHS: Tree = {
  'base.json': '{ "compilerOptions": { "baseUrl": ".", "paths": { "@shared/*": ["web/shared/*"] } } }',
  'web/package.json': '{ "name": "web", "dependencies": { "declared": "1" } }',
  'web/tsconfig.json': `{ // comment
    "extends": "../base.json", "references": [{ "path": "./tsconfig.app.json" }] }`,
  'web/tsconfig.app.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"], "~exact": ["./src/a.ts"], "built/*": ["./dist/*"], "mods/*": ["../node_modules/mods/*"], "declared/*": ["./src/*"] } } }',
  'web/src/a.ts': '',
  'web/src/ui/index.ts': '',
  'web/shared/s.ts': '',
  'other/tsconfig.json': '{ "extends": "./.nuxt/tsconfig.json", "compilerOptions": { "paths": { "@/*": ["./*"] } } }',
  'other/a.ts': '',
  'legacy/jsconfig.json': '{ "compilerOptions": { "baseUrl": "src" } }',
  'legacy/src/App.js': '',
  'legacy/src/utils/a.js': '',
};

test.each([
  ['web/src/a.ts', '@/a', 'local web/src/a.ts'],
  ['web/src/a.ts', '@/ui', 'local web/src/ui/index.ts'],
  ['web/src/a.ts', '@/ui/', 'local web/src/ui/index.ts'],
  ['web/src/a.ts', '~exact', 'local web/src/a.ts'],
  ['web/src/a.ts', '@shared/s', 'local web/shared/s.ts'],
  ['web/src/a.ts', '@/nope', 'missing web/src/nope.ts'],
  ['web/src/a.ts', '@shared/nope', 'missing web/shared/nope.ts'],
  ['web/src/a.ts', 'built/x', 'unknown'],
  ['web/src/a.ts', 'mods/x', 'package mods'],
  ['web/src/a.ts', 'declared/x', 'package declared'],
  ['other/a.ts', '@/a', 'local other/a.ts'],
  ['other/a.ts', '@/nope', 'unknown'],
  ['legacy/src/App.js', 'utils/a', 'local legacy/src/utils/a.js'],
  ['legacy/src/App.js', 'utils/nope', 'missing legacy/src/utils/nope.js'],
  ['legacy/src/App.js', 'redis/client', 'package redis'],
])('paths: %s imports %s -> %s', (from, specifier, expected) => {
  expect(resolve(PATHS, from, specifier)).toBe(expected);
});

const ALIASES: Tree = {
  'package.json': '{ "name": "app", "dependencies": { "lodash": "4" } }',
  'vite.config.ts': "export default { resolve: { alias: { '@': path.resolve(__dirname, './src'), pages: computed(), lodash: './shim' } } }",
  'src/a.ts': '',
};

test.each([
  ['@/a', 'local src/a.ts'],
  ['@/nope', 'unknown'],
  ['pages/x', 'unknown'],
  ['pagesx', 'package pagesx'],
  ['lodash', 'package lodash'],
])('alias %s -> %s', (specifier, expected) => {
  expect(resolve(ALIASES, 'src/a.ts', specifier)).toBe(expected);
});

const WORKSPACE: Tree = {
  'package.json': '{ "private": true, "workspaces": ["packages/*"] }',
  'packages/ui/package.json': JSON.stringify({ name: '@repo/ui', exports: { '.': './src/index.ts', './*': './src/*.tsx', './built': './dist/built.js', './made': './dist/made.js' } }),
  'packages/ui/src/index.ts': '',
  'packages/ui/src/button.tsx': '',
  'packages/ui/src/built.ts': '',
  'packages/core/package.json': '{ "name": "core", "main": "dist/index.js", "imports": { "#in/*": "./src/*.ts" } }',
  'packages/core/src/index.ts': '',
  'packages/core/src/deep.ts': '',
  'packages/empty/package.json': '{ "name": "empty", "main": "dist/index.js" }',
  'packages/fixtures/react/package.json': '{ "name": "react" }',
  'packages/fixtures/react/index.js': '',
  'app/package.json': '{ "name": "app-x", "exports": { ".": "./main.ts", "./sub": "./sub.ts" } }',
  'app/main.ts': '',
  'app/sub.ts': '',
};

test.each([
  ['app/main.ts', '@repo/ui', 'local packages/ui/src/index.ts'],
  ['app/main.ts', '@repo/ui/button', 'local packages/ui/src/button.tsx'],
  ['app/main.ts', '@repo/ui/nope', 'missing packages/ui/src/nope.tsx'],
  ['app/main.ts', '@repo/ui/built', 'local packages/ui/src/built.ts'],
  ['app/main.ts', '@repo/ui/made', 'unknown'],
  ['app/main.ts', 'core', 'local packages/core/src/index.ts'],
  ['app/main.ts', 'core/dist/deep', 'local packages/core/src/deep.ts'],
  ['app/main.ts', 'core/lib/nope', 'unknown'],
  ['app/main.ts', 'core/src/nope', 'missing packages/core/src/nope.ts'],
  ['app/main.ts', 'empty', 'unknown'],
  ['app/main.ts', 'react', 'package react'],
  ['app/main.ts', 'app-x/sub', 'local app/sub.ts'],
  ['packages/core/src/deep.ts', '#in/deep', 'local packages/core/src/deep.ts'],
  ['packages/core/src/deep.ts', '#in/nope', 'unknown'],
])('workspace: %s imports %s -> %s', (from, specifier, expected) => {
  expect(resolve(WORKSPACE, from, specifier)).toBe(expected);
});

test.each([
  ['a committed node_modules', { 'node_modules/odd/index.js': '', 'a.js': '' }, 'odd', 'unknown'],
  ['an import map', { 'deno.json': '{}', 'a.js': '' }, 'odd', 'unknown'],
  ['nothing at all', { 'a.js': '' }, 'odd', 'package odd'],
])('%s', (_title, tree, specifier, expected) => {
  expect(resolve(tree as Tree, 'a.js', specifier)).toBe(expected);
});

test('what was tried, likeliest first', () => {
  const answer = projectOf({ 'src/a.ts': '' }, grammars).resolve('src/a.ts', { specifier: './b', form: 'import', typeOnly: false });
  expect(answer).toEqual({
    kind: 'missing',
    reason: 'no such file',
    tried: ['src/b.ts', 'src/b.tsx', 'src/b.js', 'src/b.jsx', 'src/b/index.ts', 'src/b/index.tsx', 'src/b/index.js', 'src/b/index.jsx'],
  });
});

describe('nearest specifiers', () => {
  const tree: Tree = {
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
    'src/pages/Home.tsx': '',
    'src/components/UserCard.tsx': '',
    'src/components/UserCard.test.tsx': '',
    'src/hooks/useAuth/index.ts': '',
    'src/api/client.js': '',
    'src/logo.svg': '',
  };
  test.each([
    ['../components/UserCrad', ['../components/UserCard']],
    ['../components/userCard', ['../components/UserCard']],
    ['@/components/UserCrad', ['@/components/UserCard']],
    ['./UserCard', ['../components/UserCard']],
    ['@/useAuth', ['@/hooks/useAuth']],
    ['../api/cliemt.js', ['../api/client.js']],
    ['../logos.svg', ['../logo.svg']],
    ['./Settings', []],
    ['react', []],
  ])('%s -> %j', (specifier, expected) => {
    expect(projectOf(tree, grammars).nearestSpecifiers('src/pages/Home.tsx', specifier)).toEqual(expected);
  });
});

test.each([
  ['./a.tsx', true, { kind: 'local', path: 'src/a.ts' }],
  ['./b.ts', true, { kind: 'local', path: 'src/b.tsx' }],
  ['./a.tsx', false, { kind: 'missing' }],
  ['./gone.ts', true, { kind: 'missing' }],
])('types of %s, type-only: %s', (specifier, typeOnly, expected) => {
  const answer = projectOf(RELATIVE, grammars).resolve('src/app.ts', { specifier, form: 'import', typeOnly });
  expect(answer).toMatchObject(expected);
});
