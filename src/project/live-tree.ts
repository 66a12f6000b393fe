/** A tree that can be moved from commit to commit: who asked it of something learns whether that has changed. Pure but for where it stands. */
import { differingKeys } from '../changes/derived.js';
import type { Snapshot } from '../changes/types.js';
import type { FileFacts, SkipReason } from '../facts/types.js';
import { held, LiveShape } from './live-shape.js';
import type { TreeIndex } from './tree.js';
import { early, given, perKey, sameItems, type Given, type Same } from './tracked.js';
import { sameData } from './same-data.js';

/** One state of a repository, as a model is made of it. */
export interface TreeState {
  readonly snapshot: Snapshot;
  /** Facts of a path of the snapshot; undefined for what is not in it. */
  facts(path: string): FileFacts | undefined;
  /** As in `ProjectModel`. */
  readonly formerPaths: ReadonlyMap<string, string | null>;
  /** As in `ProjectModel`. None when absent. */
  readonly formerDependencies?: ReadonlySet<string>;
}

/** What a file says for a scan. */
export interface Told<T> {
  readonly path: string;
  readonly told: T;
}

/**
 * Builds a question to all files at once, which is far cheaper than asking each: its answer holds every file of which `tell` says something
 * (anything but undefined and false), sorted by path. `tell` must be a pure function of its arguments, and cheap or made by `perFacts`.
 * The answer counts as changed only where a file says something else; without `same`, by identity. One function is one question, with the
 * `same` of the first who asks: within something that is computed again, ask by a function that stands outside of it.
 */
export type Scan = <T>(tell: (facts: FileFacts, path: string) => T | undefined | false, same?: Same<T>) => () => readonly Told<T>[];

export interface LiveTree {
  readonly tree: TreeIndex;
  /** Undefined for what is not in the tree. */
  facts(path: string): FileFacts | undefined;
  readonly scan: Scan;
  readonly formerPaths: () => ReadonlyMap<string, string | null>;
  readonly formerDependencies: () => ReadonlySet<string>;
  /** Where it stands. */
  readonly state: () => TreeState;
  /** Makes it tell of another state. */
  moveTo(state: TreeState): void;
}

const NONE: ReadonlySet<string> = new Set();
/** Moves of which a scan still learns what they changed; one that was not asked for longer looks at all files. */
const REMEMBERED = 100;

/**
 * Builds a tree that stands at `first`. Facts are asked when they are wanted.
 * @param succeed told of each file that says something else than before, ahead of everybody
 */
export function createLiveTree(first: TreeState, succeed: (before: FileFacts, after: FileFacts) => void = () => undefined): LiveTree {
  let state = first;
  const shape = new LiveShape(first.snapshot.entries);
  const moves = given(0);
  const history: (readonly string[])[] = [];
  const formerPaths = given(first.formerPaths);
  const formerDependencies = given(first.formerDependencies ?? NONE);
  const files = new Map<string, Given<FileFacts | undefined>>();
  // Kept here, since another state may tell the same blob by another object, whose nodes of code are others.
  const known = new Map<string, FileFacts | undefined>();
  /** Of which more may be known at another time, though they stay the same blobs. */
  const passing = new Set<string>();
  const factsOf = (path: string): FileFacts | undefined => {
    const held = known.get(path);
    if (held !== undefined || known.has(path)) return held;
    const facts = state.snapshot.entries.has(path) ? state.facts(path) : undefined;
    known.set(path, facts);
    if (isFinal(facts)) passing.delete(path);
    else passing.add(path);
    return facts;
  };
  const scan = createScan({
    moves: () => moves.get(),
    changedSince: (since) => (moves.get() - since > history.length ? undefined : new Set(history.slice(history.length - (moves.get() - since)).flat())),
    paths: () => shape.paths,
    facts: factsOf,
  });
  return {
    tree: shape.tree,
    facts: (path) => held(files, path, () => factsOf(path)).get(),
    scan,
    formerPaths: () => formerPaths.get(),
    formerDependencies: () => formerDependencies.get(),
    state: () => state,
    moveTo(next) {
      if (next === state) return;
      const before = state;
      state = next;
      if (!sameData(before.formerPaths, next.formerPaths)) formerPaths.set(next.formerPaths);
      if (!sameData(before.formerDependencies ?? NONE, next.formerDependencies ?? NONE)) formerDependencies.set(next.formerDependencies ?? NONE);
      const differing = differences({ before: before.snapshot, after: next, known, passing });
      if (differing.length === 0) return;
      for (const path of differing) {
        const old = known.get(path);
        known.delete(path);
        const now = old === undefined ? undefined : factsOf(path);
        if (old !== undefined && now !== undefined) succeed(old, now);
      }
      history.push(differing);
      if (history.length > REMEMBERED) history.shift();
      moves.set(moves.get() + 1);
      for (const path of differing) files.get(path)?.set(factsOf(path));
      shape.moveTo(next.snapshot.entries, differing);
    },
  };
}

interface Move {
  readonly before: Snapshot;
  readonly after: TreeState;
  /** What files said that were asked. */
  readonly known: ReadonlyMap<string, FileFacts | undefined>;
  /** Those of them whose facts are not final. */
  readonly passing: ReadonlySet<string>;
}

/** Paths that only one state has, that are of another kind there, or say something else. */
function differences({ before, after, known, passing }: Move): string[] {
  const near = differingKeys(before.entries, after.snapshot.entries);
  const [wereThere, areThere] = near === undefined ? [before.entries.keys(), after.snapshot.entries.keys()] : [near, new Set([...near, ...passing])];
  const gone = [...wereThere].filter((path) => before.entries.has(path) && !after.snapshot.entries.has(path));
  const others = [...areThere].filter((path) => {
    const [old, entry] = [before.entries.get(path), after.snapshot.entries.get(path)];
    if (entry === undefined || (old === entry && !passing.has(path))) return false;
    return old === undefined || old.kind !== entry.kind || !sayTheSame(known.get(path), after.facts(path), old.oid === entry.oid);
  });
  return [...gone, ...others];
}

/** Code may be read later, a blob may come that was missing, and one that was too much for a process may be tried again. */
function isFinal(facts: FileFacts | undefined): boolean {
  if (facts === undefined) return true;
  return (facts.python === undefined || facts.code !== undefined) && (facts.skip === undefined || !PASSING.has(facts.skip.reason));
}

const PASSING: ReadonlySet<SkipReason> = new Set(['missing', 'unreadable', 'quarantined']);

/** Equal blobs say the same, except that code may have been read meanwhile, and a missing blob found. What was not asked for has told nothing. */
function sayTheSame(before: FileFacts | undefined, after: FileFacts | undefined, sameBlob: boolean): boolean {
  if (before === undefined || before === after) return sameBlob || before !== undefined;
  return sameBlob && before.code === after?.code && before.skip?.reason === after?.skip?.reason;
}

interface ScanInput {
  /** Read to be told of every change of a file: how often files have changed. */
  moves(): number;
  /** Paths that say something else, or came or went, since so many moves; undefined where that is not known any more. */
  changedSince(moves: number): ReadonlySet<string> | undefined;
  paths(): readonly string[];
  /** Reads without being told. */
  facts(path: string): FileFacts | undefined;
}

function createScan(input: ScanInput): Scan {
  // A question that a recomputed answer asks again is the same question, if it is asked by the same function.
  const known = new WeakMap<object, () => readonly Told<unknown>[]>();
  const make = createQuestion(input);
  return <T>(tell: (facts: FileFacts, path: string) => T | undefined | false, same?: Same<T>) => {
    const question = known.get(tell) ?? make(tell, same);
    known.set(tell, question);
    return question as () => readonly Told<T>[];
  };
}

function createQuestion({ moves, changedSince, paths, facts }: ScanInput): Scan {
  return (tell, same = Object.is) => {
    type Answer = NonNullable<Exclude<ReturnType<typeof tell>, false>>;
    let before: { readonly moves: number; readonly told: readonly Told<Answer>[] } | undefined;
    const ask = (path: string, old: Told<Answer> | undefined): Told<Answer> | undefined => {
      const own = facts(path);
      const told = own === undefined ? undefined : tell(own, path);
      if (told === undefined || told === false) return undefined;
      return old !== undefined && same(old.told, told) ? old : { path, told: told as Answer };
    };
    return early(() => {
      const now = moves();
      const changed = before === undefined ? undefined : changedSince(before.moves);
      const told = before === undefined || changed === undefined ? paths().flatMap((path) => ask(path, undefined) ?? []) : upToDate(before.told, changed, ask);
      before = { moves: now, told };
      return told;
    }, sameItems);
  };
}

/** The list with the answers of the changed files put in their places; the list itself where they answer as before. */
function upToDate<T>(told: readonly Told<T>[], changed: ReadonlySet<string>, ask: (path: string, old: Told<T> | undefined) => Told<T> | undefined): readonly Told<T>[] {
  let list: Told<T>[] | undefined;
  for (const path of changed) {
    const now: readonly Told<T>[] = list ?? told;
    const at = placeOf(now, path);
    const old = now[at]?.path === path ? now[at] : undefined;
    const answer = ask(path, old);
    if (answer === old) continue;
    list ??= [...told];
    list.splice(at, old === undefined ? 0 : 1, ...(answer === undefined ? [] : [answer]));
  }
  return list ?? told;
}

/** Where a path stands in a list sorted by path, or would stand. */
function placeOf(told: readonly Told<unknown>[], path: string): number {
  let [low, high] = [0, told.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((told[middle] as Told<unknown>).path < path) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What single files say, by path: counts as changed only where a file says something else. `tell` must be pure; undefined for no file. */
export function asker<T>(facts: (path: string) => FileFacts | undefined, tell: (facts: FileFacts) => T, same: Same<T | undefined> = sameData): (path: string) => T | undefined {
  return perKey((path: string) => {
    const own = facts(path);
    return own === undefined ? undefined : tell(own);
  }, same);
}

/** A scan over files that never change, for models made by hand. */
export function plainScan(paths: readonly string[], facts: (path: string) => FileFacts | undefined): Scan {
  return createScan({ moves: () => 0, changedSince: () => undefined, paths: () => paths, facts });
}
