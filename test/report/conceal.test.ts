import { expect, test } from '@jest/globals';
import { concealed } from '../../src/report/conceal.js';

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
