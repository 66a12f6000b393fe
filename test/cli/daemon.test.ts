/**
 * `--daemon` from outside: the same answers from a process that stays, and an answer whatever becomes of it.
 * @jest-environment node
 */
import { afterAll, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRepo } from '../support/git-repo.js';
import { program } from '../support/program.js';

const folder = mkdtempSync(join(tmpdir(), 'shipworthy-daemon-'));
const environment = { PATH: process.env.PATH, HOME: folder, DATA_DIR: join(folder, 'data'), XDG_RUNTIME_DIR: folder };
const repo = createRepo();
repo.commit({ 'manage.py': 'import app\n', 'app/__init__.py': '' });
repo.checkout('main');
repo.write({ 'manage.py': 'import app.nowhere\n' });

afterAll(async () => {
  await run('daemon', 'stop');
  repo.remove();
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

function run(...args: readonly string[]): Promise<Ran> {
  return ended(start(args));
}

function start(args: readonly string[], more: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(process.execPath, program('src/cli.ts', ...args), { cwd: repo.path, env: { ...environment, ...more }, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function ended(child: ChildProcess): Promise<Ran> {
  let [out, err] = ['', ''];
  child.stdout?.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr?.on('data', (text: Buffer) => (err += text.toString()));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, out, err };
}

function withoutTime(text: string): string {
  return text.replace(/\d+ parsed · [\d.]+ m?s/, '');
}

function socketName(): string {
  return readdirSync(join(folder, `shipworthy-${process.getuid?.() ?? ''}`)).find((name) => name.endsWith('.sock')) ?? '';
}

/** Stands in for a daemon: does what the script says once it was asked. */
async function standIn(script: string): Promise<ChildProcess> {
  const socket = join(folder, `shipworthy-${process.getuid?.() ?? ''}`, socketName());
  await run('daemon', 'stop');
  while (readdirSync(join(socket, '..')).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const say = "const say = (message) => require('fs').writeSync(s._handle.fd, JSON.stringify(message) + '\\n');";
  const child = spawn(process.execPath, ['-e', `require('net').createServer((s) => { ${say} s.once('data', () => { ${script} }); }).listen(${JSON.stringify(socket)}, () => console.log('there'));`], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
  return child;
}

test('the same report, exit code and files as without it; the process stays', async () => {
  const here = await run('review', '--base', 'HEAD');
  expect(here).toMatchObject({ code: 1, err: '' });
  for (const args of [['--daemon'], ['--daemon', '-o', 'report.txt'], ['--daemon', '--nonsense']] as const) {
    const [there, plain] = [await run('review', '.', '--base', 'HEAD', ...args), await run('review', '.', '--base', 'HEAD', ...args.slice(1))];
    expect({ ...there, out: withoutTime(there.out) }).toEqual({ ...plain, out: withoutTime(plain.out) });
  }
  rmSync(join(repo.path, 'report.txt'));
  const wished = await ended(start(['review', '--base', 'HEAD'], { SHIPWORTHY_DAEMON: '1' }));
  expect(withoutTime(wished.out)).toBe(withoutTime(here.out));
  await ended(start(['review', '--base', 'HEAD', '--no-daemon'], { SHIPWORTHY_DAEMON: '1' }));
  expect((await run('daemon')).out).toMatch(/^A daemon runs for .*\/data: for \d+ s, with \d+ MB; 3 commands, the last \d+ s ago \(process \d+\)\.\n$/);
}, 120_000);

test('one that ends without an answer is told of, and the change is judged all the same', async () => {
  const child = await standIn("say({ kind: 'hello', pid: process.pid }); say({ kind: 'begun' }); say({ kind: 'out', text: 'half' }); process.exit(1);");
  const exit = once(child, 'exit');
  const ran = await run('review', '--base', 'HEAD', '--daemon');
  expect(await exit).toEqual([1, null]);
  expect(ran).toMatchObject({ code: 1, err: '! Judged without a daemon: the daemon ended without an answer\n' });
  expect(ran.out).toContain('app.nowhere');
  expect(ran.out).not.toContain('half');
}, 60_000);

test('where there can be none, that is told too', async () => {
  writeFileSync(join(folder, 'file'), '');
  const ran = await ended(start(['review', '--base', 'HEAD', '--daemon'], { XDG_RUNTIME_DIR: join(folder, 'file') }));
  expect(ran).toMatchObject({ code: 1, err: expect.stringMatching(/^! Judged without a daemon: .* can't be made \(ENOTDIR\)\n$/) as unknown });
}, 60_000);

test('who interrupts a command ends what it is at, even if that would never end', async () => {
  await run('review', '--base', 'HEAD', '--daemon');
  const child = await standIn("say({ kind: 'hello', pid: process.pid }); say({ kind: 'begun' }); say({ kind: 'err', text: 'at it' }); for (;;);");
  const exit = once(child, 'exit');
  const client = start(['review', '--base', 'HEAD', '--daemon']);
  const [ran] = [ended(client), await once(client.stderr as NonNullable<typeof client.stderr>, 'data')];
  client.kill('SIGINT');
  expect(await ran).toMatchObject({ code: null, signal: 'SIGINT', out: '' });
  expect(await exit).toEqual([null, 'SIGKILL']);
}, 60_000);

test('one that hears nothing is ended all the same', async () => {
  await run('review', '--base', 'HEAD', '--daemon');
  const child = await standIn("for (;;);");
  writeFileSync(join(folder, `shipworthy-${process.getuid?.() ?? ''}`, `${socketName()}.pid`), String(child.pid));
  const [exit, deaf] = [once(child, 'exit'), start(['daemon', 'stop'])];
  const unheard = ended(deaf);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(deaf.exitCode).toBeNull();
  expect((await run('daemon', 'stop', '--now')).out).toMatch(/^The daemon of .*\/data ends\.\n$/);
  expect(await exit).toEqual([null, 'SIGKILL']);
  expect((await unheard).code).toBe(0);
  expect((await run('daemon', 'stop', '--now')).out).toMatch(/^No daemon runs for .*\n$/);
}, 60_000);

test('it holds no folder of those who ask', async () => {
  await run('review', '--base', 'HEAD', '--daemon');
  const [, pid = ''] = /process (\d+)/.exec((await run('daemon', 'status')).out) ?? [];
  expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toContain('daemon');
  expect(readdirSync(`/proc/${pid}/cwd`)).toContain('proc');
  expect((await run('daemon', 'stop')).out).toMatch(/^The daemon of .*\/data ends\.\n$/);
}, 60_000);
