/** The process itself: `npm start`. */
import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { markUsed } from '../../src/checkout/mirror-folders.js';
import { createRepo } from '../support/git-repo.js';
import { createPostgresDatabase, describeOnPostgres } from '../support/postgres/index.js';
import { program } from '../support/program.js';

const ROOT = new URL('../..', import.meta.url).pathname;
const dataDir = mkdtempSync(join(tmpdir(), 'shipworthy-server-'));
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs1', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
/** Of a GitHub where nobody answers. */
const GOOD = { APP_ID: '1', PRIVATE_KEY: privateKey, WEBHOOK_SECRET: 'secret', PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, GHE_HOST: '127.0.0.1:1', GHE_PROTOCOL: 'http' };

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

function start(environment: Readonly<Record<string, string>>, args = program('src/server.ts')): { child: ChildProcess; ended: Promise<{ code: number | null; stdout: string; stderr: string }>; port: Promise<number> } {
  const child = spawn(process.execPath, args, { cwd: ROOT, env: { PATH: process.env.PATH, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const port = new Promise<number>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      const found = /"port":(\d+)/.exec(stdout)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
  });
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended, port };
}

/** The first answer about readiness that reads so, by default that all is ready. */
async function readiness(base: string, pattern = /"status":"ready"/): Promise<unknown> {
  for (;;) {
    const answer = await (await fetch(`${base}/readyz`)).text();
    if (pattern.test(answer)) return JSON.parse(answer);
    await delay(100);
  }
}

function workersOf(pid: number | undefined): string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter((child) => child !== '' && readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('worker'));
}

describe('the server', () => {
  test('serves health and readiness, which hangs on a worker, and ends with 0 on SIGTERM', async () => {
    const { child, ended, port } = start(GOOD);
    const base = `http://127.0.0.1:${await Promise.race([port, ended.then(({ stderr }) => stderr)])}`;
    expect(await (await fetch(`${base}/healthz`)).json()).toEqual({ status: 'ok' });
    expect(await readiness(base)).toEqual({ status: 'ready', git: true, store: true, warm: true, workers: true });
    expect(await (await fetch(`${base}/metrics`)).text()).toContain('shipworthy_workers{state="idle"} 1\n');
    // Facts that can't be opened: no worker can be started instead of one that is no more.
    for (const name of readdirSync(dataDir).filter((file) => file.startsWith('facts.db'))) rmSync(join(dataDir, name));
    mkdirSync(join(dataDir, 'facts.db'));
    for (const pid of workersOf(child.pid)) process.kill(Number(pid), 'SIGKILL');
    expect(await readiness(base, /can be started/)).toEqual({ status: 'not ready', git: true, store: true, warm: true, workers: false, reason: 'No worker can be started.' });
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
    rmSync(join(dataDir, 'facts.db'), { recursive: true });
    expect(await readiness(base)).toMatchObject({ status: 'ready' });
    expect((await fetch(`${base}/`)).status).toBe(404);
    child.kill('SIGTERM');
    const { code, stdout, stderr } = await ended;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).not.toContain('secret');
  }, 40_000);

  test('has a worker learn what was used last, before anybody asks', async () => {
    const repo = createRepo({ bare: true });
    const base = repo.commit({ 'shop/prices.py': 'def total():\n    return 1\n' });
    const folder = join(dataDir, 'learning');
    const mirror = join(folder, 'mirrors', '127.0.0.1_1', 'acme', 'shop.git');
    cpSync(repo.path, mirror, { recursive: true });
    repo.remove();
    await markUsed(mirror, Date.now(), base);
    const { child, ended } = start({ ...GOOD, DATA_DIR: folder });
    const lines = createInterface({ input: child.stdout ?? Readable.from([]) });
    for await (const line of lines) if (line.includes('Prepared a repository')) break;
    child.kill('SIGTERM');
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(stdout.split('\n').filter((line) => line.includes('acme/shop')).map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['Prepared a repository for its next review']);
  }, 40_000);

  test.each([
    ['no APP_ID', { ...GOOD, APP_ID: '' }, 'shipworthy: APP_ID has to be the numeric id of the GitHub App.\n'],
    ['a database that is not there', { ...GOOD, DATABASE_URL: 'postgres://mona:hunter2@127.0.0.1:1/shipworthy' }, "shipworthy: The server of DATABASE_URL can't be used (ECONNREFUSED).\n"],
    ['a database of another kind', { ...GOOD, DATABASE_URL: 'mysql://mona:hunter2@db/shipworthy' }, /^shipworthy: DATABASE_URL has to be [^\n]+\n$/],
    ['a key file that is not there', { ...GOOD, PRIVATE_KEY: '', PRIVATE_KEY_PATH: '/nonexistent.pem' }, 'shipworthy: PRIVATE_KEY_PATH names a file that cannot be read.\n'],
    ['a key that is broken', { ...GOOD, PRIVATE_KEY: privateKey.replace(/[A-Z]/g, 'A') .replaceAll('AAAAA AAA AAAAAAA AAA', 'BEGIN RSA PRIVATE KEY').replaceAll('AAA AAA AAAAAAA AAA', 'END RSA PRIVATE KEY') }, /^shipworthy: PRIVATE_KEY [^\n]+\n$/],
  ])('ends with 2 and one line for %s', async (_case, environment, expected) => {
    const { code, stdout, stderr } = await start(environment).ended;
    expect(stderr).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
    expect([code, stdout]).toEqual([2, '']);
  }, 40_000);
});

test.each(['web', 'worker'])('the role %s without DATABASE_URL ends with 2 and one line', async (role) => {
  const { code, stdout, stderr } = await start(GOOD, program('src/cli.ts', 'serve', '--role', role)).ended;
  expect([code, stdout, stderr]).toEqual([2, '', `shipworthy: --role ${role} shares work with other processes: DATABASE_URL has to be set, the same for all of them.\n`]);
}, 40_000);

describeOnPostgres('the server on PostgreSQL', () => {
  test.each([
    ['web', 400, 0],
    ['worker', 404, 1],
  ])('as %s answers webhooks with %i and has %i workers at its start', async (role, status, workers) => {
    const folder = mkdtempSync(join(tmpdir(), 'shipworthy-server-'));
    const database = await createPostgresDatabase();
    const { child, ended, port } = start({ ...GOOD, DATA_DIR: folder, DATABASE_URL: database.url, WORKERS: '1' }, program('src/cli.ts', 'serve', '--role', role));
    const base = `http://127.0.0.1:${await Promise.race([port, ended.then(({ stderr }) => stderr)])}`;
    expect(await readiness(base)).toEqual({ status: 'ready', git: true, store: true, ...(workers > 0 ? { workers: true } : { warm: true }) });
    expect((await fetch(`${base}/metrics`)).status).toBe(200);
    const body = '{}';
    expect((await fetch(`${base}/api/github/webhooks`, { method: 'POST', body, headers: { 'content-type': 'application/json', 'x-github-delivery': 'd', 'x-github-event': 'ping', 'x-hub-signature-256': 'sha256=0' } })).status).toBe(status);
    expect(workersOf(child.pid)).toHaveLength(workers);
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
    rmSync(folder, { recursive: true });
  }, 60_000);

  test('keeps all there, and says so when it is down', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shipworthy-server-'));
    const database = await createPostgresDatabase();
    const { child, ended, port } = start({ ...GOOD, DATA_DIR: folder, DATABASE_URL: database.url });
    const base = `http://127.0.0.1:${await Promise.race([port, ended.then(({ stderr }) => stderr)])}`;
    await database.cut();
    expect((await fetch(`${base}/readyz`)).status).toBe(503);
    await database.restore();
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(join(folder, 'app.db'))).toBe(false);
    rmSync(folder, { recursive: true });
  }, 40_000);
});
