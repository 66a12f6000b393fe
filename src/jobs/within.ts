/** Waiting with an end. */
import type { Timers } from './types.js';

/** Waits for the work, or as long as it may take. Rejects when the work does in that time. */
export async function settledWithin(timers: Timers, work: Promise<unknown>, limitMs: number): Promise<void> {
  let cancel: () => void = () => undefined;
  const limit = new Promise<void>((resolve) => {
    cancel = timers.after(limitMs, resolve);
  });
  try {
    await Promise.race([work, limit]);
  } finally {
    cancel();
  }
}
