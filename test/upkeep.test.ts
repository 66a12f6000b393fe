/** When GitHub is asked for deliveries that failed, in a time of the test's own. */
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { DeliveryLog } from '../src/jobs/missed.js';
import type { Timers } from '../src/jobs/types.js';
import { askAgain } from '../src/upkeep.js';

const START = Date.parse('2026-03-04T12:00:00Z');
const SECOND = 1000;
const MINUTE = 60 * SECOND;

interface Lost {
  readonly at: number;
  readonly listedAt: number;
}

/** GitHub, which lists what was lost some time later, and loses it again each time that it is asked for, and a process that asks it. */
function world(...lost: Lost[]) {
  let time = START;
  const pending = new Map<() => void, number>();
  const timers: Timers = {
    after(milliseconds, callback) {
      pending.set(callback, time + milliseconds);
      return () => void pending.delete(callback);
    },
  };
  const looks: number[] = [];
  const asked: number[] = [];
  const octokit = {
    paginate: {
      async *iterator() {
        looks.push(time - START);
        yield { data: lost.flatMap(({ at, listedAt }, id) => (listedAt <= time ? [{ id, guid: 'guid', event: 'pull_request', delivered_at: new Date(at).toISOString(), status_code: 502 }] : [])).reverse() };
      },
    },
    rest: { apps: { redeliverWebhookDelivery: async () => {
      asked.push(time - START);
      lost.push({ at: time + SECOND, listedAt: time + 5 * SECOND });
    } } },
  };
  let checkedUntil: number | null = START - 10 * MINUTE;
  const times = new Map<string, { readonly times: number; readonly lastAt: number }>();
  const deliveries: DeliveryLog = {
    checkedUntil: async () => checkedUntil,
    setCheckedUntil: async (at) => {
      checkedUntil = at;
    },
    known: async () => ({ recorded: new Set(), asked: times }),
    noteAsked: async (guid, at) => void times.set(guid, { times: (times.get(guid)?.times ?? 0) + 1, lastAt: at }),
  };
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const asking = askAgain({ auth: async () => octokit as never }, deliveries, { timers, log, sleep: async () => undefined, now: () => time });

  async function until(end: number): Promise<void> {
    for (;;) {
      for (let turns = 0; turns < 20; turns += 1) await turn();
      const next = [...pending].sort(([, a], [, b]) => a - b)[0];
      if (next === undefined || next[1] > START + end) break;
      pending.delete(next[0]);
      time = next[1];
      next[0]();
    }
    time = START + end;
  }
  return { looks, asked, asking, until };
}

describe('GitHub is asked for deliveries that failed', () => {
  test('soon and often after a start: it lists some seconds later what failed in the instant before', async () => {
    const { looks, asked, asking, until } = world({ at: START - SECOND, listedAt: START + 20 * SECOND });
    await until(30 * MINUTE);
    expect(looks).toEqual([0, 15, 75, 255, 855, 1455].map((seconds) => seconds * SECOND));
    // As that attempt fails as well, more often, but not at every look.
    expect(asked).toEqual([75, 255, 855, 1455].map((seconds) => seconds * SECOND));
    await asking.stop();
  });

  test('soon after a delivery that could not be taken, however many there are and however often', async () => {
    const { looks, asked, asking, until } = world({ at: START + 30 * MINUTE, listedAt: START + 30 * MINUTE + 5 * SECOND });
    await until(30 * MINUTE);
    const before = looks.length;
    // Nobody can put the look off by more of the same.
    for (let second = 0; second <= 14; second += 1) {
      await until(30 * MINUTE + second * SECOND);
      asking.soon();
    }
    await until(38 * MINUTE);
    expect(looks.slice(before).map((at) => (at - 30 * MINUTE) / SECOND)).toEqual([15, 75, 255]);
    expect(asked).toEqual([30 * MINUTE + 15 * SECOND, 30 * MINUTE + 75 * SECOND, 30 * MINUTE + 255 * SECOND]);
    await asking.stop();
    asking.soon();
    await until(90 * MINUTE);
    expect(looks).toHaveLength(before + 3);
  });
});
