/** Places for reviews: few for those that this machine is busy with, more for those that then only wait for GitHub. */
import { FairQueue } from './fair-queue.js';

export interface PlacesOptions {
  /** Reviews that are fetched and judged at the same time. */
  readonly judging: number;
  /** Reviews that are told to GitHub at the same time before no further one begins. Each holds its whole result. Default 32. */
  readonly telling?: number | undefined;
  /** Of one installation: GitHub takes one write a second of each, and more that wait for it would only keep others from a place. Default 8. */
  readonly tellingOfOne?: number | undefined;
}

const TELLING = 32;
const TELLING_OF_ONE = 8;

/** Gives places to installations by turns. */
export class Places {
  readonly #judgingLimit: number;
  readonly #tellingLimit: number;
  readonly #tellingLimitOfOne: number;
  readonly #waiting = new FairQueue();
  #judging = 0;
  #telling = 0;
  readonly #tellingOf = new Map<number, number>();

  constructor({ judging, telling = TELLING, tellingOfOne = TELLING_OF_ONE }: PlacesOptions) {
    this.#judgingLimit = judging;
    this.#tellingLimit = telling;
    this.#tellingLimitOfOne = tellingOfOne;
  }

  /** Begins the work when there is a place for it. It calls `judged` when nothing is left but to tell GitHub; its place is another's then. It never rejects. */
  add(installation: number, work: (judged: () => void) => Promise<void>): void {
    this.#waiting.enqueue(() => this.#run(installation, work), { installation });
    this.#fill();
  }

  /** Forgets what has not begun. */
  clear(): void {
    this.#waiting.clear();
  }

  #fill(): void {
    while (this.#judging < this.#judgingLimit && this.#telling < this.#tellingLimit) {
      const next = this.#waiting.dequeue((installation) => this.#toldOf(installation) < this.#tellingLimitOfOne);
      if (next === undefined) return;
      void next();
    }
  }

  async #run(installation: number, work: (judged: () => void) => Promise<void>): Promise<void> {
    let isJudged = false;
    this.#judging += 1;
    try {
      await work(() => {
        if (isJudged) return;
        isJudged = true;
        this.#judging -= 1;
        this.#tell(installation, 1);
        this.#fill();
      });
    } finally {
      if (isJudged) this.#tell(installation, -1);
      else this.#judging -= 1;
      this.#fill();
    }
  }

  #toldOf(installation: number): number {
    return this.#tellingOf.get(installation) ?? 0;
  }

  #tell(installation: number, change: 1 | -1): void {
    this.#telling += change;
    const count = this.#toldOf(installation) + change;
    if (count === 0) this.#tellingOf.delete(installation);
    else this.#tellingOf.set(installation, count);
  }
}
