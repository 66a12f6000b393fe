import { setTimeout as delay } from 'node:timers/promises';

interface Entry<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Milliseconds from the beginning of one batch to that of the next. A batch costs some two milliseconds of a processor besides its rows; whoever comes waits for half as
 * long as this, and for the disk. While the disk takes longer than this, the next batch gathers by itself.
 */
const SPACING = 25;

/**
 * Gathers what is to be written while an earlier batch is written, and for a moment after it, so that one transaction serves many. What comes after a pause
 * is written at once. Items added in one go, without waiting in between, are always in the same batch.
 */
export class Batches<Item, Answer> {
  readonly #write: (items: readonly Item[]) => Promise<readonly Answer[]>;
  readonly #size: number;
  #groups: Entry<Item, Answer>[][] = [];
  /** The group that is added to until the present go ends. */
  #open: Entry<Item, Answer>[] | null = null;
  #running: Promise<void> | null = null;
  /** When the next batch may be written, by the clock of `performance`. */
  #nextAt = Number.NEGATIVE_INFINITY;

  /**
   * @param write answers for each item, in their order; what it throws is told to all who added one.
   * @param size items after which a batch takes no further group.
   */
  constructor(write: (items: readonly Item[]) => Promise<readonly Answer[]>, size: number) {
    this.#write = write;
    this.#size = size;
  }

  add(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#openGroup().push({ item, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when all that was added is written, or was refused. */
  async settled(): Promise<void> {
    await this.#running;
  }

  #openGroup(): Entry<Item, Answer>[] {
    if (this.#open !== null) return this.#open;
    const group: Entry<Item, Answer>[] = [];
    this.#groups.push(group);
    this.#open = group;
    queueMicrotask(() => {
      this.#open = null;
    });
    return group;
  }

  async #run(): Promise<void> {
    while (this.#groups.length > 0) {
      await this.#gather();
      this.#nextAt = performance.now() + SPACING;
      await this.#writeSome(this.#take());
    }
    this.#running = null;
  }

  /** Lets in what arrives at the same time, and the rest of the present go. */
  async #gather(): Promise<void> {
    const pause = this.#groups.length < this.#size ? this.#nextAt - performance.now() : 0;
    if (pause > 0) await delay(pause);
    else await new Promise<void>((resolve) => setImmediate(resolve));
  }

  #take(): readonly Entry<Item, Answer>[] {
    const taken: Entry<Item, Answer>[] = [];
    while (taken.length < this.#size) {
      const group = this.#groups.shift();
      if (group === undefined) break;
      taken.push(...group);
    }
    return taken;
  }

  async #writeSome(entries: readonly Entry<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.#write(entries.map(({ item }) => item));
      entries.forEach(({ resolve }, index) => resolve(answers[index] as Answer));
    } catch (error) {
      for (const { reject } of entries) reject(error);
    }
  }
}
