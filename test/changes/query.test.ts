import { describe, expect, test } from '@jest/globals';
import { parseDiff } from '../../src/changes/parse.js';
import { changedHeadLines, findFile, isCommentable, mapBaseLine, removedLines } from '../../src/changes/query.js';

const oids = `${'1'.repeat(40)} ${'2'.repeat(40)}`;
const changes = parseDiff(Buffer.from([
  `:100644 000000 ${oids} D\0gone\0:100644 100644 ${oids} M\0edited\0\0`,
  'diff --git a/gone b/gone\n@@ -1 +0,0 @@\n-x\n',
  'diff --git a/edited b/edited\n@@ -10,4 +10,5 @@ def f():\n a\n-b\n+B\n+C\n c\n d\n@@ -30,2 +31,1 @@\n y\n-z\n',
].join('')));
const edited = findFile(changes.changes, 'edited');
const gone = findFile(changes.changes, 'gone');
if (edited === undefined || gone === undefined) throw new Error('the diff above has both');

describe('queries', () => {
  test('a deleted file is found by its old path', () => expect(gone.status).toBe('deleted'));
  test('a file that did not change is not found', () => expect(findFile(changes.changes, 'x')).toBeUndefined());
  test('changed head lines', () => expect([...changedHeadLines(edited)]).toEqual([11, 12]));
  test('removed lines', () => {
    expect(removedLines(edited).map(({ baseLine, text }) => [baseLine, text])).toEqual([[11, 'b'], [31, 'z']]);
  });
  test.each([
    ['head', 9, false], ['head', 10, true], ['head', 14, true], ['head', 15, false], ['head', 31, true], ['head', 32, false],
    ['base', 9, false], ['base', 11, true], ['base', 13, true], ['base', 14, false], ['base', 31, true], ['base', 32, false],
  ] as const)('commentable on the %s at %i: %s', (side, line, expected) => {
    expect(isCommentable(edited, side, line)).toBe(expected);
  });
  test.each([
    [1, 1], [10, 10], [11, null], [12, 13], [13, 14], [14, 15], [29, 30], [30, 31], [31, null], [32, 32],
  ])('base line %i stands at %p', (line, expected) => expect(mapBaseLine(edited, line)).toBe(expected));
  test('no line of a deleted file stands anywhere', () => expect(mapBaseLine(gone, 1)).toBeNull());
});
