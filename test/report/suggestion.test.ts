import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Edit, Position } from '../../src/findings/types.js';
import { applyEdits } from '../../src/fixes/apply.js';
import { codeBlock } from '../../src/report/escape.js';
import { previewOf, replacementOf } from '../../src/report/suggestion.js';
import { changed, fix, hunk, range } from './fixtures.js';

const file = changed('a.py', [hunk(10, 10, ' import os', '-import old', '+import sys', '+import new', ' ', ' x = 1')]);

function edit(startLine: number, startColumn: number, endLine: number, endColumn: number, text: string, path = 'a.py'): Edit {
  return { kind: 'replace', path, range: range(startLine, startColumn, endLine, endColumn), text };
}

function lines(...edits: readonly Edit[]) {
  const found = replacementOf(fix('x', ...edits), [file]);
  return found === null ? null : [found.startLine, found.endLine, found.after];
}

describe('replacementOf', () => {
  test.each<[string, readonly Edit[], unknown]>([
    ['within a line', [edit(11, 8, 11, 11, 'syslog')], [11, 11, 'import syslog\n']],
    ['over removed lines', [edit(10, 8, 11, 8, 'x, ')], [10, 11, 'import x, sys\n']],
    ['two edits', [edit(12, 8, 12, 11, 'b'), edit(11, 8, 11, 11, 'a')], [11, 12, 'import a\nimport b\n']],
    ['deletes a line', [edit(11, 1, 12, 1, '')], [11, 11, '']],
    ['deletes the last line of the hunk', [edit(14, 1, 15, 1, '')], [14, 14, '']],
    ['leaves a blank line', [edit(11, 1, 11, 11, '')], [11, 11, '\n']],
    ['inserts before a line', [edit(11, 1, 11, 1, 'import re\n')], [11, 11, 'import re\nimport sys\n']],
    ['inserts behind the last line of the hunk', [edit(15, 1, 15, 1, 'y = 2\n')], [14, 14, 'x = 1\ny = 2\n']],
    ['appends to a line', [edit(14, 6, 14, 6, '\ny = 2')], [14, 14, 'x = 1\ny = 2\n']],
    ['joins two lines', [edit(11, 11, 12, 1, '; ')], [11, 12, 'import sys; import new\n']],
    ['joins over the start of a line', [edit(11, 1, 12, 1, '# ')], [11, 12, '# import new\n']],
    ['outside the hunk', [edit(3, 1, 3, 5, 'x')], null],
    ['partly outside', [edit(14, 1, 16, 2, 'x')], null],
    ['beyond the end of a line', [edit(11, 99, 11, 99, 'x')], null],
    ['changes nothing', [edit(11, 1, 11, 7, 'import')], null],
    ['overlapping edits', [edit(11, 1, 11, 9, 'a'), edit(11, 8, 11, 11, 'b')], null],
    ['another file', [edit(11, 1, 11, 7, 'x', 'b.py')], null],
    ['two files', [edit(11, 1, 11, 7, 'x'), edit(11, 1, 11, 7, 'x', 'b.py')], null],
    ['a deleted file', [{ kind: 'delete', path: 'a.py' }], null],
    ['a new file', [{ kind: 'create', path: 'b.py', text: 'x\n' }], null],
    ['a new file beside a change', [edit(11, 1, 11, 7, 'import'), { kind: 'create', path: 'b.py', text: 'x\n' }], null],
    ['invisible characters', [edit(11, 8, 11, 11, 'a\u202Eb')], null],
    ['a lone carriage return', [edit(11, 8, 11, 11, 'a\rb')], null],
  ])('%s', (_, edits, expected) => {
    expect(lines(...edits)).toEqual(expected);
  });

  test('keeps CRLF', () => {
    const windows = changed('a.py', [hunk(1, 1, '+one\r', '+two\r')]);
    expect(replacementOf(fix('x', edit(1, 1, 1, 4, 'uno')), [windows])?.after).toBe('uno\r\n');
    expect(replacementOf(fix('x', edit(2, 1, 2, 1, 'new\r\n')), [windows])?.after).toBe('new\r\ntwo\r\n');
  });

  test.each<[what: string, edits: readonly Edit[], expected: string | undefined]>([
    ['CRLF into LF', [edit(10, 1, 10, 1, 'new\r\n')], undefined],
    ['LF into CRLF', [edit(12, 1, 12, 1, 'new\n')], undefined],
    ['over both', [edit(11, 1, 13, 1, '')], undefined],
    ['beside the others', [edit(12, 1, 12, 6, 'drei')], 'drei\r\n'],
  ])('mixed line ends, %s', (_, edits, expected) => {
    const mixed = changed('a.py', [hunk(10, 10, '+one', '+two', '+three\r', '+four\r')]);
    expect(replacementOf(fix('x', ...edits), [mixed])?.after).toBe(expected);
  });

  // text: a\nb
  test.each<[what: string, edits: readonly Edit[], expected: readonly unknown[] | null, preview: readonly string[]]>([
    ['replaces the last line', [edit(2, 1, 2, 2, 'B')], null, ['-b', '+B']],
    ['inserts behind it', [edit(3, 1, 3, 1, 'c\n')], null, ['-b', '+bc']],
    ['appends a line', [edit(2, 2, 2, 2, '\nc')], null, [' b', '+c']],
    ['deletes it', [edit(2, 1, 2, 2, '')], null, ['-b']],
    ['inserts before it', [edit(2, 1, 2, 1, 'c\n')], [1, 1, 'a\nc\n'], ['+c', ' b']],
    ['replaces another line', [edit(1, 1, 1, 2, 'A')], [1, 1, 'A\n'], ['-a', '+A']],
  ])('at the end of a file without a newline: %s', (_, edits, expected, preview) => {
    const open = changed('a.py', [hunk(1, 1, '+a', '+b', '\\')]);
    const found = replacementOf(fix('x', ...edits), [open]);
    expect(found === null ? null : [found.startLine, found.endLine, found.after]).toEqual(expected);
    expect(previewOf(fix('x', ...edits), [open])?.lines).toEqual(preview);
  });
});

describe('previewOf', () => {
  test.each<[string, readonly Edit[], readonly string[] | undefined]>([
    ['a change in the diff', [edit(11, 8, 11, 11, 'syslog')], ['-import sys', '+import syslog']],
    ['an insertion in the diff', [edit(11, 1, 11, 1, 'import re\n')], ['+import re', ' import sys']],
    ['an insertion elsewhere', [edit(4, 1, 4, 1, 'requests==2.32\n', 'requirements.txt')], ['+requests==2.32']],
    ['an insertion behind a last line without newline', [edit(4, 9, 4, 9, '\nrequests', 'requirements.txt')], ['+requests']],
    ['a change elsewhere', [edit(4, 1, 4, 3, 'x', 'requirements.txt')], undefined],
    ['a deleted file', [{ kind: 'delete', path: 'a.py' }], undefined],
    ['a new file', [{ kind: 'create', path: 'b.py', text: 'x\n\ny\n' }], ['+x', '+', '+y']],
    ['a new file that is long', [{ kind: 'create', path: 'b.py', text: 'x\n'.repeat(31) }], undefined],
    ['a new file and a change', [{ kind: 'create', path: 'b.py', text: 'x\n' }, edit(11, 1, 11, 7, 'import')], undefined],
    ['too long', [edit(4, 1, 4, 1, 'x\n'.repeat(20), 'b.py')], undefined],
  ])('%s', (_, edits, expected) => {
    expect(previewOf(fix('x', ...edits), [file])?.lines).toEqual(expected);
  });
});

const lineText = fc.stringMatching(/^[a-z`~ \t|#-]{0,6}$/);

/** A file, the part of it that a hunk shows, and edits that do not overlap. */
const cases = fc
  .record({
    texts: fc.array(lineText, { minLength: 1, maxLength: 9 }),
    ends: fc.oneof(fc.constant(['\n']), fc.constant(['\r\n']), fc.array(fc.constantFrom('\n', '\r\n'), { minLength: 1, maxLength: 3 })),
    closed: fc.boolean(),
    from: fc.nat(),
    to: fc.nat(),
    cuts: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
    inserted: fc.array(fc.array(fc.oneof(lineText, fc.constantFrom('\n', '```', '\n\n')), { maxLength: 4 }), { minLength: 2, maxLength: 2 }),
  })
  .map(({ texts, ends, closed, from, to, cuts, inserted }) => {
    const endOf = (index: number): string => (closed || index + 1 < texts.length ? (ends[index % ends.length] ?? '\n') : '');
    const text = texts.map((line, index) => line + endOf(index)).join('');
    const [first = 0, last = 0] = [from % texts.length, to % texts.length].sort((a, b) => a - b);
    const shown = texts.slice(first, last + 1).flatMap((line, index) => [`+${line}${endOf(first + index) === '\r\n' ? '\r' : ''}`, ...(endOf(first + index) === '' ? ['\\'] : [])]);
    // Cuts between \r and \n would make lone carriage returns.
    const offsets = cuts.map((cut) => cut % (text.length + 1)).filter((cut) => !(text[cut - 1] === '\r' && text[cut] === '\n')).sort((a, b) => a - b);
    const edits: Edit[] = [];
    for (let index = 0; index + 1 < offsets.length; index += 2) {
      const [start = 0, end = 0] = [offsets[index], offsets[index + 1]];
      edits.push({ kind: 'replace', path: 'a.py', range: { start: positionAt(text, start), end: positionAt(text, end) }, text: (inserted[index / 2] ?? []).join('').replaceAll('\n', ends[0] ?? '\n') });
    }
    return { text, edits, file: changed('a.py', [hunk(1, first + 1, ...shown)]) };
  });

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** What GitHub does with a suggestion: the block's content takes the place of the commented lines. */
function applySuggestion(text: string, startLine: number, endLine: number, block: string): string {
  const lines = text.split(/(?<=\n)/);
  const [, fence = ''] = /^(`+)suggestion\n/.exec(block) ?? [];
  const content = block.slice(block.indexOf('\n') + 1, block.length - fence.length);
  return [...lines.slice(0, startLine - 1), content, ...lines.slice(endLine)].join('');
}

test('applying the suggestion is applying the fix', () => {
  let offered = 0;
  fc.assert(
    fc.property(cases, ({ text, edits, file: changedFile }) => {
      const found = replacementOf(fix('x', ...edits), [changedFile]);
      if (found === null) return;
      offered += 1;
      const block = codeBlock('suggestion', found.after);
      expect(applySuggestion(text, found.startLine, found.endLine, block)).toBe(applyEdits(text, edits));
      expect(found.after).not.toContain(/^(`+)/.exec(block)?.[1]);
    }),
    { numRuns: 3000 },
  );
  expect(offered).toBeGreaterThan(300);
});
