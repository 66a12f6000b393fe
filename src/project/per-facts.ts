/** What one file alone tells, computed once for its facts however many models and runs ask. Pure. */
import type { FileFacts } from '../facts/types.js';

/** All that was computed of the facts of one file, each function's answer in the function's place. One list takes a fifth of what an entry in a map for each function does. */
interface Answers {
  readonly code: string | undefined;
  readonly inPlace: unknown[];
}

const known = new WeakMap<FileFacts, Answers>();
let places = 0;
/** Stands for an answer that is undefined. */
const NOTHING = Symbol('nothing');

/**
 * Memoises a pure function of a file's facts by the facts' identity: facts are immutable, and a process keeps those of a
 * repository at hand between runs, so a second review of the same blobs computes nothing anew.
 */
export function perFacts<T>(compute: (facts: FileFacts) => T): (facts: FileFacts) => T {
  const place = places;
  places += 1;
  return (facts) => {
    const held = answersOf(facts).inPlace[place];
    if (held !== undefined) return (held === NOTHING ? undefined : held) as T;
    const value = compute(facts);
    answersOf(facts).inPlace[place] = value === undefined ? NOTHING : value;
    return value;
  };
}

function answersOf(facts: FileFacts): Answers {
  const held = known.get(facts);
  // Code is read later than the rest, and only where it is wanted.
  if (held !== undefined && held.code === facts.code) return held;
  const answers = { code: facts.code, inPlace: Array.from<unknown>({ length: places }) };
  known.set(facts, answers);
  return answers;
}
