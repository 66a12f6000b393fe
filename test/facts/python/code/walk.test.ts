import { describe, expect, test } from '@jest/globals';
import { textsOf } from '../../../../src/facts/python/code/decode.js';
import type { CallExpression } from '../../../../src/facts/python/code/nodes.js';
import { childExpressions, classesOf, dottedName, expressionsOf, functionsOf, keywordOf, literalString, nestedBodies, walkExpressions, walkStatements } from '../../../../src/facts/python/code/walk.js';
import { extract } from '../support.js';
import { codeOf, expressionOf, statementOf } from './support.js';

test.each<[source: string, children: readonly string[]]>([
  ['a', []],
  ['a.b', ['a']],
  ['a(b, *c, d=e, **f)', ['a', 'b', '*c', 'e', 'f']],
  ['f"x{a}y{b:{c}}"', ['a', 'b', 'c']],
  ['[a, b]', ['a', 'b']],
  ['{a: b, **c}', ['a', 'b', 'c']],
  ['a + b', ['a', 'b']],
  ['a or b', ['a', 'b']],
  ['a < b in c', ['a', 'b', 'c']],
  ['not a', ['a']],
  ['a if b else c', ['b', 'a', 'c']],
  ['{a: b for c in d if e if f for g in h}', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']],
  ['[a for b in c]', ['a', 'b', 'c']],
  ['lambda a=b, *c: d', ['b', 'd']],
  ['await a', ['a']],
  ['(yield)', []],
  ['(yield a)', ['a']],
  ['a[b:c, d]', ['a', 'b:c, d']],
  ['a[b:c:d]', ['a', 'b:c:d']],
  ['(a := b)', ['b']],
  ['1', []],
])('child expressions of %s', (source, children) => {
  expect(childExpressions(expressionOf(source)).map(({ start, end }) => source.slice(start, end))).toEqual(children);
});

test.each<[source: string, own: readonly string[], bodies: readonly (readonly string[])[]]>([
  ['@a\ndef f(b: c = d, *e: g) -> h:\n    i', ['a', 'c', 'd', 'g', 'h'], [['i']]],
  ['@a\nclass C(b, c=d): e', ['a', 'b', 'd'], [['e']]],
  ['a = b = c', ['a', 'b', 'c'], []],
  ['a: b = c', ['a', 'b', 'c'], []],
  ['a += b', ['a', 'b'], []],
  ['return a', ['a'], []],
  ['return', [], []],
  ['raise a from b', ['a', 'b'], []],
  ['assert a, b', ['a'], []],
  ['del a, b', ['a', 'b'], []],
  ['if a: b\nelif c: d\nelse: e', ['a'], [['b'], ['elif c: d\nelse: e']]],
  ['for a in b: c\nelse: d', ['a', 'b'], [['c'], ['d']]],
  ['while a: b', ['a'], [['b'], []]],
  ['try: a\nexcept b: c\nexcept d as e: f\nelse: g\nfinally: h', ['b', 'd'], [['a'], ['c'], ['f'], ['g'], ['h']]],
  ['with a as b, c: d', ['a', 'b', 'c'], [['d']]],
  ['match a:\n    case 1: b\n    case 2: c', ['a'], [['b'], ['c']]],
  ['import a', [], []],
  ['pass', [], []],
])('own expressions and bodies of %j', (source, own, bodies) => {
  const statement = statementOf(`${source}\n`);
  const texts = (nodes: readonly { start: number; end: number }[]): readonly string[] => nodes.map(({ start, end }) => source.slice(start, end));
  expect([texts(expressionsOf(statement)), nestedBodies(statement).map(texts)]).toEqual([own, bodies]);
});

describe('walks', () => {
  const source = 'if a:\n    def f():\n        return b\n    class C:\n        pass\nelse:\n    for c in d: break\n';

  test('statements, outer before inner, through functions and classes', () => {
    const kinds: string[] = [];
    walkStatements(codeOf(source).body, ({ kind }) => void kinds.push(kind));
    expect(kinds).toEqual(['if', 'function', 'return', 'class', 'pass', 'for', 'break']);
  });

  test('false passes over what is inside', () => {
    const kinds: string[] = [];
    walkStatements(codeOf(source).body, ({ kind }) => {
      kinds.push(kind);
      return kind !== 'function' && kind !== 'for';
    });
    expect(kinds).toEqual(['if', 'function', 'class', 'pass', 'for']);
  });

  test('expressions', () => {
    const seen = (skipped: string): readonly string[] => {
      const kinds: string[] = [];
      walkExpressions(expressionOf('f(a.b, [c, -1])'), ({ kind }) => {
        kinds.push(kind);
        return kind !== skipped;
      });
      return kinds;
    };
    expect(seen('')).toEqual(['call', 'name', 'attribute', 'name', 'list', 'name', 'unary', 'number']);
    expect(seen('list')).toEqual(['call', 'name', 'attribute', 'name', 'list']);
  });
});

test.each([
  ['a', 'a'],
  ['a.b.c', 'a.b.c'],
  ['(a\n.b).c', 'a.b.c'],
  ['a().b', undefined],
  ['a[0].b', undefined],
  ['"a".b', undefined],
])('dotted name of %j', (source, expected) => {
  expect(dottedName(expressionOf(source))).toBe(expected);
});

test('functions and classes with their symbols and owners', () => {
  const code = codeOf(
    'class A:\n    def m(self):\n        def inner(): pass\n        class L:\n            async def n(self): pass\n    class B:\n        if x:\n            @p\n            def k(self): pass\ntry:\n    def f(): pass\nexcept E:\n    def f(): pass\n',
  );
  expect(functionsOf(code).map(({ symbol, owner }) => [symbol, owner?.name ?? null])).toEqual([
    ['A.m', 'A'],
    ['A.m.inner', null],
    ['A.m.L.n', 'L'],
    ['A.B.k', 'B'],
    ['f', null],
    ['f', null],
  ]);
  expect(classesOf(code).map(({ symbol, owner }) => [symbol, owner?.name ?? null])).toEqual([
    ['A', null],
    ['A.m.L', null],
    ['A.B', 'A'],
  ]);
});

test.each([
  ["'a' 'b'", 'ab'],
  ["f'a'", 'a'],
  ["b'a'", undefined],
  ["f'{a}'", undefined],
  [`'${'a'.repeat(5000)}'`, undefined],
  ['a', undefined],
])('literal string of %s', (source, expected) => {
  expect(literalString(expressionOf(source))).toBe(expected);
});

test('a keyword argument by its name', () => {
  const call = expressionOf('f(a, b=1, **c)') as CallExpression;
  expect([keywordOf(call, 'b')?.value.kind, keywordOf(call, 'a'), keywordOf(call, 'c')]).toEqual(['number', undefined, undefined]);
});

test('the texts of a file, without decoding it', () => {
  expect([...textsOf(extract('from a.b import c as d\nx = y.z(k="v\\n", é=[1, 99999999])\n"""x"""\n').code)].toSorted()).toEqual(['99999999', 'a.b', 'c', 'd', 'k', 'v\n', 'x', 'y.z', 'é']);
});
