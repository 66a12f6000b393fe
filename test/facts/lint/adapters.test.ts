/** The small readers, and their guards. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { indexLines } from '../../../src/facts/common/spans.js';
import type { Grammars } from '../../../src/facts/grammars.js';
import { conflictProblem } from '../../../src/facts/lint/conflict.js';
import { dataProblem, type DataFormat } from '../../../src/facts/lint/data.js';
import { filledVariables } from '../../../src/facts/lint/environment-file.js';
import { lintText } from '../../../src/facts/lint/index.js';
import { enclosingSymbol } from '../../../src/facts/lint/symbols.js';
import type { PythonLint } from '../../../src/facts/lint/types.js';
import { testGrammars } from '../../support/grammars.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

describe('markers of a merge', () => {
  const conflict = (text: string): number | undefined => conflictProblem(text, indexLines(text))?.span[0];
  test.each([
    ['a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> topic\n', 2],
    ['<<<<<<< HEAD\r\nb\r\n=======\r\nc\r\n>>>>>>> topic\r\n', 1],
    ['<<<<<<< HEAD\nb\n=======\n', undefined],
    ['  <<<<<<< HEAD\nb\n=======\nc\n>>>>>>> topic\n', undefined],
    ['Heading\n=======\n\n>>>>>>> quoted\n', undefined],
  ])('%j: line %s', (text, line) => {
    expect(conflict(text)).toBe(line);
  });
});

describe('data files', () => {
  test.each<[format: DataFormat, text: string, strict: boolean, message: string | undefined]>([
    ['json', '{"a": 1 "b": 2}', true, 'Comma expected'],
    ['json', '{"a": 1,}', false, undefined],
    ['json', '{"a": 1,}', true, 'Property name expected'],
    ['json', '{"a": {{ value }}}', true, undefined],
    ['json', '', true, undefined],
    ['json', '{"a": 1}\n{"b": 2}\n', true, undefined],
    ['toml', 'a = 1\na = 2\n', true, 'trying to redefine an already defined table or value'],
    ['toml', '{% if a %}\nb = \n', true, undefined],
    ['yaml', 'a: 1\na: 2\n', true, undefined],
    ['yaml', `a: "${'x'.repeat(128 * 1024)}\n`, true, undefined],
    ['yaml', 'a: {{ b }}\n', true, undefined],
    ['yaml', 'a: ${{ secrets.B }}\nb: [\n', true, 'Flow sequence in block collection must be sufficiently indented and end with a ]'],
  ])('%s %.30j strict %s: %s', (format, text, strict, message) => {
    expect(dataProblem(text, format, indexLines(text), strict)?.message).toBe(message);
  });
});

describe('environment files', () => {
  test.each([
    ['SECRET_KEY=q8Zt4vLm2Xw9\n', ['SECRET_KEY']],
    ['export STRIPE_API_KEY="q8Zt4vLm2Xw9" # live\n', ['STRIPE_API_KEY']],
    ['VITE_API_KEY=q8Zt4vLm2Xw9\n', []],
    ['SECRET_KEY=\n', []],
    ['SECRET_KEY=changeme-please\n', []],
    ['SECRET_KEY=${FROM_VAULT}\n', []],
    ['SECRET_KEY=aaaaaaaaaaaa\n', []],
    ['PASSWORD_FILE=/run/q8Zt4vLm2Xw9\n', []],
    ['DEBUG=q8Zt4vLm2Xw9\n', []],
  ])('%j: %j', (text, names) => {
    expect(filledVariables(text).map(({ name }) => name)).toEqual(names);
  });

  test('the value is not kept', () => {
    expect(JSON.stringify(filledVariables('A=1\n  SECRET_KEY=q8Zt4vLm2Xw9\n'))).toBe('[{"name":"SECRET_KEY","span":[2,3,2,13]}]');
  });
});

describe('the symbol around a line', () => {
  const lines = ['class Shop:', '    async def total(self):', '        def part():', '            return 1', '', '        return part()', 'x = 1'];
  test.each([
    [1, ''],
    [2, 'Shop'],
    [4, 'Shop.total.part'],
    [6, 'Shop.total'],
    [7, ''],
  ])('line %d: %j', (line, symbol) => {
    expect(enclosingSymbol(lines, line)).toBe(symbol);
  });
});

describe('what our rules take from Ruff', () => {
  const lint = (text: string): PythonLint => lintText('python:py', text, grammars).lint ?? {};

  test('missing types and docstrings only where the file otherwise has them', () => {
    const typed = 'def a() -> int:\n    """A."""\n    return 1\n\n\ndef b() -> int:\n    """B."""\n    return 1\n\n\n';
    const bare = 'def c(x):\n    return x\n';
    expect(lint(typed + bare)).toMatchObject({ untyped: [{ name: 'c' }], undocumented: [{ name: 'c' }] });
    expect(lint(bare + bare.replace('c', 'd') + bare.replace('c', 'e'))).toEqual({});
  });

  test.each([
    ['def f(n):\n    return n > 4711\n', ['4711']],
    ['def f(n):\n    return n == 4711\n', undefined],
    ['def f(n):\n    return n > 1024\n', undefined],
    ['def f(n):\n    return n > 7\n', undefined],
    ['def f(status):\n    return status >= 418\n', undefined],
  ])('limits of %j: %j', (text, names) => {
    expect(lint(text).limits?.map(({ name }) => name)).toEqual(names);
  });

  test('lines of code in comments that follow each other are one block', () => {
    expect(lint('x = 1\n# y = 2\n# z = f(y)\n\n# w = 3\n').commentedOut?.map(({ name, span }) => [name, span])).toEqual([
      ['y = 2', [2, 1, 4, 1]],
      ['w = 3', [5, 1, 6, 1]],
    ]);
  });

  test('functions with more ways than the limit', () => {
    const branches = Array.from({ length: 16 }, (_, index) => `    if x == ${index}:\n        return ${index}\n`).join('');
    expect(lint(`def f(x):\n${branches}`).complex?.map(({ name, ways }) => [name, ways])).toEqual([['f', 17]]);
  });
});
