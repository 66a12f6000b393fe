/** Does what must be done for a job to end, again after passing failures. */
import { pauseAfterFailure } from './retry.js';
import type { Failure, Timers } from './types.js';

export interface InsistOptions {
  readonly timers: Timers;
  readonly failureOf: (error: unknown) => Failure;
  /** Milliseconds before the second attempt. */
  readonly backoffMs?: number | undefined;
}

/** Half an hour: 2, 8, 32, 128 s and then each ten minutes. */
const ATTEMPTS = 8;
/** Refusals after which GitHub means it: one alone may come of a copy that does not know yet what was just made. */
const REFUSALS = 3;

/** `left`: it failed in a passing way until the attempts or the process came to their end; the next process is to do it. */
export type Insisted = { readonly kind: 'done' } | { readonly kind: 'refused' | 'left'; readonly error: unknown };

/** Insists for several pieces of work at once, until it is told to hurry. */
export class Insistence {
  readonly #options: InsistOptions;
  readonly #pauses = new Set<() => void>();
  #hurried = false;

  constructor(options: InsistOptions) {
    this.#options = options;
  }

  async insist(work: () => Promise<void>): Promise<Insisted> {
    let refusals = 0;
    for (let attempt = 1; ; attempt += 1) {
      // Read before the attempt: one that began in time is not the last one.
      const isLast = this.#hurried || attempt === ATTEMPTS;
      try {
        await work();
        return { kind: 'done' };
      } catch (error) {
        const failure = this.#options.failureOf(error);
        refusals += Number(failure.kind === 'permanent');
        if (refusals === REFUSALS) return { kind: 'refused', error };
        if (isLast) return { kind: 'left', error };
        if (!this.#hurried) await this.#pause(pauseAfterFailure(attempt, failure, this.#options.backoffMs));
      }
    }
  }

  /** Ends all pauses; from now on each piece of work gets one more attempt. */
  hurry(): void {
    this.#hurried = true;
    for (const end of this.#pauses) end();
  }

  async #pause(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const end = (): void => {
        cancel();
        this.#pauses.delete(end);
        resolve();
      };
      const cancel = this.#options.timers.after(milliseconds, end);
      this.#pauses.add(end);
    });
  }
}
