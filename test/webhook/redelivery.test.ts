import { describe, expect, test } from '@jest/globals';
import { planRedeliveries, REDELIVERABLE, type DeliveryAttempt, type KnownOfDeliveries } from '../../src/webhook/redelivery.js';

const NOW = Date.parse('2026-03-04T12:00:00Z');
const MINUTE = 60_000;

/** An attempt so many minutes ago. */
function attempt(id: number, guid: string, statusCode: number, minutesAgo: number, event = 'pull_request'): DeliveryAttempt {
  return { id, guid, event, deliveredAt: NOW - minutesAgo * MINUTE, statusCode };
}

function plan(attempts: readonly DeliveryAttempt[], known: Partial<KnownOfDeliveries> = {}): readonly number[] {
  return planRedeliveries(attempts, { now: NOW, recorded: new Set(), asked: new Map(), ...known }).map(({ id }) => id);
}

describe('GitHub is asked', () => {
  test.each([
    ['for what had no connection, an error of ours or a refusal, oldest first', [attempt(9, 'c', 400, 1), attempt(8, 'b', 503, 2), attempt(7, 'a', 502, 3)], [7, 8, 9]],
    ['for the newest attempt of a delivery alone, in the order of the first ones', [attempt(9, 'a', 502, 1), attempt(8, 'b', 502, 2), attempt(7, 'a', 502, 3)], [9, 8]],
    ['for nothing that came through', [attempt(9, 'a', 202, 1), attempt(8, 'b', 200, 1)], []],
    ['for nothing that came through at another attempt, earlier or later', [attempt(9, 'a', 202, 1), attempt(8, 'a', 502, 2), attempt(7, 'b', 502, 3), attempt(6, 'b', 202, 4)], []],
    ['for no event that nobody handles', [attempt(9, 'a', 502, 1, 'ping'), attempt(8, 'b', 502, 1, 'star')], []],
    ['for nothing that GitHub sends no more', [attempt(9, 'a', 502, REDELIVERABLE / MINUTE + 1), attempt(8, 'b', 502, REDELIVERABLE / MINUTE)], [8]],
  ])('%s', (_case, attempts, expected) => {
    expect(plan(attempts)).toEqual(expected);
    expect(plan([...attempts].reverse())).toEqual(expected);
  });

  test('for nothing whose jobs are recorded: only our answer was lost', () => {
    expect(plan([attempt(9, 'a', 502, 1), attempt(8, 'b', 502, 1)], { recorded: new Set(['a']) })).toEqual([8]);
  });

  test('five times for the same, and no more', () => {
    expect(plan([attempt(9, 'a', 502, 1), attempt(8, 'b', 502, 1)], { asked: new Map([['a', 5], ['b', 4]]) })).toEqual([8]);
  });
});
