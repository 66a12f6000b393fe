/** The queue of reviews and the queue of tasks as one. */
import type { Job, JobQueue, ReviewJob, Task } from './types.js';

export function joinQueues(reviews: JobQueue<ReviewJob>, tasks: JobQueue<Task>): JobQueue<Job> {
  return {
    add: (job) => (job.kind === 'review' ? reviews.add(job) : tasks.add(job)),

    async restore(jobs) {
      await reviews.restore(jobs.filter((job) => job.kind === 'review'));
      await tasks.restore(jobs.filter((job) => job.kind !== 'review'));
    },

    cancel: (cancellation) => (cancellation.of === 'reviews' ? reviews.cancel(cancellation) : tasks.cancel(cancellation)),

    size: () => reviews.size() + tasks.size(),

    oldest() {
      const times = [reviews.oldest(), tasks.oldest()].filter((time) => time !== null);
      return times.length === 0 ? null : Math.min(...times);
    },

    /** Each may give the other something to do. */
    async idle() {
      do {
        await tasks.idle();
        await reviews.idle();
      } while (tasks.size() > 0);
    },

    async drain(limitMs) {
      const left = await Promise.all([reviews.drain(limitMs), tasks.drain(limitMs)]);
      return left.flat();
    },
  };
}
