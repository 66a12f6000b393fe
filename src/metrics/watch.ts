/** Ways to measure what others do, without their knowing. */
import type { Review } from '../engine-types.js';
import type { Analysis } from '../jobs/analysis.js';
import type { JobHandler, TaskAttempt, TaskHandler, TaskHandlers } from '../jobs/types.js';
import type { Metrics } from './metrics.js';

/** Counts what judgements find and read. */
export function watchAnalysis(analysis: Analysis, metrics: Metrics): Analysis {
  return {
    ...analysis,
    async review(...given) {
      const review = await analysis.review(...given);
      count(review, metrics);
      return review;
    },
  };
}

function count({ result: { findings, stats } }: Review, metrics: Metrics): void {
  metrics.facts(Math.max(0, stats.files - stats.parsedFiles), stats.parsedFiles);
  for (const { ruleId, disposition } of findings) metrics.finding(ruleId, disposition);
}

/** Times reviews. @param now milliseconds of a clock that never goes back */
export function watchReviews<Ticket>(handler: JobHandler<Ticket>, metrics: Metrics, now: () => number): JobHandler<Ticket> {
  return { ...handler, run: (attempt) => timed('review', metrics, now, () => handler.run(attempt)) };
}

/** Times tasks of every kind. @param now milliseconds of a clock that never goes back */
export function watchTasks(handlers: TaskHandlers, metrics: Metrics, now: () => number): TaskHandlers {
  const watched = Object.entries(handlers).map(([kind, handler]: [string, TaskHandler<never>]) => [kind, { ...handler, run: (task: never, attempt: TaskAttempt) => timed(kind, metrics, now, () => handler.run(task, attempt)) }]);
  return Object.fromEntries(watched) as TaskHandlers;
}

async function timed<T>(kind: string, metrics: Metrics, now: () => number, work: () => Promise<T>): Promise<T> {
  const started = now();
  try {
    const answer = await work();
    metrics.job(kind, 'done', (now() - started) / 1000);
    return answer;
  } catch (error) {
    metrics.job(kind, 'failed', (now() - started) / 1000);
    throw error;
  }
}
