import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import type { DurableJobStore, Look, Order, ReviewJob } from '../../src/jobs/types.js';
import { openDatabase, type Database } from '../../src/store/database.js';
import { LIFE, LINGER, openJobStore, REMEMBERED } from '../../src/store/job-store.js';
import { onEachDatabase } from './databases.js';

const START = Date.parse('2026-03-01T12:00:00Z');

function review(deliveryId: string, pullNumber = 1): ReviewJob {
  return {
    kind: 'review', installationId: 3, owner: 'acme', repo: 'shop', repositoryId: 5, deliveryId, pullNumber, headSha: 'a'.repeat(40), baseSha: null, baseRef: 'main', isDraft: false, trigger: 'pull_request', updatedAt: '2026-03-01T12:00:00Z',
  };
}

const ids = ({ taken }: Look): readonly string[] => taken.map(({ order }) => order.deliveryId);
const NOTHING: Look = { taken: [], lost: [] };

/** What `LIFE` is for: a process that says nothing more. */
class Clock {
  time = START;
  readonly now = (): number => this.time;
}

onEachDatabase(({ newPlace, open }) => {
  async function recordAll(store: DurableJobStore, jobs: readonly Order[]): Promise<readonly string[]> {
    return Promise.all(jobs.map((job) => store.record(job)));
  }

  const rows = ({ db }: Database) => db.selectFrom('jobs').selectAll().execute();

  describe('a job', () => {
    test('is one however often its delivery comes: at once, later, after its end, after a restart, to another process', async () => {
      const { place } = await newPlace();
      const store = await openJobStore(await open(place));
      expect(await recordAll(store, [review('d'), review('d'), review('d', 2)])).toEqual(['new', 'known', 'new']);
      expect(await store.record(review('d'))).toBe('known');
      await store.finish(review('d'));
      const other = await openJobStore(await open(place));
      // The lane is still the first one's.
      expect(await recordAll(other, [review('d'), review('d', 2), review('e')])).toEqual(['known', 'known', 'elsewhere']);
    });

    test('recorded by two processes at the same time is new to one of them', async () => {
      const { place } = await newPlace();
      const [one, two] = [await openJobStore(await open(place)), await openJobStore(await open(place))];
      const many = Array.from({ length: 50 }, (_, index) => review(`d${index}`));
      const answers = await Promise.all([recordAll(one, many), recordAll(two, [...many].reverse()).then((answered) => [...answered].reverse())]);
      expect(many.map((_, index) => answers.map((answered) => answered[index]).sort())).toEqual(many.map(() => ['known', expect.stringMatching(/^(new|elsewhere)$/)]));
    });

    test('that is finished is kept as an id for a week, without what it was about', async () => {
      const clock = new Clock();
      const database = await open();
      const store = await openJobStore(database, clock);
      await recordAll(store, [review('done'), review('open')]);
      await store.finish(review('done'));
      expect((await rows(database)).find(({ delivery_id: id }) => id === 'done')).toMatchObject({ id: 'done#review#1', body: null, finished_at: START });
      clock.time += REMEMBERED;
      await store.renew();
      expect(await store.record(review('done'))).toBe('known');
      clock.time += 3_600_001;
      await store.renew();
      expect((await rows(database)).map(({ delivery_id: id }) => id)).toEqual(['open']);
    });
  });

  describe('what was not finished', () => {
    test('comes back whole and in its order to the next process, once', async () => {
      const { place } = await newPlace();
      const database = await open(place);
      const store = await openJobStore(database);
      // Recorded in one statement, whose rows stand in the order of their ids.
      const jobs = ['c', 'a', 'd', 'b'].map((id) => review(id));
      await recordAll(store, jobs);
      await store.record({ ...review('e'), kind: 'command', commands: [], author: 'mona', byPullAuthor: true, writtenAt: '2026-03-01T12:00:00Z', headSha: null, answer: { kind: 'conversation', commentId: 9 } });
      await store.record({ kind: 'cancel', deliveryId: 'f', cancellation: { of: 'reviews', repositoryId: 5, subject: 1, at: null } });
      await store.finish(review('a'));
      expect(await store.look(2)).toEqual(NOTHING);
      await store.close();
      await database.close();
      const next = await openJobStore(await open(place));
      const back = await next.look(2);
      expect(ids(back)).toEqual(['c', 'd', 'b', 'e', 'f']);
      expect(back.taken[0]).toEqual({ order: jobs[0], again: true });
      expect(await next.look(2)).toEqual(NOTHING);
    });

    test('of a living process is left to it, of a dead one taken over by one of the others', async () => {
      const { place } = await newPlace();
      const clock = new Clock();
      const [dying, two, three] = [await openJobStore(await open(place), clock), await openJobStore(await open(place), clock), await openJobStore(await open(place), clock)] as const;
      await recordAll(dying, [review('d'), review('e', 2)]);
      await two.record(review('f', 3));
      clock.time += LIFE / 3;
      for (const store of [two, three]) await store.renew();
      expect(await two.look(2)).toEqual(NOTHING);
      for (const _ of [1, 2]) {
        clock.time += LIFE / 3;
        for (const store of [two, three]) await store.renew();
      }
      const taken = await Promise.all([two.look(2), three.look(2)]);
      expect(taken.flatMap(ids).sort()).toEqual(['d', 'e']);
      expect(await Promise.all([two.look(2), three.look(2)])).toEqual([NOTHING, NOTHING]);
    });

    test('is not taken over by who was cut off as long as the one that seems dead', async () => {
      const { place } = await newPlace();
      const clock = new Clock();
      const [one, two] = [await openJobStore(await open(place), clock), await openJobStore(await open(place), clock)];
      await one.record(review('d'));
      clock.time += 2 * LIFE;
      await two.renew();
      expect(await two.look(2)).toEqual(NOTHING);
      await one.renew();
      clock.time += LIFE / 3;
      await two.renew();
      expect(await two.look(2)).toEqual(NOTHING);
    });

    test('and was taken over by others is told to who comes back', async () => {
      const { place } = await newPlace();
      const clock = new Clock();
      const [one, two] = [await openJobStore(await open(place), clock), await openJobStore(await open(place), clock)];
      await recordAll(one, [review('d'), review('e', 2)]);
      for (const _ of [1, 2, 3]) {
        clock.time += LIFE / 3;
        await two.renew();
      }
      expect(ids(await two.look(2))).toEqual(['d', 'e']);
      const { taken, lost } = await one.look(2);
      expect([taken, [...lost].sort()]).toEqual([[], ['5#1', '5#2']]);
      expect(await one.look(2)).toEqual(NOTHING);
    });
  });

  describe('a lane', () => {
    /** What of these pull requests a process does. */
    const done = async (stores: readonly DurableJobStore[]) => (await Promise.all(stores.map((store) => store.look(2)))).map(ids);

    test('is one process\'s, whichever recorded its jobs, and however many processes look at once', async () => {
      const { place } = await newPlace();
      const stores = [await openJobStore(await open(place)), await openJobStore(await open(place)), await openJobStore(await open(place))];
      const web = await openJobStore(await open(place), { doesJobs: false });
      const jobs = Array.from({ length: 200 }, (_, index) => review(`d${index}`, index));
      expect(new Set(await recordAll(web, jobs))).toEqual(new Set(['elsewhere']));
      const first = await done(stores);
      expect(first.flat().sort()).toEqual(ids({ taken: jobs.map((order) => ({ order, again: false })), lost: [] }).toSorted());
      // Each hears of what others record for its lanes, and nobody else does.
      const more = jobs.map((job) => ({ ...job, deliveryId: `${job.deliveryId}-more` }));
      const answers = await Promise.all(stores.map((store, index) => recordAll(store, more.filter((_, at) => at % 3 === index))));
      const own = more.filter((_, at) => answers[at % 3]?.[Math.floor(at / 3)] === 'new').map(({ deliveryId }) => deliveryId);
      const second = await done(stores);
      expect([...own, ...second.flat()].sort()).toEqual(more.map(({ deliveryId }) => deliveryId).toSorted());
      for (const [index, taken] of second.entries()) for (const id of taken) expect(first[index]).toContain(id.replace('-more', ''));
    });

    test('of which 200 are recorded by two processes at the same time is the same one\'s for both', async () => {
      const { place } = await newPlace();
      const stores = [await openJobStore(await open(place)), await openJobStore(await open(place))] as const;
      const jobs = (by: string) => Array.from({ length: 200 }, (_, index) => review(`${by}${index}`, index));
      const answers = await Promise.all([recordAll(stores[0], jobs('a')), recordAll(stores[1], jobs('b').reverse()).then((all) => [...all].reverse())]);
      const looks = await done(stores);
      const has = (store: number, by: string, index: number): boolean => (store === (by === 'a' ? 0 : 1) && answers[store]?.[index] === 'new') || looks[store]?.includes(`${by}${index}`) === true;
      for (let index = 0; index < 200; index += 1) {
        const owners = [0, 1].map((store) => ['a', 'b'].filter((by) => has(store, by, index)).join(''));
        expect(owners.sort()).toEqual(['', 'ab']);
      }
    });

    test('with older jobs that nobody does yet is taken whole and in order', async () => {
      const { place } = await newPlace();
      const clock = new Clock();
      const web = await openJobStore(await open(place), { ...clock, now: clock.now, doesJobs: false });
      const store = await openJobStore(await open(place), clock);
      await web.record(review('old'));
      clock.time += 1;
      expect(await store.record(review('new'))).toBe('elsewhere');
      const { taken } = await store.look(2);
      expect(taken.map(({ order, again }) => [order.deliveryId, again])).toEqual([['old', false], ['new', true]]);
      expect(await store.record(review('newer'))).toBe('new');
    });

    test('is kept for a minute after its last job, to know what comes twice', async () => {
      const { place } = await newPlace();
      const clock = new Clock();
      const [one, two] = [await openJobStore(await open(place), clock), await openJobStore(await open(place), clock)];
      const step = async (milliseconds: number): Promise<void> => {
        clock.time += milliseconds;
        for (const store of [one, two]) await store.renew();
      };
      await one.record(review('d'));
      await step(LIFE / 3);
      await one.finish(review('d'));
      await step(LIFE / 3);
      expect(await two.record(review('e'))).toBe('elsewhere');
      expect(ids(await two.look(2))).toEqual([]);
      expect(ids(await one.look(2))).toEqual(['e']);
      await one.finish(review('e'));
      for (let passed = 0; passed <= LINGER; passed += LIFE / 3) await step(LIFE / 3);
      expect(await two.record(review('f'))).toBe('new');
    });

    test('goes to who is named, or to anybody when its process retires', async () => {
      const { place } = await newPlace();
      const stores = [await openJobStore(await open(place)), await openJobStore(await open(place))] as const;
      const [one, two] = stores;
      await recordAll(one, [review('d', 1), review('e', 2), review('f', 3)]);
      await two.look(2);
      await openJobStore(await open(place), { doesJobs: false });
      const rooms: number[] = [];
      await one.handOver((colleagues) => {
        rooms.push(...colleagues.map(({ room }) => room));
        return new Map([['5#2', colleagues[0]?.id ?? '']]);
      });
      expect(rooms).toEqual([2]);
      expect(await done(stores)).toEqual([[], ['e']]);
      await two.look(1);
      await one.handOver((colleagues) => {
        rooms.push(...colleagues.map(({ room }) => room));
        return new Map();
      });
      expect(rooms).toEqual([2, 1]);
      await two.look(2);

      let heirs = 0;
      await one.retire((colleagues) => {
        heirs = colleagues.length;
        return new Set(['5#1']);
      });
      expect(heirs).toBe(1);
      expect(await one.record(review('g', 4))).toBe('elsewhere');
      expect(await done(stores)).toEqual([[], ['f', 'g']]);
      await two.retire((colleagues) => {
        expect(colleagues).toEqual([]);
        return new Set();
      });
      await one.close();
      const next = await openJobStore(await open(place));
      expect(ids(await next.look(2))).toEqual(['d', 'e', 'f', 'g']);
    });

    test('that one gave and the database did not take comes back', async () => {
      const { place, spoil, mend } = await newPlace();
      const [one, two] = [await openJobStore(await open(place)), await openJobStore(await open(place))];
      await two.look(2);
      await one.record(review('d'));
      await spoil();
      let isChosen = false;
      await expect(one.handOver(([colleague]) => {
        isChosen = true;
        return new Map([['5#1', colleague?.id ?? '']]);
      })).rejects.toThrow();
      await mend();
      expect(ids(await one.look(2))).toEqual(isChosen ? ['d'] : []);
      expect(await two.look(2)).toEqual(NOTHING);
    });
  });

  describe('a database that takes no more', () => {
    test('refuses all jobs of one go or none, and works again afterwards', async () => {
      const { place, spoil, mend } = await newPlace();
      const database = await open(place);
      const store = await openJobStore(database);
      await spoil();
      const refused = await Promise.allSettled([store.record(review('d')), store.record(review('d', 2)), store.renew()]);
      expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
      await mend();
      expect(await rows(database)).toEqual([]);
      expect(await recordAll(store, [review('d'), review('d', 2)])).toEqual(['new', 'new']);
    });

    test('is told the end of a job when it works again', async () => {
      const { place, spoil, mend } = await newPlace();
      const database = await open(place);
      const store = await openJobStore(database);
      await recordAll(store, [review('d'), review('e')]);
      await spoil();
      await expect(store.finish(review('d'))).rejects.toThrow();
      await mend();
      await store.renew();
      expect((await rows(database)).filter(({ finished_at: at }) => at !== null).map(({ delivery_id: id }) => id)).toEqual(['d']);
    });
  });

  test('a thousand at once are written in few statements, those of one go in the same', async () => {
    const database = await open();
    const store = await openJobStore(database);
    let statements = 0;
    const executor = database.db.getExecutor();
    const execute = executor.executeQuery.bind(executor);
    executor.executeQuery = (query) => {
      statements += 1;
      return execute(query);
    };
    const answers = await Promise.all(Array.from({ length: 1000 }, async (_, index) => {
      await Promise.resolve();
      return Promise.all([store.record(review(`d${index}`)), store.record(review(`d${index}`, 2))]);
    }));
    expect(answers.flat().every((answer) => answer === 'new')).toBe(true);
    // Each batch is recorded, its lanes are taken, and what is there of them is read.
    expect(statements).toBeLessThanOrEqual(30);
    expect(await rows(database)).toHaveLength(2000);
  });
});

test('what a crash has left on SQLite is taken up at the next start, without waiting for the dead one\'s word to expire', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shipworthy-crash-'));
  const path = join(folder, 'app.db');
  const script = `
    import { openDatabase } from './src/store/database.ts';
    import { openJobStore } from './src/store/job-store.ts';
    const store = await openJobStore(await openDatabase({ kind: 'file', path: ${JSON.stringify(path)} }));
    await store.record(${JSON.stringify(review('d'))});
    process.kill(process.pid, 'SIGKILL');`;
  const killed = await promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { cwd: new URL('../..', import.meta.url).pathname }).catch((error: { signal: string }) => error);
  expect(killed).toMatchObject({ signal: 'SIGKILL' });
  const database = await openDatabase({ kind: 'file', path });
  const store = await openJobStore(database);
  expect(await store.look(2)).toEqual({ taken: [{ order: review('d'), again: true }], lost: [] });
  await database.close();
  await rm(folder, { recursive: true });
});
