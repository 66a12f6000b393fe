/** What the service does again and again beside its jobs. */
import type { Probot } from 'probot';
import { createHookDeliveries } from './github/hook-deliveries.js';
import type { Sleep } from './github/check-run.js';
import { askForMissed, type DeliveryLog } from './jobs/missed.js';
import { repeat, type Repeated } from './jobs/repeat.js';
import type { DurableJobStore, JobStore, Log, Timers } from './jobs/types.js';
import type { ReportStore } from './store/reports.js';

export interface ChoreOptions {
  readonly timers: Timers;
  readonly sleep: Sleep;
  readonly log: Log;
  /** Milliseconds since the epoch. Default: the system's. */
  readonly now?: () => number;
  /** Milliseconds of a second between two questions for the same delivery. Default 1,000. */
  readonly secondMs?: number | undefined;
}

/** Milliseconds between two words of this process that it lives. */
const RENEW_EVERY = 10_000;
/** Milliseconds. */
const DAY = 24 * 60 * 60 * 1000;
/** Milliseconds between two looks for reports that are too old. */
const SWEEP_EVERY = 60 * 60 * 1000;
/** Milliseconds between two questions for failed deliveries. */
const ASK_EVERY = 10 * 60 * 1000;
/** Milliseconds before the questions after a start, and after a delivery that could not be taken: GitHub lists it some seconds later, and what is asked for may fail once more. */
const ASK_EARLY = [15_000, 60_000, 180_000] as const;

export function isDurable(store: JobStore): store is DurableJobStore {
  return 'renew' in store;
}

/** Says that this process lives, and frees the lanes of those that do not. */
export function keepUp(store: DurableJobStore, { log, timers }: ChoreOptions): Repeated {
  return repeat({
    timers,
    everyMs: RENEW_EVERY,
    run: () => store.renew(),
    failed: (error) => log.error({ err: error }, 'The store could not be written'),
  });
}

/**
 * Forgets reports that are too old, now and every hour.
 * @param days they are kept for, or null where none is kept any more: then those go whose time is over
 */
export function sweepReports(reports: Pick<ReportStore, 'sweep'>, days: number | null, { log, timers }: ChoreOptions): Repeated {
  return repeat({
    timers,
    everyMs: SWEEP_EVERY,
    firstMs: 0,
    async run(signal) {
      const now = Date.now();
      while (!signal.aborted && (await reports.sweep(days === null ? 0 : now - days * DAY, now)));
    },
    failed: (error) => log.warn({ err: error }, 'Reports that are too old could not be forgotten'),
  });
}

/** Asks GitHub for deliveries that failed: now, a few times in the next minutes, and every ten minutes. */
export function askAgain(probot: Pick<Probot, 'auth'>, deliveries: DeliveryLog, { log, timers, sleep, now = Date.now, secondMs }: ChoreOptions): Repeated {
  return repeat({
    timers,
    everyMs: ASK_EVERY,
    firstMs: 0,
    earlyMs: ASK_EARLY,
    run: async (signal) => askForMissed({ github: createHookDeliveries(await probot.auth()), deliveries, now, sleep, secondMs, log, signal }),
    failed: (error) => log.warn({ err: error }, 'Failed deliveries could not be asked for'),
  });
}
