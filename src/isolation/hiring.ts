/** Whether a further worker is worth its start: it loads and compiles all that reads files before it is as fast as those that do already. Pure. */

/** How many times what it costs a newcomer would have to save: it takes a processor that others may want. */
const GAIN = 2;

export class Hiring {
  #start = 0;
  /** What the last newcomer took from its start to the end of its first part, and a part takes whoever has read one before. */
  #newcomer: number | null = null;
  #part: number | null = null;

  /** @param milliseconds from a worker's start until it can work */
  started(milliseconds: number): void {
    this.#start = milliseconds;
  }

  /**
   * @param milliseconds for a part, as its owner waited for it
   * @param isFirst whether it was the first task of its worker
   * @param hasWaited whether the worker had not started when it was given the part, so that its start is among the milliseconds
   */
  hasRead(milliseconds: number, isFirst: boolean, hasWaited: boolean): void {
    if (isFirst) this.#newcomer = milliseconds + (hasWaited ? 0 : this.#start);
    else this.#part = milliseconds;
  }

  /**
   * Until one worker has read two parts nobody knows.
   * @param waiting parts that wait to be read
   * @param readers workers that read, at least 1
   */
  isWorth(waiting: number, readers: number): boolean {
    if (this.#newcomer === null || this.#part === null) return false;
    return (waiting * this.#part) / readers > GAIN * this.#newcomer;
  }
}
