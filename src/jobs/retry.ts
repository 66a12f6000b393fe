/** How often and after which pauses a job is tried again. */
import type { Failure } from './types.js';

/** Attempts before a passing failure counts as a lasting one. */
export const ATTEMPTS = 5;

/** Milliseconds before the second attempt; four times as long before each further one. */
const BACKOFF_MS = 2_000;

/** The longest pause that nobody asked for. */
const LONGEST_BACKOFF_MS = 600_000;

/** Milliseconds to wait after so many attempts; never less than the other side asked for. */
export function pauseAfterFailure(attempts: number, failure: Failure, backoffMs = BACKOFF_MS): number {
  return Math.max(Math.min(backoffMs * 4 ** (attempts - 1), LONGEST_BACKOFF_MS), failure.kind === 'transient' ? (failure.retryAfterMs ?? 0) : 0);
}
