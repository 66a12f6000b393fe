/** One worker's process as its owner sees it: what it is at, when it takes too long, how it ended. I/O. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { constants, getPriority, setPriority } from 'node:os';
import type { Readable } from 'node:stream';
import { entryOf, type Entry } from '../launcher/entry.js';
import { FRUGAL, LARGE_YOUNG_HEAP } from '../launcher/long-lived.js';
import { TooMuchToRead } from '../store/parsed.js';
import { WorkerDied, WorkerFailed, WorkersUnusable, type DeathCause } from './errors.js';
import type { Suspicions, WorkerAnswer, WorkerJob, WorkerPlace, WorkerSetup, WorkerTask } from './protocol.js';

/** What a worker may use. */
export interface WorkerLimits {
  /** Bytes of the whole process; three quarters of them for JavaScript's heap. */
  readonly memory: number;
  /** Milliseconds for one change. */
  readonly jobTime: number;
  /** Milliseconds for one file of it. */
  readonly fileTime: number;
}

/** Changes that a worker judges before it is replaced, so that nothing it forgot to free can pile up. */
const CHANGES_A_WORKER = 500;
/** A worker that holds more than this share of its memory after a change is replaced. */
const FULL = 0.8;
/** Milliseconds between two looks at a worker that works. */
const WATCH = 500;
/** Characters of its last words that are kept to tell how it ended. */
const LAST_WORDS = 4_000;
/**
 * How much a worker gives way to others where processors are scarce (nice(2)): whoever takes deliveries is waited for, and nobody waits so for a review. Beside it another process
 * gets nine tenths of a processor (`sched_prio_to_weight` in Linux's kernel/sched/core.c); where nobody wants that processor, it makes no difference.
 */
const GIVING_WAY = 10;
/** A worker that has not said that it is ready by then (ms) never will. */
const START_LIMIT = 60_000;

/** Variables that a worker needs to run and to find git; it has no others. */
const PASSED_ON: readonly string[] = ['PATH', 'HOME', 'SYSTEMROOT', 'TMPDIR', 'TEMP', 'TMP'];
/** Has glibc also give back what compilers took, in pieces of this size: 95 MB, for some seconds of a processor after the start of a worker. */
const MOST_FRUGAL: Readonly<Record<string, string>> = { ...FRUGAL, MALLOC_MMAP_THRESHOLD_: '32768' };
/** Bytes of a worker from which on that is not worth it. */
const AMPLE = 1024 ** 3;

/** What a task came to. */
export interface Judged {
  readonly value: unknown;
  /** Milliseconds by stage. */
  readonly stages: Readonly<Record<string, number>>;
}

interface Running {
  readonly id: number;
  resolve(judged: Judged): void;
  reject(error: Error): void;
  readonly started: number;
}

export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #limits: WorkerLimits;
  readonly #watch: NodeJS.Timeout;
  readonly #ready: Promise<void>;
  #running: Running | null = null;
  #place: WorkerPlace | null = null;
  /** When it said what it is at, in milliseconds of the clock that never goes back. */
  #placedAt = 0;
  #lastWords = '';
  #killedFor: DeathCause | null = null;
  /** What it was given, of any kind. */
  #tasks = 0;
  #changes = 0;
  #memory = 0;
  #ended = false;
  #hasStarted = false;

  constructor(setup: WorkerSetup, limits: WorkerLimits, entry: Entry = entryOf('../worker.js', import.meta.url)) {
    this.#limits = limits;
    const { path, args } = entry;
    const heap = Math.floor((limits.memory * 0.75) / 1024 / 1024);
    this.#child = fork(path, [...args, JSON.stringify(setup)], {
      execArgv: [`--max-old-space-size=${heap}`, ...(limits.memory < AMPLE ? [] : [LARGE_YOUNG_HEAP])],
      env: { ...(limits.memory < AMPLE ? MOST_FRUGAL : FRUGAL), ...Object.fromEntries(PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))) },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'ipc'],
    });
    giveWay(this.#child.pid);
    this.#child.stderr?.on('data', (data: Buffer) => {
      this.#lastWords = (this.#lastWords + data.toString()).slice(-LAST_WORDS);
    });
    readLines(this.#child.stdio[PLACES] as Readable, (line) => this.#placed(JSON.parse(line) as WorkerPlace));
    this.#ready = this.#untilReady();
    // Its failure is met by who waits for it.
    this.#ready.then(() => (this.#hasStarted = true), () => undefined);
    this.#child.on('message', (answer: WorkerAnswer) => this.#answered(answer));
    this.#child.once('error', () => this.#end());
    this.#child.once('close', () => this.#end());
    this.#watch = setInterval(() => void this.#look(), WATCH).unref();
  }

  /** Resolves when it can judge. Rejects with WorkersUnusable. */
  ready(): Promise<void> {
    return this.#ready;
  }

  get isBusy(): boolean {
    return this.#running !== null;
  }

  /** It has been able to judge; it may have ended since. */
  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  /** It has judged enough, or holds too much. */
  get isWorn(): boolean {
    return this.#changes >= CHANGES_A_WORKER || this.#memory > this.#limits.memory * FULL;
  }

  /** Does one task; one at a time. Rejects with WorkerDied, WorkerFailed, WorkersUnusable or TooMuchToRead. */
  async run(task: WorkerTask & Suspicions): Promise<Judged> {
    if (this.#running !== null) throw new Error('The worker is busy');
    const id = (this.#tasks += 1);
    if (task.kind !== 'read') this.#changes += 1;
    return new Promise((resolve, reject) => {
      this.#running = { id, resolve, reject, started: performance.now() };
      this.#placed(null);
      this.#ready.then(
        () => this.#child.send({ ...task, id } satisfies WorkerJob, (error) => error !== null && this.kill('crash')),
        (error: Error) => this.#settle((running) => running.reject(error)),
      );
    });
  }

  /** Ends it where it is. */
  kill(cause: DeathCause): void {
    this.#killedFor ??= cause;
    this.#child.kill('SIGKILL');
  }

  /** Lets it go; it ends by itself, or is ended. Resolves when it is no more. */
  async close(): Promise<void> {
    clearInterval(this.#watch);
    if (this.#ended || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    // Node does not tell of "close" where this side has disconnected.
    const exited = once(this.#child, 'exit');
    if (this.#child.connected) this.#child.disconnect();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), CLOSE_LIMIT);
    await exited;
    clearTimeout(timer);
    this.#end();
  }

  #untilReady(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.kill('time'), START_LIMIT).unref();
      const done = (error?: Error): void => {
        clearTimeout(timer);
        if (error === undefined) resolve();
        else reject(error);
      };
      this.#child.on('message', (answer: WorkerAnswer) => {
        if (answer.kind === 'ready') done();
        if (answer.kind === 'unusable') done(new WorkersUnusable(answer.code, answer.message));
      });
      this.#child.once('error', (error) => done(new WorkersUnusable(null, error.message)));
      this.#child.once('close', () => done(new WorkersUnusable(null, `A worker can’t be started: ${this.#lastWords.trim().split('\n')[0] ?? ''}`)));
    });
  }

  #placed(place: WorkerPlace | null): void {
    this.#place = place;
    this.#placedAt = performance.now();
  }

  #answered(answer: WorkerAnswer): void {
    if (answer.kind === 'ready' || answer.kind === 'unusable') return;
    this.#memory = answer.memory;
    if (answer.id !== this.#running?.id) return;
    this.#settle((running) => {
      if (answer.kind === 'done') running.resolve(answer);
      else if (answer.kind === 'cold') running.reject(new TooMuchToRead(answer.files));
      else running.reject(new WorkerFailed(answer));
    });
  }

  #settle(tell: (running: Running) => void): void {
    const running = this.#running;
    this.#running = null;
    if (running !== null) tell(running);
  }

  #end(): void {
    this.#ended = true;
    clearInterval(this.#watch);
    const cause = this.#killedFor ?? (/heap out of memory|Allocation failed|out of memory/i.test(this.#lastWords) ? 'memory' : 'crash');
    this.#settle((running) => running.reject(new WorkerDied(cause, this.#place)));
  }

  async #look(): Promise<void> {
    const running = this.#running;
    if (running === null) return;
    const now = performance.now();
    const isAtFile = this.#place !== null && 'file' in this.#place;
    if (now - running.started > this.#limits.jobTime || (isAtFile && now - this.#placedAt > this.#limits.fileTime)) return this.kill('time');
    if ((await residentBytes(this.#child.pid)) > this.#limits.memory && running === this.#running) this.kill('memory');
  }
}

/** The stream on which a worker says what it is at. */
const PLACES = 3;
/** Milliseconds that a worker gets to end. */
const CLOSE_LIMIT = 2_000;
const PAGE = 4096;

/** What a process holds; 0 where the system does not tell (proc(5) is Linux's). */
async function residentBytes(pid: number | undefined): Promise<number> {
  const statm = await readFile(`/proc/${pid}/statm`, 'latin1').catch(() => '');
  return Number(statm.split(' ')[1] ?? 0) * PAGE;
}

/** Its threads and the processes that it starts do as well. */
function giveWay(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, Math.min(constants.priority.PRIORITY_LOW, getPriority() + GIVING_WAY));
  } catch {
    // It has ended already, which its owner is told; or the system refuses, and all wait alike.
  }
}

function readLines(stream: Readable, tell: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) tell(line);
  });
}
