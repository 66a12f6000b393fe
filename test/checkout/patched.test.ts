import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLocalChangeSource } from '../../src/checkout/local.js';
import { createMirrorChangeSource } from '../../src/checkout/mirror-source.js';
import { readContents } from '../../src/checkout/read-texts.js';
import type { ChangeSource, PatchedFile, PatchedSource } from '../../src/checkout/types.js';
import type { Edit, Position } from '../../src/findings/types.js';
import { applyEdits } from '../../src/fixes/apply.js';
import { encodedAs } from '../../src/fixes/encode.js';
import { createRepo, runTestGit, type FileMap, type RepoOptions } from '../support/git-repo.js';
import { cleanedUp } from './cleanup.js';

const { cleanups, repository, opened } = cleanedUp();

async function patched(source: ChangeSource, files: Readonly<Record<string, string | Buffer | null>>): Promise<PatchedSource> {
  const kindOf = (path: string): PatchedFile['kind'] => source.head.entries.get(path)?.kind ?? 'file';
  return opened(await source.patched(Object.entries(files).map(([path, content]) => ({ path, content: typeof content === 'string' ? Buffer.from(content) : content, kind: kindOf(path) }))));
}

function changedIn(source: ChangeSource): string[] {
  return source.changes.files.map(({ status, path }) => `${status} ${path}`);
}

async function contentOf(source: ChangeSource, path: string): Promise<string | undefined> {
  return (await readContents(source, source.head, [path])).get(path)?.toString();
}

/** Every file below a folder with its bytes, time and mode. */
function footprint(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const { mtimeNs, mode } = statSync(path, { bigint: true });
    return `${path} ${mode} ${mtimeNs} ${entry.isFile() ? readFileSync(path).toString('base64') : ''}`;
  }).sort();
}

const FILES: FileMap = { 'a.py': 'a = 1\n', 'bin/run': { executable: '#!/bin/sh\n' }, 'gone.py': 'old = 1\nolder = 2\n', 'same.py': 'same\n', link: { symlink: 'a.py' } };

describe.each<RepoOptions>([{}, { objectFormat: 'sha256' }])('%o', (options) => {
  test('edited, executable, new and deleted files, of a commit', async () => {
    const repo = repository({ ...options, bare: true });
    const base = repo.commit(FILES);
    repo.commit({ ...FILES, 'b.py': 'b = 1\n' });
    const before = footprint(repo.path);
    const source = opened(await createLocalChangeSource({ path: repo.path, base, head: 'main' }));
    const next = await patched(source, { 'a.py': 'a = 2', 'bin/run': '#!/bin/bash\n', 'new/c.py': 'c = 1\n', 'gone.py': null });
    expect(changedIn(next)).toEqual(['modified a.py', 'added b.py', 'modified bin/run', 'deleted gone.py', 'added new/c.py']);
    expect([...next.head.entries.keys()]).toEqual(['a.py', 'b.py', 'bin/run', 'link', 'new/c.py', 'same.py']);
    expect(next.head.commit).toBeNull();
    expect(next.base.commit).toBe(base);
    expect(next.head.entries.get('bin/run')?.kind).toBe('executable');
    expect([await contentOf(next, 'a.py'), await contentOf(next, 'b.py'), await contentOf(next, 'new/c.py')]).toEqual(['a = 2', 'b = 1\n', 'c = 1\n']);
    expect(next.patch).toMatch(/^diff --git a\/a.py b\/a.py\n/);
    expect(next.patch).not.toContain('b.py b/b.py');
    expect(footprint(repo.path)).toEqual(before);
  });
});

test('the working tree, with what is not committed in it', async () => {
  const repo = repository();
  repo.commit(FILES);
  repo.checkout('main');
  repo.write({ 'a.py': 'a = 2\n', 'untracked.py': 'u = 1\n' });
  const before = footprint(repo.path);
  const source = opened(await createLocalChangeSource({ path: repo.path }));
  const next = await patched(source, { 'untracked.py': 'u = 2\n' });
  expect(changedIn(next)).toEqual(['modified a.py', 'added untracked.py']);
  expect(await contentOf(next, 'a.py')).toBe('a = 2\n');
  expect(next.patch.split('\n').filter((line) => /^[-+]\w/.test(line))).toEqual(['-u = 1', '+u = 2']);
  const again = await patched(next, { 'a.py': 'a = 3\n' });
  expect(again.patch.split('\n').filter((line) => /^[-+]\w/.test(line))).toEqual(['-a = 2', '+a = 3']);
  expect(await contentOf(again, 'untracked.py')).toBe('u = 2\n');
  expect(footprint(repo.path)).toEqual(before);
});

test('a mirror, which lacks a blob of its head', async () => {
  const repo = repository({ bare: true });
  const base = repo.commit(FILES);
  const head = repo.commit({ ...FILES, 'b.py': 'b = 1\n' });
  const mirror = { name: 'acme/shop', directory: repo.path, fetchCommits: async () => undefined, rebuild: async () => undefined };
  const left = repo.git('rev-parse', `${head}:same.py`);
  rmSync(join(repo.path, 'objects', left.slice(0, 2), left.slice(2)));
  const source = opened(await createMirrorChangeSource({ mirror, baseSha: base, headSha: head }));
  const next = await patched(source, { 'b.py': 'b = 2\n' });
  expect([next.name, changedIn(next), await contentOf(next, 'b.py')]).toEqual(['acme/shop', ['added b.py'], 'b = 2\n']);
});

test('a closed source leaves nothing in the temporary folder', async () => {
  const temporaryFolder = mkdtempSync(join(tmpdir(), 'shipworthy-test-'));
  cleanups.push(() => rmSync(temporaryFolder, { recursive: true }));
  const repo = repository();
  repo.commit(FILES);
  repo.checkout('main');
  const source = await createLocalChangeSource({ path: repo.path, temporaryFolder });
  const next = await source.patched([{ path: 'a.py', content: Buffer.from('x\n'), kind: 'file' }]);
  expect(readdirSync(temporaryFolder)).toHaveLength(2);
  await expect(source.patched([{ path: '.git/b', content: Buffer.from('x\n'), kind: 'file' }])).rejects.toThrow();
  await next.close();
  await source.close();
  expect(readdirSync(temporaryFolder)).toEqual([]);
});

test('the patch is the same whatever a person has configured', async () => {
  const repo = repository();
  repo.commit(FILES);
  repo.checkout('main');
  const plain = await patched(opened(await createLocalChangeSource({ path: repo.path })), { 'a.py': 'a = 2\n', 'ü.py': 'u\n' });
  for (const [key, value] of [['diff.noprefix', 'true'], ['diff.mnemonicPrefix', 'true'], ['color.ui', 'always'], ['diff.context', '0'], ['core.quotePath', 'false'], ['diff.external', 'false']] as const) repo.git('config', key, value);
  const configured = await patched(opened(await createLocalChangeSource({ path: repo.path })), { 'a.py': 'a = 2\n', 'ü.py': 'u\n' });
  expect(configured.patch).toBe(plain.patch);
});

const ENCODINGS: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-8 with a byte order mark': (text) => Buffer.from(`\uFEFF${text}`),
  'UTF-16, little end first': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  'UTF-16, big end first': (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
};

const oneFile = fc
  .record({
    lines: fc.array(fc.stringMatching(/^[a-zäß€😀 \t`]{0,6}$/u), { minLength: 1, maxLength: 6 }),
    newlines: fc.array(fc.constantFrom('\n', '\r\n'), { minLength: 1, maxLength: 3 }),
    ending: fc.boolean(),
    encoding: fc.constantFrom(...Object.keys(ENCODINGS)),
    cuts: fc.array(fc.nat(), { minLength: 2, maxLength: 6 }),
    inserted: fc.array(fc.constantFrom('', 'x', '\n', 'x\n', '\ny', 'é'), { minLength: 3, maxLength: 3 }),
  })
  .map(({ lines, newlines, ending, encoding, cuts, inserted }) => {
    const text = lines.map((line, index) => (index + 1 < lines.length || ending ? line + newlines[index % newlines.length] : line)).join('');
    const offsets = cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b);
    const replaced: { start: number; end: number; text: string }[] = [];
    for (let index = 0; index + 1 < offsets.length; index += 2) replaced.push({ start: offsets[index] ?? 0, end: offsets[index + 1] ?? 0, text: inserted[index / 2] ?? '' });
    return { text, replaced, encoding };
  });

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** Half a character is no text in any encoding. */
function isWhole(text: string): boolean {
  return Buffer.from(text).toString() === text;
}

test('the fix of a text, the blob of the patched tree and what `git apply` makes of the patch are the same bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(oneFile, { minLength: 12, maxLength: 12 }), async (cases) => {
      const files = cases.map(({ text, encoding }, index) => [`f${index}.txt`, (ENCODINGS[encoding] as (text: string) => Buffer)(text)] as const);
      const wanted = new Map<string, Buffer>();
      for (const [index, { text, replaced, encoding }] of cases.entries()) {
        const edits = replaced.map((one): Edit => ({ kind: 'replace', path: `f${index}.txt`, range: { start: positionAt(text, one.start), end: positionAt(text, one.end) }, text: one.text }));
        const byHand = [...replaced].reverse().reduce((current, one) => current.slice(0, one.start) + one.text + current.slice(one.end), text);
        if (!isWhole(byHand)) continue;
        const encoded = encodedAs(files[index]?.[1] as Buffer);
        expect(encoded?.text).toBe(text);
        const made = encoded?.encode(applyEdits(text, edits)) as Buffer;
        expect(made.equals((ENCODINGS[encoding] as (text: string) => Buffer)(byHand))).toBe(true);
        wanted.set(`f${index}.txt`, made);
      }
      const repo = createRepo();
      try {
        repo.commit(Object.fromEntries(files));
        repo.checkout('main');
        const source = await createLocalChangeSource({ path: repo.path, head: 'main' });
        const next = await source.patched([...wanted].map(([path, content]) => ({ path, content, kind: 'file' })));
        const blobs = await readContents(next, next.head, wanted.keys());
        const { patch } = next;
        await next.close();
        await source.close();
        if (patch !== '') runTestGit(repo.path, ['apply', '-'], Buffer.from(patch));
        for (const [path, content] of wanted) {
          expect(blobs.get(path)?.equals(content)).toBe(true);
          expect(readFileSync(join(repo.path, path)).equals(content)).toBe(true);
        }
      } finally {
        repo.remove();
      }
    }),
    { numRuns: 12 },
  );
}, 120_000);

test('bytes that are no text, or that would not come back the same, are not encoded', () => {
  for (const bytes of [Buffer.from([0xe4]), Buffer.from([0xff, 0xfe, 0x61]), Buffer.from('a\0b'), Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x61, 0x00])]) expect(encodedAs(bytes)).toBeUndefined();
  expect(encodedAs(Buffer.from('\uFEFF\uFEFFx'))?.encode('\uFEFFx').equals(Buffer.from('\uFEFF\uFEFFx'))).toBe(true);
});
