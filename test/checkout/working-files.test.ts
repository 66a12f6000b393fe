import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createLocalChangeSource } from '../../src/checkout/local.js';
import { workingFilesOf, type WorkingFiles } from '../../src/checkout/working-files.js';
import { createRepo, type FileContent, type FileMap, type TestRepo } from '../support/git-repo.js';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A checked out working tree, read; `later` happens after the reading. */
async function tree(files: FileMap, options: { readonly config?: Readonly<Record<string, string>>; readonly edited?: FileMap; readonly later?: (path: string) => void } = {}): Promise<{ readonly repo: TestRepo; readonly files: WorkingFiles }> {
  const repo = createRepo();
  cleanups.push(() => repo.remove());
  repo.commit(files);
  for (const [key, value] of Object.entries(options.config ?? {})) repo.git('config', key, value);
  repo.checkout('main');
  repo.write(options.edited ?? {});
  const source = await createLocalChangeSource({ path: repo.path });
  cleanups.push(() => source.close());
  options.later?.(repo.path);
  return { repo, files: workingFilesOf(repo.path, source) };
}

function file(path: string, content: string | null) {
  return { path, content: content === null ? null : Buffer.from(content), kind: 'file' as const };
}

describe('what may be written', () => {
  test.each<[what: string, content: FileContent, config: Readonly<Record<string, string>>, edited: FileContent | undefined, expected: string | undefined]>([
    ['a file as it is', 'a\n', {}, undefined, undefined],
    ['an edited file', 'a\n', {}, 'b\n', undefined],
    ['CRLF that git keeps', 'a\r\nb\r\n', {}, undefined, undefined],
    ['CRLF that git makes of LF', 'a\nb\n', { 'core.autocrlf': 'true' }, undefined, undefined],
    ['mixed line ends that git makes into LF', 'a\nb\n', { 'core.autocrlf': 'true' }, 'a\r\nc\n', 'its line ends are mixed, and git converts them'],
    ['a symlink', { symlink: 'elsewhere' }, {}, undefined, 'it is no plain file in the working tree'],
  ])('%s', async (_what, content, config, edited, expected) => {
    const { files } = await tree({ 'a.py': content }, { config, ...(edited === undefined ? {} : { edited: { 'a.py': edited } }) });
    expect(await files.refusalOf('a.py')).toBe(expected);
  });

  test.each<[what: string, path: string, later: (path: string) => void, expected: RegExp]>([
    ['edited since', 'a.py', (path) => rmSync(join(path, 'a.py')), /gone/],
    ['replaced by a symlink since', 'a.py', (path) => (rmSync(join(path, 'a.py')), symlinkSync('b.py', join(path, 'a.py'))), /no plain file/],
    ['in a folder that is a symlink by now', 'sub/c.py', (path) => (rmSync(join(path, 'sub'), { recursive: true }), symlinkSync('/tmp', join(path, 'sub'))), /sub is no plain folder/],
    ['new where something stands that git ignores', 'new.py', (path) => mkdirSync(join(path, 'new.py')), /does not track/],
  ])('not a file %s', async (_what, path, later, expected) => {
    const { files, repo } = await tree({ 'a.py': 'a\n', 'b.py': 'b\n', 'sub/c.py': 'c\n' }, { later });
    expect(await files.refusalOf(path)).toMatch(expected);
    await expect(files.write([file('b.py', 'changed\n'), file(path, 'x\n')])).rejects.toThrow(/nothing was written/);
    expect(readFileSync(join(repo.path, 'b.py'), 'utf8')).toBe('b\n');
  });

  test('a file that git has through a filter is not', async () => {
    const { files } = await tree({ 'a.py': 'A\n', '.gitattributes': 'a.py working-tree-encoding=UTF-16\n' });
    expect(await files.refusalOf('a.py')).toMatch(/a filter, an encoding/);
  });
});

describe('writing', () => {
  test('keeps modes and line ends, makes and removes files, and leaves nothing else', async () => {
    const { repo, files } = await tree({ 'a.py': 'a\nb\n', run: { executable: 'x\n' }, 'gone.py': 'g\n' }, { config: { 'core.autocrlf': 'true' } });
    chmodSync(join(repo.path, 'run'), 0o750);
    await files.write([file('a.py', 'a\nc\n'), { ...file('run', 'y\n'), kind: 'executable' }, file('gone.py', null), file('new/deep/n.py', 'n\n')]);
    expect(readFileSync(join(repo.path, 'a.py'), 'utf8')).toBe('a\r\nc\r\n');
    expect(readFileSync(join(repo.path, 'run'), 'utf8')).toBe('y\r\n');
    expect(statSync(join(repo.path, 'run')).mode & 0o777).toBe(0o750);
    expect(existsSync(join(repo.path, 'gone.py'))).toBe(false);
    expect(readFileSync(join(repo.path, 'new/deep/n.py'), 'utf8')).toBe('n\n');
    expect(readdirSync(repo.path, { recursive: true }).filter((name) => !String(name).startsWith('.git')).sort()).toEqual(['a.py', 'new', 'new/deep', 'new/deep/n.py', 'run']);
    expect(lstatSync(join(repo.path, 'a.py')).isFile()).toBe(true);
  });

  test('writes nothing when one of the files was edited meanwhile', async () => {
    const { repo, files } = await tree({ 'a.py': 'a\n', 'b.py': 'b\n' });
    repo.write({ 'b.py': 'mine\n' });
    await expect(files.write([file('a.py', 'A\n'), file('b.py', 'B\n')])).rejects.toThrow('nothing was written: b.py changed while it was read');
    expect(['a.py', 'b.py'].map((path) => readFileSync(join(repo.path, path), 'utf8'))).toEqual(['a\n', 'mine\n']);
  });
});
