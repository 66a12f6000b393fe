/** A daemon: it listens at an address and runs one command after the other, in one process that keeps what it has learned. I/O. */
import { randomBytes } from 'node:crypto';
import { linkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { ask, connect } from './connect.js';
import { messagesOf, say, type CommandQuestion, type Question, type Status } from './protocol.js';
import { pidFileOf, socketsBeside, type Address } from './address.js';

export interface DaemonOptions {
  readonly address: Address;
  /** Runs a command; answers its exit code and never rejects. What it writes goes to `write`. */
  run(question: CommandQuestion, write: (kind: 'out' | 'err', text: string) => void): Promise<number>;
  /** Milliseconds without a question after which it ends. */
  readonly patience: number;
  /** Bytes of memory that it may hold when a command is done; with more it ends. */
  readonly mostMemory: number;
}

/** Serves until it was idle for long, was asked to stop, holds too much, or another has its address. Resolves at once where another is there. */
export async function serveDaemon(options: DaemonOptions): Promise<void> {
  const { socket: path } = options.address;
  const daemon = new Daemon(options);
  const own = `${path}.${randomBytes(4).toString('hex')}`;
  const server = await listenAt(own, (socket) => void daemon.answer(socket));
  const inode = inodeAt(own);
  if (await claim(path, own)) {
    writeFileSync(pidFileOf(path), String(process.pid));
    // Those of other states of the program are asked by nobody any more. They may be at something.
    for (const other of socketsBeside(options.address)) if (other !== path) void ask(other, { kind: 'stop' }, 'ending');
    await daemon.untilEnd(() => inodeAt(path) === inode);
    if (inodeAt(path) === inode) for (const own of [path, pidFileOf(path)]) rmSync(own, { force: true });
  }
  server.close();
}

async function listenAt(path: string, onConnection: (socket: Socket) => void): Promise<Server> {
  const server = createServer(onConnection).listen(path);
  await once(server, 'listening');
  return server;
}

/** Gives a socket that is listened at the address, unless another that is listened at has it; what a killed daemon left there is replaced. */
async function claim(path: string, own: string): Promise<boolean> {
  try {
    while (!linked(own, path)) {
      const found = inodeAt(path);
      const there = await connect(path);
      there?.destroy();
      if (there !== null) return false;
      if (inodeAt(path) === found) rmSync(path, { force: true });
    }
    return true;
  } finally {
    rmSync(own, { force: true });
  }
}

/** False where there is something at the path. */
function linked(from: string, path: string): boolean {
  try {
    linkSync(from, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** undefined where there is nothing. */
function inodeAt(path: string): bigint | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
}

/** Milliseconds between two looks at whether it is to end. */
const LOOK = 1_000;

class Daemon {
  readonly #started = performance.now();
  /** Resolves when the commands that came before are done. */
  #turn: Promise<void> = Promise.resolve();
  #busy = 0;
  #runs = 0;
  #restsSince = performance.now();
  #isEnding = false;

  constructor(private readonly options: DaemonOptions) {}

  async answer(socket: Socket): Promise<void> {
    socket.on('error', () => undefined);
    say(socket, { kind: 'hello', pid: process.pid });
    const { value: question } = await messagesOf<Question>(socket).next();
    if (question?.kind === 'status') say(socket, { kind: 'status', ...this.#status() });
    else if (question?.kind === 'stop') {
      this.#isEnding = true;
      say(socket, { kind: 'ending' });
    } else if (question?.kind === 'run' && !this.#isEnding) await this.#inTurn(() => this.#run(question, socket));
    socket.end();
  }

  /** Resolves when it has nothing to do and a reason to end. */
  async untilEnd(hasAddress: () => boolean): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, LOOK));
      const isFull = this.#runs > 0 && process.memoryUsage.rss() > this.options.mostMemory;
      const isForgotten = performance.now() - this.#restsSince > this.options.patience;
      if (this.#busy === 0 && (this.#isEnding || isFull || isForgotten || !hasAddress())) return;
    }
  }

  async #run(question: CommandQuestion, socket: Socket): Promise<void> {
    // Whoever asked may have gone while it waited.
    if (!socket.writable) return;
    say(socket, { kind: 'begun' });
    const code = await this.options.run(question, (kind, text) => say(socket, { kind, text }));
    say(socket, { kind: 'end', code });
    this.#runs += 1;
  }

  async #inTurn(run: () => Promise<void>): Promise<void> {
    const before = this.#turn;
    this.#busy += 1;
    this.#turn = before.then(run).finally(() => {
      this.#busy -= 1;
      this.#restsSince = performance.now();
    });
    await this.#turn;
  }

  #status(): Status {
    const now = performance.now();
    return { age: now - this.#started, rest: this.#runs === 0 || this.#busy > 0 ? null : now - this.#restsSince, busy: this.#busy, memory: process.memoryUsage.rss(), runs: this.#runs };
  }
}
