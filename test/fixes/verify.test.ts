import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ChangeSet } from '../../src/changes/types.js';
import type { Grammars } from '../../src/facts/grammars.js';
import type { Edit, Fix } from '../../src/findings/types.js';
import { EditError } from '../../src/fixes/apply.js';
import { patchedTexts, proveFixes, type VerifyInput } from '../../src/fixes/verify.js';
import { judgeTree } from '../../src/rules/both-sides.js';
import { hitsOfSide } from '../../src/rules/explain.js';
import { testGrammars } from '../support/grammars.js';
import { changesOf, treeOf, type Files } from '../support/memory-project.js';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await testGrammars();
});

const SHOP: Files = {
  'requirements.txt': 'Django\n',
  'manage.py': 'from shop import views\n\nviews.run()\n',
  'shop/__init__.py': '',
  'shop/models.py': 'class User:\n    pass\n',
  'shop/views.py': 'from shop.modles import User\n\n\ndef run():\n    return User\n',
};

function inputOf(files: Files, changes: ChangeSet = { files: [] }, unread: readonly string[] = []): VerifyInput {
  const side = judgeTree({ ...treeOf(files, grammars), wants: (path) => !unread.includes(path) });
  return { side, changes, grammars, textOf: (path) => files[path] };
}

/** Whether a fix for the one finding in `path` holds. */
function holds(path: string, edits: readonly Edit[], input: VerifyInput): boolean {
  const hits = hitsOfSide(input.changes, input.side, 'head').filter((hit) => hit.path === path);
  expect(hits.length).toBe(1);
  return proveFixes([{ path, fingerprint: hits[0]?.fingerprint ?? '', fix: fixOf(...edits) }], input).kind === 'holds';
}

function fixOf(...edits: Edit[]): Fix {
  return { title: 'Mend it', safety: 'safe', edits };
}

/** Of one line. */
function replace(path: string, line: number, start: number, end: number, text: string): Edit {
  return { kind: 'replace', path, range: { start: { line, column: start }, end: { line, column: end } }, text };
}

function create(path: string, text: string): Edit {
  return { kind: 'create', path, text };
}

describe('proveFixes', () => {
  test.each<[what: string, edits: readonly Edit[], expected: boolean]>([
    ['the right module', [replace('shop/views.py', 1, 6, 17, 'shop.models')], true],
    ['a module that is not there either', [replace('shop/views.py', 1, 6, 17, 'shop.nothing')], false],
    ['a name that the right module does not have', [replace('shop/views.py', 1, 6, 29, 'shop.models import Usr')], false],
    ['a package that nothing declares', [replace('shop/views.py', 1, 1, 1, 'import requests\n'), replace('shop/views.py', 1, 6, 17, 'shop.models')], false],
    ['nothing', [], false],
    ['something beside the point', [replace('shop/models.py', 1, 7, 11, 'Person')], false],
    ['a line that is not there', [replace('shop/views.py', 99, 1, 2, 'x')], false],
    ['a column that is not there', [replace('shop/views.py', 1, 6, 999, 'shop.models')], false],
    ['overlapping edits', [replace('shop/views.py', 1, 6, 17, 'shop.models'), replace('shop/views.py', 1, 8, 12, 'x')], false],
    ['a file that is not there', [replace('shop/gone.py', 1, 1, 1, 'x')], false],
    ['a new file that answers the import', [create('shop/modles.py', 'class User:\n    pass\n')], true],
    ['a new file with a finding of its own', [create('shop/modles.py', 'import requests\n\n\nclass User:\n    pass\n')], false],
    ['a new file that is there', [create('shop/models.py', ''), replace('shop/views.py', 1, 6, 17, 'shop.models')], false],
    ['a new file where a folder is', [create('shop', ''), replace('shop/views.py', 1, 6, 17, 'shop.models')], false],
    ['a new file below a file', [create('manage.py/x.py', ''), replace('shop/views.py', 1, 6, 17, 'shop.models')], false],
    ['a new file outside the repository', [create('../x.py', ''), replace('shop/views.py', 1, 6, 17, 'shop.models')], false],
    ['deleting a file that others import', [{ kind: 'delete', path: 'shop/views.py' }], false],
    ['deleting a file that is not there', [{ kind: 'delete', path: 'shop/gone.py' }], false],
    ['deleting it together with who imports it', [{ kind: 'delete', path: 'shop/views.py' }, { kind: 'delete', path: 'manage.py' }], true],
  ])('%s', (_what, edits, expected) => {
    expect(holds('shop/views.py', edits, inputOf(SHOP))).toBe(expected);
  });

  test('deleting what nothing uses', () => {
    const files = { ...SHOP, 'shop/views.py': 'def run():\n    return 1\n', 'shop/leftover.py': 'class Leftover:\n    pass\n', 'shop/models.py': '' };
    expect(holds('shop/leftover.py', [{ kind: 'delete', path: 'shop/leftover.py' }], inputOf(files))).toBe(true);
  });

  test('an edit of another file', () => {
    const files = { ...SHOP, 'shop/views.py': 'import requests\n\n\ndef run():\n    return requests\n', 'shop/models.py': '' };
    const added: Edit = { kind: 'replace', path: 'requirements.txt', range: { start: { line: 2, column: 1 }, end: { line: 2, column: 1 } }, text: 'requests\n' };
    expect(holds('shop/views.py', [added], inputOf(files))).toBe(true);
  });

  test('a file that the change renamed', () => {
    const { 'shop/views.py': text = '', ...others } = SHOP;
    const input = inputOf(SHOP, changesOf({ ...others, 'shop/pages.py': text }, SHOP));
    expect(holds('shop/views.py', [replace('shop/views.py', 1, 6, 17, 'shop.models')], input)).toBe(true);
    expect(holds('shop/views.py', [replace('shop/views.py', 1, 6, 17, 'shop.nothing')], input)).toBe(false);
  });

  test('findings of files that the configuration leaves out do not count', () => {
    const input = inputOf(SHOP, { files: [] }, ['manage.py']);
    expect(holds('shop/views.py', [{ kind: 'delete', path: 'shop/views.py' }], input)).toBe(true);
  });
});

describe('patchedTexts', () => {
  const textOf = (path: string): string | undefined => ({ 'a.py': 'one\ntwo\n', 'b.py': 'b\n' })[path];

  test.each<[what: string, edits: readonly Edit[], expected: Record<string, string | null>]>([
    ['two edits of one file', [replace('a.py', 1, 1, 4, '1'), replace('a.py', 2, 1, 4, '2')], { 'a.py': '1\n2\n' }],
    ['two files', [replace('a.py', 1, 1, 4, '1'), replace('b.py', 1, 1, 2, 'B')], { 'a.py': '1\ntwo\n', 'b.py': 'B\n' }],
    ['a new file', [create('n/c.py', 'c\n'), replace('b.py', 1, 1, 2, 'B')], { 'n/c.py': 'c\n', 'b.py': 'B\n' }],
    ['a deletion', [{ kind: 'delete', path: 'a.py' }], { 'a.py': null }],
    ['a deletion wins, first', [{ kind: 'delete', path: 'a.py' }, replace('a.py', 1, 1, 4, '1')], { 'a.py': null }],
    ['a deletion wins, last', [replace('a.py', 1, 1, 4, '1'), { kind: 'delete', path: 'a.py' }], { 'a.py': null }],
  ])('%s', (_what, edits, expected) => {
    expect(Object.fromEntries(patchedTexts(fixOf(...edits), textOf))).toEqual(expected);
  });

  test.each<[what: string, edits: readonly Edit[], message: string]>([
    ['is there', [create('a.py', '')], 'a.py exists'],
    ['leads out', [create('../a.py', '')], '../a.py is no path of a new file'],
    ['is made twice', [create('n.py', 'a'), create('n.py', 'b')], 'n.py is edited twice'],
    ['is deleted as well', [create('n.py', 'a'), { kind: 'delete', path: 'n.py' }], 'n.py is edited twice'],
  ])('a new file that %s', (_what, edits, message) => {
    expect(() => patchedTexts(fixOf(...edits), textOf)).toThrow(new EditError(message));
  });

  test('a file that can\'t be read', () => {
    expect(() => patchedTexts(fixOf(replace('c.py', 1, 1, 1, '')), textOf)).toThrow(new EditError("c.py can't be read"));
  });
});
