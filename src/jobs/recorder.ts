/** The queue of a process that does no jobs: it records them for those that do. */
import type { Job, JobQueue, JobStore } from './types.js';

export function createRecorder(store: JobStore): JobQueue<Job> {
  return {
    async add(job) {
      const recorded = await store.record(job);
      return recorded === 'new' ? 'elsewhere' : recorded;
    },
    async restore() {},
    cancel: () => false,
    lanes: () => new Map(),
    leave: () => undefined,
    size: () => 0,
    oldest: () => null,
    async idle() {},
    drain: async () => [],
  };
}
