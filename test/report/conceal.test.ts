import { expect, test } from '@jest/globals';
import { concealed } from '../../src/report/conceal.js';

test.each([
  ['SECRET_KEY = "abc def"', 'SECRET_KEY = "*******"'],
  ["x = {'PASSWORD': 'p\\'w'}", "x = {'********': '****'}"],
  ['KEY = """abc', 'KEY = """***'],
  ["KEY = 'open", "KEY = '****"],
  ['DEBUG = True', 'DEBUG = True'],
  ['KEY = ""', 'KEY = ""'],
])('%s', (line, expected) => {
  expect(concealed(line)).toBe(expected);
});
