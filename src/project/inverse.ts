/** Files by what they say, kept up as a tree moves: only files that say something else are looked at again. Pure but for what it keeps. */
import { groupedBy } from './grouped.js';
import type { Told } from './live-tree.js';
import { sameData } from './same-data.js';
import { early, given, sameItems, type Given, type Same } from './tracked.js';

/** Builds `filesWith`: the paths of the files that say a key, sorted. */
export function createInverse<T>(scan: () => readonly Told<T>[], keysOf: KeysOf<T>): (key: string) => readonly string[] {
  return createIndex<T, readonly string[]>(scan, keysOf, { none: [], ofAll: pathsByKey, more: inserted, fewer: (paths, path) => paths.filter((one) => one !== path), same: sameItems });
}

/** Builds `count`: how many files say a key. */
export function createTally<T>(scan: () => readonly Told<T>[], keysOf: KeysOf<T>): (key: string) => number {
  return createIndex<T, number>(scan, keysOf, { none: 0, ofAll: countsByKey, more: (count) => count + 1, fewer: (count) => count - 1, same: Object.is });
}

/** Builds `some`: whether what some file says passes a test, which must be the one that its key stands for. Each is asked of all files once, then of those that change. */
export function createQuestions<T>(scan: () => readonly Told<T>[]): (key: string, test: (told: T) => boolean) => boolean {
  const asked = new Map<string, { readonly test: (told: T) => boolean; count: number; readonly answer: Given<boolean> }>();
  let files: readonly Told<T>[] = [];
  const kept = createUpkeep<T>({
    begin: () => undefined,
    change(changes) {
      for (const one of asked.values()) {
        for (const { before, after } of changes) one.count += numberOf(after, one.test) - numberOf(before, one.test);
        one.answer.set(one.count > 0);
      }
    },
  });
  const index = early(() => kept((files = scan())));
  return (key, test) => {
    index();
    let one = asked.get(key);
    if (one === undefined) {
      const count = files.filter(({ told }) => test(told)).length;
      one = { test, count, answer: given(count > 0) };
      asked.set(key, one);
    }
    return one.answer.get();
  };
}

function numberOf<T>(told: T | undefined, test: (told: T) => boolean): number {
  return told !== undefined && test(told) ? 1 : 0;
}

type KeysOf<T> = (told: T) => Iterable<string>;

/** What is told of a key, by the files that say it. */
interface Value<V> {
  /** Where none does. */
  readonly none: V;
  ofAll<T>(files: readonly Told<T>[], keysOf: KeysOf<T>): Iterable<readonly [string, V]>;
  more(value: V, path: string): V;
  fewer(value: V, path: string): V;
  readonly same: Same<V>;
}

function createIndex<T, V>(scan: () => readonly Told<T>[], keysOf: KeysOf<T>, { none, ofAll, more, fewer, same }: Value<V>): (key: string) => V {
  const table = createTable<string, V>(none, same);
  const kept = createUpkeep<T>({
    begin(files) {
      for (const [key, value] of ofAll(files, keysOf)) table.set(key, value);
    },
    change(changes) {
      const touched = new Map<string, V>();
      const step = (key: string, path: string, by: Value<V>['more']): unknown => touched.set(key, by(touched.get(key) ?? table.valueOf(key), path));
      for (const { path, before, after } of changes) {
        const [old, now] = [keySet(before, keysOf), keySet(after, keysOf)];
        for (const key of old) if (!now.has(key)) step(key, path, fewer);
        for (const key of now) if (!old.has(key)) step(key, path, more);
      }
      for (const [key, value] of touched) table.set(key, value);
    },
  });
  const index = early(() => kept(scan()));
  return (key) => {
    index();
    return table.ask(key);
  };
}

/** Values by keys. Whoever asks for a key is told when its value becomes another, and of no other key's. */
export interface Table<K, V> {
  /** Without being told. */
  valueOf(key: K): V;
  set(key: K, value: V): void;
  ask(key: K): V;
}

/** @param none the value of keys that were not set, which is not held */
export function createTable<K, V>(none: V, same: Same<V>): Table<K, V> {
  const known = new Map<K, V>();
  const asked = new Map<K, Given<V>>();
  const valueOf = (key: K): V => known.get(key) ?? none;
  return {
    valueOf,
    set(key, value) {
      if (same(valueOf(key), value)) return;
      if (same(value, none)) known.delete(key);
      else known.set(key, value);
      asked.get(key)?.set(value);
    },
    ask(key) {
      let one = asked.get(key);
      if (one === undefined) asked.set(key, (one = given(valueOf(key))));
      return one.get();
    },
  };
}

/** Builds `itemsOf`: the items of a list that have a key, in its order. Items count by identity. */
export function createGroups<T>(items: () => readonly T[], keyOf: (item: T) => string): (key: string) => readonly T[] {
  const table = createTable<string, readonly T[]>([], sameItems);
  let before: ReadonlyMap<string, readonly T[]> = new Map();
  const index = early(() => {
    const groups = groupedBy(items(), keyOf);
    for (const key of before.keys()) if (!groups.has(key)) table.set(key, []);
    for (const [key, group] of groups) table.set(key, group);
    before = groups;
  });
  return (key) => {
    index();
    return table.ask(key);
  };
}

/**
 * Turns round what files say of others, and keeps that up: answers what is said of a key, by the files' order and within one by its own.
 * @param files sorted by path; what a file says is the same by identity
 * @param seen a saying as who it is about sees it
 */
export function createIncoming<L extends { readonly to: string }, R extends { readonly from: string }>(files: () => readonly Told<readonly L[]>[], seen: (from: string, saying: L) => R): (to: string) => readonly R[] {
  const incoming = createTable<string, readonly R[]>([], sameData);
  const kept = createUpkeep<readonly L[]>({
    begin(all) {
      const sayings = all.flatMap(({ path, told }) => told.map((saying) => ({ to: saying.to, reference: seen(path, saying) })));
      for (const [to, found] of groupedBy(sayings, (one) => one.to)) incoming.set(to, found.map(({ reference }) => reference));
    },
    change(changes) {
      const touched = new Map<string, readonly R[]>();
      for (const { path, before = [], after = [] } of changes) {
        for (const to of new Set([...before, ...after].map((one) => one.to))) touched.set(to, replaced(touched.get(to) ?? incoming.valueOf(to), path, after.flatMap((one) => (one.to === to ? [seen(path, one)] : []))));
      }
      for (const [to, references] of touched) incoming.set(to, references);
    },
  });
  const all = early(() => kept(files()));
  return (to) => {
    all();
    return incoming.ask(to);
  };
}

/** References sorted by their files, with those of one file put in the place of its former ones. */
function replaced<R extends { readonly from: string }>(references: readonly R[], from: string, now: readonly R[]): readonly R[] {
  const others = references.filter((one) => one.from !== from);
  const at = others.findIndex((one) => one.from > from);
  const place = at < 0 ? others.length : at;
  return [...others.slice(0, place), ...now, ...others.slice(place)];
}

function keySet<T>(told: T | undefined, keysOf: KeysOf<T>): ReadonlySet<string> {
  return new Set(told === undefined ? [] : keysOf(told));
}

/** Each list as long as it has to be, and one for all that a single file says alone: most words of a repository stand in few files. */
function* pathsByKey<T>(files: readonly Told<T>[], keysOf: KeysOf<T>): Iterable<readonly [string, readonly string[]]> {
  const lists = new Map<string, string[]>();
  for (const { path, told } of files) {
    const alone = [path];
    for (const key of keysOf(told)) {
      const list = lists.get(key);
      if (list === undefined) lists.set(key, alone);
      else if (list.length === 1 && list !== alone) lists.set(key, [...list, path]);
      else if (list[list.length - 1] !== path) list.push(path);
    }
  }
  for (const [key, list] of lists) yield [key, list.length === 1 ? list : list.slice()];
}

function countsByKey<T>(files: readonly Told<T>[], keysOf: KeysOf<T>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { told } of files) for (const key of keySet(told, keysOf)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** A file that says something else, or came or went. */
export interface Retold<T> {
  readonly path: string;
  readonly before: T | undefined;
  readonly after: T | undefined;
}

/** What to do where files of a scan change. */
export interface Steps<T> {
  /** All files at once, the first time. */
  begin(files: readonly Told<T>[]): void;
  change(changes: readonly Retold<T>[]): void;
}

/** Keeps something up by steps. */
export function createUpkeep<T>({ begin, change }: Steps<T>): (files: readonly Told<T>[]) => void {
  let before: readonly Told<T>[] | undefined;
  return (files) => {
    if (before === undefined) begin(files);
    else change(differences(before, files));
    before = files;
  };
}

/** Of two lists that are sorted by path, where they differ. What a file says is the same by identity. */
function differences<T>(before: readonly Told<T>[], after: readonly Told<T>[]): readonly Retold<T>[] {
  const changes: Retold<T>[] = [];
  for (let [at, other] = [0, 0]; at < before.length || other < after.length; ) {
    const [old, now] = [before[at], after[other]];
    const isOld = old !== undefined && (old === now || now === undefined || old.path <= now.path);
    const isNow = now !== undefined && (old === now || old === undefined || now.path <= old.path);
    if (!isOld || !isNow || old.told !== now.told) changes.push({ path: ((isOld ? old : now) as Told<T>).path, before: isOld ? old.told : undefined, after: isNow ? now.told : undefined });
    if (isOld) at += 1;
    if (isNow) other += 1;
  }
  return changes;
}

/** A new list: who holds the old one compares. */
function inserted(paths: readonly string[], path: string): readonly string[] {
  const last = paths[paths.length - 1];
  if (last === undefined || last < path) return [...paths, path];
  const at = paths.findIndex((one) => one > path);
  return [...paths.slice(0, at), path, ...paths.slice(at)];
}
