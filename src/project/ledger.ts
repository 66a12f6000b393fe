/**
 * When answers became others and when they were last found right, and what each read, as numbers side by side in memory. To find that nothing
 * has changed means to look at every answer and all that it read, some million of them where a repository has 10,000 files: following objects
 * through memory for that takes ten times as long. Pure but for what it keeps, which is one for the process.
 *
 * Numbers are not taken back: a process that moves models for thousands of reviews is to be ended and begun anew now and then.
 */

/** The moment of what is given: right at any time. */
const GIVEN = -2;
/** Of an answer that was never computed. */
export const NEVER = -1;

let size = 0;
let changedAt = new Int32Array(1 << 12);
let checkedAt = new Int32Array(1 << 12);
/** The moment at which it was last seen that an answer can't be found right by numbers alone. */
let failedAt = new Int32Array(1 << 12);
/** 1: it is being computed or looked at. */
let busy = new Uint8Array(1 << 12);
let from = new Int32Array(1 << 12);
let count = new Int32Array(1 << 12);

let edges = new Int32Array(1 << 14);
let filled = 0;
/** Places in `edges` that nobody uses any more. */
let waste = 0;

/** Counts what was set: an answer that was checked at this moment is right. */
let moment = 0;

export function addGiven(): number {
  const id = add();
  checkedAt[id] = GIVEN;
  return id;
}

export function addAnswer(): number {
  const id = add();
  checkedAt[id] = NEVER;
  failedAt[id] = NEVER;
  return id;
}

/** Something was set: time goes on. */
export function setNow(id: number): void {
  moment += 1;
  changedAt[id] = moment;
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

export function begin(id: number): void {
  busy[id] = 1;
}

export function end(id: number): void {
  busy[id] = 0;
}

/** It is right now. @param isFinished whether all that it read was; if not, it is looked at again when asked again */
export function check(id: number, isFinished: boolean): void {
  checkedAt[id] = isFinished ? moment : moment - 1;
}

/** It is another from this moment on. */
export function change(id: number): void {
  changedAt[id] = moment;
}

/** What it read, in the order of reading. */
export function keepReads(id: number, reads: readonly { readonly id: number }[]): void {
  const before = count[id] as number;
  if (reads.length > before) {
    waste += before;
    from[id] = reserve(reads.length);
  } else waste += before - reads.length;
  count[id] = reads.length;
  const start = from[id] as number;
  for (let index = 0; index < reads.length; index++) edges[start + index] = (reads[index] as { readonly id: number }).id;
}

/** Whether it is right at this moment, as far as numbers tell: false where something that it read has changed or must be computed. */
export function isRight(id: number): boolean {
  const then = checkedAt[id] as number;
  if (then === moment) return true;
  if (then < 0 || busy[id] === 1 || failedAt[id] === moment) return false;
  busy[id] = 1;
  const right = readsAreRight(id, then);
  busy[id] = 0;
  if (right) checkedAt[id] = moment;
  else failedAt[id] = moment;
  return right;
}

function readsAreRight(id: number, then: number): boolean {
  const start = from[id] as number;
  const stop = start + (count[id] as number);
  for (let at = start; at < stop; at++) {
    const read = edges[at] as number;
    if ((changedAt[read] as number) > then) return false;
    const checked = checkedAt[read] as number;
    if (checked !== moment && checked !== GIVEN && !isRight(read)) return false;
  }
  return true;
}

function add(): number {
  if (size === changedAt.length) {
    [changedAt, checkedAt, failedAt, from, count] = [larger(changedAt), larger(checkedAt), larger(failedAt), larger(from), larger(count)];
    const more = new Uint8Array(2 * busy.length);
    more.set(busy);
    busy = more;
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

function larger(numbers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const more = new Int32Array(2 * numbers.length);
  more.set(numbers);
  return more;
}
