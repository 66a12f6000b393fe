/** How often one address may ask of our own HTTP surface what costs something. */
import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import proxyaddr from 'proxy-addr';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Requests of one address in a minute to all but the webhook's path and the two that say how the process is. */
export const PAGES_A_MINUTE = 300;
/** Deliveries of one address in a minute that don't verify; after them its deliveries are not read for the rest of it. GitHub's verify. */
export const REFUSALS_A_MINUTE = 60;
const MINUTE = 60;

export interface HttpLimits {
  /** Counts a request for a page. Answers 0 where it may be answered, else the seconds (1–60) after which to come back. */
  page(request: IncomingMessage): Promise<number>;
  /** Counts nothing. Answers as `page` does for a delivery that has not been read. */
  delivery(request: IncomingMessage): Promise<number>;
  /** Counts a delivery that did not verify. */
  refused(request: IncomingMessage): Promise<void>;
}

/**
 * Counts in this process's memory.
 * @param trusted addresses and networks (`10.0.0.0/8`, `loopback`) of proxies whose `X-Forwarded-For` is believed
 */
export function createHttpLimits(trusted: readonly string[]): HttpLimits {
  const pages = new RateLimiterMemory({ keyPrefix: 'page', points: PAGES_A_MINUTE, duration: MINUTE });
  const refusals = new RateLimiterMemory({ keyPrefix: 'refusal', points: REFUSALS_A_MINUTE, duration: MINUTE });
  const trust = proxyaddr.compile([...trusted]);
  /** No address has refusals after this (ms since the epoch): most deliveries need not be told apart. */
  let countedUntil = Number.NEGATIVE_INFINITY;
  // What came by a proxy that is not known has an address that GitHub's deliveries share: its refusals must not stop them.
  const isShared = (request: IncomingMessage): boolean => trusted.length === 0 && (request.headers['x-forwarded-for'] ?? request.headers.forwarded) !== undefined;
  return {
    page: (request) => consume(pages, networkOf(proxyaddr(request, trust))),
    async delivery(request) {
      if (Date.now() > countedUntil) return 0;
      const counted = isShared(request) ? null : await refusals.get(networkOf(proxyaddr(request, trust)));
      return counted === null || counted.consumedPoints < REFUSALS_A_MINUTE ? 0 : seconds(counted);
    },
    async refused(request) {
      if (isShared(request)) return;
      countedUntil = Date.now() + MINUTE * 1000;
      await consume(refusals, networkOf(proxyaddr(request, trust)));
    },
  };
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<number> {
  try {
    await limiter.consume(key);
    return 0;
  } catch (error) {
    if (error instanceof RateLimiterRes) return seconds(error);
    throw error;
  }
}

function seconds({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1000));
}

/** An IPv4 address; of an IPv6 address the /64, which one customer has whole (RFC 6177). */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).join(':') : parsed.toString();
}
