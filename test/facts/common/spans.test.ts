import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countLines, indexLines } from '../../../src/facts/common/spans.js';

test.each<[string, number]>([
  ['', 0],
  ['a', 1],
  ['a\n', 1],
  ['a\nb', 2],
  ['\n\n', 2],
  ['a\r\nb\r\n', 2],
])('%j has %d lines', (text, count) => {
  expect(countLines(text)).toBe(count);
});

test.each<[string, number, number, readonly number[]]>([
  ['abc', 0, 3, [1, 1, 1, 4]],
  ['a\nbc\n', 2, 4, [2, 1, 2, 3]],
  ['a\nbc\n', 0, 3, [1, 1, 2, 2]],
  ['😀b', 2, 3, [1, 3, 1, 4]],
  ['a\n', 1, 2, [1, 2, 2, 1]],
])('%j from %d to %d', (text, start, end, span) => {
  expect(indexLines(text).span(start, end)).toEqual(span);
});

test('a position leads back to its offset', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r', '😀') }), fc.nat(), (text, seed) => {
      const lines = indexLines(text);
      const offset = seed % (text.length + 1);
      const [line, column] = lines.span(offset, offset);
      expect(lines.startOf(line) + column - 1).toBe(offset);
      expect(text.slice(0, offset).split('\n')).toHaveLength(line);
    }),
  );
});
