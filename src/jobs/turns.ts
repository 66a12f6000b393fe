/** Who is next among those who wait: in turn, so that one who has much to do keeps no other one waiting. */
export class Turns<Key, Item> {
  readonly #waiting = new Map<Key, Item[]>();
  /** By key, the number of its last turn. */
  readonly #turns = new Map<Key, number>();
  #turn = 0;

  get size(): number {
    let size = 0;
    for (const items of this.#waiting.values()) size += items.length;
    return size;
  }

  add(key: Key, item: Item): void {
    const items = this.#waiting.get(key);
    if (items === undefined) this.#waiting.set(key, [item]);
    else items.push(item);
  }

  /**
   * The oldest item of the key that had its last turn longest ago; one that had none yet comes before all others.
   * @param may whether it may be a key's turn; else it is passed over, and keeps its place among them
   */
  next(may: (key: Key) => boolean = () => true): Item | undefined {
    let next: { readonly key: Key; readonly items: Item[]; readonly turn: number } | null = null;
    for (const [key, items] of this.#waiting) {
      const turn = this.#turns.get(key) ?? 0;
      if (may(key) && (next === null || turn < next.turn)) next = { key, items, turn };
    }
    if (next === null) return undefined;
    const item = next.items.shift();
    if (next.items.length === 0) this.#waiting.delete(next.key);
    this.#turn += 1;
    this.#turns.set(next.key, this.#turn);
    return item;
  }

  /** What waits for a key, oldest first. */
  of(key: Key): readonly Item[] {
    return [...(this.#waiting.get(key) ?? [])];
  }

  /** Takes back those that an answer of true is given for; answers them. */
  remove(whether: (item: Item) => boolean): readonly Item[] {
    const removed: Item[] = [];
    for (const [key, items] of this.#waiting) {
      const left = items.filter((item) => !whether(item) || void removed.push(item));
      if (left.length === 0) this.#waiting.delete(key);
      else this.#waiting.set(key, left);
    }
    return removed;
  }
}
