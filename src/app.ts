/** Composition root of the GitHub App: webhooks in, jobs out. The work itself is in `jobs/` and `github/`. */
import type { Webhooks } from '@octokit/webhooks';
import { about, type CancelOrder, type Job, type JobQueue, type Log } from './jobs/types.js';
import { decide, HANDLED_EVENTS } from './webhook/decide.js';

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

/** An application function, for Probot's `load` as for its webhooks alone. Its handlers record jobs and return: GitHub waits ten seconds for an answer. */
export function createApp(options: AppOptions): (events: Pick<Webhooks, 'on'>) => void {
  const { appId, queue, cancel, forget, log, count } = options;
  return (events) => {
    events.on([...HANDLED_EVENTS], async ({ id, name, payload }) => {
      const decision = decide({ id, event: name, payload }, appId);
      if (decision.kind === 'ignored') {
        log.debug({ delivery: id, event: name, reason: decision.reason }, 'Ignored a delivery');
        count?.(name, 'ignored');
        return;
      }
      if (decision.kind === 'forget') {
        await forget?.(decision.installationId, decision.repositoryIds);
        count?.(name, 'forgotten');
        return;
      }
      const { jobs = [] } = decision;
      // In one go: the store takes all of a delivery, or nothing of it.
      const cancelling = decision.kind === 'cancel' ? cancel({ kind: 'cancel', deliveryId: id, cancellation: decision.cancellation }) : null;
      const [cancelled, ...added] = await Promise.all([cancelling, ...jobs.map((job) => queue.add(job))]);
      if (cancelled !== null) {
        log.info({ delivery: id, event: name, cancelled }, 'Took a delivery that ends jobs');
        count?.(name, 'cancelled');
      }
      jobs.forEach((job, index) => {
        log.info({ event: name, ...about(job), added: added[index] }, 'Took a delivery');
        count?.(name, added[index] ?? 'unknown');
      });
    });
  };
}
