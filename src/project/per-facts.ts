/** What one file alone tells, computed once for its facts however many models and runs ask. Pure. */
import type { FileFacts } from '../facts/types.js';

/**
 * Memoises a pure function of a file's facts by the facts' identity: facts are immutable, and a process keeps those of a
 * repository at hand between runs, so a second review of the same blobs computes nothing anew.
 */
export function perFacts<T>(compute: (facts: FileFacts) => T): (facts: FileFacts) => T {
  const known = new WeakMap<FileFacts, { readonly value: T }>();
  return (facts) => {
    const held = known.get(facts) ?? { value: compute(facts) };
    known.set(facts, held);
    return held.value;
  };
}
