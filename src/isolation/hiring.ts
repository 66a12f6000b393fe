/** Whether a further worker is worth its start: it loads and compiles all that reads files before it is as fast as those that do already. Pure. */

/** How many times what it costs a newcomer would have to save: it takes a processor that others may want. */
const GAIN = 2;
/** Processors that were at rest while others read: where there are fewer, a newcomer would only share what there is. */
const AT_REST = 0.5;

/** How a part was read. */
export interface PartRead {
  /** As its owner waited for it. */
  readonly milliseconds: number;
  /** It was the first task of its worker. */
  readonly isFirst: boolean;
  /** The worker had not started when it was given the part: its start is among the milliseconds. */
  readonly hasWaited: boolean;
  /** Processors of this machine that were at rest meanwhile, on average. */
  readonly atRest: number;
}

export class Hiring {
  #start = 0;
  #atRest = 0;
  /** What the last newcomer took from its start to the end of its first part, and a part takes whoever has read one before. */
  #newcomer: number | null = null;
  #part: number | null = null;

  /** @param milliseconds from a worker's start until it can work */
  started(milliseconds: number): void {
    this.#start = milliseconds;
  }

  hasRead({ milliseconds, isFirst, hasWaited, atRest }: PartRead): void {
    if (isFirst) this.#newcomer = milliseconds + (hasWaited ? 0 : this.#start);
    else this.#part = milliseconds;
    this.#atRest = atRest;
  }

  /**
   * Until one worker has read two parts nobody knows.
   * @param waiting parts that wait to be read
   * @param readers workers that read, at least 1
   */
  isWorth(waiting: number, readers: number): boolean {
    if (this.#newcomer === null || this.#part === null || this.#atRest < AT_REST) return false;
    return (waiting * this.#part) / readers > GAIN * this.#newcomer;
  }
}
