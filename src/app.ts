/** What the GitHub App makes of webhooks: deliveries in, jobs out. The work itself is in `jobs/` and `github/`. */
import { about, type CancelOrder, type Job, type JobQueue, type Log } from './jobs/types.js';
import { decide, HANDLED_EVENTS } from './webhook/decide.js';
import type { Decision, Delivery } from './webhook/delivery.js';

export interface AppOptions {
  /** Our own id: checks of other apps are none of our business. */
  readonly appId: number;
  readonly queue: Pick<JobQueue<Job>, 'add'>;
  /** Records that jobs are to end, and answers what became of it, in a word. */
  readonly cancel: (order: CancelOrder) => Promise<string>;
  /** Forgets what was kept of an installation, of all its repositories (null) or of some. */
  readonly forget?: ((installationId: number, repositoryIds: readonly number[] | null) => Promise<void>) | undefined;
  readonly log: Log;
  /** Told what became of each delivery, and of each job that it brought. */
  readonly count?: (event: string, outcome: string) => void;
}

const HANDLED: ReadonlySet<string> = new Set(HANDLED_EVENTS);

/**
 * Takes deliveries: resolves when what one asks for is recorded, and rejects when that failed. GitHub waits ten seconds for an answer: the work comes later.
 * What is decided holds nothing of the payload, which is let go before anything is waited for.
 */
export function createApp(options: AppOptions): (delivery: Delivery) => Promise<void> {
  return (delivery) => (HANDLED.has(delivery.event) ? carryOut(options, { delivery: delivery.id, event: delivery.event }, decide(delivery, options.appId)) : Promise.resolve());
}

async function carryOut({ queue, cancel, forget, log, count }: AppOptions, which: { readonly delivery: string; readonly event: string }, decision: Decision): Promise<void> {
  const { event } = which;
  if (decision.kind === 'ignored') {
    log.debug({ ...which, reason: decision.reason }, 'Ignored a delivery');
    count?.(event, 'ignored');
    return;
  }
  if (decision.kind === 'forget') {
    await forget?.(decision.installationId, decision.repositoryIds);
    count?.(event, 'forgotten');
    return;
  }
  const { jobs = [] } = decision;
  // In one go: the store takes all of a delivery, or nothing of it.
  const cancelling = decision.kind === 'cancel' ? cancel({ kind: 'cancel', deliveryId: which.delivery, cancellation: decision.cancellation }) : null;
  const [cancelled, ...added] = await Promise.all([cancelling, ...jobs.map((job) => queue.add(job))]);
  if (cancelled !== null) {
    log.info({ ...which, cancelled }, 'Took a delivery that ends jobs');
    count?.(event, 'cancelled');
  }
  jobs.forEach((job, index) => {
    log.info({ event, ...about(job), added: added[index] }, 'Took a delivery');
    count?.(event, added[index] ?? 'unknown');
  });
}
