/** A daemon: it listens at an address and runs one command after the other, in one process that keeps what it has learned. I/O. */
import { renameSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { ask, connect } from './connect.js';
import { messagesOf, say, type CommandQuestion, type Question, type Status } from './protocol.js';
import { socketsBeside, type Address } from './address.js';

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
  const there = await connect(path);
  if (there !== null) {
    there.destroy();
    return;
  }
  const daemon = new Daemon(options);
  const [server, own] = await listenAt(path, (socket) => void daemon.answer(socket));
  // Those of other states of the program are asked by nobody any more.
  for (const other of socketsBeside(options.address)) if (other !== path) await ask(other, { kind: 'stop' }, 'ending');
  await daemon.untilEnd(() => isAt(path, own));
  if (isAt(path, own)) rmSync(path, { force: true });
  server.close();
}

/** A socket of its own takes the address in one step, so that nobody meets half a daemon; what a killed one left there is replaced. */
async function listenAt(path: string, onConnection: (socket: Socket) => void): Promise<readonly [Server, bigint]> {
  const own = `${path}.${process.pid}`;
  const server = createServer(onConnection).listen(own);
  await once(server, 'listening');
  renameSync(own, path);
  return [server, statSync(path, { bigint: true }).ino];
}

function isAt(path: string, inode: bigint): boolean {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino === inode;
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
    } else if (question?.kind === 'run' && !this.#isEnding) await this.#inTurn(() => this.#run(question, socket), () => say(socket, { kind: 'waiting' }));
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

  async #inTurn(run: () => Promise<void>, onWaiting: () => void): Promise<void> {
    const before = this.#turn;
    if (this.#busy > 0) onWaiting();
    this.#busy += 1;
    this.#turn = before.then(run).finally(() => {
      this.#busy -= 1;
      this.#restsSince = performance.now();
    });
    await this.#turn;
  }

  #status(): Status {
    const now = performance.now();
    return { age: now - this.#started, rest: this.#runs === 0 || this.#busy > 0 ? null : now - this.#restsSince, memory: process.memoryUsage.rss(), runs: this.#runs };
  }
}
