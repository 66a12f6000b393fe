/**
 * A few workers, and who waits for one: a repository goes to the worker that knows it, where that one is free. What is read beforehand, in parts, takes the
 * workers that no change needs, further ones where so much is left to read that they are worth their start, and where changes always wait every other turn of one.
 * A worker that nobody needs learns repositories before they are asked for: what one knew that was replaced, and what the last process knew.
 */
import { Turns } from '../jobs/turns.js';
import type { Entry } from '../launcher/entry.js';
import { atRestSince, processorTime } from './at-rest.js';
import { NotPrepared, type WorkersUnusable } from './errors.js';
import { Hiring } from './hiring.js';
import type { FetchedChange, Suspicions, WorkerSetup, WorkerTask } from './protocol.js';
import { WorkerProcess, type WorkerLimits } from './worker-process.js';

export interface PoolOptions {
  readonly setup: WorkerSetup;
  readonly limits: WorkerLimits;
  /** Workers at the same time, at least 1. Further ones than the first are started when they are needed. */
  readonly size: number;
  /** Parts of repositories that are read at the same time, at least 1. Default: as many as there are workers. */
  readonly readers?: number | undefined;
  /** Whether a further worker is worth its start, for parts that wait and workers that read. Default: as `Hiring` has it by what was measured. */
  isWorthStarting?(waiting: number, readers: number): boolean;
  /** Milliseconds that others wait for a worker that prepares a repository. Default: five seconds. */
  readonly patience?: number;
  /** Instead of our own worker. */
  readonly entry?: Entry;
  /** Told how long the stages of a task took, in milliseconds. */
  onDone?(stages: Readonly<Record<string, number>>): void;
  /** Told when a worker is no more: `worn` ones ended in peace, `unusable` ones had never been able to judge. */
  onEnd?(why: 'worn' | 'died' | 'unusable'): void;
}

/** Workers that there are. */
export interface Census {
  readonly idle: number;
  readonly busy: number;
  /** They can't judge yet. */
  readonly starting: number;
}

export interface WorkerPool {
  /** Resolves when a worker can judge; starts one where there is none. Rejects with WorkersUnusable. */
  ready(): Promise<void>;
  /** Starts none. */
  census(): Census;
  /** Why the last worker that was to start did not; null: it did, or may still. */
  problem(): WorkersUnusable | null;
  /** Judges a change, reads a part of one, or prepares a repository, when a worker is free. Rejects with NotPrepared, as `WorkerProcess.run`, and with the signal's reason as soon as it is aborted. */
  run(task: WorkerTask & Suspicions, signal: AbortSignal): Promise<unknown>;
  /** Has every worker replaced, those that judge when they are done. */
  replace(): void;
  /** Changes that wait for a worker. */
  waiting(): number;
  /** Parts that wait or are being read. */
  unread(): number;
  /** Ends all workers; what runs is lost. Resolves when they are no more. */
  close(): Promise<void>;
}

interface Member {
  readonly process: WorkerProcess;
  /** The repositories that it judged last, the last one first: it has the trees and the models of them at hand. */
  knows: readonly string[];
  /** Changes of these that it judged last, by the repository. */
  readonly judged: Map<string, FetchedChange>;
  /** The repository that it prepares, and since when (ms of the clock that never goes back). */
  preparing: { readonly directory: string; readonly since: number } | null;
  /** It was ended while it prepared one, since others waited. */
  hasMadeWay: boolean;
  /** The repository of which it read a part last. */
  reads: string | null;
  /** It has done a task: what it needs for one is loaded and compiled. */
  hasDone: boolean;
  /** When it was used last; counts up. */
  used: number;
  /** It is to be replaced. */
  old: boolean;
}

interface Waiting {
  readonly task: WorkerTask & Suspicions;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** As many as a worker keeps judged (`src/rules/kept-projects.ts`). */
export const KNOWN = 2;

/** Milliseconds that others wait for a worker that prepares a repository. Most are prepared by then; and a worker that is ended has to be started anew. */
const PATIENCE = 5_000;

const CARELESS: Suspicions = { suspects: new Set(), quarantined: new Map() };

const STOPPED = 'The workers were stopped';

export function createWorkerPool(options: PoolOptions): WorkerPool {
  return new Pool(options);
}

class Pool implements WorkerPool {
  readonly #options: PoolOptions;
  readonly #members: Member[] = [];
  readonly #changes: Waiting[] = [];
  readonly #preparations: Waiting[] = [];
  /** By owner of the repository. */
  readonly #parts = new Turns<string, Waiting>();
  readonly #hiring = new Hiring();
  /** Parts that are being read. */
  #reading = 0;
  /** The last turn was a part's. */
  #hasJustRead = false;
  #uses = 0;
  #alarm: NodeJS.Timeout | null = null;
  #closed = false;
  #problem: WorkersUnusable | null = null;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#hire();
  }

  ready(): Promise<void> {
    if (this.#closed) return Promise.reject(new Error(STOPPED));
    for (const member of this.#members.filter(({ process }) => process.hasEnded)) this.#retire(member);
    const usable = this.#members.find(({ process, old }) => !process.hasEnded && !old);
    return (usable ?? this.#hire()).process.ready();
  }

  census(): Census {
    const alive = this.#members.filter(({ process }) => !process.hasEnded);
    const started = alive.filter(({ process }) => process.hasStarted);
    const busy = started.filter(({ process }) => process.isBusy).length;
    return { idle: started.length - busy, busy, starting: alive.length - started.length };
  }

  problem(): WorkersUnusable | null {
    return this.#problem;
  }

  replace(): void {
    for (const member of this.#members) member.old = true;
  }

  waiting(): number {
    return this.#changes.length;
  }

  unread(): number {
    return this.#parts.size + this.#reading;
  }

  run(task: WorkerTask & Suspicions, signal: AbortSignal): Promise<unknown> {
    if (this.#closed) return Promise.reject(new Error(STOPPED));
    if (signal.aborted) return Promise.reject(signal.reason);
    let abort = (): void => undefined;
    const answer = new Promise((resolve, reject) => {
      const waiting: Waiting = { task, resolve, reject };
      // What runs goes on to its end, for nobody: a worker that was killed would have to learn its repositories anew.
      abort = (): void => {
        for (const queue of [this.#changes, this.#preparations]) if (queue.includes(waiting)) queue.splice(queue.indexOf(waiting), 1);
        this.#parts.remove((part) => part === waiting);
        reject(signal.reason);
      };
      if (task.kind === 'read') this.#parts.add(task.change.name.split('/')[0] ?? '', waiting);
      else if (task.kind === 'prepare') this.#preparations.push(waiting);
      else this.#changes.push(waiting);
    });
    signal.addEventListener('abort', abort, { once: true });
    this.#dispatch();
    return answer.finally(() => signal.removeEventListener('abort', abort));
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#alarm !== null) clearTimeout(this.#alarm);
    for (const { reject } of [...this.#changes.splice(0), ...this.#preparations.splice(0), ...this.#parts.remove(() => true)]) reject(new Error(STOPPED));
    await Promise.all(this.#members.splice(0).map(({ process }) => process.close()));
  }

  #hire(): Member {
    const member = { process: new WorkerProcess(this.#options.setup, this.#options.limits, this.#options.entry), knows: [], judged: new Map(), preparing: null, hasMadeWay: false, reads: null, hasDone: false, used: 0, old: false };
    this.#members.push(member);
    const begun = performance.now();
    member.process.ready().then(
      () => {
        this.#problem = null;
        this.#hiring.started(performance.now() - begun);
      },
      (error: WorkersUnusable) => (this.#problem = error),
    );
    return member;
  }

  #dispatch(): void {
    while (this.#hasRoom()) {
      const waiting = this.#next();
      if (waiting === undefined) return;
      void this.#give(this.#choose(waiting.task), waiting);
    }
    this.#makeWay();
  }

  /** Has one that prepares a repository end, where others have waited for it long enough. */
  #makeWay(): void {
    const member = this.#members.find(({ preparing, hasMadeWay }) => preparing !== null && !hasMadeWay);
    const isWanted = this.#parts.size > 0 || this.#changes.some((waiting) => !this.#isBeingPrepared(waiting));
    if (this.#closed || !member?.preparing || !isWanted) return;
    const left = member.preparing.since + (this.#options.patience ?? PATIENCE) - performance.now();
    if (left > 0) return this.#lookAgain(left);
    member.hasMadeWay = true;
    member.process.kill('time');
  }

  #lookAgain(milliseconds: number): void {
    this.#alarm ??= setTimeout(() => {
      this.#alarm = null;
      this.#dispatch();
    }, milliseconds).unref();
  }

  #hasRoom(): boolean {
    for (const member of this.#members.filter(({ process }) => !process.isBusy)) this.#retire(member);
    return this.#members.length < this.#options.size || this.#members.some(({ process }) => !process.isBusy);
  }

  /** Changes in the order they came; parts by turns of their owners. */
  #next(): Waiting | undefined {
    const mayRead = this.#parts.size > 0 && this.#reading < (this.#options.readers ?? this.#options.size) && this.#hasReader();
    const isPart = mayRead && (this.#changes.length === 0 || (this.#reading === 0 && !this.#hasJustRead));
    const part = isPart ? this.#parts.next() : undefined;
    this.#hasJustRead = part !== undefined;
    return part ?? this.#nextChange() ?? this.#nextPreparation();
  }

  /** One whose repository is being prepared waits for that. */
  #nextChange(): Waiting | undefined {
    const index = this.#changes.findIndex((waiting) => !this.#isBeingPrepared(waiting));
    return index < 0 ? undefined : this.#changes.splice(index, 1)[0];
  }

  #isBeingPrepared({ task }: Waiting): boolean {
    return this.#members.some(({ preparing, hasMadeWay }) => preparing?.directory === task.change.directory && !hasMadeWay);
  }

  /** Where nothing else waits. Whatever no worker has room for is not learned: what they know is as likely to be asked for. */
  #nextPreparation(): Waiting | undefined {
    const idle = this.#members.filter(({ process }) => !process.isBusy);
    if (this.#changes.length > 0 || this.#parts.size > 0 || (idle.length === 0 && this.#members.length > 0)) return undefined;
    const fitting = this.#preparations.findIndex(({ task }) => idle.length === 0 || idle.some((member) => hasRoomFor(member, task)));
    const [fits] = fitting < 0 ? [] : this.#preparations.splice(fitting, 1);
    if (fits === undefined) for (const { reject } of this.#preparations.splice(0)) reject(new NotPrepared('Every worker knows other repositories'));
    return fits;
  }

  /** Whether one is free to read, or another one is worth its start. */
  #hasReader(): boolean {
    return this.#members.some(({ process }) => !process.isBusy) || this.#mayHireReader();
  }

  #mayHireReader(): boolean {
    if (this.#reading === 0) return true;
    return this.#options.isWorthStarting?.(this.#parts.size, this.#reading) ?? this.#hiring.isWorth(this.#parts.size, this.#reading);
  }

  /** There has to be room. */
  #choose(task: WorkerTask): Member {
    const { kind, change: { directory } } = task;
    const idle = this.#members.filter(({ process }) => !process.isBusy);
    const familiar = idle.find(({ knows, reads }) => knows.includes(directory) || (kind === 'read' && reads === directory)) ?? idle.find(({ knows }) => knows.length === 0);
    const fitting = familiar ?? (kind === 'prepare' ? idle.find((member) => hasRoomFor(member, task)) : undefined);
    if (fitting !== undefined) return fitting;
    const mayHire = this.#members.length < this.#options.size && (idle.length === 0 || kind !== 'read' || this.#mayHireReader());
    return mayHire ? this.#hire() : (idle.sort((a, b) => a.used - b.used)[0] as Member);
  }

  async #give(member: Member, { task, resolve, reject }: Waiting): Promise<void> {
    const isPart = task.kind === 'read';
    const { hasDone } = member;
    const { hasStarted } = member.process;
    const [begun, processors] = [performance.now(), processorTime()];
    begin(member, task, begun);
    member.used = this.#uses += 1;
    this.#reading += Number(isPart);
    try {
      const { value, stages } = await member.process.run(task);
      if (isPart) this.#hiring.hasRead({ milliseconds: performance.now() - begun, isFirst: !hasDone, hasWaited: !hasStarted, atRest: atRestSince(processors) });
      member.hasDone = true;
      if (isChange(task)) member.judged.set(task.change.directory, task.change);
      if (task.kind !== 'prepare') this.#options.onDone?.(stages);
      resolve(value);
    } catch (error) {
      reject(member.hasMadeWay ? new NotPrepared('Others needed the worker') : error);
    }
    member.preparing = null;
    this.#reading -= Number(isPart);
    this.#retire(member);
    this.#dispatch();
  }

  /** It was there to read, and nothing is left to read. */
  #isSpare({ knows, reads }: Member): boolean {
    return reads !== null && knows.length === 0 && this.#parts.size === 0 && this.#members.length > 1;
  }

  #retire(member: Member): void {
    const { process } = member;
    if (!process.hasEnded && !process.isWorn && !member.old && !this.#isSpare(member)) return;
    const index = this.#members.indexOf(member);
    if (index < 0) return;
    this.#members.splice(index, 1);
    this.#options.onEnd?.(!process.hasEnded || member.hasMadeWay ? 'worn' : process.hasStarted ? 'died' : 'unusable');
    void process.close();
    this.#inherit(member);
  }

  /** What it knew of repositories that it judged is learned again. What it had only prepared is not: a repository that ends who prepares it would be learned for ever. */
  #inherit({ knows, judged }: Member): void {
    const lost = knows.filter((directory) => !this.#members.some((other) => other.knows.includes(directory)));
    for (const change of lost.flatMap((directory) => judged.get(directory) ?? [])) {
      // Nothing depends on it; who asks for the repository meets what is wrong.
      if (!this.#closed) void this.run({ kind: 'prepare', change, ...CARELESS }, new AbortController().signal).catch(() => undefined);
    }
  }
}

/** Notes what a worker will know. What it judged is noted when it has: what ends a worker is not learned by the next one. */
function begin(member: Member, task: WorkerTask, now: number): void {
  const { directory } = task.change;
  if (task.kind === 'read') member.reads = directory;
  else member.knows = [directory, ...member.knows.filter((other) => other !== directory)].slice(0, KNOWN);
  if (isChange(task)) member.judged.delete(directory);
  member.preparing = task.kind === 'prepare' ? { directory, since: now } : null;
}

function isChange({ kind }: WorkerTask): boolean {
  return kind === 'review' || kind === 'fix';
}

function hasRoomFor({ knows }: Member, { change }: WorkerTask): boolean {
  return knows.length < KNOWN || knows.includes(change.directory);
}
