/** The queue of reviews and the queue of tasks as one. */
import type { Job, JobQueue, ReviewJob, Task } from './types.js';

export function joinQueues(reviews: JobQueue<ReviewJob>, tasks: JobQueue<Task>): JobQueue<Job> {
  return {
    add: (job) => (job.kind === 'review' ? reviews.add(job) : tasks.add(job)),

    async restore(jobs, again) {
      await reviews.restore(jobs.filter((job) => job.kind === 'review'), again);
      await tasks.restore(jobs.filter((job) => job.kind !== 'review'), again);
    },

    cancel: (cancellation) => (cancellation.of === 'reviews' ? reviews.cancel(cancellation) : tasks.cancel(cancellation)),

    lanes() {
      const all = new Map(reviews.lanes());
      for (const [key, state] of tasks.lanes()) all.set(key, all.get(key) === 'busy' ? 'busy' : state);
      return all;
    },

    leave(key) {
      reviews.leave(key);
      tasks.leave(key);
    },

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

    async drain(limitMs, hasHeirs) {
      const left = await Promise.all([reviews.drain(limitMs, hasHeirs), tasks.drain(limitMs, hasHeirs)]);
      return left.flat();
    },
  };
}
