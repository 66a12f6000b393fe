import { describe, expect, test } from '@jest/globals';
import { askForMissed, type DeliveryLog, type HookDeliveries } from '../../src/jobs/missed.js';
import type { JobStore, Log } from '../../src/jobs/types.js';
import type { DeliveryAttempt } from '../../src/webhook/redelivery.js';
import { createDeliveryLog } from '../../src/store/delivery-log.js';
import { openJobStore } from '../../src/store/job-store.js';
import { onEachDatabase } from '../store/databases.js';

const NOW = Date.parse('2026-03-04T12:00:00Z');
const HOUR = 60 * 60 * 1000;
const MARGIN = 5 * 60 * 1000;
const SILENT: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function failed(id: number, hoursAgo: number): DeliveryAttempt {
  return { id, guid: `guid-${id}`, event: 'pull_request', deliveredAt: NOW - hoursAgo * HOUR, statusCode: 502 };
}

/** GitHub with pages of two. */
class FakeGitHub implements HookDeliveries {
  readonly asked: number[] = [];
  pagesRead = 0;
  readonly attempts: readonly DeliveryAttempt[];
  answer: (id: number) => 'asked' | 'refused' = () => 'asked';

  constructor(attempts: readonly DeliveryAttempt[]) {
    this.attempts = attempts;
  }

  async *pages(): AsyncIterable<readonly DeliveryAttempt[]> {
    for (let start = 0; start < this.attempts.length; start += 2) {
      this.pagesRead += 1;
      yield this.attempts.slice(start, start + 2);
    }
  }

  async askAgain(id: number): Promise<'asked' | 'refused'> {
    this.asked.push(id);
    return this.answer(id);
  }
}

onEachDatabase(({ open }) => {
  interface Check {
    readonly github: FakeGitHub;
    readonly deliveries: DeliveryLog;
    readonly pauses: readonly number[];
    store(): Promise<JobStore>;
    run(at?: number): Promise<void>;
  }

  async function check(attempts: readonly DeliveryAttempt[], stopAfter = Infinity): Promise<Check> {
    const github = new FakeGitHub(attempts);
    const database = await open();
    const deliveries = createDeliveryLog(database.db);
    const pauses: number[] = [];
    const stop = new AbortController();
    const sleep = async (milliseconds: number): Promise<void> => {
      pauses.push(milliseconds);
      if (pauses.length >= stopAfter) stop.abort();
    };
    return { github, deliveries, pauses, store: () => openJobStore(database), run: (at = NOW) => askForMissed({ github, deliveries, now: () => at, sleep, log: SILENT, signal: stop.signal }) };
  }

  describe('a check', () => {
    test('asks for what failed since the one before, sixty a minute, and reads no more pages than that takes', async () => {
      const { github, deliveries, pauses, run } = await check([failed(9, 1), failed(8, 2), failed(7, 3), failed(6, 10), failed(5, 11), failed(4, 12)]);
      await deliveries.setCheckedUntil(NOW - 5 * HOUR);
      await run();
      expect(github.asked).toEqual([7, 8, 9]);
      expect(pauses).toEqual([1000, 1000, 1000]);
      expect(github.pagesRead).toBe(2);
      expect(await deliveries.checkedUntil()).toBe(NOW - MARGIN);
    });

    test('is the first one: it looks three days back', async () => {
      const { github, run } = await check([failed(9, 1), failed(8, 71), failed(7, 73)]);
      await run();
      expect(github.asked).toEqual([8, 9]);
    });

    test('that was cut off or met an error is done once more, up to seven times for each delivery', async () => {
      const { github, deliveries, run } = await check([failed(9, 1), failed(8, 2)]);
      github.answer = (id) => {
        if (id === 9) throw new Error('no connection');
        return 'asked';
      };
      for (let turn = 0; turn < 9; turn += 1) await run(NOW + turn * HOUR);
      expect([8, 9].map((id) => github.asked.filter((asked) => asked === id).length)).toEqual([7, 7]);
      const asked = { times: 7, lastAt: NOW + 6 * HOUR };
      expect((await deliveries.known(['guid-9', 'guid-8'])).asked).toEqual(new Map([['guid-9', asked], ['guid-8', asked]]));
    });

    test('goes back to what it is not yet time to ask for again, however old that is', async () => {
      const { github, deliveries, run } = await check([failed(9, 1)]);
      for (let times = 1; times <= 3; times += 1) await deliveries.noteAsked('guid-9', NOW - 60_000);
      await run();
      expect([github.asked, await deliveries.checkedUntil()]).toEqual([[], NOW - HOUR]);
      await run(NOW + 2 * MARGIN);
      expect([github.asked, await deliveries.checkedUntil()]).toEqual([[9], NOW + MARGIN]);
    });

    test('leaves what is recorded: only our answer was lost', async () => {
      const { github, run, store } = await check([failed(9, 1), failed(8, 2)]);
      await (await store()).record({ kind: 'suite', installationId: 3, owner: 'acme', repo: 'shop', repositoryId: 5, deliveryId: 'guid-9', suiteId: 1, headSha: 'a'.repeat(40) });
      await run();
      expect(github.asked).toEqual([8]);
    });

    test('goes no further when the process stops, and is not counted as done', async () => {
      const { github, deliveries, run } = await check([failed(9, 1), failed(8, 2), failed(7, 3)], 1);
      await run();
      expect(github.asked).toEqual([7]);
      expect(await deliveries.checkedUntil()).toBeNull();
    });

    test('is done where GitHub refuses to send something again', async () => {
      const { github, deliveries, run } = await check([failed(9, 1)]);
      github.answer = () => 'refused';
      await run();
      expect(await deliveries.checkedUntil()).toBe(NOW - MARGIN);
    });
  });
});
