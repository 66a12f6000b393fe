import { expect, test } from '@jest/globals';
import { promisesToCheck, provesRunning } from '../../../src/facts/content/asserts.js';
import { unpackLines, packLines } from '../../../src/facts/content/lines.js';
import { pythonTests } from '../../../src/facts/content/tests-python.js';
import { assertingPythonFunctions } from '../../../src/facts/content/functions.js';
import { assertingJavaScriptFunctions } from '../../../src/facts/content/tests-javascript.js';
import { countWords, packedWord, packWords, unpackWords } from '../../../src/facts/content/words.js';

test('words: of two characters or more, in code, strings and comments', () => {
  const words = new Set(unpackWords(packWords(countWords('def total(x): # sum of 0xff\n  return "net_price"'))));
  expect(['def', 'total', 'sum', 'of', 'return', 'net_price'].every((word) => words.has(packedWord(word)))).toBe(true);
  expect(words.size).toBe(6);
});

test('lines: numbers survive long gaps, comments and blanks have none, quotes do not matter', () => {
  const text = `import os\n${'\n'.repeat(100)}# note\nx = f('a')\n'''doc\nmore'''\nTITLE = "t"\n`;
  const lines = unpackLines(packLines(text, 'python'));
  expect(lines.map(({ line, kind }) => [line, kind])).toEqual([[1, 'import'], [103, 'code'], [104, 'text'], [105, 'text'], [106, 'data']]);
  expect(lines[1]?.hash).toBe(unpackLines(packLines('x = f("a"),', 'python'))[0]?.hash);
});

test('python tests: a repeated body is equal whatever the name, an input makes it differ', () => {
  const text = 'class TestA:\n    def test_one(self):\n        x = f(1)\n        assert x\n\n    def test_two(self):\n        x = f(1)\n        assert x\n\n    def test_three(self):\n        x = f(2)\n        assert x\n';
  const [one, two, three] = pythonTests(text);
  expect([one?.scope, one?.lines, one?.asserts]).toEqual(['TestA', 2, true]);
  expect(one?.body).toBe(two?.body);
  expect(one?.body).not.toBe(three?.body);
});

test('functions that assert through others of the file', () => {
  const lines = 'def a(x):\n    assert x\n\ndef b(x):\n    a(x)\n\ndef c(x):\n    return x'.split('\n');
  expect(assertingPythonFunctions(lines)).toEqual(['a', 'b']);
});

test('functions of JavaScript whose head is broken over lines', () => {
  const typed = 'const rejects = async (\n  call: () => void,\n  options: { times?: number } = {}\n): Promise<void> => {\n  expect(call).toThrow();\n};';
  const plain = 'function refuses(\n  call\n) {\n  expect(call).toThrow();\n}\nfunction quiet(\n  call\n) {\n  call();\n}\nexpect(1);';
  expect(assertingJavaScriptFunctions(`${typed}\n${plain}`.split('\n'))).toEqual(['rejects', 'refuses']);
});

test.each([
  ['check_response', true],
  ['assertTotal', true],
  ['create_order', false],
  ['_verify', true],
])('%s promises to check: %s', (name, expected) => {
  expect(promisesToCheck(name)).toBe(expected);
});

test.each([
  ['test_does_not_raise', '', true],
  ['test_never_raises_on_arbitrary_input', '', true],
  ['test_total', '# must never raise', true],
  ['renders without crashing', '', true],
  ['test_total', '# must not raise', true],
  ['test_total', '', false],
])('%s %s proves running: %s', (name, text, expected) => {
  expect(provesRunning(name, text)).toBe(expected);
});
