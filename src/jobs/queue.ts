/** Runs jobs: few judged at once, more that wait for GitHub, one at a time for each pull request, always the newest, again after a passing failure. */
import { LRUCache } from 'lru-cache';
import type { KeyedLocks } from '../checkout/locks.js';
import { Insistence } from './insist.js';
import { Places, type Place, type PlacesOptions } from './places.js';
import { ATTEMPTS, pauseAfterFailure } from './retry.js';
import { about, cancelledKey, jobKey, sameReview, type Added, type Cancellation, type Ending, type Failure, type JobHandler, type JobQueue, type JobStore, type LaneState, type Log, type Outcome, type ReviewJob, type Timers } from './types.js';
import { settledWithin } from './within.js';

export interface QueueOptions<Ticket> {
  readonly handler: JobHandler<Ticket>;
  readonly store: JobStore;
  readonly timers: Timers;
  readonly log: Log;
  /** Held under a job's key while it runs; shared with the queue of tasks, so that work on one pull request never overlaps. */
  readonly locks: KeyedLocks;
  readonly places: PlacesOptions;
  /** Attempts before a passing failure counts as a lasting one. Default 5. */
  readonly attempts?: number;
  /** Milliseconds before the second attempt; four times as long before each further one. Default 2,000. */
  readonly backoffMs?: number;
}

interface Entry<Ticket> {
  readonly job: ReviewJob;
  /** Milliseconds since the epoch. */
  readonly takenAt: number;
  readonly abort: AbortController;
  ticket: Promise<Ticket> | null;
  /** Its check run may have been begun before: by an earlier process, or by a call whose answer was lost. */
  again: boolean;
  attempt: number;
  /** `announcing`: GitHub was asked for its ticket, and has not answered yet. `judged`: nothing is left but to tell GitHub. */
  stage: 'announcing' | 'announced' | 'unannounced' | 'judged';
  /** How it is to end, decided while it ran: a newer job took its place, or it was cancelled. */
  ending: Ending | null;
}

/** All that is known of one pull request. */
interface Lane<Ticket> {
  readonly key: string;
  running: Entry<Ticket> | null;
  waiting: Entry<Ticket> | null;
  /** The waiting entry is among those that wait for a place. */
  scheduled: boolean;
  /** Set while the waiting entry waits for its next attempt. */
  cancelTimer: (() => void) | null;
  /** Another process does its jobs now. */
  isLeft: boolean;
}

/** Heads reviewed lately, for the events that ask twice. */
const REMEMBERED_REVIEWS = 5_000;

export function createQueue<Ticket>(options: QueueOptions<Ticket>): JobQueue {
  return new Queue(options);
}

class Queue<Ticket> implements JobQueue {
  readonly #options: QueueOptions<Ticket>;
  readonly #places: Places;
  readonly #lanes = new Map<string, Lane<Ticket>>();
  readonly #reviewed = new LRUCache<string, ReviewJob>({ max: REMEMBERED_REVIEWS });
  /** When each pull request last changed, as far as its jobs have told; ISO 8601. A rerun does not say, and must not make an old delivery look new. */
  readonly #changedAt = new LRUCache<string, string>({ max: REMEMBERED_REVIEWS });
  /** By pull request and head, what has settled when the last announcement has. */
  readonly #announcing = new Map<string, Promise<void>>();
  /** Check runs being completed, and reviews of moved heads being taken. */
  readonly #background = new Set<Promise<void>>();
  readonly #insistence: Insistence;
  #idleWaiters: (() => void)[] = [];
  #stopped = false;
  /** Others go on with what is left at the end. */
  #hasHeirs = false;

  constructor(options: QueueOptions<Ticket>) {
    this.#options = options;
    this.#places = new Places(options.places);
    this.#insistence = new Insistence({ timers: options.timers, failureOf: (error) => options.handler.failureOf(error), backoffMs: options.backoffMs });
  }

  async add(job: ReviewJob): Promise<Added> {
    const recorded = await this.#options.store.record(job);
    if (recorded !== 'new') return recorded;
    const added = this.#take(job);
    if (added !== 'queued' && added !== 'stopped') this.#finish(job);
    return added;
  }

  async restore(jobs: readonly ReviewJob[], again = true): Promise<void> {
    for (const job of jobs) {
      const added = this.#take(job, again);
      if (added === 'queued' || added === 'stopped') continue;
      // It may have begun a check run before its like came.
      const entry: Entry<Ticket> = { job, takenAt: Date.now(), abort: new AbortController(), ticket: null, again, attempt: 0, stage: 'announcing', ending: null };
      this.#conclude(entry, { kind: 'superseded', by: this.#newest(jobKey(job)) ?? job });
    }
  }

  cancel(cancellation: Cancellation): boolean {
    const lane = this.#lanes.get(cancelledKey(cancellation));
    const last = lane === undefined ? undefined : (lane.waiting ?? lane.running)?.job;
    if (lane === undefined || last === undefined || isBefore(cancellation.at, last.updatedAt)) return false;
    const { waiting, running } = lane;
    lane.cancelTimer?.();
    lane.cancelTimer = null;
    lane.waiting = null;
    if (waiting !== null) this.#conclude(waiting, { kind: 'cancelled' });
    if (running !== null) this.#endRunning(running, { kind: 'cancelled' });
    else this.#close(lane);
    return true;
  }

  lanes(): ReadonlyMap<string, LaneState> {
    return new Map([...this.#lanes.values()].map((lane) => [lane.key, stateOf(lane)]));
  }

  leave(key: string): void {
    const lane = this.#lanes.get(key);
    if (lane === undefined) return;
    lane.isLeft = true;
    lane.cancelTimer?.();
    lane.waiting = null;
    lane.running?.abort.abort();
    this.#close(lane);
  }

  size(): number {
    let size = 0;
    for (const lane of this.#lanes.values()) size += Number(lane.running !== null) + Number(lane.waiting !== null);
    return size;
  }

  oldest(): number | null {
    const times = [...this.#lanes.values()].flatMap(({ running, waiting }) => [running, waiting].flatMap((entry) => entry?.takenAt ?? []));
    return times.length === 0 ? null : Math.min(...times);
  }

  async idle(): Promise<void> {
    while (this.#lanes.size > 0 || this.#background.size > 0) {
      if (this.#lanes.size > 0) await new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
      await Promise.all(this.#background);
    }
  }

  async drain(limitMs: number, hasHeirs = false): Promise<readonly ReviewJob[]> {
    this.#stopped = true;
    this.#hasHeirs = hasHeirs;
    this.#insistence.hurry();
    for (const lane of this.#lanes.values()) {
      if (lane.cancelTimer === null || lane.waiting === null) continue;
      lane.cancelTimer();
      lane.cancelTimer = null;
      this.#schedule(lane);
    }
    await settledWithin(this.#options.timers, this.idle(), limitMs);
    const left = [...this.#lanes.values()].flatMap((lane) => [lane.running, lane.waiting].filter((entry) => entry !== null));
    this.#places.clear();
    for (const lane of this.#lanes.values()) lane.waiting = null;
    for (const entry of left) {
      entry.abort.abort();
      this.#conclude(entry, { kind: 'stopped' });
    }
    await settledWithin(this.#options.timers, Promise.all(this.#background), limitMs / 4);
    return left.map((entry) => entry.job);
  }

  /** Decides, without waiting for anything, what a new job means for its pull request. */
  #take(job: ReviewJob, again = false): Added {
    if (this.#stopped) return 'stopped';
    const key = jobKey(job);
    const reviewed = this.#reviewed.get(key);
    if (job.trigger === 'requested' && reviewed !== undefined && sameReview(job, reviewed)) return 'duplicate';
    const lane = this.#lanes.get(key) ?? { key, running: null, waiting: null, scheduled: false, cancelTimer: null, isLeft: false };
    const { waiting, running } = lane;
    if (waiting !== null && isDuplicate(job, waiting.job)) return 'duplicate';
    if (waiting === null && running !== null && running.ending === null && isDuplicate(job, running.job)) return 'duplicate';
    if (isBefore(job.updatedAt, this.#changedAt.get(key) ?? null)) return 'outdated';
    if (job.updatedAt !== null) this.#changedAt.set(key, job.updatedAt);

    // What takes its place may find that the head is this one all the same.
    if (waiting !== null || running !== null) this.#reviewed.delete(key);
    if (waiting !== null) {
      waiting.abort.abort();
      this.#conclude(waiting, { kind: 'superseded', by: job });
    }
    if (running !== null && !sameReview(job, running.job)) this.#endRunning(running, { kind: 'superseded', by: job });
    lane.cancelTimer?.();
    lane.cancelTimer = null;
    lane.waiting = this.#enter(lane, job, again);
    this.#lanes.set(key, lane);
    return 'queued';
  }

  #newest(key: string): ReviewJob | undefined {
    const lane = this.#lanes.get(key);
    return lane?.waiting?.job ?? lane?.running?.job ?? this.#reviewed.get(key);
  }

  /** It waits for no place before GitHub has answered: a burst of check runs takes a second each, and places are for what can go on. */
  #enter(lane: Lane<Ticket>, job: ReviewJob, again: boolean): Entry<Ticket> {
    const abort = new AbortController();
    const ticket = this.#announce(job, again, abort.signal);
    const entry: Entry<Ticket> = { job, takenAt: Date.now(), abort, ticket, again, attempt: 0, stage: 'announcing', ending: null };
    const answered = (stage: 'announced' | 'unannounced'): void => {
      entry.stage = stage;
      this.#schedule(lane);
    };
    ticket.then(() => answered('announced'), () => answered('unannounced'));
    return entry;
  }

  #endRunning(running: Entry<Ticket>, ending: Ending): void {
    running.ending = ending;
    running.abort.abort();
  }

  /** One of a head after the other: GitHub shows the youngest check run of a commit, and that has to be the newest job's. */
  #announce(job: ReviewJob, again: boolean, signal: AbortSignal): Promise<Ticket> {
    const key = `${jobKey(job)} ${job.headSha}`;
    const announce = (): Promise<Ticket> => this.#options.handler.announce(job, again, signal);
    const inTurn = async (before: Promise<void>): Promise<Ticket> => {
      await before;
      signal.throwIfAborted();
      return announce();
    };
    const before = this.#announcing.get(key);
    const ticket = before === undefined ? announce() : inTurn(before);
    const settled = ticket.then(
      () => undefined,
      // Its failure is met by the attempt that needs the ticket; until then it is not an unhandled one.
      () => undefined,
    );
    this.#announcing.set(key, settled);
    void settled.then(() => {
      if (this.#announcing.get(key) === settled) this.#announcing.delete(key);
    });
    return ticket;
  }

  #schedule(lane: Lane<Ticket>): void {
    if (lane.scheduled || lane.running !== null || lane.waiting === null || lane.waiting.stage === 'announcing' || lane.cancelTimer !== null) return;
    lane.scheduled = true;
    this.#places.add(lane.waiting.job.installationId, (place) => this.#runLane(lane, place));
  }

  async #runLane(lane: Lane<Ticket>, place: Place): Promise<void> {
    lane.scheduled = false;
    const entry = lane.waiting;
    // Another has taken its place meanwhile, and is not yet announced.
    if (entry === null || entry.stage === 'announcing') return;
    lane.waiting = null;
    lane.running = entry;
    const ended = await this.#attempt(entry, place);
    lane.running = null;
    this.#settle(lane, entry, ended);
    // May begin the next one at once.
    this.#schedule(lane);
    if (lane.waiting === null && lane.running === null) this.#close(lane);
  }

  async #attempt(entry: Entry<Ticket>, place: Place): Promise<Outcome | Failure> {
    const { handler, log } = this.#options;
    entry.attempt += 1;
    const judged = (): void => {
      entry.stage = 'judged';
      place.judged();
    };
    try {
      const ticket = await this.#redeem(entry);
      return await this.#options.locks.run(jobKey(entry.job), () => handler.run({ job: entry.job, ticket, number: entry.attempt, signal: entry.abort.signal, reading: place.reading, judged }));
    } catch (error) {
      const failure = handler.failureOf(error);
      log.warn({ ...about(entry.job), attempt: entry.attempt, failure: failure.kind, reason: failure.reason, err: error }, 'An attempt at a review failed');
      return failure;
    }
  }

  /** The ticket; forgotten if it could not be had, so that the next attempt asks again. */
  async #redeem(entry: Entry<Ticket>): Promise<Ticket> {
    entry.ticket ??= this.#announce(entry.job, entry.again, entry.abort.signal);
    try {
      return await entry.ticket;
    } catch (error) {
      entry.ticket = null;
      // A refusal made none.
      if (this.#options.handler.failureOf(error).kind === 'transient') entry.again = true;
      throw error;
    }
  }

  /** What was superseded begins no check run only to say so: GitHub shows the youngest one of a commit, and it would hide the other's. */
  async #ticketToEnd(entry: Entry<Ticket>, ending: Ending): Promise<Ticket | null> {
    if (ending.kind !== 'superseded') return this.#redeem(entry);
    const ticket = entry.ticket === null ? null : await this.#redeem(entry).catch(() => null);
    if (ticket !== null) return ticket;
    return entry.again ? this.#options.handler.recall(entry.job) : null;
  }

  #settle(lane: Lane<Ticket>, entry: Entry<Ticket>, ended: Outcome | Failure): void {
    if (ended.kind === 'done') {
      this.#reviewed.set(lane.key, entry.job);
      this.#finish(entry.job);
      return;
    }
    if (lane.isLeft) return;
    if (ended.kind === 'superseded') {
      if (entry.ending !== null) this.#conclude(entry, entry.ending);
      // Stopped by a shutdown, it is not finished: a durable store gives it back at the next start.
      else if (!entry.abort.signal.aborted) this.#finish(entry.job);
      const { next } = ended;
      if (next !== null && lane.waiting === null && entry.ending?.kind !== 'cancelled') this.#inBackground(entry.job, async () => void (await this.add(next)), 'The review of a moved head could not be taken');
      return;
    }
    // No check run was begun, neither now nor before: there is nothing to tell.
    if (ended.kind === 'permanent' && entry.ticket === null && !entry.again) return this.#finish(entry.job);
    const ending = entry.ending ?? (lane.waiting === null ? this.#endingOf(entry, ended) : { kind: 'superseded', by: lane.waiting.job });
    if (ending === null) this.#retryLater(lane, entry, ended as Failure & { kind: 'transient' });
    else this.#conclude(entry, ending);
  }

  /** How a job ends that has failed; null: it is tried again. */
  #endingOf(entry: Entry<Ticket>, failure: Failure): Ending | null {
    if (failure.kind === 'permanent' || entry.attempt >= (this.#options.attempts ?? ATTEMPTS)) return { kind: 'failed', reason: failure.reason };
    return this.#stopped ? { kind: 'stopped' } : null;
  }

  #retryLater(lane: Lane<Ticket>, entry: Entry<Ticket>, failure: Failure & { kind: 'transient' }): void {
    entry.stage = entry.ticket === null ? 'unannounced' : 'announced';
    lane.waiting = entry;
    lane.cancelTimer = this.#options.timers.after(pauseAfterFailure(entry.attempt, failure, this.#options.backoffMs), () => {
      lane.cancelTimer = null;
      this.#schedule(lane);
    });
  }

  /** Tells the end on GitHub. Until it is told, the job stays in the store: the next process tells it. */
  #conclude(entry: Entry<Ticket>, ending: Ending): void {
    const { job } = entry;
    const work = async (): Promise<void> => {
      const told = await this.#insistence.insist(async () => {
        const ticket = await this.#ticketToEnd(entry, ending);
        if (ticket !== null) await this.#options.handler.conclude(job, ticket, ending);
      });
      if (told.kind !== 'left' && ending.kind !== 'stopped') this.#finish(job);
      if (told.kind !== 'done') throw told.error;
    };
    if (ending.kind === 'stopped' && (entry.ticket === null || this.#hasHeirs)) return;
    this.#inBackground(job, work, 'A check run could not be completed');
  }

  /** A failure of the work is only logged. */
  #inBackground(job: ReviewJob, work: () => Promise<void>, failed: string): void {
    const tracked = work()
      .catch((error: unknown) => this.#options.log.error({ ...about(job), err: error }, failed))
      .finally(() => this.#background.delete(tracked));
    this.#background.add(tracked);
  }

  #finish(job: ReviewJob): void {
    this.#options.store.finish(job).catch((error: unknown) => {
      this.#options.log.error({ ...about(job), err: error }, 'A finished job could not be recorded');
    });
  }

  #close(lane: Lane<Ticket>): void {
    // One that was left may have a successor.
    if (this.#lanes.get(lane.key) === lane) this.#lanes.delete(lane.key);
    if (this.#lanes.size > 0) return;
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }
}

function stateOf<Ticket>({ waiting, scheduled, running }: Lane<Ticket>): LaneState {
  if (running !== null) return running.stage === 'judged' && waiting === null ? 'judged' : 'busy';
  return scheduled && waiting?.stage === 'announced' ? 'waiting' : 'busy';
}

function isDuplicate(job: ReviewJob, other: ReviewJob): boolean {
  if (job.trigger === 'rerequested' && other.trigger !== 'rerequested') return false;
  return sameReview(job, other);
}

/** Of two times in ISO 8601; false where one is not known. */
function isBefore(time: string | null, other: string | null): boolean {
  return time !== null && other !== null && Date.parse(time) < Date.parse(other);
}
