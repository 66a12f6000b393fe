/** What one file alone tells, computed once for its facts however many models and runs ask. Pure. */
import type { FileFacts } from '../facts/types.js';

/**
 * Memoises a pure function of a file's facts by the facts' identity: facts are immutable, and a process keeps those of a
 * repository at hand between runs, so a second review of the same blobs computes nothing anew.
 */
export function perFacts<T>(compute: (facts: FileFacts) => T): (facts: FileFacts) => T {
  const known = new WeakMap<FileFacts, { readonly code: string | undefined; readonly value: T }>();
  return (facts) => {
    const held = known.get(facts);
    // Code is read later than the rest, and only where it is wanted.
    if (held !== undefined && held.code === facts.code) return held.value;
    const value = compute(facts);
    known.set(facts, { code: facts.code, value });
    return value;
  };
}
