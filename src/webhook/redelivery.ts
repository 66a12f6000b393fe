/** Which deliveries GitHub is to be asked for again. Pure. */
import { HANDLED_EVENTS } from './decide.js';

/** One attempt of GitHub's to deliver something; a redelivery is another attempt of the same `guid`. */
export interface DeliveryAttempt {
  readonly id: number;
  /** The value of `X-GitHub-Delivery`. */
  readonly guid: string;
  readonly event: string;
  /** Milliseconds since the epoch. */
  readonly deliveredAt: number;
  /** Of our answer; what GitHub puts there when there was none is not of the 200s. */
  readonly statusCode: number;
}

export interface Asked {
  readonly times: number;
  /** Milliseconds since the epoch. */
  readonly lastAt: number;
}

export interface KnownOfDeliveries {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Guids of deliveries whose jobs were recorded: only our answer was lost. */
  readonly recorded: ReadonlySet<string>;
  /** How often GitHub was asked for a delivery already, and when last, by guid. */
  readonly asked: ReadonlyMap<string, Asked>;
  /** Milliseconds of a second between two questions for the same. Default 1,000; tests wait less. */
  readonly secondMs?: number | undefined;
}

/** So far back (ms) GitHub delivers again: https://docs.github.com/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks */
export const REDELIVERABLE = 3 * 24 * 60 * 60 * 1000;

/** A delivery that fails as often as this is left. */
const MOST_ATTEMPTS = 7;

/** Seconds before the same is asked for once more, after each time: what is asked for comes within seconds, and is listed some seconds later. The last one holds from then on. */
const PAUSES = [60, 180, 600] as const;

export interface RedeliveryPlan {
  /** The newest attempt of each, in the order in which they were first delivered. */
  readonly now: readonly DeliveryAttempt[];
  /** Asked for a short while ago, and not known to have come through. */
  readonly later: readonly DeliveryAttempt[];
}

const HANDLED: ReadonlySet<string> = new Set(HANDLED_EVENTS);

/**
 * The deliveries that failed and would bring something to do.
 * @param attempts in any order; of the deliveries in it all that are newer than the oldest one.
 */
export function planRedeliveries(attempts: readonly DeliveryAttempt[], { now, recorded, asked, secondMs = 1000 }: KnownOfDeliveries): RedeliveryPlan {
  const byGuid = new Map<string, DeliveryAttempt[]>();
  for (const attempt of [...attempts].sort((a, b) => a.deliveredAt - b.deliveredAt || a.id - b.id)) byGuid.set(attempt.guid, [...(byGuid.get(attempt.guid) ?? []), attempt]);
  const failed = [...byGuid].flatMap(([guid, [first, ...later]]) => {
    if (first === undefined || !HANDLED.has(first.event) || first.deliveredAt < now - REDELIVERABLE) return [];
    if (recorded.has(guid) || (asked.get(guid)?.times ?? 0) >= MOST_ATTEMPTS || [first, ...later].some(hasSucceeded)) return [];
    return [later.at(-1) ?? first];
  });
  const isDue = ({ guid }: DeliveryAttempt): boolean => now >= dueAt(asked.get(guid), secondMs);
  return { now: failed.filter(isDue), later: failed.filter((attempt) => !isDue(attempt)) };
}

function dueAt(asked: Asked | undefined, secondMs: number): number {
  if (asked === undefined || asked.times === 0) return Number.NEGATIVE_INFINITY;
  return asked.lastAt + (PAUSES[asked.times - 1] ?? PAUSES[2]) * secondMs;
}

function hasSucceeded({ statusCode }: DeliveryAttempt): boolean {
  return statusCode >= 200 && statusCode < 300;
}
