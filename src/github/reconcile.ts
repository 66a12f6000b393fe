/** What GitHub shows against what the plan says: which comments are new, which threads are done. Pure. */
import type { PlannedComment } from '../report/types.js';
import type { PullState, ReviewThread } from './types.js';

/**
 * Fingerprints that need no comment any more: those of our open threads, and of our threads that a person resolved
 * (an answer, not a gap). A thread that we resolved ourselves does not count: if its finding is back, it is said again.
 */
export function standing(state: PullState): ReadonlySet<string> {
  const fingerprints = new Set<string>();
  for (const thread of state.threads) {
    if (!thread.ours) continue;
    const byUs = thread.resolvedBy === null || thread.resolvedBy === state.viewer;
    if (thread.resolved && byUs) continue;
    for (const { fingerprint } of thread.findings) fingerprints.add(fingerprint);
  }
  return fingerprints;
}

/** The comments with at least one finding that does not stand yet, in the plan's order. */
export function missingComments(comments: readonly PlannedComment[], state: PullState): readonly PlannedComment[] {
  const there = standing(state);
  return comments.filter((comment) => comment.fingerprints.some((fingerprint) => !there.has(fingerprint)));
}

/** Our open threads in which only we have spoken, and all of whose findings are gone. */
export function fixedThreads(open: readonly string[], state: PullState): readonly ReviewThread[] {
  const still = new Set(open);
  return state.threads.filter(
    (thread) =>
      thread.ours &&
      !thread.resolved &&
      !thread.foreignReplies &&
      thread.findings.length > 0 &&
      !thread.findings.some(({ fingerprint }) => still.has(fingerprint)),
  );
}
