/**
 * Answers that are kept until something they were made of changes. Each answer knows what it read: what is given (files of a tree) and
 * other answers. It is made again only where one of those differs, so that a model can follow its tree from commit to commit.
 *
 * Whatever a model keeps between questions must be kept here: a plain `Map` beside it would go on telling of the tree it was filled for.
 *
 * The way of it is that of build systems with early cutoff (Mokhov, Mitchell, Peyton Jones: Build Systems à la Carte, 2018) and of
 * libraries of signals, which keep a linked node for each edge; see docs/decisions/0004 for what that costs where a model of 5,000
 * files has some million edges.
 */
import * as ledger from './ledger.js';

/** Whether a new answer may stand for the old one, which is then kept with all that was made of it. */
export type Same<T> = (before: T, after: T) => boolean;

/** Computes a value on first use, and again when something it read has changed. Throws what `compute` throws. */
export function lazily<T>(compute: () => T, same?: Same<T>): () => T {
  const cell = new PlainCell(compute, same);
  return () => cell.get();
}

/**
 * The same, but made right as soon as it may have become wrong, before anything that was made of it is looked at: as long as it comes out the
 * same, none of that is touched. For what is made of the whole tree and asked by many, and never for what may lead to itself.
 */
export function early<T>(compute: () => T, same?: Same<T>): () => T {
  const cell = new PlainCell(compute, same, 'gate');
  return () => cell.get();
}

/**
 * The same for each key, where the asker says how to compute: the key must stand for all that `compute` hangs on, whoever asks. Objects
 * are told apart by identity and not held. `compute` may ask other keys, never (even by a detour) its own: see `inCycles`.
 */
export function keyed<K, T>(same?: Same<T>): (key: K, compute: () => T) => T {
  const cells = new Cells<K, PlainCell<T>>();
  return (key, compute) => (cells.get(key) ?? cells.set(key, new PlainCell(compute, same))).get();
}

/** The same with one way to compute. */
export function perKey<K, T>(compute: (key: K) => T, same?: Same<T>): (key: K) => T {
  const cells = new Cells<K, KeyCell<K, T>>();
  return (key) => (cells.get(key) ?? cells.set(key, new KeyCell(compute, key, same))).get();
}

/** `early` for each key: what hangs on one is not touched by what becomes of others. */
export function earlyPerKey<K, T>(compute: (key: K) => T, same?: Same<T>): (key: K) => T {
  const cells = new Cells<K, KeyCell<K, T>>();
  return (key) => (cells.get(key) ?? cells.set(key, new KeyCell(compute, key, same, 'gate'))).get();
}

/** `perKey` of which it can be asked what to look at again. */
export interface Watched<K, T> {
  (key: K): T;
  /** Keys whose answers may have become others since the last question of this kind. */
  takeDoubted(): readonly K[];
}

export function watchedPerKey<K, T>(compute: (key: K) => T, same?: Same<T>): Watched<K, T> {
  const cells = new Cells<K, KeyCell<K, T>>();
  const keys = new Map<number, K>();
  const ask = (key: K): T => {
    const known = cells.get(key);
    if (known !== undefined) return known.get();
    const cell = cells.set(key, new KeyCell(compute, key, same, 'watched'));
    keys.set(cell.id, key);
    return cell.get();
  };
  return Object.assign(ask, {
    takeDoubted(): readonly K[] {
      settle();
      return ledger.takeDoubted((id) => keys.has(id)).map((id) => keys.get(id) as K);
    },
  });
}

/** The same for each pair of keys. */
export function perPair<K, L, T>(compute: (key: K, other: L) => T, same?: Same<T>): (key: K, other: L) => T {
  const cells = new Cells<K, Cells<L, PairCell<K, L, T>>>();
  return (key, other) => {
    const ofKey = cells.get(key) ?? cells.set(key, new Cells());
    return (ofKey.get(other) ?? ofKey.set(other, new PairCell(compute, key, other, same))).get();
  };
}

/** `keyed` for each pair of keys. */
export function keyedByPair<K, L, T>(same?: Same<T>): (key: K, other: L, compute: () => T) => T {
  const cells = new Cells<K, Cells<L, PlainCell<T>>>();
  return (key, other, compute) => {
    const ofKey = cells.get(key) ?? cells.set(key, new Cells());
    return (ofKey.get(other) ?? ofKey.set(other, new PlainCell(compute, same))).get();
  };
}

/** Asks for an answer that may lead to itself: asked for while it is being computed, it is `onCycle`'s. */
export function inCycles<T>(ask: () => T, onCycle: () => T): T {
  try {
    return ask();
  } catch (error) {
    if (error === CYCLE) return onCycle();
    throw error;
  }
}

/** Something that is given from outside. Who reads it while computing an answer is told when another value is set. */
export interface Given<T> {
  get(): T;
  set(value: T): void;
}

export function given<T>(value: T): Given<T> {
  return new Source(value);
}

/** The same items in the same order. */
export function sameItems<T>(before: readonly T[], after: readonly T[]): boolean {
  return before.length === after.length && before.every((item, index) => item === after[index]);
}


/** Thrown where a value is asked for while it is being computed. */
const CYCLE = new Error('an answer leads to itself');

/** What is being computed has read these, from `base` on; those of the computations around it stand before. */
const reads: Readable[] = [];
let depth = 0;
/** Tells computations apart, so that what one reads twice is noted once. */
let run = 0;
let lastRun = 0;

abstract class Readable {
  /** In the ledger, which knows when the value last became another. */
  abstract readonly id: number;
  /** The computation that noted it last. */
  private notedBy = 0;

  protected note(): void {
    if (depth === 0 || this.notedBy === run) return;
    this.notedBy = run;
    reads.push(this);
  }

  /** Whether the value has become another since; null while it is being computed. */
  abstract hasChangedSince(then: number): boolean | null;
}

class Source<T> extends Readable implements Given<T> {
  readonly id = ledger.addGiven();

  constructor(private value: T) {
    super();
  }

  get(): T {
    this.note();
    return this.value;
  }

  set(value: T): void {
    if (value === this.value) return;
    ledger.setNow(this.id);
    this.value = value;
  }

  hasChangedSince(then: number): boolean {
    return ledger.changeOf(this.id) > then;
  }
}

const NOTHING: readonly Readable[] = [];

/** Those that are made right ahead of who asks, by their numbers, as long as anybody holds them. */
const gates = new Map<number, WeakRef<Cell<unknown>>>();
let isSettling = false;

/** Nothing behind a gate is looked at before the gate is right. */
function settle(): void {
  isSettling = true;
  try {
    for (let id = ledger.nextGate(); id !== undefined; id = ledger.nextGate()) gates.get(id)?.deref()?.makeRight();
  } finally {
    isSettling = false;
  }
}

/** What an answer is that could not be computed. */
class Failure {
  constructor(readonly error: unknown) {}
}

/** An answer. There are some hundred thousand in a process: each field counts. */
abstract class Cell<T> extends Readable {
  readonly id: number;
  private value: T | Failure | undefined;
  /** One alone stands without a list. */
  private read: Readable | readonly Readable[] = NOTHING;

  constructor(
    private readonly same: Same<T> | undefined,
    kind?: 'gate' | 'watched',
  ) {
    super();
    this.id = ledger.addAnswer(kind);
    if (kind === 'gate') gates.set(this.id, new WeakRef(this as Cell<unknown>));
  }

  protected abstract compute(): T;

  get(): T {
    this.note();
    if (depth === 0 && !isSettling) settle();
    if (!ledger.isRight(this.id)) {
      if (ledger.isBusy(this.id)) throw CYCLE;
      this.check();
    }
    if (this.value instanceof Failure) throw this.value.error;
    return this.value as T;
  }

  /** Of one that nobody may be asking for. */
  makeRight(): void {
    if (!ledger.isRight(this.id) && !ledger.isBusy(this.id)) this.check();
  }

  hasChangedSince(then: number): boolean | null {
    if (!ledger.isRight(this.id)) {
      if (ledger.isBusy(this.id)) return null;
      this.check();
    }
    return ledger.changeOf(this.id) > then;
  }

  private check(): void {
    const began = ledger.begin(this.id);
    try {
      if (ledger.checkOf(this.id) === ledger.NEVER || this.readsChanged()) this.recompute();
    } finally {
      ledger.end(this.id, began);
    }
  }

  /** In the order of reading, so that nothing is asked that would not be asked again. What is being computed itself has not, as far as can be told. */
  private readsChanged(): boolean {
    const then = ledger.checkOf(this.id);
    const { read } = this;
    return read instanceof Readable ? read.hasChangedSince(then) === true : read.some((one) => one.hasChangedSince(then) === true);
  }

  private recompute(): void {
    const [outer, start] = [run, reads.length];
    run = lastRun += 1;
    depth += 1;
    try {
      this.take(this.compute());
    } catch (error) {
      this.take(new Failure(error));
    } finally {
      depth -= 1;
      run = outer;
      const read = reads.length === start ? NOTHING : reads.slice(start);
      reads.length = start;
      this.read = read.length === 1 ? (read[0] as Readable) : read;
      ledger.keepReads(this.id, read);
    }
  }

  private take(value: T | Failure): void {
    if (ledger.checkOf(this.id) !== ledger.NEVER && this.isAsBefore(value)) return;
    this.value = value;
    ledger.change(this.id);
  }

  private isAsBefore(value: T | Failure): boolean {
    const before = this.value;
    if (before instanceof Failure || value instanceof Failure) return before instanceof Failure && value instanceof Failure && before.error === value.error;
    return value === before || this.same?.(before as T, value) === true;
  }
}

class PlainCell<T> extends Cell<T> {
  constructor(
    protected readonly compute: () => T,
    same: Same<T> | undefined,
    kind?: 'gate' | 'watched',
  ) {
    super(same, kind);
  }
}

class KeyCell<K, T> extends Cell<T> {
  constructor(
    private readonly computeFor: (key: K) => T,
    private readonly key: K,
    same: Same<T> | undefined,
    kind?: 'gate' | 'watched',
  ) {
    super(same, kind);
  }

  protected compute(): T {
    return this.computeFor(this.key);
  }
}

class PairCell<K, L, T> extends Cell<T> {
  constructor(
    private readonly computeFor: (key: K, other: L) => T,
    private readonly key: K,
    private readonly other: L,
    same: Same<T> | undefined,
  ) {
    super(same);
  }

  protected compute(): T {
    return this.computeFor(this.key, this.other);
  }
}

/** Values by key; objects are not held. */
class Cells<K, V> {
  private byKey: Map<K, V> | undefined;
  private byObject: WeakMap<object, V> | undefined;

  get(key: K): V | undefined {
    return typeof key === 'object' && key !== null ? this.byObject?.get(key) : this.byKey?.get(key);
  }

  set(key: K, value: V): V {
    if (typeof key === 'object' && key !== null) (this.byObject ??= new WeakMap()).set(key, value);
    else (this.byKey ??= new Map()).set(key, value);
    return value;
  }
}
