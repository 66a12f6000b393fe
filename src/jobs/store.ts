import { LRUCache } from 'lru-cache';
import { jobId, type Job, type JobStore } from './types.js';

/** Redeliveries come within hours; this many recent jobs are remembered. */
const REMEMBERED_JOBS = 10_000;

/** A job store that lives and dies with the process. */
export function createMemoryJobStore(): JobStore {
  const seen = new LRUCache<string, true>({ max: REMEMBERED_JOBS });
  const open = new Map<string, Job>();

  async function record(job: Job): Promise<'new' | 'known'> {
    const id = jobId(job);
    if (seen.has(id)) return 'known';
    seen.set(id, true);
    open.set(id, job);
    return 'new';
  }

  async function finish(job: Job): Promise<void> {
    open.delete(jobId(job));
  }

  async function pending(): Promise<readonly Job[]> {
    return [...open.values()];
  }

  return { record, finish, pending };
}
