import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { KeyedLocks } from '../../src/checkout/locks.js';
import { createMirrorChangeSource } from '../../src/checkout/mirror-source.js';
import { FetchError, openMirror, type Mirror } from '../../src/checkout/mirror.js';
import type { ChangeSource } from '../../src/checkout/types.js';
import { startGitHttp, type GitHttpServer } from '../support/git-http.js';
import { createRepo, type FileMap, type TestRepo } from '../support/git-repo.js';

const TOKEN = 'ghs_secretTokenOfTheTest';
const BIG = Buffer.alloc(1024 * 1024 + 1, 'line\n');

let dataDir: string;
let repo: TestRepo;
let server: GitHttpServer;
const sources: ChangeSource[] = [];

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'shipworthy-test-'));
  repo = createRepo({ bare: true, name: 'acme/shop.git' });
  server = await startGitHttp({ root: join(repo.path, '../..'), token: TOKEN });
});
afterEach(async () => {
  await Promise.all(sources.splice(0).map((source) => source.close()));
  await server.close();
  repo.remove();
  rmSync(dataDir, { recursive: true, force: true });
});

function mirror(token: string | undefined = TOKEN): Mirror {
  return openMirror({ dataDir, repositoryUrl: `${server.origin}/acme/shop.git`, name: 'acme/shop', token, allowHttp: true });
}

async function change(from: Mirror, baseSha: string | null, headSha: string): Promise<ChangeSource> {
  const source = await createMirrorChangeSource({ mirror: from, baseSha, headSha });
  sources.push(source);
  return source;
}

async function texts(source: ChangeSource, paths: readonly string[]): Promise<(string | null)[]> {
  const found: (string | null)[] = [];
  for await (const { content } of source.read(paths.map((path) => source.head.entries.get(path)?.oid ?? '')))
    found.push(content === null ? null : content.toString('utf8'));
  return found;
}

function twoCommits(before: FileMap, after: FileMap): [string, string] {
  const base = repo.commit(before);
  return [base, repo.commit(after)];
}

async function fetchFailure(from: Mirror, shas: readonly string[]): Promise<FetchError> {
  const error = await from.fetchCommits(shas).then(() => undefined, (thrown: unknown) => thrown);
  if (!(error instanceof FetchError)) throw new Error(`expected a FetchError, not ${String(error)}`);
  return error;
}

describe('a fetch', () => {
  test('brings exactly the two commits, and the change between them', async () => {
    repo.commit({ old: 'history\n' });
    const [base, head] = twoCommits({ a: '1\n', b: 'x\n' }, { a: '2\n', b: 'x\n', 'new\nline': 'n\n' });
    const ours = mirror();
    await ours.fetchCommits([base, head]);
    const source = await change(ours, base, head);
    expect(source.changes.files.map(({ status, path }) => `${status} ${path}`)).toEqual(['modified a', 'added new\nline']);
    expect([...source.base.entries.keys()].sort()).toEqual(['a', 'b']);
    expect(await texts(source, ['a', 'new\nline'])).toEqual(['2\n', 'n\n']);
    const commits = execFileSync('git', ['cat-file', '--batch-all-objects', '--batch-check'], { cwd: ours.directory }).toString();
    expect(commits.split('\n').filter((line) => line.includes(' commit ')).map((line) => line.slice(0, 40)).sort()).toEqual([base, head].sort());
  });
  test('happens once for commits that are here', async () => {
    const [base, head] = twoCommits({ a: '1\n' }, { a: '2\n' });
    await mirror().fetchCommits([base, head]);
    const { length } = server.requests;
    await mirror('another token').fetchCommits([base, head]);
    expect(server.requests).toHaveLength(length);
  });
  test('of the next push brings what is new to the same mirror', async () => {
    const [base, head] = twoCommits({ a: '1\n' }, { a: '2\n' });
    const ours = mirror();
    await ours.fetchCommits([base, head]);
    const next = repo.commit({ a: '3\n' });
    await ours.fetchCommits([base, next]);
    expect(await texts(await change(ours, base, next), ['a'])).toEqual(['3\n']);
  });
  test('runs once for jobs that ask at the same time', async () => {
    const [base, head] = twoCommits({ a: '1\n' }, { a: '2\n' });
    const locks = new KeyedLocks();
    const options = { dataDir, repositoryUrl: `${server.origin}/acme/shop.git`, name: 'acme/shop', token: TOKEN, allowHttp: true, locks };
    await Promise.all([1, 2, 3].map(() => openMirror(options).fetchCommits([base, head])));
    expect(server.requests.filter((line) => line.startsWith('GET'))).toHaveLength(1);
  });
  test('of a first commit compares with nothing', async () => {
    const head = repo.commit({ a: '1\n' });
    const ours = mirror();
    await ours.fetchCommits([head]);
    const source = await change(ours, null, head);
    expect(source.base).toEqual({ commit: null, entries: new Map() });
    expect(source.changes.files).toMatchObject([{ status: 'added', path: 'a' }]);
  });
});

describe('large blobs', () => {
  test('are left out, and read as absent without the network', async () => {
    const [base, head] = twoCommits(
      { big: BIG, moved: Buffer.concat([BIG, Buffer.from('m')]), a: '1\n' },
      { big: Buffer.concat([BIG, Buffer.from('x')]), 'moved here': Buffer.concat([BIG, Buffer.from('m')]), a: '2\n', huge: Buffer.concat([BIG, BIG]) },
    );
    const ours = mirror();
    await ours.fetchCommits([base, head]);
    const { length } = server.requests;
    const source = await change(ours, base, head);
    expect(source.changes.files.map(({ status, path, binary }) => [status, path, binary])).toEqual([
      ['modified', 'a', false], ['modified', 'big', true], ['added', 'huge', true], ['deleted', 'moved', true], ['added', 'moved here', true],
    ]);
    expect([...source.base.entries.keys()].sort()).toEqual(['a', 'big', 'moved']);
    expect(await texts(source, ['big', 'a', 'huge'])).toEqual([null, '2\n', null]);
    expect(server.requests).toHaveLength(length);
    await server.close();
    expect(await texts(await change(ours, base, head), ['big', 'a'])).toEqual([null, '2\n']);
  });
});

describe('the token', () => {
  test('is in no file of the mirror', async () => {
    const [base, head] = twoCommits({ a: '1\n' }, { a: '2\n' });
    const ours = mirror();
    await ours.fetchCommits([base, head]);
    const secrets = [TOKEN, Buffer.from(`x-access-token:${TOKEN}`).toString('base64')];
    for (const entry of readdirSync(dataDir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const text = readFileSync(join(entry.parentPath, entry.name), 'latin1');
      expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    }
    expect(readFileSync(join(ours.directory, 'config'), 'utf8')).not.toMatch(/remote|promisor|partial|http/i);
  });
  test('is in no argument, and in the environment of the fetch only', async () => {
    const [base, head] = twoCommits({ a: '1\n' }, { a: '2\n' });
    const log = join(dataDir, 'calls');
    mkdirSync(log);
    const git = execFileSync('which', ['git']).toString().trim();
    mkdirSync(join(dataDir, 'bin'));
    const script = `#!/bin/sh\n{ echo "$*"; env; } > ${log}/$$\nexec ${git} "$@"\n`;
    writeFileSync(join(dataDir, 'bin/git'), script, { mode: 0o755 });
    const path = process.env.PATH ?? '';
    process.env.PATH = `${join(dataDir, 'bin')}:${path}`;
    try {
      const ours = mirror();
      await ours.fetchCommits([base, head]);
      await texts(await change(ours, base, head), ['a']);
    } finally {
      process.env.PATH = path;
    }
    const calls = readdirSync(log).map((name) => readFileSync(join(log, name), 'utf8'));
    const secret = Buffer.from(`x-access-token:${TOKEN}`).toString('base64');
    const told = calls.filter((call) => call.includes(secret));
    expect(calls.length).toBeGreaterThan(4);
    expect(told).toHaveLength(1);
    const [command] = told[0]?.split('\n') ?? [];
    expect(command).toMatch(/ fetch --quiet --depth=1 /);
    expect(command).not.toContain(secret);
    expect(calls.join('')).not.toContain(TOKEN);
  });
  test('is not in the error when it is refused', async () => {
    const head = repo.commit({ a: '1\n' });
    const error = await fetchFailure(mirror('ghs_wrong'), [head]);
    expect(error.reason).toBe('denied');
    expect(error.message).toMatch(/^Could not fetch acme\/shop from http:/);
    expect(error.message).not.toContain('ghs_wrong');
  });
});

describe('what can go wrong', () => {
  test('a commit that is gone after a force-push', async () => {
    repo.commit({ a: '1\n' });
    expect((await fetchFailure(mirror(), ['1'.repeat(40)])).reason).toBe('missing-commit');
  });
  test('a server that does not answer, which leaves the old mirror in place', async () => {
    const [base, head] = twoCommits({ a: '1\n' }, { a: '2\n' });
    const ours = mirror();
    await ours.fetchCommits([base]);
    await server.close();
    expect((await fetchFailure(ours, [head])).reason).toBe('network');
    await ours.fetchCommits([base]);
  });
  test('a mirror whose packs are cut off is built again', async () => {
    const [base, head] = twoCommits({ a: '1\n' }, { a: '2\n' });
    const ours = mirror();
    await ours.fetchCommits([base, head]);
    const folder = join(ours.directory, 'objects/pack');
    for (const name of readdirSync(folder)) {
      if (!name.endsWith('.pack')) continue;
      chmodSync(join(folder, name), 0o644); // git writes packs read-only
      truncateSync(join(folder, name), 20);
    }
    await ours.fetchCommits([base, head]);
    expect(await texts(await change(ours, base, head), ['a'])).toEqual(['2\n']);
  });
  test('a mirror that loses a tree after the fetch is built again', async () => {
    const [base, head] = twoCommits({ a: '1\n' }, { a: '2\n' });
    const ours = mirror();
    await ours.fetchCommits([base, head]);
    rmSync(join(ours.directory, 'objects'), { recursive: true });
    expect(await texts(await change(ours, base, head), ['a'])).toEqual(['2\n']);
  });
  test('a folder that is no repository is replaced', async () => {
    const head = repo.commit({ a: '1\n' });
    const ours = mirror();
    await ours.fetchCommits([head]);
    rmSync(join(ours.directory, 'refs'), { recursive: true });
    await ours.fetchCommits([head]);
    expect(await texts(await change(ours, null, head), ['a'])).toEqual(['1\n']);
  });
  test.each([
    ['http without leave', { repositoryUrl: 'http://h/a/b.git', name: 'a/b' }, /over https only/],
    ['a local path', { repositoryUrl: 'file:///etc', name: 'a/b' }, /over https only/],
    ['another protocol', { repositoryUrl: 'ext::sh -c x', name: 'a/b' }, /over https only/],
    ['credentials', { repositoryUrl: 'https://u:p@h/a/b.git', name: 'a/b' }, /must not carry credentials/],
    ['a way out', { repositoryUrl: 'https://h/a/b.git', name: '../x' }, /must be owner\/name/],
    ['a name of dots', { repositoryUrl: 'https://h/a/b.git', name: 'a/..' }, /must be owner\/name/],
  ])('%s is refused', (_title, options, message) => {
    expect(() => openMirror({ dataDir, ...options })).toThrow(message);
  });
  test('an id that is no id', async () => {
    await expect(mirror().fetchCommits(['--upload-pack=x'])).rejects.toThrow(/40 or 64/);
  });
});
