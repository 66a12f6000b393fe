import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Edit } from '../../src/findings/types.js';
import { applyEdits, EditError } from '../../src/fixes/apply.js';

function replace(start: readonly [number, number], end: readonly [number, number], text: string): Edit {
  return { kind: 'replace', path: 'x', range: { start: { line: start[0], column: start[1] }, end: { line: end[0], column: end[1] } }, text };
}

test.each<[what: string, text: string, edits: readonly Edit[], result: string]>([
  ['a replacement', 'one\ntwo\n', [replace([2, 1], [2, 4], 'three')], 'one\nthree\n'],
  ['an insertion', 'ab', [replace([1, 2], [1, 2], '-')], 'a-b'],
  ['a deletion of a line', 'a\nb\nc\n', [replace([2, 1], [3, 1], '')], 'a\nc\n'],
  ['at the end, after the last newline', 'a\n', [replace([2, 1], [2, 1], 'b\n')], 'a\nb\n'],
  ['at the end, without a last newline', 'a', [replace([1, 2], [1, 2], '\nb')], 'a\nb'],
  ['on the line after the last', 'a', [replace([2, 1], [2, 1], '\nb')], 'a\nb'],
  ['into an empty file', '', [replace([1, 1], [1, 1], 'a\n')], 'a\n'],
  ['several, in any order, all by the places before any', 'a b c\n', [replace([1, 5], [1, 6], 'C'), replace([1, 1], [1, 2], 'AAA')], 'AAA b C\n'],
  ['columns are UTF-16 units', '😀x\n', [replace([1, 3], [1, 4], 'y')], '😀y\n'],
  ['CRLF is kept', 'a\r\nb\r\n', [replace([1, 1], [1, 2], 'x')], 'x\r\nb\r\n'],
])('%s', (_what, text, edits, result) => {
  expect(applyEdits(text, edits)).toBe(result);
});

test.each<[what: string, edits: readonly Edit[]]>([
  ['overlapping edits', [replace([1, 1], [1, 3], 'x'), replace([1, 2], [1, 3], 'y')]],
  ['a line that is not there', [replace([9, 1], [9, 1], 'x')]],
  ['a column that is not there', [replace([1, 9], [1, 9], 'x')]],
  ['a range that ends before it starts', [replace([1, 3], [1, 1], 'x')]],
  ['a line 0', [replace([0, 1], [0, 1], 'x')]],
])('%s are refused', (_what, edits) => {
  expect(() => applyEdits('abc\n', edits)).toThrow(EditError);
});

test('replacing every line by itself changes nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.string().filter((line) => !line.includes('\n')), { minLength: 1 }), (lines) => {
      const edits = lines.map((line, index) => replace([index + 1, 1], [index + 1, line.length + 1], line));
      expect(applyEdits(lines.join('\n'), edits)).toBe(lines.join('\n'));
    }),
  );
});
