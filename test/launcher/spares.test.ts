/**
 * A tool that is kept waiting: the next call is answered by a process that was there before it, as one started for it would.
 * @jest-environment node
 */
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startLauncher } from '../../src/launcher/client.js';
import { Spares } from '../../src/launcher/spares.js';
import { runToolHere } from '../../src/launcher/tool.js';
import { makeWorkplace, removeWorkplace } from '../../src/launcher/workplace.js';
import type { ToolCall } from '../../src/launcher/types.js';

const folder = mkdtempSync(join(tmpdir(), 'shipworthy-spares-'));
/** What the names of its tools' folders begin with: nobody else's do. */
const name = `${basename(folder)}-`;
const warm = join(folder, 'warm.mjs');
const script = join(folder, 'tool.mjs');
writeFileSync(warm, 'globalThis.loadedAt = Date.now();');
writeFileSync(script, `import { readFileSync, readdirSync } from 'node:fs';
console.log(JSON.stringify({ pid: process.pid, loadedAt: globalThis.loadedAt, argv: process.argv.slice(1), env: process.env, text: readFileSync('a/b.txt', 'utf8'), beside: readdirSync('..').sort(), now: Date.now() }));
process.exitCode = 3;`);

const spares = new Spares();

afterEach(() => spares.close());
afterAll(() => rmSync(folder, { recursive: true }));

interface Said {
  readonly pid: number;
  readonly loadedAt?: number;
  readonly now: number;
  readonly argv: readonly string[];
  readonly env: object;
  readonly text: string;
  readonly beside: readonly string[];
}

function callOf(text: string, more: Partial<ToolCall> = {}): ToolCall {
  return { name, args: [script, 'word'], warm, files: new Map([['a/b.txt', text]]), environment: { GIVEN: 'yes' }, longestOutput: 10_000, timeout: 10_000, ...more };
}

async function answerOf(call: ToolCall, by: Spares | null): Promise<Said> {
  const { end, output } = await runToolHere(call, { waiting: by?.take(call) ?? null });
  expect(end).toEqual({ kind: 'exit', code: 3 });
  return JSON.parse(output ?? '') as Said;
}

/** In memory or on a disk. */
function foldersLeft(): string[] {
  return [tmpdir(), '/dev/shm'].filter((parent) => existsSync(parent)).flatMap((parent) => readdirSync(parent).filter((one) => one.startsWith(name)).map((one) => join(parent, one)));
}

test('one that waits has loaded the module before the call, and answers as one that is started for it', async () => {
  const fresh = await answerOf(callOf('one'), spares);
  spares.prepare(callOf('one'));
  const waiting = spares.take(callOf('two'));
  await delay(1_000);
  const called = Date.now();
  const { output } = await runToolHere(callOf('two'), { waiting });
  const said = JSON.parse(output ?? '') as Said;
  expect(fresh).not.toHaveProperty('loadedAt');
  expect(said.loadedAt).toBeLessThan(called);
  expect({ ...said, pid: 0, now: 0, loadedAt: undefined }).toEqual({ ...fresh, pid: 0, now: 0, text: 'two' });
  expect(foldersLeft()).toEqual([]);
});

test('it serves once', async () => {
  spares.prepare(callOf('one'));
  const first = await answerOf(callOf('one'), spares);
  const second = await answerOf(callOf('two'), spares);
  expect(first).toHaveProperty('loadedAt');
  expect(second).not.toHaveProperty('loadedAt');
  expect(second.pid).not.toBe(first.pid);
});

test.each([
  ['other arguments', { args: [script, 'other'] }],
  ['another environment', { environment: {} }],
  ['another module', { warm: script }],
])('%s: it goes on waiting for its like', async (_name, more) => {
  spares.prepare(callOf('one'));
  expect(spares.take(callOf('one', more))).toBeNull();
  expect(await answerOf(callOf('two'), spares)).toMatchObject({ text: 'two', loadedAt: expect.any(Number) });
});

test('what is called now is prepared for instead', async () => {
  spares.prepare(callOf('one', { args: [script, 'other'] }));
  spares.prepare(callOf('one'));
  expect(foldersLeft()).toHaveLength(1);
  expect((await answerOf(callOf('two'), spares)).argv).toEqual([script, 'word']);
});

test('a call with more than its place is for starts its own, and it goes on waiting', async () => {
  const place = makeWorkplace(name, 0);
  removeWorkplace(place);
  spares.prepare(callOf('one'));
  const large = callOf('x'.repeat(Math.min(place.most, 10_000_000) + 1), { longestOutput: 100_000_000 });
  expect(spares.take(large) === null).toBe(place.most < 10_000_000);
  spares.prepare(callOf('one'));
  expect((await answerOf(large, spares)).text).toHaveLength(large.files.get('a/b.txt')?.length ?? 0);
  expect(foldersLeft()).toHaveLength(place.most < 10_000_000 ? 1 : 0);
});

test('a call that names no module has none wait', () => {
  spares.prepare(callOf('one', { warm: undefined }));
  expect(foldersLeft()).toEqual([]);
});

test('a module that can’t be loaded: the program says what there is to say', async () => {
  const call = callOf('one', { warm: join(folder, 'gone.mjs') });
  spares.prepare(call);
  expect((await answerOf(call, spares)).text).toBe('one');
});

test('one that was killed while it waited is not used', async () => {
  spares.prepare(callOf('one'));
  const [pid] = childrenOf(process.pid);
  process.kill(Number(pid), 'SIGKILL');
  await delay(300);
  expect(spares.take(callOf('one'))).toBeNull();
  expect(foldersLeft()).toEqual([]);
  expect((await answerOf(callOf('one'), spares)).text).toBe('one');
});

test('one that takes too long is killed, and its folder removed', async () => {
  const call = callOf('one', { args: [join(folder, 'slow.mjs')], timeout: 300 });
  writeFileSync(join(folder, 'slow.mjs'), 'setInterval(() => {}, 1000)');
  spares.prepare(call);
  const waiting = spares.take(call);
  expect(waiting).not.toBeNull();
  // Its time begins with the call.
  await delay(500);
  expect(await runToolHere(call, { waiting })).toEqual({ end: { kind: 'timeout' }, output: '' });
  expect(foldersLeft()).toEqual([]);
});

test('nobody asks: it ends, and leaves nothing', async () => {
  const impatient = new Spares(200);
  impatient.prepare(callOf('one'));
  const [pid] = childrenOf(process.pid);
  await delay(700);
  expect(childrenOf(process.pid)).not.toContain(pid);
  expect(foldersLeft()).toEqual([]);
  expect(impatient.take(callOf('one'))).toBeNull();
});

test('a launcher has one wait from the first call on; with the launcher it goes', async () => {
  const launcher = startLauncher();
  const first = JSON.parse((await launcher.tool(callOf('one'))).output ?? '') as Said;
  await waitFor(() => foldersLeft().length === 1 && !existsSync(join(foldersLeft()[0] ?? '', 'work', 'a')));
  const second = JSON.parse((await launcher.tool(callOf('two'))).output ?? '') as Said;
  expect(first).not.toHaveProperty('loadedAt');
  expect(second).toMatchObject({ text: 'two', loadedAt: expect.any(Number) });
  launcher.close();
  await waitFor(() => foldersLeft().length === 0);
});

test('with a launcher go its tools, and what they had to read', async () => {
  const launcher = startLauncher();
  writeFileSync(join(folder, 'slow.mjs'), 'setInterval(() => {}, 1000)');
  const answer = launcher.tool(callOf('one', { args: [join(folder, 'slow.mjs')], timeout: 3_000 }));
  await waitFor(() => foldersLeft().some((place) => existsSync(join(place, 'work', 'a', 'b.txt'))));
  launcher.close();
  await expect(answer).rejects.toThrow('has ended');
  await waitFor(() => foldersLeft().length === 0 && !running('slow.mjs'));
});

function childrenOf(pid: number): readonly string[] {
  return execFileSync('ps', ['--no-headers', '-o', 'pid,args', '--ppid', String(pid)], { encoding: 'utf8' }).split('\n').filter((line) => line.includes(script)).map((line) => line.trim().split(/\s/, 1)[0] ?? '');
}

function running(program: string): boolean {
  return execFileSync('ps', ['--no-headers', '-eo', 'args'], { encoding: 'utf8' }).includes(join(folder, program));
}

async function waitFor(holds: () => boolean): Promise<void> {
  for (let left = 100; !holds(); left -= 1) {
    if (left === 0) throw new Error('It never was so');
    await delay(50);
  }
}
