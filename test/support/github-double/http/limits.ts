import { secondaryRateLimit } from './refusal.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/**
 * GitHub's limits on creating content. Source: "Rate limits for the REST API": "no more than 80 content-generating requests per
 * minute and no more than 500 content-generating requests per hour". Each installation of an App has its own.
 */
export interface WriteLimiter {
  /** Counts a write of an installation at `now`; throws 403 with retry-after if it is one too many. */
  count(now: number, installationId: number): void;
}

export function createWriteLimiter(perMinute: number, perHour: number): WriteLimiter {
  const writesOf = new Map<number, number[]>();
  return {
    count: (now, installationId) => {
      const writes = (writesOf.get(installationId) ?? []).filter((at) => at > now - HOUR_MS);
      const lastMinute = writes.filter((at) => at > now - MINUTE_MS);
      const wait = (oldest: number | undefined, span: number): number => Math.max(1, Math.ceil(((oldest ?? now) + span - now) / 1000));
      if (lastMinute.length >= perMinute) throw secondaryRateLimit(wait(lastMinute[0], MINUTE_MS));
      if (writes.length >= perHour) throw secondaryRateLimit(wait(writes[0], HOUR_MS));
      writes.push(now);
      writesOf.set(installationId, writes);
    },
  };
}

/** The headers of the primary limit, which is on every answer. `used` counts requests of this token since the double started. */
export function rateLimitHeaders(now: number, used: number, resource: 'core' | 'graphql'): Record<string, string> {
  const limit = 5000;
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(Math.max(0, limit - used)),
    'x-ratelimit-reset': String(Math.floor(now / 1000) + 3600),
    'x-ratelimit-used': String(used),
    'x-ratelimit-resource': resource,
  };
}
