/**
 * When answers became others, when they were last found right, what each read and who read it, as numbers side by side in memory: some million
 * of them where a repository has 10,000 files, and following objects through memory would take ten times as long. What is set makes those
 * doubtful that read it, and theirs; nobody else is looked at. Pure but for what it keeps, which is one for the process.
 *
 * Numbers are not taken back: a process that moves models for thousands of reviews is to be ended and begun anew now and then.
 */

/** The moment of an answer that was never computed. */
export const NEVER = -1;

/** Of an answer's state; 0 stands for one that was never computed. */
const RIGHT = 1;
/** It read something that was being computed itself: it is looked at again when asked again. */
const UNFINISHED = 2;
/** Something that it hangs on was set. */
const DOUBTFUL = 3;
/** And numbers alone can't tell that it is right all the same. */
const WRONG = 4;

let size = 0;
let state = new Uint8Array(1 << 12);
let changedAt = new Int32Array(1 << 12);
let checkedAt = new Int32Array(1 << 12);
/** 1: it is being computed or looked at. */
let busy = new Uint8Array(1 << 12);
let kind = new Uint8Array(1 << 12);
/** Those behind it are doubtful only once it is known to be another. */
const GATE = 1;
/** It is told when it has become doubtful. */
const WATCHED = 2;
/** Gates on the longest way to what is given: the order in which they are looked at. */
let rank = new Uint16Array(1 << 12);

/** What each read stands side by side in `edges`. */
let from = new Int32Array(1 << 12);
let count = new Int32Array(1 << 12);
let edges = new Int32Array(1 << 14);
let filled = 0;
/** Places in `edges` that nobody uses any more. */
let waste = 0;

/** How many read it. */
let readers = new Int32Array(1 << 12);
/** Who they are: a chain for each, of all that ever did. Who reads it no longer is doubted in vain. */
const NOBODY = 0;
let chain = new Int32Array(1 << 12);
let reader = new Int32Array(1 << 14);
let nextInChain = new Int32Array(1 << 14);
let chained = 1;

/** The walk on which an answer was last met. */
let metOn = new Int32Array(1 << 12);
let walk = 0;

/** Counts what was set and gates that became others. */
let moment = 1;

/** Gates to be looked at, by rank. */
const waiting: number[][] = [];
let lowest = 0;
const unsettled: number[] = [];

/** Watched ones that have become doubtful since somebody took them. */
const doubted = new Set<number>();

export function addGiven(): number {
  const id = add();
  state[id] = RIGHT;
  return id;
}

/**
 * @param wanted `gate`: those behind it are left alone until it is known to be another, for which whoever adds it asks `nextGate`;
 * `watched`: `takeDoubted` tells when it has become doubtful
 */
export function addAnswer(wanted?: 'gate' | 'watched'): number {
  const id = add();
  checkedAt[id] = NEVER;
  if (wanted !== undefined) kind[id] = wanted === 'gate' ? GATE : WATCHED;
  return id;
}

/** Something was set, or a gate is another: time goes on, and those behind it are doubtful. */
export function setNow(id: number): void {
  moment += 1;
  changedAt[id] = moment;
  doubtReaders(id);
}

export function changeOf(id: number): number {
  return changedAt[id] as number;
}

export function checkOf(id: number): number {
  return checkedAt[id] as number;
}

export function isBusy(id: number): boolean {
  return busy[id] === 1;
}

/** Answers the moment. */
export function begin(id: number): number {
  busy[id] = 1;
  return moment;
}

/** It is another from this moment on. */
export function change(id: number): void {
  if (kind[id] === GATE) setNow(id);
  else changedAt[id] = moment;
}

/** It was looked at, and computed where that was needed. @param began the moment that `begin` answered */
export function end(id: number, began: number): void {
  busy[id] = 0;
  const was = readsNow(id);
  state[id] = was;
  checkedAt[id] = was === RIGHT ? moment : Math.min(began, moment - 1);
  if (kind[id] !== GATE) return;
  if (was === DOUBTFUL) wait(id);
  // It is part of a circle, through which doubts have to pass.
  if (was === UNFINISHED) kind[id] = 0;
}

function readsNow(id: number): number {
  const start = from[id] as number;
  const stop = start + (count[id] as number);
  let now = RIGHT;
  for (let at = start; at < stop; at++) {
    const read = edges[at] as number;
    if (busy[read] === 1) return UNFINISHED;
    if ((state[read] as number) >= DOUBTFUL) now = DOUBTFUL;
  }
  return now;
}

/** What it read, in the order of reading. */
export function keepReads(id: number, reads: readonly { readonly id: number }[]): void {
  if (isAsBefore(id, reads)) return;
  const before = count[id] as number;
  tellReaders(id, reads);
  if (reads.length > before) {
    waste += before;
    from[id] = reserve(reads.length);
  } else waste += before - reads.length;
  count[id] = reads.length;
  const start = from[id] as number;
  let highest = 0;
  for (let index = 0; index < reads.length; index++) {
    const read = (reads[index] as { readonly id: number }).id;
    edges[start + index] = read;
    highest = Math.max(highest, rank[read] as number);
  }
  rank[id] = highest + (kind[id] === GATE ? 1 : 0);
}

/** Those that it read before and reads no longer, and those that are new. */
function tellReaders(id: number, reads: readonly { readonly id: number }[]): void {
  const [isNew, isKept] = [walk + 1, walk + 2];
  walk = isKept;
  for (const read of reads) metOn[read.id] = isNew;
  for (let at = from[id] as number, stop = at + (count[id] as number); at < stop; at++) {
    const read = edges[at] as number;
    if (metOn[read] === isNew) metOn[read] = isKept;
    else readers[read] = (readers[read] as number) - 1;
  }
  for (const read of reads) if (metOn[read.id] === isNew) addReader(read.id, id);
}

function isAsBefore(id: number, reads: readonly { readonly id: number }[]): boolean {
  if (count[id] !== reads.length) return false;
  const start = from[id] as number;
  for (let index = 0; index < reads.length; index++) if (edges[start + index] !== (reads[index] as { readonly id: number }).id) return false;
  return true;
}

/** Whether it is right at this moment, as far as numbers tell: false where something that it read has changed or must be computed. */
export function isRight(id: number): boolean {
  const now = state[id];
  if (now === RIGHT) return true;
  if (now !== DOUBTFUL || busy[id] === 1) return false;
  busy[id] = 1;
  const right = readsAreRight(id);
  busy[id] = 0;
  state[id] = right ? RIGHT : WRONG;
  if (right) checkedAt[id] = moment;
  return right;
}

function readsAreRight(id: number): boolean {
  const then = checkedAt[id] as number;
  const start = from[id] as number;
  const stop = start + (count[id] as number);
  for (let at = start; at < stop; at++) {
    const read = edges[at] as number;
    if ((changedAt[read] as number) > then || (state[read] !== RIGHT && !isRight(read))) return false;
  }
  return true;
}

/** A gate that is to be looked at before anything behind it, those first that hang on fewest others; undefined when all are right that anything is behind. */
export function nextGate(): number | undefined {
  for (; lowest < waiting.length; lowest++) {
    const list = waiting[lowest] as number[];
    for (let id = list.pop(); id !== undefined; id = list.pop()) if (state[id] !== RIGHT && readers[id] !== 0) return id;
  }
  return undefined;
}

/** Those of some watched ones that have become doubtful since they were taken last. */
export function takeDoubted(isWanted: (id: number) => boolean): readonly number[] {
  const taken = [...doubted].filter(isWanted);
  for (const id of taken) doubted.delete(id);
  return taken;
}

function wait(id: number): void {
  const place = rank[id] as number;
  while (waiting.length <= place) waiting.push([]);
  (waiting[place] as number[]).push(id);
  lowest = Math.min(lowest, place);
}

function doubtReaders(id: number): void {
  unsettled.push(id);
  for (let one = unsettled.pop(); one !== undefined; one = unsettled.pop()) {
    for (let at = chain[one] as number; at !== NOBODY; at = nextInChain[at] as number) {
      const behind = reader[at] as number;
      if (state[behind] !== RIGHT && state[behind] !== UNFINISHED) continue;
      state[behind] = DOUBTFUL;
      if (kind[behind] === GATE) wait(behind);
      else unsettled.push(behind);
      if (kind[behind] === WATCHED) doubted.add(behind);
    }
  }
}

function addReader(read: number, id: number): void {
  readers[read] = (readers[read] as number) + 1;
  if (chained === reader.length) [reader, nextInChain] = [larger(reader), larger(nextInChain)];
  reader[chained] = id;
  nextInChain[chained] = chain[read] as number;
  chain[read] = chained;
  chained += 1;
}

function add(): number {
  if (size === changedAt.length) {
    [changedAt, checkedAt, from, count, readers, chain, metOn] = [larger(changedAt), larger(checkedAt), larger(from), larger(count), larger(readers), larger(chain), larger(metOn)];
    [state, busy, kind, rank] = [larger(state), larger(busy), larger(kind), larger(rank)];
  }
  size += 1;
  return size - 1;
}

function reserve(wanted: number): number {
  if (filled + wanted > edges.length) {
    if (waste * 2 > filled) compact();
    while (filled + wanted > edges.length) edges = larger(edges);
  }
  filled += wanted;
  return filled - wanted;
}

function compact(): void {
  const packed = new Int32Array(edges.length);
  let at = 0;
  for (let id = 0; id < size; id++) {
    const [start, length] = [from[id] as number, count[id] as number];
    packed.set(edges.subarray(start, start + length), at);
    from[id] = at;
    at += length;
  }
  [edges, filled, waste] = [packed, at, 0];
}

type Numbers = Int32Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

function larger<T extends Numbers>(numbers: T): T {
  const more = new (numbers.constructor as new (length: number) => T)(2 * numbers.length);
  more.set(numbers);
  return more;
}
