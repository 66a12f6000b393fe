import { afterAll, describe, expect, test } from '@jest/globals';
import { parseDiff } from '../../src/changes/parse.js';
import { parseLsTree } from '../../src/changes/tree.js';
import { diffTrees } from '../../src/checkout/diff.js';
import { createRepo, type FileMap } from '../support/git-repo.js';

const repo = createRepo({ bare: true });
afterAll(() => repo.remove());

async function changesBetween(before: FileMap, after: FileMap) {
  const base = repo.commit(before, { parent: null });
  const head = repo.commit(after, { parent: null });
  const { changes } = await diffTrees({ cwd: repo.path, configuration: 'none' }, [base, head]);
  return changes.files;
}

/** `-12 text`, `+12 text`, ` 12 text`: the kind, the line number on its own side, the text; `(end)` where no newline follows. */
async function linesBetween(before: string, after: string): Promise<string[]> {
  const [file] = await changesBetween({ 'f.txt': before }, { 'f.txt': after });
  return (file?.hunks ?? []).flatMap(({ lines }) =>
    lines.map(({ kind, baseLine, headLine, text, noNewline }) => {
      const sign = { added: '+', removed: '-', context: ' ' }[kind];
      return `${sign}${headLine ?? baseLine} ${text}${noNewline === true ? ' (end)' : ''}`;
    }));
}

describe('lines', () => {
  test('an edit with its context', async () => {
    expect(await linesBetween('a\nb\nc\n', 'a\nB\nc\n')).toEqual([' 1 a', '-2 b', '+2 B', ' 3 c']);
  });
  test('no newline at the end, before, after and on both sides', async () => {
    expect(await linesBetween('a', 'a\n')).toEqual(['-1 a (end)', '+1 a']);
    expect(await linesBetween('a\n', 'a')).toEqual(['-1 a', '+1 a (end)']);
    expect(await linesBetween('x\na', 'y\na')).toEqual(['-1 x', '+1 y', ' 2 a (end)']);
    expect(await linesBetween('a', 'b')).toEqual(['-1 a (end)', '+1 b (end)']);
  });
  test('a carriage return stays in the text', async () => {
    expect(await linesBetween('a\r\n', 'a\r\nb\r\n')).toEqual([' 1 a\r', '+2 b\r']);
  });
  test('lines that look like parts of a patch', async () => {
    const before = 'one\n-- a/f.txt\ndiff --git a/f b/f\n';
    const after = '++ b/f.txt\n@@ -1 +1 @@\n\\ No newline at end of file\n';
    expect(await linesBetween(before, after)).toEqual([
      '-1 one', '-2 -- a/f.txt', '-3 diff --git a/f b/f',
      '+1 ++ b/f.txt', '+2 @@ -1 +1 @@', '+3 \\ No newline at end of file',
    ]);
  });
  test('two hunks count from their own starts', async () => {
    const before = Array.from({ length: 20 }, (_, index) => `l${index + 1}`);
    const after = ['new', ...before.slice(0, 19), 'end'];
    expect(await linesBetween(`${before.join('\n')}\n`, `${after.join('\n')}\n`)).toEqual([
      '+1 new', ' 2 l1', ' 3 l2', ' 4 l3', ' 18 l17', ' 19 l18', ' 20 l19', '-20 l20', '+21 end',
    ]);
  });
  test('a file made empty, and an empty one filled', async () => {
    expect(await linesBetween('a\n', '')).toEqual(['-1 a']);
    expect(await linesBetween('', 'a\n')).toEqual(['+1 a']);
  });
  test('bytes that are not UTF-8', async () => {
    const [file] = await changesBetween({ f: 'a\n' }, { f: Buffer.from('caf\xe9\n', 'latin1') });
    expect(file?.hunks[0]?.lines[1]?.text).toBe('caf\ufffd');
  });
});

describe('files', () => {
  test.each([
    'plain.txt', 'with space', 'tab\there', 'new\nline', 'quo"te', 'back\\slash', 'naïve-日本.py', ' lead', 'a b/c d',
    ':colon', '-dash', '*?[x]', 'a => b', '\u0001control',
  ])('the name %j', async (name) => {
    const [file, ...others] = await changesBetween({ [name]: 'a\n' }, { [name]: 'b\n' });
    expect(others).toEqual([]);
    expect(file).toMatchObject({ path: name, status: 'modified', binary: false });
    expect(file?.hunks).toHaveLength(1);
  });
  test('added and deleted', async () => {
    expect(await changesBetween({ gone: 'a\n' }, { 'new one': 'completely\ndifferent\n' })).toMatchObject([
      { path: 'gone', status: 'deleted', hunks: [{ baseStart: 1, baseLines: 1, headStart: 0, headLines: 0 }] },
      { path: 'new one', status: 'added', hunks: [{ baseStart: 0, baseLines: 0, headStart: 1, headLines: 2 }] },
    ]);
  });
  test('renamed without and with edits', async () => {
    const text = Array.from({ length: 12 }, (_, index) => `line number ${index}\n`).join('');
    expect(await changesBetween({ 'a\n1': text, b: `${text}x\n` }, { 'c"1': text, d: `${text}y\n` })).toMatchObject([
      { path: 'c"1', previousPath: 'a\n1', status: 'renamed', hunks: [] },
      { path: 'd', previousPath: 'b', status: 'renamed', hunks: [{ headStart: 10 }] },
    ]);
  });
  test('a mode change has no lines', async () => {
    const [file] = await changesBetween({ run: 'a\n' }, { run: { executable: 'a\n' } });
    expect(file).toMatchObject({ path: 'run', status: 'modified', binary: false, hunks: [] });
    expect(file?.baseOid).toBe(file?.headOid);
  });
  test('a file becomes a symlink and the other way round', async () => {
    const before = { a: 'text\n', b: { symlink: 'x' }, c: 'last\n' };
    const after = { a: { symlink: 'x' }, b: 'text\n', c: 'last one\n' };
    expect(await changesBetween(before, after)).toMatchObject([
      { path: 'a', status: 'modified', binary: true, hunks: [] },
      { path: 'b', status: 'modified', binary: true, hunks: [] },
      { path: 'c', status: 'modified', binary: false, hunks: [{ headStart: 1 }] },
    ]);
  });
  test('binary files, symlinks and submodules show no lines', async () => {
    const before = { bin: Buffer.from([0, 1]), link: { symlink: 'x' }, sub: { submodule: '1'.repeat(40) }, z: 'a\n' };
    const after = { bin: Buffer.from([0, 2]), link: { symlink: 'y' }, sub: { submodule: '2'.repeat(40) }, z: 'b\n' };
    const files = await changesBetween(before, after);
    expect(files.map(({ path, binary, hunks }) => [path, binary, hunks.length])).toEqual([
      ['bin', true, 0], ['link', true, 0], ['sub', true, 0], ['z', false, 1],
    ]);
  });
  test('names that differ in case only', async () => {
    const files = await changesBetween({ 'a.py': 'x\n', 'A.py': 'y\n' }, { 'a.py': 'x1\n', 'A.py': 'y1\n' });
    expect(files.map(({ path }) => path)).toEqual(['A.py', 'a.py']);
  });
  test('a file becomes a folder', async () => {
    const files = await changesBetween({ a: 'text one\n' }, { 'a/b': 'other words\n' });
    expect(files.map(({ path, status }) => [path, status])).toEqual([['a', 'deleted'], ['a/b', 'added']]);
  });
  test('5,000 files', async () => {
    const before = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`d${index % 50}/f${index}.py`, `a = ${index}\n`]));
    const after = Object.fromEntries(Object.keys(before).map((path) => [path, `${before[path]}b = 1\n`]));
    const files = await changesBetween(before, after);
    expect(files).toHaveLength(5000);
    expect(files.every(({ hunks }) => hunks[0]?.lines.length === 2)).toBe(true);
  });
  test('nothing changed', async () => {
    expect(await changesBetween({ a: 'x' }, { a: 'x' })).toEqual([]);
  });
});

describe('output that is not a diff', () => {
  const record = ':100644 100644 1111111111111111111111111111111111111111 2222222222222222222222222222222222222222 M\0f\0\0';
  test.each([
    ['a record without a path', ':100644 100644 1 2 M\0f', /ends inside a record/],
    ['no patch after the records', record, /a section was expected/],
    ['a patch that is cut off', `${record}diff --git a/f b/f\n@@ -1,2 +1,2 @@\n a\n`, /ends inside a section/],
    ['an unknown status', ':100644 100644 1 2 Q\0f\0\0', /unknown status/],
    ['a line of no kind', `${record}diff --git a/f b/f\n@@ -1 +1 @@\n?a\n`, /unreadable hunk line/],
  ])('%s', (_title, output, message) => {
    expect(() => parseDiff(Buffer.from(output))).toThrow(message);
  });
});

test('a tree listing keeps kinds and odd names', () => {
  const oid = 'a'.repeat(40);
  const records = [`100644 blob ${oid}\tnew\nline`, `100755 blob ${oid}\ttab\there`, `120000 blob ${oid}\tl`, `160000 commit ${oid}\ts`];
  const listing = records.map((record) => `${record}\0`).join('');
  expect([...parseLsTree(Buffer.from(listing)).values()].map(({ path, kind }) => [path, kind])).toEqual([
    ['new\nline', 'file'], ['tab\there', 'executable'], ['l', 'symlink'], ['s', 'submodule'],
  ]);
});
