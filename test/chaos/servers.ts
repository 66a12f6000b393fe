/** Processes of the App that are killed and come back, as a supervisor would have it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { program } from '../support/program.js';

export interface ServerOptions {
  readonly name: string;
  readonly role: 'web' | 'worker' | 'all';
  readonly port: number;
  /** An existing folder; its own is made below it. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds before a process that died is started again. */
  readonly pause: () => number;
}

/** One place in which a process of the App stands, again and again. */
export class Server {
  readonly name: string;
  readonly #options: ServerOptions;
  #child: ChildProcess | null = null;
  #retired = false;
  #lastWords = '';
  /** Processes that ended though nobody had killed them. */
  readonly unasked: string[] = [];
  #killed = false;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.name = options.name;
  }

  async start(): Promise<void> {
    await mkdir(join(this.#options.folder, this.name), { recursive: true });
    this.#spawn();
  }

  /** Kills the process where it is, or, where it has any, one that judges for it. Answers what it was. */
  kill(which: 'process' | 'worker'): string | null {
    const pid = this.#child?.pid;
    if (pid === undefined) return null;
    if (which === 'worker') {
      const [worker] = childrenOf(pid);
      if (worker === undefined) return null;
      process.kill(worker, 'SIGKILL');
      return `a worker of ${this.name}`;
    }
    this.#killed = true;
    this.#child?.kill('SIGKILL');
    return this.name;
  }

  /** Lets it finish, and starts no other. Answers the exit code. */
  async stop(): Promise<number | null> {
    this.#retired = true;
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return null;
    this.#killed = true;
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), 40_000);
    const code = await ended;
    clearTimeout(force);
    return code;
  }

  #spawn(): void {
    const { role, port, folder, environment, pause } = this.#options;
    const args = role === 'all' ? [] : ['--role', role];
    const own = join(folder, this.name);
    const child = spawn(process.execPath, program('src/cli.ts', 'serve', ...args), {
      cwd: own,
      env: { PATH: process.env['PATH'], ...environment, HOST: '127.0.0.1', PORT: String(port), DATA_DIR: own, LOG_LEVEL: 'warn' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    this.#killed = false;
    child.stderr?.on('data', (text: Buffer) => {
      this.#lastWords = (this.#lastWords + text.toString()).slice(-2000);
    });
    child.once('exit', (code, signal) => {
      if (!this.#killed) this.unasked.push(`${this.name} ended by itself with ${signal ?? code}: ${this.#lastWords.trim().split('\n').at(-1) ?? ''}`);
      if (!this.#retired) setTimeout(() => !this.#retired && this.#spawn(), pause());
    });
  }
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
