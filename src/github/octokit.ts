import { ProbotOctokit } from 'probot';
import type { PullAddress } from './types.js';

export type Octokit = InstanceType<typeof ProbotOctokit>;

/** For calls that are not safe to repeat blindly: who makes them decides after a lost answer. */
export const ONCE = { retries: 0 };

/** The path parameters of a call about a pull request. */
export function addressOf(pull: PullAddress) {
  return { owner: pull.owner, repo: pull.repo, pull_number: pull.pullNumber };
}

/** How patiently octokit itself repeats a request; tests make it fast. */
export interface Patience {
  /** Off: requests are sent as they come, and a rate limit is an error at once. */
  readonly throttle: boolean;
  /** Milliseconds that octokit takes for a second when it waits. */
  readonly secondMs: number;
}

export const PATIENT: Patience = { throttle: true, secondMs: 1000 };

/** Told of each answer of the API; status 0: none came. `remaining` of the quota of `resource`, where the answer says so. */
export type CallWatcher = (status: number, resource: string | undefined, remaining: number | undefined) => void;

/** A longer wait is the queue's: it gives the place to another job. */
const LONGEST_WAIT_SECONDS = 120;
const MOST_REPEATS = 2;

/**
 * A token may end before its time: when GitHub or an administrator takes it back. The App's authentication keeps it for an hour all the
 * same, so that nothing would work meanwhile; with a new one the request is made once more.
 */
function renewsTokens(octokit: Pick<Octokit, 'hook' | 'auth'>): void {
  octokit.hook.wrap('request', async (request, options) => {
    try {
      return await request(options);
    } catch (error) {
      const isUnauthorized = typeof error === 'object' && error !== null && 'status' in error && error.status === 401;
      // What asks as the App itself (for a token, say) has none.
      if (!isUnauthorized || /\/app(?:\/|$)/.test(options.url)) throw error;
      await octokit.auth({ type: 'installation', refresh: true });
      return request(options);
    }
  });
}

interface Asking {
  defaults(settings: { readonly baseUrl: string }): Asking;
}

/** Probot has the authentication ask for tokens at github.com, whatever server the rest goes to, where no request brings it about. */
function authOf(given: object): object {
  const { auth, baseUrl } = given as { readonly auth?: { readonly request?: Asking }; readonly baseUrl?: string };
  return auth?.request === undefined || baseUrl === undefined ? {} : { auth: { ...auth, request: auth.request.defaults({ baseUrl }) } };
}

/**
 * Probot's client, which repeats what the rate limits refused (after `retry-after`, or 60 s) and what failed with 5xx, where
 * the call does not say otherwise. Probot's own setting only logs a secondary limit.
 */
export function octokitClass(patience: Patience, watch?: CallWatcher): typeof ProbotOctokit {
  const wantRetry = (retryAfter: number, _options: object, _octokit: object, retryCount: number): boolean => retryAfter <= LONGEST_WAIT_SECONDS && retryCount < MOST_REPEATS;
  return ProbotOctokit.plugin(renewsTokens).defaults((given: { readonly request?: { readonly fetch?: Fetch } }) => ({
    ...given,
    ...authOf(given),
    ...(watch === undefined ? {} : { request: { ...given.request, fetch: watchedFetch(given.request?.fetch ?? fetch, watch) } }),
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

type Fetch = typeof globalThis.fetch;

/** Below what repeats requests: each that is sent is told of. */
function watchedFetch(fetch: Fetch, watch: CallWatcher): Fetch {
  return async (...request) => {
    let response: Response;
    try {
      response = await fetch(...request);
    } catch (error) {
      watch(0, undefined, undefined);
      throw error;
    }
    const remaining = response.headers.get('x-ratelimit-remaining');
    watch(response.status, response.headers.get('x-ratelimit-resource') ?? undefined, remaining === null ? undefined : Number(remaining));
    return response;
  };
}
