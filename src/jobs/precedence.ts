/** Deliveries are answered first: while many are being taken, what they bring waits for a moment. One thread does both, and GitHub waits for answers alone. */
import type { Timers } from './types.js';

/** Deliveries that are being taken at the same time before all else waits. One by one they are answered within milliseconds. */
const MANY = 8;
/** Milliseconds that anything waits at most: a burst that lasts must not keep check runs from pull requests. */
const LONGEST = 1000;

export interface Precedence {
  /** A delivery is being taken until the work has ended. */
  first<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves at once, or, while many deliveries are being taken, when they are answered; a second later at the latest. */
  clear(): Promise<void>;
}

export function createPrecedence(timers: Timers): Precedence {
  /** In the order in which they came. */
  const waiting = new Set<() => void>();
  let taking = 0;
  let isReleasing = false;

  /** One for each turn of the loop, so that deliveries that come meanwhile are read in between. */
  function release(): void {
    if (isReleasing || waiting.size === 0 || taking >= MANY) return;
    isReleasing = true;
    setImmediate(() => {
      isReleasing = false;
      const [next] = waiting;
      if (taking < MANY) next?.();
      release();
    });
  }

  return {
    async first(work) {
      taking += 1;
      try {
        return await work();
      } finally {
        taking -= 1;
        release();
      }
    },
    clear() {
      if (taking < MANY && waiting.size === 0) return Promise.resolve();
      return new Promise<void>((resolve) => {
        const go = (): void => {
          waiting.delete(go);
          cancel();
          resolve();
        };
        const cancel = timers.after(LONGEST, go);
        waiting.add(go);
      });
    },
  };
}
