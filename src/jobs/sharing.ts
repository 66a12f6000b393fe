/** What processes on one database do for each other: each looks for what the others have recorded for it, and gives lanes to those that have less to do. */
import { repeat } from './repeat.js';
import type { CancelOrder, Colleague, DurableJobStore, Job, JobQueue, JobStore, Log, Order, Timers } from './types.js';

export interface SharingOptions {
  readonly store: DurableJobStore;
  readonly queue: JobQueue<Job>;
  readonly timers: Timers;
  readonly log: Log;
  /** Lanes that this process can judge at the same time. */
  readonly concurrency: number;
}

export interface Sharing {
  /** Takes no lanes any longer, and leaves what can be left to the others. Answers whether there are any, who go on with what is not finished. Never throws. */
  retire(): Promise<boolean>;
}

/** Milliseconds between two looks: a check run is to be begun within a second of the delivery, whichever process recorded that. */
const LOOK_EVERY = 500;

/** Lanes that wait here are enough for all that can run while others look again. */
const AHEAD = 2;

/** Takes up what there is to do, and looks again and again. Throws when the first look fails. */
export async function shareLanes(options: SharingOptions): Promise<Sharing> {
  const { store, queue, timers, log } = options;
  await lookAndTake(options);
  const looking = repeat({
    timers,
    everyMs: LOOK_EVERY,
    async run() {
      await lookAndTake(options);
      if (waiting(queue).length > 0) await store.handOver((colleagues) => give(options, colleagues));
    },
    failed: (error) => log.error({ err: error }, 'The lanes of this process could not be looked at'),
  });

  async function retire(): Promise<boolean> {
    await looking.stop();
    let hasHeirs = false;
    try {
      await store.retire((colleagues) => {
        hasHeirs = colleagues.length > 0;
        if (hasHeirs) for (const key of waiting(queue)) queue.leave(key);
        return new Set(queue.lanes().keys());
      });
    } catch (error) {
      log.error({ err: error }, 'The lanes of this process could not be given up');
    }
    return hasHeirs;
  }

  return { retire };
}

async function lookAndTake({ store, queue, log, concurrency }: SharingOptions): Promise<void> {
  const { taken, lost } = await store.look(roomOf(queue, concurrency));
  for (const key of lost) queue.leave(key);
  if (lost.length > 0) log.warn({ lanes: lost.length }, 'Others have taken lanes of this process');
  const again = taken.filter((one) => one.again).length;
  if (again > 0) log.info({ jobs: again }, 'Went on with jobs of another process, or of an earlier one');
  await takeUp(store, queue, taken);
}

/** What was recorded is taken in the order in which that happened: what a cancellation ends, and what came after it. */
export async function takeUp(store: JobStore, queue: JobQueue<Job>, all: readonly { readonly order: Order; readonly again: boolean }[]): Promise<void> {
  for (const { order, again } of all) {
    if (order.kind !== 'cancel') await queue.restore([order], again);
    else end(store, queue, order);
  }
}

/** Records that jobs are to end, and ends them where they are this process's. */
export async function cancel(store: JobStore, queue: JobQueue<Job>, order: CancelOrder): Promise<'known' | 'elsewhere' | 'nothing' | 'cancelled'> {
  const recorded = await store.record(order);
  return recorded === 'new' ? end(store, queue, order) : recorded;
}

function end(store: JobStore, queue: JobQueue<Job>, order: CancelOrder): 'nothing' | 'cancelled' {
  const answer = queue.cancel(order.cancellation) ? 'cancelled' : 'nothing';
  // One that is not known to be finished ends the same jobs once more.
  store.finish(order).catch(() => undefined);
  return answer;
}

function waiting(queue: JobQueue<Job>): readonly string[] {
  return [...queue.lanes()].flatMap(([key, state]) => (state === 'waiting' ? [key] : []));
}

/** Below zero where more waits than is good. Who only waits for GitHub has hands free. */
function roomOf(queue: JobQueue<Job>, concurrency: number): number {
  return AHEAD * concurrency - [...queue.lanes().values()].filter((state) => state !== 'judged').length;
}

/** The lanes that came last go to whoever has more room, until both have the same. */
function give({ queue, concurrency, log }: SharingOptions, colleagues: readonly Colleague[]): ReadonlyMap<string, string> {
  const left = [...waiting(queue)];
  const given = new Map<string, string>();
  for (const { id, room } of colleagues) {
    const own = roomOf(queue, concurrency);
    const count = Math.min(room, Math.floor((room - own) / 2), left.length);
    for (const key of count > 0 ? left.splice(-count) : []) {
      queue.leave(key);
      given.set(key, id);
    }
  }
  if (given.size > 0) log.debug({ lanes: given.size }, 'Gave lanes to processes that have less to do');
  return given;
}
