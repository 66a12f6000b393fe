/** What comes from elsewhere when commits are fetched: more than the disk holds, more than the memory holds, trees without end, names that lead out. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createLocalChangeSource, createLocalTreeSource } from '../../src/checkout/local.js';
import type { FetchLimits } from '../../src/checkout/fetch-process.js';
import type { Reading } from '../../src/checkout/left-out.js';
import { TooLargeError } from '../../src/checkout/git.js';
import { FetchError } from '../../src/checkout/fetch-commits.js';
import { openMirror, type Mirror } from '../../src/checkout/mirror.js';
import { isRead } from '../../src/facts/classify.js';
import { failureOf } from '../../src/jobs/failure.js';
import { serveGit } from '../support/git-http.js';
import { createRepo, runTestGit, type TestRepo } from '../support/git-repo.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function repository(): TestRepo {
  const repo = createRepo({ bare: true, name: 'acme/shop.git' });
  cleanups.push(() => repo.remove());
  return repo;
}

/** Serves a repository; `answer` instead, to whoever asks for objects. */
async function served(repo: TestRepo, answer?: (response: ServerResponse) => unknown): Promise<string> {
  const root = join(repo.path, '../..');
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    if (answer === undefined || request.method !== 'POST') return serveGit(request, response, { root });
    const body: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void body.push(chunk));
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' });
      void answer(response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => (server.closeAllConnections(), server.close()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/acme/shop.git`;
}

function mirrorOf(repositoryUrl: string, limits?: Partial<FetchLimits>, reading: Reading | null = { reads: isRead, agreed: new Set() }): Mirror {
  const dataDir = mkdtempSync(join(tmpdir(), 'shipworthy-test-'));
  cleanups.push(() => rmSync(dataDir, { recursive: true, force: true }));
  return openMirror({ dataDir, repositoryUrl, name: 'acme/shop', allowHttp: true, reading: reading ?? undefined, ...(limits === undefined ? {} : { limits: { bytes: 1 << 30, time: 60_000, ...limits } }) });
}

async function failure(mirror: Mirror, sha: string): Promise<FetchError> {
  const error = await mirror.fetchCommits([sha]).then(() => undefined, (thrown: unknown) => thrown);
  if (!(error instanceof FetchError)) throw new Error(`expected a FetchError, not ${String(error)}`);
  return error;
}

/** Processes that run in a folder. */
function processesIn(folder: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      return false;
    }
  });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** A packet of the side band that carries the pack (gitprotocol-pack). */
function packet(data: Buffer): Buffer {
  return Buffer.concat([Buffer.from((data.length + 5).toString(16).padStart(4, '0')), Buffer.from([1]), data]);
}

const SECTION = Buffer.from('000dpackfile\n');

/** The beginning of a pack of so many objects, of which the first is of this type and claims this size (gitformat-pack). */
function packHead(objects: number, type: number, size: number): Buffer {
  const head = Buffer.alloc(12, 'PACK');
  head.writeUInt32BE(2, 4);
  head.writeUInt32BE(objects, 8);
  const header: number[] = [(type << 4) | (size & 15)];
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    header[header.length - 1] = (header.at(-1) as number) | 128;
    header.push(rest % 128);
  }
  return Buffer.concat([head, Buffer.from(header), Buffer.from([0x78, 0x01])]);
}

const TREE = 2;
const BLOB = 3;

/** An object that never ends: zlib's stored blocks, one after the other. */
async function endless(response: ServerResponse): Promise<void> {
  response.setMaxListeners(0);
  const block = Buffer.concat([Buffer.from([0, 0xff, 0x7f, 0, 0x80]), randomBytes(0x7fff)]);
  response.write(Buffer.concat([SECTION, packet(packHead(1, BLOB, 2 ** 40))]));
  while (!response.destroyed) {
    if (!response.write(packet(block))) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
}

describe('a fetch', () => {
  test('that brings more than it may is ended with all that it started, and leaves nothing', async () => {
    const repo = repository();
    const sha = repo.commit({ a: '1\n' });
    const mirror = mirrorOf(await served(repo, endless), { bytes: 8 * 1024 * 1024 });
    const error = await failure(mirror, sha);
    expect([error.reason, error.message]).toEqual(['too-large', expect.stringMatching(/^Could not fetch acme\/shop from http:.*: it has more data than a fetch may bring$/)]);
    expect(failureOf(error, 0)).toEqual({ kind: 'permanent', reason: 'The repository or the change is too large to be read.' });
    const folder = join(mirror.directory, '..');
    expect(processesIn(folder)).toEqual([]);
    expect(filesBelow(folder)).toEqual([]);
  });

  test('into a mirror that is there leaves what the mirror had, and no half of a pack', async () => {
    const repo = repository();
    const first = repo.commit({ a: '1\n' });
    let isHostile = false;
    const root = join(repo.path, '../..');
    const server = createServer((request, response) => {
      if (!isHostile || request.method !== 'POST') return serveGit(request, response, { root });
      request.resume().once('end', () => void endless(response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' })));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanups.push(() => (server.closeAllConnections(), server.close()));
    const mirror = mirrorOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}/acme/shop.git`, { bytes: 8 * 1024 * 1024 });
    await mirror.fetchCommits([first]);
    const before = filesBelow(mirror.directory).sort();
    isHostile = true;
    expect((await failure(mirror, repo.commit({ a: '2\n' }))).reason).toBe('too-large');
    expect(filesBelow(mirror.directory).sort()).toEqual(before);
    await mirror.fetchCommits([first]);
  });

  test('that never ends is ended, and may be tried again', async () => {
    const repo = repository();
    const sha = repo.commit({ a: '1\n' });
    const mirror = mirrorOf(await served(repo, (response) => response.write(Buffer.concat([SECTION, packet(packHead(1, BLOB, 1000))]))), { time: 1_000 });
    const error = await failure(mirror, sha);
    expect([error.reason, error.message]).toEqual(['network', expect.stringContaining('in time')]);
    expect(processesIn(join(mirror.directory, '..'))).toEqual([]);
  });

  test.each([
    ['an object that takes all memory', packHead(1, TREE, 2 ** 36)],
    ['more objects than memory holds', packHead(50_000_000, BLOB, 1)],
  ])('of %s ends before it is asked for', async (_what, pack) => {
    const repo = repository();
    const sha = repo.commit({ a: '1\n' });
    const mirror = mirrorOf(await served(repo, (response) => response.end(Buffer.concat([SECTION, packet(pack), Buffer.from('0000')]))));
    expect((await failure(mirror, sha)).reason).toBe('too-large');
  });
});

/** A tree that holds itself ten times, ten levels deep: a few kilobytes, ten thousand million files. */
function endlessTree(repo: TestRepo): string {
  let inner = `100644 blob ${runTestGit(repo.path, ['hash-object', '-w', '--stdin'], Buffer.from('x\n'))}`;
  for (let level = 0; level < 10; level += 1) {
    const entries = Array.from({ length: 10 }, (_, at) => `${inner}\tf${at}\n`).join('');
    inner = `040000 tree ${runTestGit(repo.path, ['mktree'], Buffer.from(entries))}`;
  }
  const sha = runTestGit(repo.path, ['commit-tree', inner.slice(12), '-m', 'x']);
  repo.git('update-ref', 'refs/heads/main', sha);
  return sha;
}

describe('a tree without end', () => {
  test('is not kept by the mirror, however often it is asked for', async () => {
    const repo = repository();
    const sha = endlessTree(repo);
    const mirror = mirrorOf(await served(repo));
    for (let time = 0; time < 2; time += 1) {
      const error = await failure(mirror, sha);
      expect([error.reason, error.message]).toEqual(['too-large', expect.stringMatching(/its tree has too many files$/)]);
    }
  });

  test('is refused where it lies too', async () => {
    const repo = repository();
    const base = repo.commit({ a: '1\n' });
    const sha = endlessTree(repo);
    await expect(createLocalTreeSource({ path: repo.path, ref: sha })).rejects.toThrow(TooLargeError);
    await expect(createLocalChangeSource({ path: repo.path, base, head: sha })).rejects.toThrow(/^git ls-tree has more to say than 128 MiB: the repository or the change is too large$/);
  });
});

/** A tree as git would not make it: each name leads to the same blob. */
function commitOf(repo: TestRepo, entries: readonly (readonly [mode: string, name: string])[]): string {
  const blob = Buffer.from(runTestGit(repo.path, ['hash-object', '-w', '--stdin'], Buffer.from('x\n')), 'hex');
  const tree = Buffer.concat(entries.flatMap(([mode, name]) => [Buffer.from(`${mode} ${name}\0`), blob]));
  const id = execFileSync('git', ['hash-object', '-t', 'tree', '-w', '--literally', '--stdin'], { cwd: repo.path, input: tree }).toString().trim();
  const sha = runTestGit(repo.path, ['commit-tree', id, '-m', 'x']);
  repo.git('update-ref', 'refs/heads/main', sha);
  return sha;
}

describe('a name that leads out of the tree', () => {
  test.each(['..', '.', '.git', '.GIT', 'git~1', 'a/../../b', '/etc/passwd'])('%j is not fetched', async (name) => {
    const repo = repository();
    const mirror = mirrorOf(await served(repo));
    expect((await failure(mirror, commitOf(repo, [['100644', name]]))).message).toMatch(/: (hasDot|hasDotdot|hasDotgit|fullPathname): /);
  });

  test('a submodule whose folder or address is an option of git is not fetched, nor what names it; with all blobs, git refuses it', async () => {
    const repo = repository();
    const url = await served(repo);
    const sha = repo.commit({ '.gitmodules': '[submodule "a"]\n\tpath = a\n\turl = --upload-pack=touch /tmp/x\n', a: { submodule: '1'.repeat(40) } });
    const mirror = mirrorOf(url);
    await mirror.fetchCommits([sha]);
    expect(runTestGit(mirror.directory, ['cat-file', '--batch-all-objects', '--batch-check=%(objecttype)']).split('\n').sort()).toEqual(['commit', 'tree']);
    expect((await failure(mirrorOf(url, undefined, null), sha)).message).toContain('gitmodulesUrl');
  });
});
