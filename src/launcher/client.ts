/**
 * A launcher in a process of its own. Starting a process means copying the page tables of the one that starts it: from one that
 * holds a gigabyte that takes tens of milliseconds each time, from a small one a few. I/O.
 */
import { fork, type ChildProcess } from 'node:child_process';
import type { BlobReaderOptions, Blobs } from '../checkout/blob-reader.js';
import type { FetchResult } from '../checkout/fetch-process.js';
import { NETWORK_VARIABLES, type GitResult } from '../checkout/git.js';
import type { Blob } from '../checkout/types.js';
import { UserError } from '../errors.js';
import { entryOf } from './entry.js';
import type { LauncherAnswer, LauncherTask } from './protocol.js';
import type { Launcher, ToolAnswer } from './types.js';

/** Variables that it needs to find programs and to reach git's servers; those of git are built anew for each call. */
const PASSED_ON: readonly string[] = ['PATH', 'HOME', 'USERPROFILE', 'XDG_CONFIG_HOME', 'SYSTEMROOT', 'TMPDIR', 'TEMP', 'TMP', ...NETWORK_VARIABLES];

/** Starts it; the process that asked may end without closing it. */
export function startLauncher(): Launcher {
  return new ForkedLauncher();
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

class ForkedLauncher implements Launcher {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #readers = 0;
  isOpen = true;

  constructor() {
    const { path, args } = entryOf('./main.js', import.meta.url);
    const env = Object.fromEntries(PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
    this.#child = fork(path, [...args], { execArgv: [], env, serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    this.#child.on('message', (answer: LauncherAnswer) => this.#settle(answer));
    this.#child.once('error', () => this.#end());
    this.#child.once('exit', () => this.#end());
    this.#child.unref();
    this.#child.channel?.unref();
  }

  git(call: Extract<LauncherTask, { kind: 'git' }>['call']): Promise<GitResult> {
    return this.#ask({ kind: 'git', call }) as Promise<GitResult>;
  }

  fetch(call: Extract<LauncherTask, { kind: 'fetch' }>['call'], limits: Extract<LauncherTask, { kind: 'fetch' }>['limits']): Promise<FetchResult> {
    return this.#ask({ kind: 'fetch', call, limits }) as Promise<FetchResult>;
  }

  tool(call: Extract<LauncherTask, { kind: 'tool' }>['call']): Promise<ToolAnswer> {
    return this.#ask({ kind: 'tool', call }) as Promise<ToolAnswer>;
  }

  blobs(options: BlobReaderOptions): Blobs {
    this.#readers += 1;
    return new RemoteBlobs(options, this.#readers, (task) => this.#ask(task));
  }

  close(): void {
    this.#end();
    if (this.#child.connected) this.#child.disconnect();
  }

  #ask(task: LauncherTask): Promise<unknown> {
    if (!this.isOpen) return Promise.reject(new Error('The process that starts others has ended'));
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.channel?.ref();
      this.#child.send({ id, ...task }, (error) => {
        if (error !== null) this.#settle({ id, ok: false, message: error.message, forUser: false });
      });
    });
  }

  #settle(answer: LauncherAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#child.channel?.unref();
    if (answer.ok) waiting?.resolve(answer.value);
    else waiting?.reject(answer.forUser ? new UserError(answer.message) : new Error(answer.message));
  }

  #end(): void {
    this.isOpen = false;
    for (const id of this.#waiting.keys()) this.#settle({ id, ok: false, message: 'The process that starts others has ended', forUser: false });
  }
}

/** Blobs of one message: the process that reads holds no more of them at once than this, and the one that asks twice as many. */
const WINDOW = 64;

/** Readings through a launcher; each window is read ahead while the one before is worked on. */
class RemoteBlobs implements Blobs {
  readonly #options: BlobReaderOptions;
  readonly #reader: number;
  readonly #ask: (task: LauncherTask) => Promise<unknown>;
  #started: Promise<unknown> | null = null;
  #closed = false;

  constructor(options: BlobReaderOptions, reader: number, ask: (task: LauncherTask) => Promise<unknown>) {
    this.#options = options;
    this.#reader = reader;
    this.#ask = ask;
  }

  start(): void {
    if (this.#closed) throw new Error('The blob reader is closed');
    this.#started ??= this.#ask({ kind: 'start-blobs', reader: this.#reader, options: this.#options });
    // Met by who reads.
    this.#started.catch(() => undefined);
  }

  async *read(oids: Iterable<string>): AsyncGenerator<Blob, void, undefined> {
    const distinct = [...new Set(oids)];
    let next = this.#window(distinct, 0);
    for (let start = 0; start < distinct.length; start += WINDOW) {
      const blobs = await next;
      next = this.#window(distinct, start + WINDOW);
      yield* blobs;
    }
  }

  async close(): Promise<void> {
    const started = this.#started;
    this.#closed = true;
    this.#started = null;
    if (started === null) return;
    // With the launcher its processes end too.
    await started.then(() => this.#ask({ kind: 'close-blobs', reader: this.#reader })).catch(() => undefined);
  }

  #window(oids: readonly string[], start: number): Promise<readonly Blob[]> {
    if (start >= oids.length) return Promise.resolve([]);
    const blobs = this.#readWindow(oids.slice(start, start + WINDOW));
    // A caller that stopped early does not wait for it.
    blobs.catch(() => undefined);
    return blobs;
  }

  async #readWindow(oids: readonly string[]): Promise<readonly Blob[]> {
    this.start();
    await this.#started;
    return (await this.#ask({ kind: 'read-blobs', reader: this.#reader, oids })) as Blob[];
  }
}
