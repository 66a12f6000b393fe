/** Lets one task at a time run under each key, in the order they came. Share one in the process. */
export class KeyedLocks {
  private readonly tails = new Map<string, Promise<unknown>>();

  /** Runs a task when every earlier task of the same key has ended, and answers what it answers or throws what it throws. */
  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.tails.get(key) ?? Promise.resolve();
    const result = before.then(task);
    const tail = result.catch(() => undefined);
    this.tails.set(key, tail);
    try {
      return await result;
    } finally {
      if (this.tails.get(key) === tail) this.tails.delete(key);
    }
  }
}
