import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GIT_ENVIRONMENT } from '../support/github-double/git/run.js';
import { numbered, scene, type Scene } from './client.js';

let at: Scene;
let folder: string;

beforeAll(async () => {
  at = await scene();
  folder = await mkdtemp(join(tmpdir(), 'double-git-'));
});

afterAll(async () => {
  await at?.double.close();
  await rm(folder, { recursive: true, force: true });
});

const run = promisify(execFile);

function git(token: string | null, ...args: readonly string[]): Promise<{ stdout: string }> {
  const auth = token === null ? [] : ['-c', `http.extraHeader=Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`];
  return run('git', [...auth, ...args], { env: { ...GIT_ENVIRONMENT } });
}

function address(): string {
  return `${at.double.url}/acme/shop.git`;
}

describe('cloning', () => {
  test('works with a token, and what is sent is counted', async () => {
    at.double.forget();
    const token = at.double.issueToken('acme/shop');
    await git(token, 'clone', '--quiet', address(), join(folder, 'clone'));
    expect(await readFile(join(folder, 'clone', 'a.txt'), 'utf8')).toBe(numbered());
    expect(at.double.gitRequests.map(({ service, status, protocol }) => ({ service, status, protocol }))).toEqual([
      { service: 'info/refs', status: 200, protocol: 'version=2' },
      { service: 'git-upload-pack', status: 200, protocol: 'version=2' },
      { service: 'git-upload-pack', status: 200, protocol: 'version=2' },
    ]);
    expect(at.double.gitRequests.every(({ bytesSent }) => bytesSent > 0)).toBe(true);
    at.double.assertClean();
  });

  test.each([
    ['no token', null],
    ['an unknown token', 'ghs_nothing'],
  ])('fails with %s', async (_name, token) => {
    at.double.forget();
    await expect(git(token, 'ls-remote', address())).rejects.toThrow(/could not read Username|Authentication failed/);
    expect(at.double.gitRequests.at(-1)?.status).toBe(401);
  });

  test('fails without the contents permission and outside of the installation', async () => {
    await expect(git(at.double.issueToken('acme/shop', { checks: 'write' }), 'ls-remote', address())).rejects.toThrow(/403/);
    await at.double.addRepository({ owner: 'acme', name: 'apart', installed: false, commits: [{ branch: 'main', message: 'm', files: { a: 'a' } }] });
    await expect(git(at.double.issueToken('acme/shop'), 'ls-remote', `${at.double.url}/acme/apart.git`)).rejects.toThrow(/not found/);
  });

  test('pushing is refused', async () => {
    await expect(git(at.double.issueToken('acme/shop'), '-C', join(folder, 'clone'), 'push', address(), 'HEAD:refs/heads/x')).rejects.toThrow(/403/);
  });
});

test('exactly one commit by its id, shallow, without big blobs; and refs/pull/1/head', async () => {
  const token = at.double.issueToken('acme/shop');
  const bare = join(folder, 'bare');
  await git(null, 'init', '--quiet', '--bare', bare);
  await git(token, '-C', bare, 'fetch', '--quiet', '--depth=1', '--filter=blob:limit=1m', address(), at.pull.headSha);
  expect((await git(null, '-C', bare, 'ls-tree', '--name-only', at.pull.headSha)).stdout).toBe('a.txt\nnew.txt\nstill.txt\n');
  expect((await git(token, 'ls-remote', address(), 'refs/pull/1/head')).stdout).toBe(`${at.pull.headSha}\trefs/pull/1/head\n`);
});

test("a fork's head is served by the base repository, and moves with a push to the fork", async () => {
  const { double } = at;
  await double.push({ repo: 'acme/shop', commits: [{ branch: 'fix', message: 'Fix', files: { 'b.txt': 'b\n' } }] });
  const pull = await double.openPullRequest({ repo: 'acme/shop', head: 'fix', title: 'Fix', fork: { owner: 'mallory' } });
  expect(pull).toMatchObject({ headRepo: 'mallory/shop', author: 'mallory' });
  const pushed = await double.push({ repo: 'mallory/shop', commits: [{ branch: 'fix', message: 'More', files: { 'c.txt': 'c\n' } }] });
  expect(pushed.pulls).toMatchObject([{ number: pull.number, headSha: pushed.after }]);
  const refs = await git(double.issueToken('acme/shop'), 'ls-remote', address());
  expect(refs.stdout).toContain(`${pushed.after}\trefs/pull/${pull.number}/head`);
  expect(refs.stdout).not.toContain('refs/heads/fix');
  expect((await at.call('GET', `/repos/acme/shop/pulls/${pull.number}`)).body).toMatchObject({ head: { sha: pushed.after, repo: { full_name: 'mallory/shop', fork: true } } });
  double.assertClean();
});
