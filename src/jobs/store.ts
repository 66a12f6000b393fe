import { LRUCache } from 'lru-cache';
import { jobId, type Order, type PassingJobStore } from './types.js';

/** Redeliveries come within hours; this many recent jobs are remembered. */
const REMEMBERED_JOBS = 10_000;

/** A job store that lives and dies with the process. */
export function createMemoryJobStore(): PassingJobStore {
  const seen = new LRUCache<string, true>({ max: REMEMBERED_JOBS });
  const open = new Map<string, Order>();

  async function record(order: Order): Promise<'new' | 'known'> {
    const id = jobId(order);
    if (seen.has(id)) return 'known';
    seen.set(id, true);
    open.set(id, order);
    return 'new';
  }

  async function finish(order: Order): Promise<void> {
    open.delete(jobId(order));
  }

  async function pending(): Promise<readonly Order[]> {
    return [...open.values()];
  }

  return { record, finish, pending };
}
