/** The real App as a process of its own, with the documented environment and nothing else. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { program } from '../program.js';

const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 10_000;

export interface AppProcess {
  readonly pid: number;
  readonly webhookUrl: string;
  /** Rejects when the process ends before it is stopped; never resolves. */
  readonly died: Promise<never>;
  /** Asks it to end, and makes it after ten seconds. Answers its exit code; null when it had to be made. */
  stop(): Promise<number | null>;
}

export interface AppProcessOptions {
  /** Variables as in `.env.example`. PORT, HOST and DATA_DIR are set here. */
  readonly environment: Readonly<Record<string, string>>;
  /** An existing folder: the process runs in it and keeps its data there. */
  readonly folder: string;
  /** Default: all. */
  readonly role?: 'web';
}

/** Starts it on a free port of loopback. Rejects, with nothing left running, when it does not listen within 30 s. */
export async function startAppProcess({ environment, folder, role }: AppProcessOptions): Promise<AppProcess> {
  const child = spawn(process.execPath, role === undefined ? program('src/server.ts') : program('src/cli.ts', 'serve', '--role', role), {
    cwd: folder,
    env: { PATH: process.env.PATH, ...environment, HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const output: string[] = [];
  let stopping = false;
  const died = exited.then(() => (stopping ? new Promise<never>(() => undefined) : Promise.reject(new Error(`The App ended by itself: ${tellingLine(output)}`))));
  died.catch(() => undefined);

  async function stop(): Promise<number | null> {
    stopping = true;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    await exited;
    clearTimeout(force);
    return child.exitCode;
  }

  try {
    const port = await Promise.race([listening(child, output), died]);
    return { pid: child.pid ?? 0, webhookUrl: `http://127.0.0.1:${port}/api/github/webhooks`, died, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The port in the log line that says so. */
function listening(child: ChildProcess, output: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The App did not listen within ${START_LIMIT_MS / 1000} s`)), START_LIMIT_MS);
    const read = (line: string): void => {
      output.push(line);
      const port = portOf(line);
      if (port === null) return;
      clearTimeout(timer);
      resolve(port);
    };
    for (const stream of [child.stdout, child.stderr]) if (stream) createInterface({ input: stream }).on('line', read);
    child.once('exit', () => clearTimeout(timer));
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

/** Of a stack trace the line that names the error, otherwise the last line. */
function tellingLine(output: readonly string[]): string {
  return output.findLast((line) => /^\w*Error\b|^shipworthy: /.test(line)) ?? output.at(-1) ?? 'it said nothing';
}

function portOf(line: string): number | null {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' && entry !== null && 'msg' in entry && entry.msg === 'Listening' && 'port' in entry ? Number(entry.port) : null;
  } catch {
    return null;
  }
}
