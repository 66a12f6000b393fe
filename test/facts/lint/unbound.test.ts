/** Names that scripts use and nothing in them binds. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { extractFacts } from '../../../src/facts/extract.js';
import type { Grammars } from '../../../src/facts/grammars.js';
import { seeminglyUnbound } from '../../../src/facts/lint/script-names.js';
import type { UnboundNames } from '../../../src/facts/lint/types.js';
import { testGrammars } from '../../support/grammars.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

function unboundOf(text: string, extension = 'tsx'): UnboundNames | undefined {
  const kind = /^[cm]?ts$/.test(extension) ? 'typescript' : extension === 'tsx' ? 'tsx' : 'javascript';
  return extractFacts(`${kind}:${extension}`, Buffer.from(text), grammars).unbound;
}

/** The names, in a module. */
function names(text: string, extension = 'tsx'): string[] {
  return unboundOf(`import a from './a';\n${text}\n`, extension)?.names.map(({ name }) => name) ?? [];
}

describe('what is unbound', () => {
  test.each([
    ['a call', 'load();', ['load']],
    ['an object', 'axios.get(a);', ['axios']],
    ['a constructor', 'new Cart();', ['Cart']],
    ['an argument', 'a(item);', ['item']],
    ['a shorthand', 'a({ item });', ['item']],
    ['a spread', 'a(...items);', ['items']],
    ['an index', 'a[key];', ['key']],
    ['a tagged template', 'gql`x`;', ['gql']],
    ['in a template', 'a(`x ${name$} y`);', ['name$']],
    ['a base class', 'class B extends Base {}', ['Base']],
    ['a decorator', '@Injectable() class B {}', ['Injectable']],
    ['an element', 'a(<Price total={1} />);', ['Price']],
    ['an element of a namespace', 'a(<ui.Price />);', ['ui']],
    ['an element that a browser has a class for', 'a(<Text>x</Text>);', ['Text']],
    ['inside an element', 'a(<p title="x">Hello, it is {amount} - {tail}</p>);', ['amount', 'tail']],
    ['in a branch', 'const x = a ? one : two;', ['one', 'two']],
    ['a property of a value', 'const x = { y: z };', ['z']],
    ['each name once, by its first use', 'load();\nsave(); load();', ['load', 'save']],
  ])('%s', (_, text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  test('a name of another scope counts where the file lacks one altogether', () => {
    expect(names('function f() { const inner = 1; return inner; }\na(inner); missing();')).toEqual(['inner', 'missing']);
    expect(names('total = 1;\nfunction f(x = LIMIT) { return x; }\nmissing();')).toEqual(['total', 'LIMIT', 'missing']);
    expect(names('function f() { const inner = 1; return inner; }\na(inner);')).toEqual([]);
  });

  test('a file of CommonJS counts, a script of old and a declaration do not', () => {
    expect(unboundOf("const a = require('./a');\nload(a);\n", 'js')?.names).toEqual([{ name: 'load', span: [2, 1, 2, 5], symbol: '' }]);
    expect(unboundOf('load();\n', 'js')).toBeUndefined();
    expect(unboundOf('load();\n', 'mjs')?.names).toHaveLength(1);
    expect(unboundOf('export const a: typeof load;\n', 'd.ts')).toBeUndefined();
  });

  test('the nearest name that is bound there', () => {
    expect(unboundOf("import { formatPrice } from './a';\nfunction f(amount: number) { return formatPrize(amout); }\n", 'ts')?.names.map(({ name, near }) => [name, near])).toEqual([
      ['formatPrize', 'formatPrice'],
      ['amout', 'amount'],
    ]);
    expect(unboundOf("import { getUser } from './a';\ngetUserById(getUser);\n", 'ts')?.names[0]?.near).toBe('getUser');
    expect(unboundOf("import { a } from './a';\nload(a);\n", 'ts')?.names[0]?.near).toBeUndefined();
  });

  test('how the file writes its imports', () => {
    expect(unboundOf("import a from './a';\nload(a);\n")).toMatchObject({ isModule: true, quote: "'", semicolon: true });
    expect(unboundOf('import a from "./a"\nload(a)\n')).toMatchObject({ isModule: true, quote: '"', semicolon: false });
    expect(unboundOf("const a = require('./a');\nload(a);\n", 'js')).toMatchObject({ isModule: false });
  });
});

describe('what is not', () => {
  test.each([
    ['bound in the file', 'const b = 1; let c, d; function f() {} class K {} enum E { X, Y = 1 } a(b, c, d, f, K, E.X, E.Y);'],
    ['bound by patterns', 'const { b, c: { d = 1 }, ...e } = a; const [g, , [h]] = a; a(b, d, e, g, h);'],
    ['parameters', 'a((x, { y, z: [w] }, ...rest) => x + y + w + rest.length, function ({ q = 1 }) { return q; }, async v => v);'],
    ['loops and catches', 'for (const [k, v] of a) { a(k, v); } for (let i = 0; i < 1; i++) a(i); try { a(); } catch ({ message }) { a(message); }'],
    ['imports of every form', "import b, { c as d } from './b'; import * as e from './e'; import type { T } from './t'; a(b, d, e); export const x: T = 1;"],
    ['passed on', "export { one, two as three } from './b'; export * as four from './c';"],
    ['types', 'const b: Foreign<Other> = a as Third; function f<T extends Strange>(x: T): x is Odd { return a<T, Rare>(x); } type U = typeof import("./u"); interface V extends W { m(p: X): Y }'],
    ['keys, members and labels', 'a({ key: 1, method() {}, get other() { return 1; } }); a.member.deeper?.again; outer: for (;;) { break outer; } class K { field = 1; static s; m(p) { return p; } }'],
    ['globals', 'console.log(window, process, fetch, Buffer, document.title, __dirname, describe, $, jest, chrome, structuredClone);'],
    ['HTML and its attributes', 'a(<div className="x" aria-label="y" hidden data-z={a}>Some text, with words. <br /> It’s &nbsp; fine <my-element /></div>);'],
    ['a guarded name', "if (typeof debugPanel !== 'undefined') debugPanel.show();"],
    ['a listed name', '/* global gameState, other:writable */\na(gameState, other);'],
    ['a line that is not checked', '// @ts-ignore\nload();\n// eslint-disable-next-line no-undef\nsave();\nkeep(); // eslint-disable-line no-undef'],
    ['a file that is not checked', '/* eslint-disable no-undef */\nload();'],
    ['a file that no tool checks', '// @ts-nocheck\nload();'],
    ['texts, patterns and comments', 'a("load()", `save()`, /keep(it)/g); // load()\n/* save() */'],
  ])('%s', (_, text) => {
    expect(names(text)).toEqual([]);
  });

  test('what scripts of old make by giving it a value', () => {
    expect(unboundOf("const a = require('./a');\ncounter = a;\ncounter += 1;\nload();\n", 'js')?.names.map(({ name }) => name)).toEqual(['load']);
  });

  test('a file that does not parse', () => {
    expect(unboundOf("import a from './a';\nload((;\n")).toBeUndefined();
  });
});

test.each([
  ['a module of a fixed name', "require('./globals');\nload();"],
  ['a module that is given a name', "const b = require(path.join(base, 'b.js'));\nload(b);"],
])('%s leaves none', (_, text) => {
  expect(unboundOf(`import a from './a';\n${text}\n`)).toMatchObject({ names: expect.any(Array) });
  expect(unboundOf(`import a from './a';\n${text}\n`)?.doubt).toBeUndefined();
});

test.each([
  ['functions for a page', 'await page.evaluate(() => store.state);'],
  ['modules by computed names', "require(path.join(base, 'globals.js'));\nload(Cart);"],
  ['modules by computed names, in modules', 'await import(`${base}/globals.js`);\nload(Cart);'],
  ['scripts of others', "const s = document.createElement('script'); Reo.init(s);"],
])('%s leave a doubt', (_, text) => {
  expect(unboundOf(`import a from './a';\n${text}\n`)?.doubt).toMatch(/elsewhere|bring globals/);
});

describe('the glance', () => {
  const glance = (text: string, hasElements = true): string[] => seeminglyUnbound(text, { imported: new Set(['a']), skipped: new Map(), hasElements });

  test.each([
    ['elements within each other', 'return a(<p>It is {b ? <Price a="1" /> : `x ${c}`} or so, <b>you know</b></p>);', ['b', 'c', 'Price']],
    ['type parameters', 'const f = <T, U extends T>(x: T): U => x as U;', []],
    ['a method with type parameters', 'class K { load<T>(x: T) { return x; } }', []],
    ['a regular expression with quotes and braces', "a(/['\"{(]/, load);", ['load']],
    ['an apostrophe', "a(<p>It's {late}</p>);", ['late']],
    ['nothing of what is nested too deeply', `${'<p>{'.repeat(400)}load`, []],
  ])('%s', (_, text, expected) => {
    expect(glance(text)).toEqual(expected);
  });

  test('in TypeScript without JSX, `<` never starts an element', () => {
    expect(glance('const x = <Type>load;\nsave();', false)).toContain('save');
  });
});
