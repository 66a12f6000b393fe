/** Places for reviews: few for those that this machine is busy with, more for those that wait for their repository to be read, or only for GitHub. */
import { FairQueue } from './fair-queue.js';

export interface PlacesOptions {
  /** Reviews that are fetched and judged at the same time. */
  readonly judging: number;
  /** Reviews that are told to GitHub at the same time before no further one begins. Each holds its whole result. Default 32. */
  readonly telling?: number | undefined;
  /** Of one installation: GitHub takes one write a second of each, and more that wait for it would only keep others from a place. Default 8. */
  readonly tellingOfOne?: number | undefined;
}

/** What a review tells of itself. */
export interface Place {
  /** Its repository is read before it can be judged, which may take minutes: its place is another's from now on. */
  reading(): void;
  /** Nothing is left but to tell GitHub; its place is another's from now on. */
  judged(): void;
}

const TELLING = 32;
const TELLING_OF_ONE = 8;
/** Reviews of one installation that wait for repositories to be read before no further one of it begins. */
const READING_OF_ONE = 4;

/** Gives places to installations by turns. */
export class Places {
  readonly #judgingLimit: number;
  readonly #tellingLimit: number;
  readonly #tellingLimitOfOne: number;
  readonly #waiting = new FairQueue();
  #judging = 0;
  readonly #telling = new Counts();
  readonly #reading = new Counts();

  constructor({ judging, telling = TELLING, tellingOfOne = TELLING_OF_ONE }: PlacesOptions) {
    this.#judgingLimit = judging;
    this.#tellingLimit = telling;
    this.#tellingLimitOfOne = tellingOfOne;
  }

  /** Begins the work when there is a place for it. It never rejects. */
  add(installation: number, work: (place: Place) => Promise<void>): void {
    this.#waiting.enqueue(() => this.#run(installation, work), { installation });
    this.#fill();
  }

  /** Forgets what has not begun. */
  clear(): void {
    this.#waiting.clear();
  }

  #fill(): void {
    while (this.#judging < this.#judgingLimit && this.#telling.sum < this.#tellingLimit) {
      const next = this.#waiting.dequeue((installation) => this.#telling.of(installation) < this.#tellingLimitOfOne && this.#reading.of(installation) < READING_OF_ONE);
      if (next === undefined) return;
      void next();
    }
  }

  async #run(installation: number, work: (place: Place) => Promise<void>): Promise<void> {
    let leave = (): void => void (this.#judging -= 1);
    this.#judging += 1;
    const moveTo = (counts: Counts): void => {
      leave();
      counts.add(installation, 1);
      leave = () => counts.add(installation, -1);
      this.#fill();
    };
    let stage: 'judging' | 'reading' | 'judged' = 'judging';
    try {
      await work({
        reading: () => {
          if (stage !== 'judging') return;
          stage = 'reading';
          moveTo(this.#reading);
        },
        judged: () => {
          if (stage === 'judged') return;
          stage = 'judged';
          moveTo(this.#telling);
        },
      });
    } finally {
      leave();
      this.#fill();
    }
  }
}

/** How many, by installation. */
class Counts {
  readonly #counts = new Map<number, number>();
  sum = 0;

  of(installation: number): number {
    return this.#counts.get(installation) ?? 0;
  }

  add(installation: number, change: 1 | -1): void {
    this.sum += change;
    const count = this.of(installation) + change;
    if (count === 0) this.#counts.delete(installation);
    else this.#counts.set(installation, count);
  }
}
