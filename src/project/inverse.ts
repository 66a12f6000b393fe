/** Files by what they say, kept up as a tree moves: only files that say something else are looked at again. Pure but for what it keeps. */
import type { Told } from './live-tree.js';
import { keyed, early, perKey, sameItems } from './tracked.js';

/** Builds `filesWith`: the paths of the files that say a key, sorted. */
export function createInverse(scan: () => readonly Told<Iterable<string>>[]): (key: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  const kept = createUpkeep<Iterable<string>>({
    remove(path, said) {
      for (const key of said) known.set(key, (known.get(key) ?? []).filter((one) => one !== path));
    },
    add(path, said) {
      for (const key of said) known.set(key, inserted(known.get(key) ?? [], path));
    },
    begin(files) {
      const lists = new Map<string, string[]>();
      for (const { path, told } of files) {
        for (const key of told) {
          const list = lists.get(key);
          if (list === undefined) lists.set(key, [path]);
          else list.push(path);
        }
      }
      for (const [key, list] of lists) known.set(key, list);
    },
  });
  const index = early(() => kept(scan()));
  return perKey((key: string) => {
    index();
    return known.get(key) ?? NO_PATHS;
  }, sameItems);
}

/** Builds `count`: how many files say a key. */
export function createTally<T>(scan: () => readonly Told<T>[], keysOf: (told: T) => Iterable<string>): (key: string) => number {
  const counts = new Map<string, number>();
  const change = (said: T, by: number): void => {
    for (const key of keysOf(said)) counts.set(key, (counts.get(key) ?? 0) + by);
  };
  const kept = createUpkeep<T>({
    remove: (_path, said) => change(said, -1),
    add: (_path, said) => change(said, 1),
    begin: (files) => files.forEach(({ told }) => change(told, 1)),
  });
  const index = early(() => kept(scan()));
  return perKey((key: string) => {
    index();
    return counts.get(key) ?? 0;
  });
}

/** Builds `some`: whether what some file says passes a test, which must be the one that its key stands for. Each is asked of all files once, then of those that change. */
export function createQuestions<T>(scan: () => readonly Told<T>[]): (key: string, test: (told: T) => boolean) => boolean {
  const asked = new Map<string, { readonly test: (told: T) => boolean; count: number }>();
  let files: readonly Told<T>[] = [];
  const change = (said: T, by: number): void => {
    for (const one of asked.values()) if (one.test(said)) one.count += by;
  };
  const kept = createUpkeep<T>({ remove: (_path, said) => change(said, -1), add: (_path, said) => change(said, 1), begin: () => undefined });
  const index = early(() => kept((files = scan())));
  const answers = keyed<string, boolean>();
  return (key, test) =>
    answers(key, () => {
      index();
      const known = asked.get(key) ?? { test, count: files.filter(({ told }) => test(told)).length };
      asked.set(key, known);
      return known.count > 0;
    });
}

const NO_PATHS: readonly string[] = [];

/** What to do where files of a scan change. */
export interface Steps<T> {
  remove(path: string, told: T): void;
  add(path: string, told: T): void;
  /** All files at once, the first time. */
  begin(files: readonly Told<T>[]): void;
}

/** Keeps something up by steps. Answers something new whenever files changed, so that who asked looks again. */
export function createUpkeep<T>({ remove, add, begin }: Steps<T>): (files: readonly Told<T>[]) => object {
  let before: readonly Told<T>[] | undefined;
  return (files) => {
    if (before === undefined) begin(files);
    else {
      const { gone, come } = differences(before, files);
      for (const { path, told } of gone) remove(path, told);
      for (const { path, told } of come) add(path, told);
    }
    before = files;
    return {};
  };
}

/** Of two lists that are sorted by path: what only one of them holds. What a file says is the same by identity. */
function differences<T>(before: readonly Told<T>[], after: readonly Told<T>[]): { readonly gone: readonly Told<T>[]; readonly come: readonly Told<T>[] } {
  const [gone, come]: [Told<T>[], Told<T>[]] = [[], []];
  for (let [at, other] = [0, 0]; at < before.length || other < after.length; ) {
    const [old, now] = [before[at], after[other]];
    const isOld = old !== undefined && (now === undefined || old.path <= now.path);
    const isNow = now !== undefined && (old === undefined || now.path <= old.path);
    const stays = isOld && isNow && old.told === now.told;
    if (isOld && !stays) gone.push(old);
    if (isNow && !stays) come.push(now);
    if (isOld) at += 1;
    if (isNow) other += 1;
  }
  return { gone, come };
}

/** A new list: who holds the old one compares. */
function inserted(paths: readonly string[], path: string): readonly string[] {
  const at = paths.findIndex((one) => one > path);
  return at < 0 ? [...paths, path] : [...paths.slice(0, at), path, ...paths.slice(at)];
}
