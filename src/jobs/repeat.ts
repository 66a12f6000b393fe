/** Work that is done again and again as long as the process lives. */
import type { Timers } from './types.js';

export interface Repeated {
  /** No further run; resolves when the one under way has ended. */
  stop(): Promise<void>;
}

export interface RepeatOptions {
  readonly timers: Timers;
  /** Milliseconds between the end of a run and the next. */
  readonly everyMs: number;
  /** Milliseconds before the first run; by default as long as between two. */
  readonly firstMs?: number;
  /** The signal is aborted by `stop`. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  /** Told what a run threw; the next one comes all the same. */
  readonly failed: (error: unknown) => void;
}

export function repeat({ timers, everyMs, firstMs = everyMs, run, failed }: RepeatOptions): Repeated {
  const abort = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let cancel = timers.after(firstMs, next);

  function next(): void {
    running = run(abort.signal)
      .catch(failed)
      .finally(() => {
        if (!abort.signal.aborted) cancel = timers.after(everyMs, next);
      });
  }

  return {
    async stop() {
      abort.abort();
      cancel();
      await running;
    },
  };
}
