/** The whole server, as it is started, at the log's finest level: what it writes, starts and keeps is searched for every secret that it has. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runTestGit } from '../support/git-repo.js';
import { createDouble, type GitHubDouble } from '../support/github-double/index.js';
import { program } from '../support/program.js';

const ROOT = new URL('../..', import.meta.url).pathname;
const REPO = 'acme/shop';
const folder = mkdtempSync(join(tmpdir(), 'shipworthy-secrets-'));
const PERMISSIONS = { checks: 'write', pull_requests: 'write', contents: 'write', issues: 'read', merge_queues: 'read', metadata: 'read' } as const;

/** What was seen of each process that the server started. */
interface Seen {
  readonly commands: Set<string>;
  /** Of processes that are no git: variables with their values. */
  readonly environments: Set<string>;
  readonly errors: string[];
}

let double: GitHubDouble;
let server: ChildProcess;
let gitDir = '';
let output = '';
let watch: NodeJS.Timeout;
const seen: Seen = { commands: new Set(), environments: new Set(), errors: [] };
/** By what they are. */
let secrets: Readonly<Record<string, string>> = {};

function readProcess(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1').replaceAll('\0', '\n');
  } catch {
    return '';
  }
}

function descendants(pid: number): number[] {
  const children = readProcess(pid, `task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function look(pid: number): void {
  for (const child of descendants(pid)) {
    const environment = readProcess(child, 'environ');
    const command = readProcess(child, 'cmdline');
    seen.commands.add(command);
    // Between fork and exec a child is still its parent, and during exec, or when it has ended, it has no command.
    if (command !== '' && !/^(\S*\/)?git\b|src\/server/.test(command)) seen.environments.add(`${command}${environment}`);
  }
}

/** Every file below a folder, with its text. */
function texts(below: string): [path: string, text: string][] {
  return readdirSync(below, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name), 'latin1')]);
}

function found(text: string): string[] {
  return Object.entries(secrets).filter(([, secret]) => text.includes(secret)).map(([what]) => what);
}

async function until(isDone: () => boolean): Promise<void> {
  for (let waited = 0; !isDone(); waited += 50) {
    if (waited > 120_000) throw new Error(`It did not happen. The server said:\n${output.slice(-4_000)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A push that is reviewed, one whose commit can't be fetched, one whose comments GitHub refuses, and a delivery that is forged. */
async function happen(url: string): Promise<void> {
  const runs = (): number => double.checkRuns(REPO).filter(({ status }) => status === 'completed').length;
  await double.webhook('pull_request', await double.payloads.pullRequest('opened', { repo: REPO, number: 1 }), { url });
  await until(() => runs() === 1);
  runTestGit(gitDir, ['config', 'http.uploadpack', 'false']);
  const second = await double.payloads.pullRequest('opened', { repo: REPO, number: 2 });
  await double.webhook('pull_request', second, { url });
  await until(() => runs() === 2);
  runTestGit(gitDir, ['config', '--unset', 'http.uploadpack']);
  double.failNext({ path: /\/check-runs/, status: 500, times: 1 });
  double.failNext({ method: 'POST', path: /\/reviews$/, status: 422, times: 1 });
  const { id } = double.person.comment('acme', REPO, 2, '/shipworthy review');
  await double.webhook('issue_comment', await double.payloads.issueComment('created', { repo: REPO, number: 2, commentId: id }), { url });
  await until(() => runs() === 3);
  expect((await double.webhook('pull_request', second, { url, secret: 'forged' })).status).toBeGreaterThanOrEqual(400);
}

beforeAll(async () => {
  double = await createDouble({ app: { permissions: PERMISSIONS, events: ['pull_request', 'check_run', 'check_suite', 'issue_comment'] } });
  const base = { 'app.py': 'one = 1\n', 'shop/__init__.py': '', 'shop/a.py': 'def f():\n    return 1\n' };
  ({ gitDir } = await double.addRepository({ owner: 'acme', name: 'shop', private: true, commits: [{ branch: 'main', message: 'Start', files: base }] }));
  for (const branch of ['topic', 'other']) {
    await double.push({ repo: REPO, commits: [{ branch, message: 'Change', files: { 'app.py': `import shop.missing_${branch}\n`, 'shop/late.py': 'def late(items=[]):\n    return items\n' } }] });
    await double.openPullRequest({ repo: REPO, head: branch, title: 'Change', author: 'mona' });
  }
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  const environment = { PATH: process.env.PATH, TMPDIR: temporary, HOME: folder, ...double.env(), PORT: '0', HOST: '127.0.0.1', DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'trace', WORKERS: '1' } as NodeJS.ProcessEnv;
  server = spawn(process.execPath, program('src/server.ts'), { cwd: ROOT, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [server.stdout, server.stderr]) stream?.on('data', (data: Buffer) => void (output += data.toString()));
  watch = setInterval(() => look(server.pid ?? 0), 5);
  await until(() => /"port":(\d+)/.test(output));
  await happen(`http://127.0.0.1:${/"port":(\d+)/.exec(output)?.[1]}/api/github/webhooks`);
  const ended = once(server, 'close');
  server.kill('SIGTERM');
  await ended;
  clearInterval(watch);
  const tokens = double.requests.filter(({ path }) => path.endsWith('/access_tokens')).map(({ response }) => (response as { token?: string }).token ?? '').filter((token) => token !== '');
  const key = double.app.privateKey.split('\n')[3] ?? '';
  secrets = {
    ...Object.fromEntries(tokens.flatMap((token, at) => [[`token ${at}`, token], [`credentials ${at}`, Buffer.from(`x-access-token:${token}`).toString('base64')]])),
    'private key': key,
    'webhook secret': double.app.webhookSecret,
    'App’s own token': 'eyJhbGciOiJSUzI1NiI',
  };
}, 240_000);

afterAll(async () => {
  clearInterval(watch);
  server.kill('SIGKILL');
  await double.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the secrets of the App', () => {
  test('are those that are looked for, and the server did what brings them near', () => {
    expect(Object.keys(secrets)).toEqual(expect.arrayContaining(['token 0', 'credentials 0', 'private key', 'webhook secret']));
    expect(Object.values(secrets).every((secret) => secret.length >= 6)).toBe(true);
    expect([...seen.commands].some((command) => command.includes('\nfetch\n'))).toBe(true);
    expect([...seen.commands].some((command) => command.includes('src/worker'))).toBe(true);
    expect(double.checkRuns(REPO).filter(({ conclusion }) => conclusion !== null).length).toBeGreaterThanOrEqual(2);
  });

  test('are in no line of the log, also of what failed', () => {
    for (const said of ['Reviewed a pull request', 'An attempt at a review failed', 'Answered commands', 'signature does not match']) expect(output).toContain(said);
    expect(found(output)).toEqual([]);
    expect(output).not.toMatch(/missing_topic|def late/);
  });

  test('are in no argument of a process', () => {
    expect([...seen.commands].flatMap((command) => found(command).map((what) => `${what}: ${command}`))).toEqual([]);
  });

  test('are in the environment of no process but the fetch', () => {
    expect(seen.environments.size).toBeGreaterThan(0);
    expect([...seen.environments].filter((one) => found(one).length > 0)).toEqual([]);
  });

  test('are in no file that the server has kept or left', () => {
    const files = texts(folder);
    expect(files.map(([path]) => path)).toEqual(expect.arrayContaining([expect.stringMatching(/\.pack$/), expect.stringMatching(/facts\.db$/)]));
    expect(files.flatMap(([path, text]) => found(text).map((what) => `${what}: ${path}`))).toEqual([]);
  });

  test('are in nothing that was sent to GitHub, and in no address', () => {
    const sent = double.requests.filter(({ path }) => !path.endsWith('/access_tokens')).map(({ path, query, body }) => JSON.stringify([path, query, body]));
    expect(sent.length).toBeGreaterThan(5);
    expect(sent.flatMap(found)).toEqual([]);
  });
});
