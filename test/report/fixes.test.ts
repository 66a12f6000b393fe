import { describe, expect, test } from '@jest/globals';
import { createColors } from 'picocolors';
import type { FixAnswer, PreparedFile } from '../../src/fixes/types.js';
import { renderFixes } from '../../src/report/fixes.js';
import { finding, fingerprint, fix, range } from './fixtures.js';

const options = { colors: createColors(false), width: 60, dryRun: false };

function file(path: string, more: Partial<PreparedFile> = {}): PreparedFile {
  return { path, content: Buffer.from('x\n'), kind: 'file', isNew: false, ...more };
}

const many = Array.from({ length: 12 }, (_, index) => ({ finding: finding({ path: `app/view${index}.py`, fingerprint: fingerprint(index) }), why: 'no fix is known' }));

describe('what is told of fixes', () => {
  test('files that are new or go, findings without a fix of their own, and no more of one reason than ten', () => {
    const answer: FixAnswer = {
      files: [file('app/views.py'), file('new.py', { isNew: true }), file('old.py', { content: null })],
      patch: 'diff',
      fixed: [finding({ fix: fix('Remove the import of a module with a very, very long name indeed') }), finding({ path: 'app/a.py', range: range(7, 1, 7, 2), fingerprint: fingerprint(99) })],
      left: [...many, { finding: finding({ path: 'b\u001b[31m.py' }), why: 'its fix is to be read first (`--unsafe` applies it)' }],
    };
    expect(renderFixes(answer, options)).toBe(
      [
        'Fixed 2 findings in 3 files',
        '  app/a.py:7 wiring/unresolved-import',
        '    gone with the other fixes',
        '  app/views.py:3 wiring/unresolved-import',
        '    Remove the import of a module with a very, very long na…',
        '',
        'Written',
        '  app/views.py',
        '  new.py (new)',
        '  old.py (deleted)',
        '',
        'Left 13 findings',
        '  no fix is known',
        ...many.slice(0, 10).map(({ finding: { path } }) => `    ${path}:3 wiring/unresolved-import`),
        '    and 2 more',
        '  its fix is to be read first (`--unsafe` applies it)',
        '    b\\u{001B}[31m.py:3 wiring/unresolved-import',
        '',
      ].join('\n'),
    );
  });

  test('nothing, and a dry run', () => {
    expect(renderFixes({ nothing: 'The change brings no finding.', left: [] }, options)).toBe('The change brings no finding.\n');
    expect(renderFixes({ files: [file('a.py')], patch: 'diff', fixed: [finding()], left: [] }, { ...options, dryRun: true })).toMatch(/^Would fix 1 finding in 1 file\n(.*\n)*Would write\n {2}a\.py\n$/);
  });
});
