import { expect, test } from '@jest/globals';
import { blotted, concealed, looksSecret } from '../../src/report/conceal.js';

test.each([
  ['SECRET_KEY = "abc def"', 'SECRET_KEY = "*******"'],
  ["x = {'PASSWORD': 'p\\'w'}", "x = {'********': '****'}"],
  ['KEY = """abc', 'KEY = """***'],
  ["KEY = 'open", "KEY = '****"],
  ['DEBUG = True', 'DEBUG = True'],
  ['KEY = ""', 'KEY = ""'],
  ["KEY = 'ab\\", "KEY = '***"],
  ['KEY = "a\u2028b"', 'KEY = "***"'],
])('%s', (line, expected) => {
  expect(concealed(line)).toBe(expected);
});

test('a line of backslashes that ends in no quote is read in one way only', () => {
  expect(concealed(`"${"\\'".repeat(50_000)}\u2028`)).toBe(`"${'*'.repeat(100_001)}`);
});

test.each([
  ['SECRET_KEY = "abc"', 'SECRET_KEY = "***"'],
  ['SECRET_KEY=abc def', 'SECRET_KEY=*******'],
  ['  password: a=b', '  password: ***'],
  ['MIIB Vg', '**** **'],
])('of a line that is known to hold a secret, %s, all is blotted out that may be it', (line, expected) => {
  expect(blotted(line)).toBe(expected);
});

test.each([
  ['DB = {"password": "hunter2"}', true],
  ['api_key: "abcdefgh"', true],
  ["token = request.headers['X-Token']", false],
  ['password = ""', false],
  ['primary_key="identifier"', false],
])('%s looks as if it gave a secret away: %s', (line, expected) => {
  expect(looksSecret(line)).toBe(expected);
});
