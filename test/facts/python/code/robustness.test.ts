import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeCode, lineOf, spanOf } from '../../../../src/facts/python/code/decode.js';
import type { Expression, Located, Statement } from '../../../../src/facts/python/code/nodes.js';
import { childExpressions, expressionsOf, nestedBodies, walkExpressions, walkStatements } from '../../../../src/facts/python/code/walk.js';
import { extract, lines } from '../support.js';
import { problemsOf } from './soundness.js';
import { codeOf } from './support.js';

const SAMPLE = lines(
  '"""Doc."""',
  'from __future__ import annotations',
  'import os, sys as s; from ..a.b import (c as d, e)',
  '@app.task(bind=True, *a, **k)  # why',
  '@property',
  'class A(B, c.D[T], metaclass=M):',
  '    x: List[int] | None = field(default=(1, 2.5, -3j))',
  '    async def f(self, a, /, b: int = 1, *c: str, d=None, **e) -> "A":',
  '        global counter, y',
  '        async with open(p) as (g, h), q: await self.a . b(x for x in y if z)',
  '        return f"{self!r:>{x}} 😀" + \'日本\' b"\\x00"',
  'try:',
  '    a = b.c = d[1:2, ::3] = yield',
  'except (E, F) as error: raise G from error',
  'except: pass',
  'else: x += {**a, "k": [*b]}, {c for c, d in e}',
  'finally: del a, b',
  'match point:',
  '    case P(x=0, y=[first, *rest]) | {"k": v, **more} if v: pass',
  'if (n := 10) < m <= 3 and not o or p is not None:',
  '    for i, j in k: break',
  '    else: continue',
  'elif q if r else s: assert t, u',
  'else:',
  '    while lambda v, *w: v: print >>f, "x"',
  'type X[T] = {a: b for a in c}',
);

function check(source: string): void {
  expect(problemsOf(source, codeOf(source))).toEqual([]);
}

test('the sample itself is read without errors', () => {
  const code = codeOf(SAMPLE);
  expect(code.hasErrors).toBe(false);
  expect(problemsOf(SAMPLE, code)).toEqual([]);
});

describe('spans nest and slice to the names', () => {
  test('characters replaced, removed and put in', () => {
    const noise = fc.oneof(
      fc.constantFrom('', '(', ')', '[', '{', '"', "'", '"""', '\\', '\n', '\t', ':', '#', '😀', '\uFEFF', '\ud800', '\0', ',', '.', ' import ', ' as ', '*', '=', ' if ', 'f"{', ' not ', 'async '),
      fc.string({ maxLength: 4 }),
    );
    const edit = fc.record({ at: fc.nat(SAMPLE.length), removed: fc.nat(12), added: noise });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        check(edits.reduce((text, { at, removed, added }) => text.slice(0, at) + added + text.slice(at + removed), SAMPLE));
      }),
      { numRuns: 500 },
    );
  });

  test('lines shuffled, doubled, dropped and indented', () => {
    const parts = SAMPLE.split('\n');
    const line = fc.record({ index: fc.nat(parts.length - 1), indent: fc.nat(3), end: fc.constantFrom('\n', '\r\n', '\r', '\n\f') });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (picked) => check(picked.map(({ index, indent, end }) => `${'  '.repeat(indent)}${parts[index] ?? ''}${end}`).join(''))),
      { numRuns: 300 },
    );
  });

  test('any text at all', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), check), { numRuns: 200 });
  });
});

/** Levels of expressions inside one another. */
function levels(expression: Expression): number {
  return 1 + Math.max(0, ...childExpressions(expression).map(levels));
}

/** Levels of blocks inside one another, with those of the expressions in the innermost. */
function depth(body: readonly Statement[]): number {
  return body.reduce((deepest, node) => Math.max(deepest, 1 + depth(nestedBodies(node).flat()), ...expressionsOf(node).map((expression) => 1 + levels(expression))), 0);
}

describe('hostile sources', () => {
  test.each<[what: string, source: string]>([
    ['empty', ''],
    ['only comments', '# a\n# b'],
    ['only a newline', '\n'],
    ['400 parentheses', `x = ${'('.repeat(400)}"a"${')'.repeat(400)}\n`],
    ['400 open parentheses', `x = ${'('.repeat(400)}`],
    ['400 lists in one another', `x = ${'['.repeat(400)}a${']'.repeat(400)}\n`],
    ['400 open lists', '['.repeat(400)],
    ['400 dictionaries', `${'{a:'.repeat(400)}b${'}'.repeat(400)}\n`],
    ['400 calls', `${'f('.repeat(400)}${')'.repeat(400)}\n`],
    ['400 calls in a row', `f${'()'.repeat(400)}\n`],
    ['400 subscripts', `a${'[0]'.repeat(400)}\n`],
    ['400 methods', `a${'.b()'.repeat(400)}\n`],
    ['a dotted chain', `${'a.'.repeat(400)}a\n`],
    ['an open dotted chain', 'a.'.repeat(400)],
    ['a dotted chain with spaces', `${'a. '.repeat(400)}a\n`],
    ['400 sums', `${'a + '.repeat(400)}a\n`],
    ['400 signs', `${'-'.repeat(400)}a\n`],
    ['400 negations', `${'not '.repeat(400)}a\n`],
    ['400 lambdas', `${'lambda: '.repeat(400)}a\n`],
    ['400 conditions', `${'a if b else '.repeat(400)}c\n`],
    ['400 awaits', `${'await '.repeat(400)}a\n`],
    ['400 assignments in a row', `${'a = '.repeat(400)}1\n`],
    ['400 targets', `for ${'('.repeat(400)}a${')'.repeat(400)} in b: pass\n`],
    ['400 contexts in parentheses', `with ${'('.repeat(400)}a${')'.repeat(400)}: pass\n`],
    ['400 elifs', `if a: pass\n${'elif b: pass\n'.repeat(400)}else: pass\n`],
    ['250 types', `a: ${'L['.repeat(250)}int${']'.repeat(250)}\n`],
    ['400 literals', `${'"a" '.repeat(400)}\n`],
    ['400 interpolations', `f"${'{a}'.repeat(400)}"\n`],
    ['interpolations in one another', `${'f"{'.repeat(300)}a${'}"'.repeat(300)}\n`],
    ['deep indentation', `${Array.from({ length: 250 }, (_, at) => `${' '.repeat(at)}if x:\n`).join('')}${' '.repeat(250)}a\n`],
    ['deep functions', `${Array.from({ length: 300 }, (_, at) => `${' '.repeat(at)}def f():\n`).join('')}${' '.repeat(300)}a\n`],
    ['an unterminated string', 'a = "b\nc = 1\n'],
    ['an unterminated long string', 'a = """b\nc = 1\n'],
    ['an unterminated formatted string', 'a = f"{b\nc = 1\n'],
    ['tabs', 'if a:\n\tb\n\tif c:\n\t\td\n'],
    ['CRLF', 'def f():\r\n    a.b\r\n    """x\r\ny"""\r\n'],
    ['a byte order mark', '\uFEFFimport a\nb.c = "d"\n'],
    ['characters beyond the basic plane', '𝒜 = "😀" + 𝒜.𝒷(𝒸=1)\ndef 𝒹(𝑒): pass\n'],
    ['half a character', 'a = "\ud800"\nb = 1\n'],
    ['NUL', 'a = "\0"\n\0b = 1\n'],
  ])('%s', (_what, source) => {
    const code = codeOf(source);
    expect(problemsOf(source, code)).toEqual([]);
    expect(depth(code.body)).toBeLessThanOrEqual(201);
  });
});

/** The value assigned in a source of one assignment. */
function valueOf(source: string): Expression | null {
  const [assign] = codeOf(source).body;
  return assign?.kind === 'assign' ? assign.value : null;
}

describe('limits', () => {
  test.each<[what: string, kept: string, lost: string]>([
    ['items', `[${'a,'.repeat(2000)}]`, `[${'a,'.repeat(2001)}]`],
    ['entries', `{${'a:a,'.repeat(2000)}}`, `{${'a:a,'.repeat(2001)}}`],
    ['arguments', `f(${'a,'.repeat(2000)})`, `f(${'a,'.repeat(2001)})`],
    ['keyword arguments', `f(${'a=a,'.repeat(2000)})`, `f(${'a=a,'.repeat(2001)})`],
    ['names of a chain', `a${'.a'.repeat(197)}`, `a${'.a'.repeat(200)}`],
  ])('%s', (_what, kept, lost) => {
    expect(valueOf(`x = ${kept}\n`)?.kind).not.toBe('unknown');
    expect(valueOf(`x = ${lost}\n`)).toEqual({ kind: 'unknown', start: 4, end: 4 + lost.length });
  });

  test('what is lost leaves what stands around it', () => {
    const code = codeOf(`a = [b, [${'c,'.repeat(2001)}], d]\n`);
    expect(code.body.flatMap(expressionsOf).flatMap((one) => [one.kind, ...childExpressions(one).map(({ kind }) => kind)])).toEqual(['name', 'list', 'name', 'unknown', 'name']);
  });

  test('what was written of a lost node is not kept', () => {
    expect(extract(`a = [secret_name, ${'c,'.repeat(2001)}]\n`).code).not.toContain('secret_name');
  });

  test.each([
    ['as long as is kept', 4096, { value: 'a'.repeat(4096) }],
    ['longer', 4097, { value: 'a'.repeat(4096), cut: true }],
  ])('a string %s', (_what, length, expected) => {
    expect(valueOf(`x = "${'a'.repeat(length)}"\n`)).toEqual({ kind: 'string', start: 4, end: 6 + length, ...expected });
  });

  test('many nodes at once', () => {
    const source = 'a.b(c, d=e)\n'.repeat(20_000);
    let names = 0;
    walkStatements(codeOf(source).body, (statement) => expressionsOf(statement).forEach((root) => walkExpressions(root, ({ kind }) => void (names += kind === 'name' ? 1 : 0))));
    expect(names).toBe(60_000);
  });
});

describe('syntax errors', () => {
  test.each<[source: string, kinds: readonly string[]]>([
    ['a = 1\nb = = 2\nc = 3\n', ['assign', 'unknown', 'assign']],
    ['a = 1\nf(b c)\nd = 3\n', ['assign', 'expression', 'assign']],
  ])('%j', (source, kinds) => {
    const code = codeOf(source);
    expect(code.hasErrors).toBe(true);
    expect(code.body.map(({ kind }) => kind)).toEqual(kinds);
  });

  test('the expression that holds one is unknown', () => {
    const source = 'a = [1, f(b c)]\n';
    const found: string[] = [];
    walkExpressions(valueOf(source) as Expression, (node) => void found.push(`${node.kind} ${source.slice(node.start, node.end)}`));
    expect(found).toEqual(['list [1, f(b c)]', 'number 1', 'unknown f(b c)']);
  });
});

describe('lines', () => {
  const source = 'a\r\n"""b\nc""" + d\n\n𝒜.e\n';
  const code = codeOf(source);
  const all: Located[] = [];
  for (const statement of code.body) for (const root of expressionsOf(statement)) walkExpressions(root, (node) => void all.push(node));

  test('spans count lines and UTF-16 columns from 1', () => {
    expect(all.map((node) => [source.slice(node.start, node.end), spanOf(code, node)])).toEqual([
      ['a', [1, 1, 1, 2]],
      ['"""b\nc""" + d', [2, 1, 3, 9]],
      ['"""b\nc"""', [2, 1, 3, 5]],
      ['d', [3, 8, 3, 9]],
      ['𝒜.e', [5, 1, 5, 5]],
      ['𝒜', [5, 1, 5, 3]],
    ]);
  });

  test('a line feed belongs to the line that it ends', () => {
    expect([0, 2, 3, 16, 17, 18].map((offset) => lineOf(code, offset))).toEqual([1, 1, 2, 3, 4, 5]);
  });
});

test.each(['', 'x', '\n', '[]', '[]\n', '[]\n$#', '[]\n$##$', '["a"]\n$#!', '{'])('what is not encoded syntax is refused: %j', (encoded) => {
  expect(() => decodeCode(encoded)).toThrow(SyntaxError);
});
