/** Runs git through a small process of its own, which is begun when it is first needed and ends with this one. */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface GitEnd {
  readonly code: number | null;
  readonly out: Buffer;
  readonly err: string;
}

interface Answer extends GitEnd {
  readonly id: number;
}

let runner: ChildProcess | null = null;
let lastId = 0;
const waiting = new Map<number, (end: GitEnd) => void>();

/** How git ended; never rejects. */
export function runGitApart(args: readonly string[], environment: Readonly<Record<string, string>>, input?: Buffer | string): Promise<GitEnd> {
  runner ??= begin();
  const { channel } = runner;
  lastId += 1;
  const id = lastId;
  if (waiting.size === 0) channel?.ref();
  runner.send({ id, args, environment, input });
  return new Promise((resolve) => {
    waiting.set(id, resolve);
  });
}

function begin(): ChildProcess {
  const child = fork(fileURLToPath(new URL('git-process.mjs', import.meta.url)), [], { serialization: 'advanced', execArgv: [], env: { PATH: process.env['PATH'] ?? '' }, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  child.unref();
  child.on('message', ({ id, code, out, err }: Answer) => {
    const resolve = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) child.channel?.unref();
    resolve?.({ code, out: Buffer.from(out), err });
  });
  child.on('exit', () => {
    runner = null;
    for (const resolve of waiting.values()) resolve({ code: -1, out: Buffer.alloc(0), err: 'The process that runs git has ended.' });
    waiting.clear();
  });
  return child;
}
