import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createLocalChangeSource, createLocalTreeSource } from '../../src/checkout/local.js';
import type { ChangeSource, TreeSource } from '../../src/checkout/types.js';
import { UserError } from '../../src/errors.js';
import { runTestGit } from '../support/git-repo.js';
import { cleanedUp } from './cleanup.js';

const { cleanups, repository, opened } = cleanedUp();

async function review(path: string, base?: string, head?: string): Promise<ChangeSource> {
  return opened(await createLocalChangeSource({ path, base, head }));
}

function changed(source: ChangeSource): string[] {
  return source.changes.files.map(({ status, path }) => `${status} ${path}`);
}

async function content(source: TreeSource, path: string): Promise<string | null> {
  for await (const blob of source.read([source.head.entries.get(path)?.oid ?? ''])) return blob.content?.toString('utf8') ?? null;
  return null;
}

/** Every file below a folder with its bytes, time and mode. */
function footprint(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return names.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const { mtimeNs, mode } = statSync(path, { bigint: true });
    return `${path} ${mode} ${mtimeNs} ${entry.isFile() ? readFileSync(path).toString('base64') : ''}`;
  }).sort();
}

describe('the working tree', () => {
  test('edited, staged, untracked, deleted and ignored files', async () => {
    const repo = repository();
    const base = repo.commit({ edited: 'a\n', staged: 'a\n', gone: 'something else\n', same: 'a\n', '.gitignore': 'secret\n' });
    repo.checkout('main');
    repo.write({ edited: 'b\n', staged: 'b\n', 'new/one.py': 'x = 1\n', secret: 'no' });
    repo.git('add', 'staged');
    rmSync(join(repo.path, 'gone'));
    const source = await review(repo.path);
    expect(changed(source)).toEqual(['modified edited', 'deleted gone', 'added new/one.py', 'modified staged']);
    expect(source.head.commit).toBeNull();
    expect(source.base.commit).toBe(base);
    expect([...source.head.entries.keys()]).toEqual(['.gitignore', 'edited', 'new/one.py', 'same', 'staged']);
    expect([...source.base.entries.keys()].sort()).toEqual(['.gitignore', 'edited', 'gone', 'same', 'staged']);
    expect(await content(source, 'edited')).toBe('b\n');
    expect(await content(source, 'new/one.py')).toBe('x = 1\n');
    expect(await content(source, 'same')).toBe('a\n');
  });
  test('a file moved without telling git is a rename', async () => {
    const repo = repository();
    repo.commit({ 'a.py': 'one = 1\ntwo = 2\n' });
    repo.checkout('main');
    rmSync(join(repo.path, 'a.py'));
    repo.write({ 'b.py': 'one = 1\ntwo = 2\n' });
    expect((await review(repo.path)).changes.files).toMatchObject([{ status: 'renamed', path: 'b.py', previousPath: 'a.py' }]);
  });
  test('an edit of the same length right after the commit is seen', async () => {
    const repo = repository();
    repo.commit({ a: '1\n' });
    repo.checkout('main');
    repo.write({ a: '2\n' });
    expect(changed(await review(repo.path))).toEqual(['modified a']);
  });
  test('symlinks are links, also to files outside and to nowhere', async () => {
    const repo = repository();
    repo.commit({ a: 'x\n' });
    repo.checkout('main');
    repo.write({ passwd: { symlink: '/etc/passwd' }, nowhere: { symlink: 'no/such' }, folder: { symlink: '/etc' } });
    const source = await review(repo.path);
    expect(changed(source)).toEqual(['added folder', 'added nowhere', 'added passwd']);
    expect(source.head.entries.get('passwd')?.kind).toBe('symlink');
    expect(await content(source, 'passwd')).toBe('/etc/passwd');
  });
  test('names with newlines and quotes', async () => {
    const repo = repository();
    repo.commit({ 'a\nb': 'x\n' });
    repo.checkout('main');
    repo.write({ 'a\nb': 'y\n', 'q"t\té': 'z\n' });
    expect(changed(await review(repo.path))).toEqual(['modified a\nb', 'added q"t\té']);
  });
  test('line ends are converted as the repository says', async () => {
    const repo = repository();
    repo.commit({ a: 'x\ny\n' });
    repo.git('config', 'core.autocrlf', 'true');
    repo.checkout('main');
    expect(readFileSync(join(repo.path, 'a'), 'utf8')).toBe('x\r\ny\r\n');
    repo.write({ b: 'new\r\n', a: 'x\r\nz\r\n' });
    const source = await review(repo.path);
    expect(await content(source, 'b')).toBe('new\n');
    expect(source.changes.files[0]?.hunks[0]?.lines.map(({ text }) => text)).toEqual(['x', 'y', 'z']);
  });
  test('a file whose blob has CRLF keeps it under text=auto', async () => {
    const repo = repository();
    repo.commit({ a: 'x\r\ny\r\n', '.gitattributes': '* text=auto\n' });
    repo.checkout('main');
    repo.write({ a: 'x\r\nz\r\n' });
    const source = await review(repo.path);
    expect(await content(source, 'a')).toBe('x\r\nz\r\n');
    expect(source.changes.files[0]?.hunks[0]?.lines).toHaveLength(3);
  });
  test('a repository with SHA-256 ids', async () => {
    const repo = repository({ objectFormat: 'sha256' });
    repo.commit({ a: 'x\n' });
    repo.checkout('main');
    repo.write({ b: 'y\n' });
    const source = await review(repo.path);
    expect(changed(source)).toEqual(['added b']);
    expect(source.head.entries.get('b')?.oid).toBe(repo.git('hash-object', 'b'));
    expect(await content(source, 'b')).toBe('y\n');
  });
  test('a file in conflict is read with its markers', async () => {
    const repo = repository();
    const root = repo.commit({ a: 'x\n' });
    repo.commit({ a: 'ours\n' });
    repo.commit({ a: 'theirs\n' }, { branch: 'other', parent: root });
    repo.checkout('main');
    expect(() => repo.git('merge', 'other')).toThrow();
    const source = await review(repo.path);
    expect(changed(source)).toEqual(['modified a']);
    expect(await content(source, 'a')).toMatch(/<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> /);
  });
  test('a repository inside the repository is a submodule', async () => {
    const repo = repository();
    repo.commit({ a: 'x\n' });
    repo.checkout('main');
    runTestGit(repo.path, ['init', '-q', 'inner']);
    runTestGit(join(repo.path, 'inner'), ['commit', '-q', '--allow-empty', '-m', 'x']);
    const source = await review(repo.path);
    expect(source.head.entries.get('inner')?.kind).toBe('submodule');
  });
  test('from a folder below the top, the whole repository', async () => {
    const repo = repository();
    repo.commit({ 'a/b/c': 'x\n', d: 'x\n' });
    repo.checkout('main');
    repo.write({ d: 'y\n', 'a/b/e': 'z\n' });
    const source = await review(join(repo.path, 'a/b'));
    expect(changed(source)).toEqual(['added a/b/e', 'modified d']);
    expect(source.name).toBe('repo');
  });
  test('a linked work tree', async () => {
    const repo = repository();
    repo.commit({ a: 'x\n' });
    const linked = join(repo.path, '../linked');
    repo.git('worktree', 'add', '-q', '-b', 'side', linked, 'main');
    writeFileSync(join(linked, 'a'), 'y\n');
    expect(changed(await review(linked))).toEqual(['modified a']);
  });
  test('before the first commit everything is new', async () => {
    const repo = repository();
    repo.write({ a: 'x\n' });
    const source = await review(repo.path);
    expect(changed(source)).toEqual(['added a']);
    expect(source.base).toEqual({ commit: null, entries: new Map() });
    expect(source.notes).toEqual(['The repository has no commits yet: everything in it counts as new']);
  });
});

describe('the reviewed repository stays as it is', () => {
  test('byte for byte, and its programs are not run', async () => {
    const repo = repository();
    repo.commit({ a: 'x\n', 'b.dat': 'x\n', '.gitattributes': '*.dat filter=evil diff=evil\n', z: 'x\n' });
    repo.checkout('main');
    const trace = join(repo.path, '../trace');
    const command = `touch ${trace}; cat`;
    for (const key of ['core.fsmonitor', 'filter.evil.clean', 'filter.evil.process', 'diff.evil.textconv', 'diff.evil.command', 'diff.external', 'core.pager'])
      repo.git('config', key, command);
    repo.git('config', 'filter.evil.required', 'true');
    writeFileSync(join(repo.path, '.git/more'), `[core]\n\tfsmonitor = "${command}"\n\thooksPath = hooks\n[diff]\n\texternal = "${command}"\n`);
    repo.git('config', 'include.path', 'more');
    repo.git('config', 'includeIf.gitdir:/.path', 'more');
    repo.git('config', 'core.splitIndex', 'true');
    mkdirSync(join(repo.path, '.git/hooks'));
    writeFileSync(join(repo.path, '.git/hooks/post-index-change'), `#!/bin/sh\ntouch ${trace}\n`, { mode: 0o755 });
    repo.write({ a: 'y\n', 'b.dat': 'y\n', z: 'x\n', 'new file': 'n\n' });
    const before = footprint(repo.path);
    const source = await review(join(repo.path));
    expect(changed(source)).toEqual(['modified a', 'modified b.dat', 'added new file']);
    expect(await content(source, 'b.dat')).toBe('y\n');
    await source.close();
    await (await createLocalTreeSource({ path: repo.path })).close();
    await (await createLocalChangeSource({ path: repo.path, head: 'main' })).close();
    expect(footprint(repo.path)).toEqual(before);
    expect(readdirSync(join(repo.path, '..'))).toEqual(['repo']);
  });
  test('nothing of it is left in the temporary folder', async () => {
    const repo = repository();
    repo.write({ a: 'x\n' });
    const temporary = mkdtempSync(join(tmpdir(), 'shipworthy-test-'));
    cleanups.push(() => rmSync(temporary, { recursive: true }));
    const source = await createLocalChangeSource({ path: repo.path, temporaryFolder: temporary });
    expect(readdirSync(temporary)).toHaveLength(1);
    await source.close();
    const failing = createLocalChangeSource({ path: repo.path, base: 'nope', temporaryFolder: temporary });
    await expect(failing).rejects.toThrow(UserError);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe('what is compared', () => {
  test('a branch with the merge base on the default branch', async () => {
    const repo = repository();
    const root = repo.commit({ a: '1\n' });
    repo.commit({ a: '1\n', main: 'x\n' });
    repo.commit({ a: '2\n' }, { branch: 'topic', parent: root });
    repo.checkout('topic');
    repo.write({ b: 'x\n' });
    const source = await review(repo.path);
    expect(source.base.commit).toBe(root);
    expect(changed(source)).toEqual(['modified a', 'added b']);
  });
  test('origin/HEAD before other names, and commits not pushed count', async () => {
    const repo = repository();
    const pushed = repo.commit({ a: '1\n' });
    repo.git('update-ref', 'refs/remotes/origin/trunk', pushed);
    repo.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
    repo.commit({ a: '2\n' });
    repo.checkout('main');
    const source = await review(repo.path);
    expect(source.base.commit).toBe(pushed);
    expect(changed(source)).toEqual(['modified a']);
  });
  test('on the default branch, the ref it tracks', async () => {
    const repo = repository();
    const pushed = repo.commit({ a: '1\n' });
    repo.git('update-ref', 'refs/remotes/fork/main', pushed);
    repo.git('config', 'remote.fork.fetch', '+refs/heads/*:refs/remotes/fork/*');
    repo.git('config', 'remote.fork.url', 'https://example.com/x.git');
    repo.git('config', 'branch.main.remote', 'fork');
    repo.git('config', 'branch.main.merge', 'refs/heads/main');
    repo.commit({ a: '2\n' });
    repo.checkout('main');
    expect((await review(repo.path)).base.commit).toBe(pushed);
  });
  test('two refs of a bare repository', async () => {
    const repo = repository({ bare: true, name: 'project.git' });
    const root = repo.commit({ a: '1\n' });
    repo.commit({ a: '1\n', c: '\n' });
    const head = repo.commit({ a: '1\n', b: 'x\n' }, { branch: 'topic', parent: root });
    const source = await review(repo.path, 'main', 'topic');
    expect(source).toMatchObject({ name: 'project', base: { commit: root }, head: { commit: head }, notes: [] });
    expect(changed(source)).toEqual(['added b']);
    expect(changed(await review(repo.path, undefined, 'topic'))).toEqual(['added b']);
  });
  test('unrelated histories as they are, with a note', async () => {
    const repo = repository({ bare: true });
    const base = repo.commit({ a: 'some words\n' });
    repo.commit({ b: 'quite other ones\n' }, { branch: 'other', parent: null });
    const source = await review(repo.path, 'main', 'other');
    expect(changed(source)).toEqual(['deleted a', 'added b']);
    expect(source.base.commit).toBe(base);
    expect(source.notes).toEqual(['The histories of base and head have nothing in common: they are compared as they are']);
  });
  test('one tree, of a ref or of the working tree', async () => {
    const repo = repository();
    repo.commit({ a: '1\n' });
    repo.checkout('main');
    repo.write({ b: '2\n' });
    expect([...opened(await createLocalTreeSource({ path: repo.path })).head.entries.keys()]).toEqual(['a', 'b']);
    const committed = opened(await createLocalTreeSource({ path: repo.path, ref: 'main' }));
    expect([...committed.head.entries.keys()]).toEqual(['a']);
    expect(await content(committed, 'a')).toBe('1\n');
  });
});

describe('what the caller can put right', () => {
  async function refusal(path: string, base?: string, head?: string): Promise<string> {
    const error = await createLocalChangeSource({ path, base, head }).then(() => undefined, (thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    return error instanceof Error ? error.message : '';
  }
  test('no such folder, a file, no repository', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shipworthy-test-'));
    cleanups.push(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'file'), '');
    expect(await refusal(join(folder, 'no'))).toBe(`There is no folder ${folder}/no`);
    expect(await refusal(join(folder, 'file'))).toBe(`${folder}/file is a file: give the folder of a repository`);
    expect(await refusal(folder)).toBe(`${folder} is not in a git repository`);
  });
  test('an unknown ref, with the nearest ones', async () => {
    const repo = repository();
    repo.commit({ a: '1\n' });
    repo.commit({ a: '1\n' }, { branch: 'develop' });
    repo.git('update-ref', 'refs/remotes/origin/release', 'main');
    expect(await refusal(repo.path, 'devlop')).toBe('There is no commit "devlop" here. Did you mean develop?');
    expect(await refusal(repo.path, 'relese')).toBe('There is no commit "relese" here. Did you mean origin/release?');
    expect(await refusal(repo.path, 'nothing-like-it')).toBe('There is no commit "nothing-like-it" here');
    expect(await refusal(repo.path, '--output=x')).toBe('There is no commit "--output=x" here');
    expect(await refusal(repo.path, 'main', 'mian')).toBe('There is no commit "mian" here. Did you mean main?');
  });
  test('a bare repository without a head', async () => {
    const repo = repository({ bare: true });
    repo.commit({ a: '1\n' });
    expect(await refusal(repo.path)).toBe(`${repo.path} is a bare repository: name what to review with --head`);
    await expect(createLocalTreeSource({ path: repo.path })).rejects.toThrow('name what to audit with --ref');
  });
  test('an empty repository without a working tree', async () => {
    const repo = repository({ bare: true });
    expect(await refusal(repo.path, undefined, 'main')).toBe('There is no commit "main" here: the repository has no commits');
  });
  test('a clone too shallow to hold the merge base', async () => {
    const repo = repository();
    const root = repo.commit({ a: '1\n' });
    repo.commit({ a: '2\n' });
    repo.commit({ a: '3\n' }, { branch: 'topic', parent: root });
    const clone = join(repo.path, '../clone');
    mkdirSync(clone);
    runTestGit(clone, ['clone', '-q', '--depth=1', '--no-single-branch', `file://${repo.path}`, '.']);
    expect(await refusal(clone, 'origin/main', 'origin/topic')).toMatch(/This clone is shallow .* "git fetch --unshallow"/);
  });
  test('no git', async () => {
    const repo = repository();
    const before = process.env.PATH;
    process.env.PATH = '/nowhere';
    try {
      expect(await refusal(repo.path)).toMatch(/^git is not installed/);
    } finally {
      process.env.PATH = before;
    }
  });
});
