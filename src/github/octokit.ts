import { ProbotOctokit } from 'probot';

/** How patiently octokit itself repeats a request; tests make it fast. */
export interface Patience {
  /** Off: requests are sent as they come, and a rate limit is an error at once. */
  readonly throttle: boolean;
  /** Milliseconds that octokit takes for a second when it waits. */
  readonly secondMs: number;
}

export const PATIENT: Patience = { throttle: true, secondMs: 1000 };

/** A longer wait is the queue's: it gives the place to another job. */
const LONGEST_WAIT_SECONDS = 120;
const MOST_REPEATS = 2;

/**
 * Probot's client, which repeats what the rate limits refused (after `retry-after`, or 60 s) and what failed with 5xx, where
 * the call does not say otherwise. Probot's own setting only logs a secondary limit.
 */
export function octokitClass(patience: Patience): typeof ProbotOctokit {
  const wantRetry = (retryAfter: number, _options: object, _octokit: object, retryCount: number): boolean => retryAfter <= LONGEST_WAIT_SECONDS && retryCount < MOST_REPEATS;
  return ProbotOctokit.defaults((given: object) => ({
    ...given,
    retry: { retryAfterBaseValue: patience.secondMs },
    throttle: {
      ...('throttle' in given && typeof given.throttle === 'object' ? given.throttle : {}),
      enabled: patience.throttle,
      retryAfterBaseValue: patience.secondMs,
      onRateLimit: wantRetry,
      onSecondaryRateLimit: wantRetry,
    },
  }));
}
