import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Grammars } from '../../../src/facts/grammars.js';
import { extractJavaScript, type ExtractedJavaScript, type JavaScriptKind } from '../../../src/facts/javascript/extract.js';
import type { JavaScriptImport, Span } from '../../../src/facts/types.js';
import { testGrammars } from '../../support/grammars.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

function extract(source: string, kind: JavaScriptKind = 'tsx'): ExtractedJavaScript {
  return extractJavaScript(source, kind, grammars);
}

/** `form specifier [names] flags` of each import. */
function summary(one: JavaScriptImport): string {
  const names = one.names === null ? 'null' : `[${one.names.map((name) => (name.alias === undefined ? name.name : `${name.name} as ${name.alias}`)).join(', ')}]`;
  return [one.form, one.specifier, names, one.typeOnly ? 'type' : '', one.guard === 'none' ? '' : one.guard, one.symbol && `in ${one.symbol}`].filter(Boolean).join(' ');
}

function imports(source: string, kind: JavaScriptKind = 'tsx'): string[] {
  return extract(source, kind).javascript.imports.map(summary);
}

function textAt(source: string, span: Span): string {
  const lines = source.split('\n');
  const line = lines[span[0] - 1] ?? '';
  return span[0] === span[2] ? line.slice(span[1] - 1, span[3] - 1) : line.slice(span[1] - 1);
}

describe('imports', () => {
  test.each([
    ["import './side'", ['import ./side []']],
    ["import a from './x'", ['import ./x [default as a]']],
    ["import * as a from './x'", ['import ./x [* as a]']],
    ["import a, { b, c as d } from './x'", ['import ./x [default as a, b, c as d]']],
    ["import { default as a, 'odd name' as b } from './x'", ['import ./x [default as a, odd name as b]']],
    ["import type { A } from './x'", ['import ./x [A] type']],
    ["import { type A, type B } from './x'", ['import ./x [A, B] type']],
    ["import { type A, b } from './x'", ['import ./x [A, b]']],
    ["import a, { type B } from './x'", ['import ./x [default as a, B]']],
    ["import data from './x.json' with { type: 'json' }", ['import ./x.json [default as data]']],
    ["export { a, b as c } from './x'", ['reexport ./x [a, b as c]']],
    ["export * from './x'", ['reexport ./x [*]']],
    ["export * as ns from './x'", ['reexport ./x [* as ns]']],
    ["export type { A } from './x'", ['reexport ./x [A] type']],
    ["require('./x')", ['require ./x null']],
    ["const { a, b: c } = require('./x')", ['require ./x [a, b as c]']],
    ["const { a = 1 } = require('./x')", ['require ./x null']],
    ["const { a, ...rest } = require('./x')", ['require ./x null']],
    ["const a = require('./x').b", ['require ./x null']],
    ["require.resolve('./x')", ['require ./x null']],
    ['require(`./x`)', ['require ./x null']],
    ['require(`./x/${name}.js`)', ['glob ./x/*.js null']],
    ['require(name)', []],
    ["require('./x/' + name)", []],
    ["const { a } = await import('./x')", ['dynamic ./x [a]']],
    ["const { then } = import('./x')", ['dynamic ./x null']],
    ["const Page = lazy(() => import('./Page'))", ['dynamic ./Page null']],
    ["import(/* webpackChunkName: 'x' */ './x')", ['dynamic ./x null']],
    ["type A = import('./x').A", ['dynamic ./x null type']],
    ["jest.mock('./x')", ['mock ./x null']],
    ["jest.mock('./x', () => ({}), { virtual: true })", []],
    ["vi.mock(import('./x'))", ['dynamic ./x null']],
    ["const a = jest.requireActual<typeof import('./y')>('./x')", ['dynamic ./y null type']],
    ["jest.requireActual('./x')", ['mock ./x null']],
    ["jest.unstable_mockModule('./x', f)", ['mock ./x null']],
    ["jest.mock('./x').mock('./y')", ['mock ./x null', 'mock ./y null']],
    ["other.mock('./x')", []],
    ["new URL('./x.png', import.meta.url)", ['url ./x.png null']],
    ["new Worker(new URL('./w.ts', import.meta.url))", ['url ./w.ts null']],
    ["new URL('/x', base)", []],
    ["import.meta.glob('./pages/*.tsx')", ['glob ./pages/*.tsx null']],
    ["glob.sync('./src/init/**/*.js').forEach((path) => entry.push(path))", ['glob ./src/init/**/*.js null']],
    ["globSync(['src/*.ts'])", ['glob src/*.ts null']],
    ["fs.sync('./a/*')", []],
    ["import.meta.glob(['./a/*', '!./a/b'])", ['glob ./a/* null']],
    ["require.context('./icons', true, /svg$/)", ['glob ./icons null']],
    ["// import './x'\n/* require('./y') */", []],
    ["const text = \"require('./x')\"", []],
    ["/** @type {import('./x').A} */ let a", []],
  ])('%s', (source, expected) => {
    expect(imports(source)).toEqual(expected);
  });

  test('TypeScript only', () => {
    expect(imports("import x = require('./x');\nimport y = A.B;", 'typescript')).toEqual(['import ./x null']);
    expect(imports("declare module 'x' { import type { A } from './a'; export * from './b' }", 'typescript')).toEqual([
      'import ./a [A] type type-checking',
      'reexport ./b [*] type type-checking',
    ]);
  });

  test.each([
    ["try { require('x') } catch {}", 'optional'],
    ["try { f() } catch { require('x') }", 'fallback'],
    ["try { require('x') } finally {}", 'none'],
    ["import('x').catch(() => null)", 'optional'],
    ["import('x').then(a).catch(b)", 'optional'],
    ["import('x').then(a, b)", 'optional'],
    ["import('x').then(a)", 'none'],
    ["if (process.env.A) require('x')", 'conditional'],
    ["if (a) {} else { require('x') }", 'conditional'],
    ["if (require('x')) {}", 'none'],
    ["const a = typeof window === 'undefined' ? require('x') : null", 'conditional'],
    ["isNode && require('x')", 'conditional'],
    ["if (a) { try { require('x') } catch {} }", 'optional'],
  ])('guard of %s', (source, guard) => {
    expect(extract(source).javascript.imports[0]?.guard).toBe(guard);
  });

  test('symbols are dotted', () => {
    expect(imports("class A { load() { const inner = () => require('./x') } }")).toEqual(['require ./x null in A.load.inner']);
  });

  test('names are not listed when the module is mocked or made by a loader', () => {
    expect(imports("jest.mock('./x');\nimport { a } from './x';\nimport { b } from './y';\nimport c from './z?raw'")).toEqual([
      'mock ./x null',
      'import ./x null',
      'import ./y [b]',
      'import ./z?raw null',
    ]);
  });

  test('names under @ts-expect-error are left out', () => {
    expect(imports("// @ts-expect-error\nimport { a } from './x';\nimport {\n  b,\n  // @ts-ignore\n  c,\n} from './y'")).toEqual(['import ./x []', 'import ./y [b]']);
  });

  test('spans are 1-based UTF-16 and half-open', () => {
    const source = "const s = '😀'; const x = require('./x')\nimport {\n  a as b,\n} from './y'";
    const [first, second] = extract(source).javascript.imports;
    expect(first?.span).toEqual([1, 27, 1, 41]);
    expect(textAt(source, first?.specifierSpan as Span)).toBe('./x');
    expect(second?.names?.[0]?.span).toEqual([3, 3, 3, 4]);
    expect(textAt(source, second?.specifierSpan as Span)).toBe('./y');
  });
});

describe('exports', () => {
  test.each([
    ['export const a = 1, b = 2', ['a variable', 'b variable']],
    ['export const { a, b: { c }, d = 1, ...e } = x', ['a variable', 'c variable', 'd variable', 'e variable']],
    ['export const [a, , b] = x', ['a variable', 'b variable']],
    ['export function a() {}', ['a function']],
    ['export async function* a() {}', ['a function']],
    ['export class A {}', ['A class']],
    ['export default function a() {}', ['default function']],
    ['export default class {}', ['default class']],
    ['export default () => {}', ['default function']],
    ['function a() {}\nexport default a', ['default function']],
    ['function a() {}\nconst b = 1\nexport { a, b as c, a as default }', ['a function', 'c variable', 'default function']],
    ["export { a as b } from './x'", ['b import']],
    ["export * as ns from './x'", ['ns import']],
    ["export * from './x'", []],
    ['export interface A {}', ['A class']],
    ['export type A = 1', ['A variable']],
    ['export enum A {}', ['A class']],
    ['export const enum A { B }', ['A class']],
    ['export namespace A { export const b = 1 }', ['A variable']],
    ['export declare const a: number', ['a variable']],
    ['export abstract class A {}', ['A class']],
    ['export function a(): void\nexport function a(b?: number) {}', ['a function', 'a function']],
    ['export default interface A {}', ['default variable']],
    ['export import a = B.c', ['a import']],
    ['export {}', []],
  ])('%s', (source, expected) => {
    expect(extract(source, 'typescript').javascript.exports.map((one) => `${one.name} ${one.kind}`)).toEqual(expected);
  });

  test('type definitions in JSDoc are exported types', () => {
    const source = '/**\n * @typedef {{ a: { b: 1 } }} Options\n * @callback Done\n */\n/** @typedef Plain */\nexport const a = 1; const s = "@typedef {x} No"';
    expect(extract(source, 'javascript').javascript.exports.map((one) => one.name)).toEqual(['a', 'Options', 'Done', 'Plain']);
    expect(extract('/** @typedef {1} A */', 'typescript').javascript.exports).toEqual([]);
  });

  test('star exports keep their specifiers', () => {
    expect(extract("export * from './a';\nexport type * from './b'", 'typescript').javascript.starExports).toEqual(['./a', './b']);
  });

  test('export = is dynamic', () => {
    expect(extract('export = foo', 'typescript').javascript.commonJs).toEqual({ used: true, names: [], dynamic: true });
  });
});

test.each([
  ['exports.a = 1; exports.b = 2', ['a', 'b'], false],
  ["exports['a'] = 1", ['a'], false],
  ['exports[name] = 1', [], true],
  ['module.exports.a = 1', ['a'], false],
  ["module.exports = { a, b: 1, c() {}, 'd': 2 }", ['a', 'b', 'c', 'd'], false],
  ['module.exports = { ...other, a }', ['a'], true],
  ['module.exports = { [key]: 1 }', [], true],
  ['module.exports = create()', [], true],
  ["module.exports = require('./x')", [], true],
  ['exports = module.exports = { a }', ['a'], false],
  ['Object.assign(exports, other)', [], true],
  ["Object.defineProperty(exports, '__esModule', { value: true }); exports.a = 1", ['a'], false],
  ["Object.defineProperty(exports, 'a', { get })", ['a'], false],
  ["__exportStar(require('./x'), exports)", [], true],
  ['const e = exports; e.a = 1', [], true],
  ['factory(module)', [], true],
  ['if (require.main === module) run(); exports.a = 1', ['a'], false],
  ['exports.a = exports.b = 1', ['a', 'b'], false],
  ['(function (root, factory) { factory(exports) })(this, function (exports) {})', [], true],
])('CommonJS: %s', (source, names, dynamic) => {
  expect(extract(source, 'javascript').javascript.commonJs).toEqual({ used: true, names, dynamic });
});

test.each([
  ["declare module 'x'; declare module '*.svg' { const a: string; export default a }", ['x', '*.svg']],
  ["import './a'; declare module 'x' {} declare module '*.svg' {} declare module './b' {}", ['*.svg', './b']],
  ["export {}; declare module 'x' {}", []],
  ['declare global { interface Window {} }', []],
])('ambient modules: %s', (source, expected) => {
  expect(extract(source, 'typescript').javascript.ambientModules).toEqual(expected);
});

test.each([
  ["import 'x';\ndeclare module 'tables' { interface A {} }", true],
  ['export {};\ndeclare global { interface Window { shop: string } }', true],
  ["declare module 'tables' { interface A {} }", undefined],
  ["import 'x';\ndeclare const shop: string;", undefined],
])('adds to other modules: %s', (source, expected) => {
  expect(extract(source, 'typescript').javascript.augments).toBe(expected);
});

test.each([
  ["// plugins.js is generated during the build\nimport './plugins';", true],
  ["/**\n * Written by the build: plugins\n */\nrequire('../plugins');", true],
  ["// Generated by a tool\nimport './plugins';", undefined],
  ["// plugins.js is generated\n\nimport './plugins';", undefined],
])('a module that is said to be generated: %s', (source, expected) => {
  expect(extract(source, 'typescript').javascript.imports[0]?.generated).toBe(expected);
});

test.each([
  ["export default { resolve: { alias: { '@': path.resolve(__dirname, 'src'), lib: './lib' } } }", [{ key: '@', targets: ['src'] }, { key: 'lib', targets: ['./lib'] }]],
  ["x({ alias: [{ find: '@', replacement: fileURLToPath(new URL('./src', import.meta.url)) }] })", [{ key: '@', targets: ['./src'] }]],
  ["x({ alias: [{ find: /^~\\//, replacement: '/src/' }] })", [{ key: '^~\\/', targets: ['/src/'] }]],
  ["module.exports = { moduleNameMapper: { '^@/(.*)$': '<rootDir>/src/$1' } }", [{ key: '^@/(.*)$', targets: ['<rootDir>/src/$1'] }]],
  ["config.resolve.alias['@'] = path.join(__dirname, 'app')", [{ key: '@', targets: ['app'] }]],
  ["config.resolve.alias.set('@', resolve('src'))", [{ key: '@', targets: ['src'] }]],
  ["const alias = 'none'", undefined],
])('aliases: %s', (source, expected) => {
  expect(extract(source, 'javascript').javascript.aliases).toEqual(expected);
});

test('relative paths in code that stands in a template are references', () => {
  const source = "const a = 1;\nexport const supported = preval`\n  module.exports = require('./browsers');\n  // see 'data/x.json'\n`;\n";
  const { references } = extract(source);
  expect(references).toEqual([{ text: './browsers', shape: 'path', span: [3, 29, 3, 39] }]);
});

test('path-like strings are references, once each, without specifiers and comments', () => {
  const source = [
    "import a from './a.js';",
    "// './b.js'",
    "read('data/c.json', '../d', 'e.txt', 'text/html', 'https://x.org/f.js', '@scope/g', 'two words/h');",
    "const x = <img src='./i.png' alt='./i.png'>it's 'j/k.js'</img>;",
  ].join('\n');
  const { references } = extract(source);
  expect(references.map((one) => one.text)).toEqual(['data/c.json', '../d', 'e.txt', './i.png']);
  for (const one of references) expect(textAt(source, one.span)).toBe(one.text);
  expect(references.every((one) => one.shape === 'path')).toBe(true);
});

test('shebang, errors, lines and suppressions', () => {
  const { javascript, lineCount, suppressions } = extract('#!/usr/bin/env node\n// shipworthy: ignore[wiring/unresolved-import] made later\nrequire("./x")\n', 'javascript');
  expect(javascript.hasShebang).toBe(true);
  expect(javascript.hasErrors).toBe(false);
  expect(lineCount).toBe(3);
  expect(suppressions).toEqual([{ rules: ['wiring/unresolved-import'], reason: 'made later', span: [2, 1, 2, 59], targetLine: 3 }]);
  expect(extract('const = ;').javascript.hasErrors).toBe(true);
  expect(extract('<<<<<<< HEAD\nconst a = 1\n=======\n', 'javascript').javascript.hasErrors).toBe(true);
  expect(extract('').lineCount).toBe(0);
});
