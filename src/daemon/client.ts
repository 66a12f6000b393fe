/** Has a command run by the daemon of its data folder, which is started where there is none. I/O. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { UserError } from '../errors.js';
import { FRUGAL, LARGE_YOUNG_HEAP } from '../launcher/long-lived.js';
import type { Address } from './address.js';
import { connect } from './connect.js';
import { messagesOf, say, type Answer, type CommandQuestion } from './protocol.js';
import { killProcess } from './stop.js';

/** Where the command's output goes. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
  /** Its turn has come. */
  onBegun(): void;
}

/** Milliseconds that a daemon may take to listen. */
const START_LIMIT = 20_000;
const LOOK = 10;

/**
 * Answers the exit code. What the command prints is handed on when it has ended, but for what it says meanwhile on standard error.
 * @throws UserError where no daemon can be started, or it ends without an answer; nothing was printed to standard output then
 */
export async function runInDaemon(address: Address, question: CommandQuestion, output: Output): Promise<number> {
  const socket = (await connect(address.socket)) ?? (await start(address));
  const heeding = new Heeding();
  try {
    say(socket, question);
    return await follow(socket, output, heeding);
  } finally {
    heeding.end();
    socket.destroy();
  }
}

async function follow(socket: Socket, output: Output, heeding: Heeding): Promise<number> {
  const printed: string[] = [];
  for await (const answer of messagesOf<Answer>(socket)) {
    switch (answer.kind) {
      case 'hello':
        heeding.pid = answer.pid;
        break;
      case 'begun':
        heeding.begin();
        output.onBegun();
        break;
      case 'err':
        output.err(answer.text);
        break;
      case 'out':
        printed.push(answer.text);
        break;
      case 'end':
        for (const text of printed) output.out(text);
        return answer.code;
    }
  }
  throw new UserError('the daemon ended without an answer');
}

/** Whoever interrupts a command interrupts the daemon that is at it: it may be at something that never ends. */
class Heeding {
  pid = 0;
  readonly #stop = (signal: NodeJS.Signals): void => {
    killProcess(this.pid);
    this.end();
    process.kill(process.pid, signal);
  };

  begin(): void {
    if (this.pid > 0) for (const signal of SIGNALS) process.once(signal, this.#stop);
  }

  end(): void {
    for (const signal of SIGNALS) process.off(signal, this.#stop);
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Starts a daemon that outlives this process, and connects when it listens. */
async function start({ socket: path, dataDir, entry }: Address): Promise<Socket> {
  const child = spawn(process.execPath, [LARGE_YOUNG_HEAP, entry.path, ...entry.args, 'daemon', 'run', '--data-dir', dataDir], { detached: true, stdio: 'ignore', cwd: '/', env: { ...process.env, ...FRUGAL } });
  child.unref();
  const ended = new AbortController();
  void Promise.race([once(child, 'exit'), once(child, 'error')]).catch(() => undefined).then(() => ended.abort());
  const latest = performance.now() + START_LIMIT;
  for (;;) {
    // One that ends at once may have found another there.
    const hasEnded = ended.signal.aborted;
    const socket = await connect(path);
    if (socket !== null) return socket;
    if (hasEnded || performance.now() > latest) throw new UserError('the daemon could not be started');
    await setTimeout(LOOK);
  }
}
