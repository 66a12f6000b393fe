import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { KeyedLocks } from '../../src/checkout/locks.js';
import { createMirrorChangeSource } from '../../src/checkout/mirror-source.js';
import { FetchError } from '../../src/checkout/fetch-commits.js';
import type { Reading } from '../../src/checkout/left-out.js';
import { openMirror, type Mirror, type MirrorOptions } from '../../src/checkout/mirror.js';
import type { ChangeSource } from '../../src/checkout/types.js';
import { isRead } from '../../src/facts/classify.js';
import { createFetcher } from '../../src/jobs/source.js';
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

function mirror(token: string | undefined = TOKEN, more: Partial<MirrorOptions> = {}): Mirror {
  return openMirror({ dataDir, repositoryUrl: `${server.origin}/acme/shop.git`, name: 'acme/shop', token, allowHttp: true, ...more });
}

/** Brings what is read, as the server does. */
function reading(reads: Reading['reads'] = isRead): Reading {
  return { reads, agreed: new Set() };
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
      ['modified', 'a', false], ['modified', 'big', true], ['added', 'huge', true], ['renamed', 'moved here', true],
    ]);
    expect([...source.base.entries.keys()].sort()).toEqual(['a', 'big', 'moved']);
    expect(await texts(source, ['big', 'a', 'huge'])).toEqual([null, '2\n', null]);
    expect(server.requests).toHaveLength(length);
    await server.close();
    expect(await texts(await change(ours, base, head), ['big', 'a'])).toEqual([null, '2\n']);
  });
});

describe('blobs that nobody reads', () => {
  /** Neither squeezed nor told from text by git. */
  const noise = (seed: number): Buffer => Buffer.from(Array.from({ length: 20_000 }, (_, at) => (Math.imul(at + 1, 2654435761 + seed) >>> 13) & 255));
  const HEAVY = { 'shop/logo.png': noise(1), 'shop/font.woff2': noise(2), 'vendor/lib.py': 'VENDORED = 1\n' };
  const LIGHT = { 'shop/a.py': 'A = 1\n', '.github/known': 'x\n', link: { symlink: 'shop/a.py' }, '.gitmodules': '[submodule "s"]\n\tpath = s\n\turl = https://h/s.git\n' };

  function blobs(of: Mirror): Set<string> {
    const objects = execFileSync('git', ['cat-file', '--batch-all-objects', '--batch-check'], { cwd: of.directory }).toString();
    return new Set(objects.split('\n').flatMap((line) => (line.includes(' blob ') ? [line.slice(0, 40)] : [])));
  }

  test('stay where they are, whatever else becomes of them; later pushes come in one request', async () => {
    const large = { 'data.json': Buffer.alloc(BIG.length, '[]\n') };
    const [base, head] = twoCommits({ ...LIGHT, ...HEAVY, ...large }, { ...LIGHT, ...HEAVY, ...large, 'shop/a.py': 'A = 2\n' });
    const ours = mirror(TOKEN, { reading: reading() });
    // As the server's jobs do it.
    await createFetcher({ dataDir, gitUrl: server.origin, allowHttp: true })({ owner: 'acme', repo: 'shop', baseSha: base, headSha: head, token: TOKEN });
    expect(server.requests.filter((line) => line.startsWith('POST')).length).toBeLessThanOrEqual(4);
    const first = await change(ours, base, head);
    expect(await texts(first, Object.keys(HEAVY))).toEqual([null, null, null]);
    expect(await texts(first, ['shop/a.py', '.github/known', 'link', 'data.json'])).toEqual(['A = 2\n', 'x\n', 'shop/a.py', null]);
    const { length } = server.requests;
    // One like the one that was left out, which the server takes for ours; a move; and what is new.
    const next = repo.commit({
      ...LIGHT, ...large, 'vendor/lib.py': HEAVY['vendor/lib.py'], 'shop/logo.png': Buffer.concat([noise(1), Buffer.from('!')]), 'web/font.woff2': noise(2), 'shop/b.py': 'B = 1\n', 'shop/a.py': 'A = 3\n',
    });
    await ours.fetchCommits([base, next]);
    const second = await change(ours, base, next);
    expect(second.changes.files.map(({ status, path, binary }) => [status, path, binary])).toEqual([
      ['modified', 'shop/a.py', false], ['added', 'shop/b.py', false], ['modified', 'shop/logo.png', true], ['renamed', 'web/font.woff2', true],
    ]);
    expect(await texts(second, ['shop/b.py', 'shop/a.py'])).toEqual(['B = 1\n', 'A = 3\n']);
    const patched = await second.patched([{ path: 'shop/a.py', content: Buffer.from('A = 4\n'), kind: 'file' }]);
    expect(patched.patch).toContain('+A = 4');
    await patched.close();
    // Two a request, and two more where git asks for what the new image was packed against.
    expect(server.requests.length - length).toBeLessThanOrEqual(4);
  });
  test('come when they stand where they are read, and when this program reads more of them', async () => {
    const [base, head] = twoCommits({ ...LIGHT, ...HEAVY }, { ...LIGHT, ...HEAVY, 'shop/a.py': 'A = 2\n' });
    const ours = mirror(TOKEN, { reading: reading() });
    await ours.fetchCommits([base, head]);
    const next = repo.commit({ ...LIGHT, 'shop/logo.png': HEAVY['shop/logo.png'], 'shop/lib.py': 'VENDORED = 1\n' });
    await ours.fetchCommits([base, next]);
    expect(await texts(await change(ours, base, next), ['shop/lib.py', 'shop/logo.png'])).toEqual(['VENDORED = 1\n', null]);
    const wider = mirror(TOKEN, { reading: reading((path, kind) => path.endsWith('.png') || isRead(path, kind)) });
    await wider.fetchCommits([base, next]);
    expect((await texts(await change(wider, base, next), ['shop/logo.png', 'shop/a.py'])).map((text) => text?.length)).toEqual([expect.any(Number), 6]);
  });
  test.each<[string, { filters?: boolean; refuse?: RegExp }, RegExp | null]>([
    ['where the server leaves nothing out', { filters: false }, null],
    ['where the server gives no blobs by their ids', { refuse: /^(?!.*deepen).*filter blob:none/s }, /can't be had by themselves.*not our ref/],
  ])('come with the others %s', async (_title, { filters, refuse }, note) => {
    await server.close();
    server = await startGitHttp({ root: join(repo.path, '../..'), token: TOKEN, filters, refuse });
    const [base, head] = twoCommits({ ...LIGHT, ...HEAVY }, { ...LIGHT, ...HEAVY, 'shop/a.py': 'A = 2\n' });
    const notes: string[] = [];
    const ours = mirror(TOKEN, { reading: reading(), onNote: (text) => notes.push(text) });
    await ours.fetchCommits([base, head]);
    expect(notes).toEqual(note === null ? [] : [expect.stringMatching(note)]);
    expect(notes.join('')).not.toContain(TOKEN);
    const source = await change(ours, base, head);
    const all = [...source.head.entries.values()].map(({ oid }) => oid);
    expect(all.filter((oid) => !blobs(ours).has(oid))).toEqual([]);
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
    expect(command).toMatch(/ fetch --quiet .* --depth=1 /);
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
