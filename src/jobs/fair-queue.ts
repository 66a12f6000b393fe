/** Who is next among those who wait for a place: in turn by installation, so that a busy organisation keeps no other one waiting. */
import type { Queue, QueueAddOptions } from 'p-queue';

export interface Turn extends QueueAddOptions {
  /** The installation whose turn it is to be. */
  readonly installation?: number;
}

type Run = () => Promise<unknown>;

/**
 * For `p-queue`, as its `queueClass`. Next is the oldest run of the installation that had its last turn longest ago; one that had none yet comes before all
 * others. Priorities have no meaning.
 */
export class FairQueue implements Queue<Run, Turn> {
  readonly #waiting = new Map<number, Run[]>();
  /** By installation, the number of its last turn. */
  readonly #turns = new Map<number, number>();
  #turn = 0;

  get size(): number {
    let size = 0;
    for (const runs of this.#waiting.values()) size += runs.length;
    return size;
  }

  enqueue(run: Run, { installation = 0 }: Partial<Turn> = {}): void {
    const runs = this.#waiting.get(installation);
    if (runs === undefined) this.#waiting.set(installation, [run]);
    else runs.push(run);
  }

  /** @param may whether it may be an installation's turn; else it is passed over, and keeps its place among them. */
  dequeue(may: (installation: number) => boolean = () => true): Run | undefined {
    let next: number | null = null;
    for (const installation of this.#waiting.keys()) if (may(installation) && (next === null || this.#lastTurn(installation) < this.#lastTurn(next))) next = installation;
    if (next === null) return undefined;
    const runs = this.#waiting.get(next) ?? [];
    const run = runs.shift();
    if (runs.length === 0) this.#waiting.delete(next);
    this.#turn += 1;
    this.#turns.set(next, this.#turn);
    return run;
  }

  clear(): void {
    this.#waiting.clear();
  }

  filter({ installation = 0 }: Readonly<Partial<Turn>>): Run[] {
    return [...(this.#waiting.get(installation) ?? [])];
  }

  setPriority(): void {
    // Turns are all there is.
  }

  #lastTurn(installation: number): number {
    return this.#turns.get(installation) ?? 0;
  }
}
