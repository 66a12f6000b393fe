/** Runs tasks: in the order they came for each pull request, none ever superseded, again after a passing failure. */
import PQueue from 'p-queue';
import type { KeyedLocks } from '../checkout/locks.js';
import { FairQueue, type Turn } from './fair-queue.js';
import { Insistence } from './insist.js';
import { ATTEMPTS, pauseAfterFailure } from './retry.js';
import { about, cancelledKey, jobKey, type Added, type Cancellation, type Failure, type JobQueue, type JobStore, type Log, type Task, type TaskEnding, type TaskHandler, type TaskHandlers, type Timers } from './types.js';
import { settledWithin } from './within.js';

export interface TaskQueueOptions {
  readonly handlers: TaskHandlers;
  /** Classifies what a handler threw. */
  readonly failureOf: (error: unknown) => Failure;
  readonly store: JobStore;
  readonly timers: Timers;
  readonly log: Log;
  /** Held under a task's key while it runs; shared with the queue of reviews, so that work on one pull request never overlaps. */
  readonly locks: KeyedLocks;
  /** Tasks at the same time. */
  readonly concurrency: number;
  /** Attempts before a passing failure counts as a lasting one. Default 5. */
  readonly attempts?: number;
  /** Milliseconds before the second attempt; four times as long before each further one. Default 2,000. */
  readonly backoffMs?: number;
}

/** A handler may add tasks while it runs, also for its own pull request: they come after it. */
export function createTaskQueue(options: TaskQueueOptions): JobQueue<Task> {
  return new TaskQueue(options);
}

/** The tasks of one key; the first one runs or waits for its next attempt. */
interface Lane {
  readonly tasks: Task[];
  readonly abort: AbortController;
  /** Nobody waits for its tasks any longer, nor for those that may still come. */
  cancelled: boolean;
  /** Ends the pause before the next attempt. */
  hurry: (() => void) | null;
}

class TaskQueue implements JobQueue<Task> {
  readonly #options: TaskQueueOptions;
  readonly #pool: PQueue<FairQueue, Turn>;
  readonly #lanes = new Map<string, Lane>();
  /** In milliseconds since the epoch. */
  readonly #takenAt = new WeakMap<Task, number>();
  readonly #insistence: Insistence;
  #idleWaiters: (() => void)[] = [];
  #stopped = false;
  /** Others go on with what is left at the end. */
  #hasHeirs = false;

  constructor(options: TaskQueueOptions) {
    this.#options = options;
    this.#pool = new PQueue<FairQueue, Turn>({ concurrency: options.concurrency, queueClass: FairQueue });
    this.#insistence = new Insistence(options);
  }

  async add(task: Task): Promise<Added> {
    const recorded = await this.#options.store.record(task);
    if (recorded !== 'new') return recorded;
    const added = this.#take(task);
    if (added === 'unhandled') await this.#options.store.finish(task);
    return added;
  }

  async restore(tasks: readonly Task[], again = true): Promise<void> {
    for (const task of tasks) if (this.#take(task, again) === 'unhandled') await this.#finish(task);
  }

  cancel(cancellation: Cancellation): boolean {
    const lane = this.#lanes.get(cancelledKey(cancellation));
    if (lane === undefined) return false;
    lane.cancelled = true;
    lane.abort.abort();
    lane.hurry?.();
    return true;
  }

  /** Nobody knows whether what was begun for a task is already to be seen on GitHub: the next one might begin it again. */
  lanes(): ReadonlyMap<string, 'busy'> {
    return new Map([...this.#lanes.keys()].map((key) => [key, 'busy']));
  }

  leave(key: string): void {
    const lane = this.#lanes.get(key);
    if (lane === undefined) return;
    lane.tasks.splice(0);
    lane.abort.abort();
    lane.hurry?.();
    this.#close(key, lane);
  }

  size(): number {
    let size = 0;
    for (const { tasks } of this.#lanes.values()) size += tasks.length;
    return size;
  }

  oldest(): number | null {
    const times = [...this.#lanes.values()].flatMap(({ tasks }) => tasks.flatMap((task) => this.#takenAt.get(task) ?? []));
    return times.length === 0 ? null : Math.min(...times);
  }

  async idle(): Promise<void> {
    while (this.#lanes.size > 0) await new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
  }

  async drain(limitMs: number, hasHeirs = false): Promise<readonly Task[]> {
    this.#stopped = true;
    this.#hasHeirs = hasHeirs;
    this.#insistence.hurry();
    for (const lane of this.#lanes.values()) lane.hurry?.();
    await settledWithin(this.#options.timers, this.idle(), limitMs);
    const lanes = [...this.#lanes.values()];
    const left = lanes.flatMap(({ tasks }) => tasks.splice(0));
    for (const lane of lanes) lane.abort.abort();
    // Not finished in the store: a durable one gives them back at the next start.
    await settledWithin(this.#options.timers, Promise.all(left.map((task) => this.#conclude(task, { kind: 'stopped' }))), limitMs / 4);
    return left;
  }

  /** Decides, without waiting for anything, where a new task stands. */
  #take(task: Task, again = false): Added {
    if (this.#stopped) return 'stopped';
    const handler = this.#handlerOf(task);
    if (handler === undefined) {
      this.#options.log.warn(about(task), 'A task of a kind that nobody handles was left undone');
      return 'unhandled';
    }
    this.#takenAt.set(task, Date.now());
    handler.begin?.(task, again);
    const key = jobKey(task);
    const lane = this.#lanes.get(key);
    if (lane !== undefined) {
      lane.tasks.push(task);
      return 'queued';
    }
    const opened: Lane = { tasks: [task], abort: new AbortController(), cancelled: false, hurry: null };
    this.#lanes.set(key, opened);
    void this.#runLane(key, opened);
    return 'queued';
  }

  #handlerOf(task: Task): TaskHandler<Task> | undefined {
    return this.#options.handlers[task.kind];
  }

  async #runLane(key: string, lane: Lane): Promise<void> {
    for (let task = lane.tasks[0]; task !== undefined; task = lane.tasks[0]) {
      await this.#runTask(key, lane, task);
      // A drain has taken those that it did not wait for.
      if (lane.tasks[0] === task) lane.tasks.shift();
    }
    this.#close(key, lane);
  }

  #close(key: string, lane: Lane): void {
    // One that was left may have a successor.
    if (this.#lanes.get(key) === lane) this.#lanes.delete(key);
    if (this.#lanes.size > 0) return;
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }

  /** All attempts of one task, to its end. */
  async #runTask(key: string, lane: Lane, task: Task): Promise<void> {
    for (let number = 1; ; number += 1) {
      const failure = await this.#attempt(key, lane, task, number);
      // Given up by a drain, which has concluded it.
      if (lane.tasks[0] !== task) return;
      if (failure === null) return this.#finish(task);
      if (lane.cancelled) return this.#conclude(task, { kind: 'cancelled' });
      const isLast = number >= (this.#options.attempts ?? ATTEMPTS) || this.#stopped;
      if (failure.kind === 'permanent' || isLast) return this.#conclude(task, { kind: 'failed', reason: failure.reason });
      await this.#pause(lane, pauseAfterFailure(number, failure, this.#options.backoffMs));
    }
  }

  /** Null when it was done. The lock is taken before the place among those that run: who waits for a review keeps no other task from running. */
  async #attempt(key: string, lane: Lane, task: Task, number: number): Promise<Failure | null> {
    const { locks, log, failureOf } = this.#options;
    const { signal } = lane.abort;
    const run = async (): Promise<void> => {
      signal.throwIfAborted();
      await this.#handlerOf(task)?.run(task, { number, signal });
    };
    try {
      await locks.run(key, () => this.#pool.add(run, { installation: task.installationId }));
      return null;
    } catch (error) {
      const failure = failureOf(error);
      if (signal.aborted) return failure;
      log.warn({ ...about(task), attempt: number, failure: failure.kind, reason: failure.reason, err: error }, 'An attempt at a task failed');
      return failure;
    }
  }

  async #pause(lane: Lane, milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#options.timers.after(milliseconds, resolve);
      lane.hurry = () => {
        cancel();
        resolve();
      };
    });
    lane.hurry = null;
  }

  /** Tells the end on GitHub. Until it is told, the task stays in the store: the next process tells it. */
  async #conclude(task: Task, ending: TaskEnding): Promise<void> {
    if (ending.kind === 'stopped' && this.#hasHeirs) return;
    const told = await this.#insistence.insist(async () => this.#handlerOf(task)?.conclude(task, ending));
    if (told.kind !== 'done') this.#options.log.error({ ...about(task), err: told.error }, 'The end of a task could not be told');
    if (told.kind !== 'left' && ending.kind !== 'stopped') await this.#finish(task);
  }

  async #finish(task: Task): Promise<void> {
    try {
      await this.#options.store.finish(task);
    } catch (error) {
      this.#options.log.error({ ...about(task), err: error }, 'A finished task could not be recorded');
    }
  }
}
