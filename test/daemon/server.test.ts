/**
 * A daemon as those see it who talk to it: one command after the other, one daemon an address, and an end in time.
 * @jest-environment node
 */
import { afterEach, expect, test } from '@jest/globals';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { addressOf, type Address } from '../../src/daemon/address.js';
import { runInDaemon } from '../../src/daemon/client.js';
import { ask, connect } from '../../src/daemon/connect.js';
import { say, type CommandQuestion } from '../../src/daemon/protocol.js';
import { serveDaemon, type DaemonOptions } from '../../src/daemon/server.js';

const folders: string[] = [];
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function freshAddress(): Address {
  const folder = mkdtempSync(join(tmpdir(), 'shipworthy-daemon-'));
  folders.push(folder);
  return addressOf(join(folder, 'data'), { XDG_RUNTIME_DIR: folder });
}

const HOUR = 3_600_000;

/** Serves at an address, until the test ends at the latest; answers the promise of its end. */
async function serve(address: Address, options: Partial<DaemonOptions> = {}): Promise<{ readonly ended: Promise<void> }> {
  const ended = serveDaemon({ address, run: async () => 0, patience: HOUR, mostMemory: Number.POSITIVE_INFINITY, ...options });
  ends.push(async () => {
    await ask(address.socket, { kind: 'stop' }, 'ending');
    await ended;
  });
  while ((await ask(address.socket, { kind: 'status' }, 'status')) === null) await new Promise((resolve) => setTimeout(resolve, 5));
  return { ended };
}

function command(...args: readonly string[]): CommandQuestion {
  return { kind: 'run', args, folder: '/', stdout: { isTTY: false }, stderr: { isTTY: false }, hyperlinks: false, environment: {} };
}

/** Resolves when so many commands have come that are not done. */
async function untilBusy(address: Address, wanted: number): Promise<void> {
  while ((await ask(address.socket, { kind: 'status' }, 'status'))?.answer.busy !== wanted) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** What a command printed, and what was told meanwhile, in order. */
async function answerTo(address: Address, question: CommandQuestion): Promise<{ readonly code: number; readonly told: readonly string[] }> {
  const told: string[] = [];
  const code = await runInDaemon(address, question, { out: (text) => told.push(`out ${text}`), err: (text) => told.push(`err ${text}`), onBegun: () => told.push('begun') });
  return { code, told };
}

test('a command gets its own output and exit code, whatever lines and characters it is made of', async () => {
  const address = freshAddress();
  await serve(address, {
    run: async ({ args, environment }, write) => {
      write('err', 'at it…\n');
      write('out', `${args.join(' ')}\r\n\u2028"\u0000\n${environment.TERM}`);
      return 7;
    },
  });
  expect(await answerTo(address, { ...command('review', 'a b'), environment: { TERM: 'dumb' } })).toEqual({ code: 7, told: ['begun', 'err at it…\n', 'out review a b\r\n\u2028"\u0000\ndumb'] });
});

test('commands are run one after the other, in the order of their coming', async () => {
  const address = freshAddress();
  const open: (() => void)[] = [];
  const begun: string[] = [];
  await serve(address, {
    run: async ({ args: [name = ''] }) => {
      begun.push(name);
      await new Promise<void>((resolve) => open.push(resolve));
      return begun.length;
    },
  });
  const first = answerTo(address, command('first'));
  while (open.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
  const second = answerTo(address, command('second'));
  await untilBusy(address, 2);
  expect(begun).toEqual(['first']);
  open[0]?.();
  expect(await first).toEqual({ code: 1, told: ['begun'] });
  while (open.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  open[1]?.();
  expect(await second).toEqual({ code: 2, told: ['begun'] });
});

test('whoever leaves while waiting is not worked for', async () => {
  const address = freshAddress();
  const ran: string[] = [];
  let open = (): void => undefined;
  await serve(address, {
    run: async ({ args: [name = ''] }) => {
      ran.push(name);
      if (name === 'first') await new Promise<void>((resolve) => (open = resolve));
      return 0;
    },
  });
  const first = answerTo(address, command('first'));
  while (ran.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
  const gone = await connect(address.socket);
  if (gone !== null) say(gone, command('gone'));
  await untilBusy(address, 2);
  gone?.destroy();
  const last = answerTo(address, command('last'));
  await untilBusy(address, 3);
  open();
  await Promise.all([first, last]);
  expect(ran).toEqual(['first', 'last']);
});

test('there is one for an address: who comes later leaves it, and what a killed one left is replaced', async () => {
  const address = freshAddress();
  const dead = createServer().listen(`${address.socket}.dead`);
  await once(dead, 'listening');
  rmSync(address.socket, { force: true });
  writeFileSync(address.socket, '');
  dead.close();
  const { ended } = await serve(address);
  await serveDaemon({ address, run: async () => 1, patience: HOUR, mostMemory: Number.POSITIVE_INFINITY });
  expect(await answerTo(address, command())).toEqual({ code: 0, told: ['begun'] });
  await ask(address.socket, { kind: 'stop' }, 'ending');
  await ended;
  expect(readdirSync(dirname(address.socket))).toEqual([]);
});

test('of many that start at once one stays', async () => {
  const address = freshAddress();
  let ran = 0;
  const starting = Array.from({ length: 6 }, () => serveDaemon({ address, run: async () => (ran += 1), patience: HOUR, mostMemory: Number.POSITIVE_INFINITY }));
  let gone = 0;
  for (const one of starting) void one.then(() => (gone += 1));
  while (gone < 5) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await answerTo(address, command())).toEqual({ code: 1, told: ['begun'] });
  await ask(address.socket, { kind: 'stop' }, 'ending');
  await Promise.all(starting);
  expect([ran, readdirSync(dirname(address.socket))]).toEqual([1, []]);
});

test('it ends when nobody asked for long, when it holds too much after a command, and when its address leads elsewhere', async () => {
  const idle = await serve(freshAddress(), { patience: 20 });
  await idle.ended;

  const address = freshAddress();
  const full = await serve(address, { mostMemory: 1 });
  await answerTo(address, command());
  await full.ended;

  const lost = freshAddress();
  const { ended } = await serve(lost);
  rmSync(lost.socket);
  const next = await serve(lost);
  await ended;
  expect(await ask(lost.socket, { kind: 'status' }, 'status')).not.toBeNull();
  await ask(lost.socket, { kind: 'stop' }, 'ending');
  await next.ended;
});

test('one that is asked to stop answers first what it was asked before', async () => {
  const address = freshAddress();
  let open = (): void => undefined;
  const { ended } = await serve(address, {
    run: async (_question, write) => {
      await new Promise<void>((resolve) => (open = resolve));
      write('out', 'done');
      return 0;
    },
  });
  const running = answerTo(address, command());
  await untilBusy(address, 1);
  expect(await ask(address.socket, { kind: 'stop' }, 'ending')).not.toBeNull();
  open();
  expect(await running).toEqual({ code: 0, told: ['begun', 'out done'] });
  await ended;
  expect(await connect(address.socket)).toBeNull();
});

test('an older state of the program over the same data is asked to end, others are left alone', async () => {
  const address = freshAddress();
  const older: Address = { ...address, socket: address.socket.replace(/-\w+\.sock$/, '-000000000000.sock') };
  const other: Address = { ...address, socket: join(dirname(address.socket), '000000000000-000000000000.sock') };
  const { ended } = await serve(older);
  await serve(other);
  await serve(address);
  await ended;
  expect(existsSync(other.socket)).toBe(true);
});

test('a folder that others may enter, or that leads elsewhere, is not used', () => {
  const { socket } = freshAddress();
  const [folder, above] = [dirname(socket), dirname(dirname(socket))];
  chmodSync(folder, 0o750);
  expect(() => addressOf('data', { XDG_RUNTIME_DIR: above })).toThrow('is not a folder of yours alone');
  rmSync(folder, { recursive: true });
  symlinkSync(mkdtempSync(join(above, 'elsewhere-')), folder);
  expect(() => addressOf('data', { XDG_RUNTIME_DIR: above })).toThrow('is not a folder of yours alone');
  const long = join(above, 'x'.repeat(60));
  mkdirSync(long);
  expect(() => addressOf('data', { XDG_RUNTIME_DIR: long })).toThrow('is too long a path for a socket');
  expect(() => addressOf('data', { XDG_RUNTIME_DIR: join(above, 'missing') })).toThrow('can\'t be made (ENOENT)');
});
