/** Who is next among those who wait for a place: in turn by installation, so that a busy organisation keeps no other one waiting. */
import type { Queue, QueueAddOptions } from 'p-queue';
import { Turns } from './turns.js';

export interface Turn extends QueueAddOptions {
  /** The installation whose turn it is to be. */
  readonly installation?: number;
}

type Run = () => Promise<unknown>;

/** For `p-queue`, as its `queueClass`: see `Turns`. Priorities have no meaning. */
export class FairQueue implements Queue<Run, Turn> {
  readonly #turns = new Turns<number, Run>();

  get size(): number {
    return this.#turns.size;
  }

  enqueue(run: Run, { installation = 0 }: Partial<Turn> = {}): void {
    this.#turns.add(installation, run);
  }

  /** @param may whether it may be an installation's turn; else it is passed over, and keeps its place among them. */
  dequeue(may?: (installation: number) => boolean): Run | undefined {
    return this.#turns.next(may);
  }

  clear(): void {
    this.#turns.remove(() => true);
  }

  filter({ installation = 0 }: Readonly<Partial<Turn>>): Run[] {
    return [...this.#turns.of(installation)];
  }

  setPriority(): void {
    // Turns are all there is.
  }
}
