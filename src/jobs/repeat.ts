/** Work that is done again and again as long as the process lives. */
import type { Timers } from './types.js';

export interface Repeated {
  /** There is a reason to run soon: the early runs come once more. */
  soon(): void;
  /** No further run; resolves when the one under way has ended. */
  stop(): Promise<void>;
}

export interface RepeatOptions {
  readonly timers: Timers;
  /** Milliseconds between the end of a run and the next. */
  readonly everyMs: number;
  /** Milliseconds before the first run; by default as long as between two. */
  readonly firstMs?: number;
  /** Milliseconds before the runs that come after the first one, each after the one before, until the others come. */
  readonly earlyMs?: readonly number[];
  /** The signal is aborted by `stop`. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  /** Told what a run threw; the next one comes all the same. */
  readonly failed: (error: unknown) => void;
}

export function repeat({ timers, everyMs, firstMs = everyMs, earlyMs = [], run, failed }: RepeatOptions): Repeated {
  const abort = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let early = [...earlyMs];
  /** The pause under way; null: a run is. */
  let pause: number | null = firstMs;
  let cancel = timers.after(firstMs, next);

  function next(): void {
    pause = null;
    running = run(abort.signal)
      .catch(failed)
      .finally(wait);
  }

  function wait(): void {
    if (abort.signal.aborted) return;
    pause = early.shift() ?? everyMs;
    cancel = timers.after(pause, next);
  }

  return {
    soon() {
      const [first] = earlyMs;
      if (first === undefined || abort.signal.aborted) return;
      early = [...earlyMs];
      if (pause === null) return;
      // One that comes as soon is not put off: reasons may come all the time.
      if (pause <= first) {
        early.shift();
        return;
      }
      cancel();
      wait();
    },

    async stop() {
      abort.abort();
      cancel();
      await running;
    },
  };
}
