/** Deliveries are answered first: while many come, what they bring waits for a moment. One thread does both, and GitHub waits for answers alone. */
import type { Timers } from './types.js';

/** So many deliveries within so many milliseconds are many. In an hour without a burst that is never reached: it would be 288,000 in it. */
const MANY = 16;
const WITHIN = 200;
/** Milliseconds that anything waits at most: a burst that lasts must not keep check runs from pull requests. */
const LONGEST = 1000;

export interface Precedence {
  /** A delivery has come. */
  came(): void;
  /** Resolves at once, or, while many deliveries come, when they have come; a second later at the latest. */
  clear(): Promise<void>;
}

interface Waiting {
  readonly since: number;
  go(): void;
}

/** @param now milliseconds of a clock that never goes back */
export function createPrecedence(timers: Timers, now: () => number = () => performance.now()): Precedence {
  /** When the latest ones came, the oldest at `next`. */
  const latest: number[] = Array.from({ length: MANY }, () => Number.NEGATIVE_INFINITY);
  let next = 0;
  /** In the order in which they came. */
  const waiting: Waiting[] = [];
  let isLooking = false;

  const areMany = (): boolean => now() - (latest[next] ?? 0) < WITHIN;

  function look(): void {
    isLooking = waiting.length > 0;
    if (!isLooking) return;
    const [first] = waiting as [Waiting];
    if (areMany() && now() - first.since < LONGEST) return void timers.after(WITHIN / 4, look);
    waiting.shift();
    first.go();
    // One for each turn of the loop: what comes meanwhile is read in between.
    setImmediate(look);
  }

  return {
    came() {
      latest[next] = now();
      next = (next + 1) % MANY;
    },
    clear() {
      if (waiting.length === 0 && !areMany()) return Promise.resolve();
      return new Promise<void>((go) => {
        waiting.push({ since: now(), go });
        if (!isLooking) look();
      });
    },
  };
}
