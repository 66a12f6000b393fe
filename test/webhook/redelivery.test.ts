import { describe, expect, test } from '@jest/globals';
import { planRedeliveries, REDELIVERABLE, type DeliveryAttempt, type KnownOfDeliveries } from '../../src/webhook/redelivery.js';

const NOW = Date.parse('2026-03-04T12:00:00Z');
const MINUTE = 60_000;

/** An attempt so many minutes ago. */
function attempt(id: number, guid: string, statusCode: number, minutesAgo: number, event = 'pull_request'): DeliveryAttempt {
  return { id, guid, event, deliveredAt: NOW - minutesAgo * MINUTE, statusCode };
}

function plan(attempts: readonly DeliveryAttempt[], known: Partial<KnownOfDeliveries> = {}): readonly number[] {
  return planRedeliveries(attempts, { now: NOW, recorded: new Set(), asked: new Map(), ...known }).now.map(({ id }) => id);
}

const asked = (times: number, minutesAgo: number) => ({ times, lastAt: NOW - minutesAgo * MINUTE });

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

  test('seven times for the same, and no more', () => {
    expect(plan([attempt(9, 'a', 502, 1), attempt(8, 'b', 502, 1)], { asked: new Map([['a', asked(7, 60)], ['b', asked(6, 60)]]) })).toEqual([8]);
  });

  test('for the same after one, three, ten, ten minutes: what it was asked for may be on its way, and is listed late', () => {
    const attempts = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => attempt(id, String(id), 502, 90));
    const known = { asked: new Map([['1', asked(1, 1)], ['2', asked(1, 0.9)], ['3', asked(2, 3)], ['4', asked(2, 2.9)], ['5', asked(3, 10)], ['6', asked(3, 9.9)], ['7', asked(6, 10)], ['8', asked(6, 9.9)]]) };
    expect(plan(attempts, known)).toEqual([1, 3, 5, 7]);
    expect(planRedeliveries(attempts, { now: NOW, recorded: new Set(), ...known }).later.map(({ id }) => id)).toEqual([2, 4, 6, 8]);
  });
});
