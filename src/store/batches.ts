interface Entry<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers what is to be written while an earlier batch is written, so that one transaction serves many. Items added in one go, without waiting in between,
 * are always in the same batch.
 */
export class Batches<Item, Answer> {
  readonly #write: (items: readonly Item[]) => Promise<readonly Answer[]>;
  readonly #size: number;
  #groups: Entry<Item, Answer>[][] = [];
  /** The group that is added to until the present go ends. */
  #open: Entry<Item, Answer>[] | null = null;
  #running: Promise<void> | null = null;

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
      // Lets in what arrives at the same time, and the rest of the present go.
      await new Promise<void>((resolve) => setImmediate(resolve));
      await this.#writeSome(this.#take());
    }
    this.#running = null;
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
