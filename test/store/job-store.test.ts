import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import type { DurableJobStore, Job, ReviewJob } from '../../src/jobs/types.js';
import { openDatabase, type Database } from '../../src/store/database.js';
import { LIFE, openJobStore, REMEMBERED } from '../../src/store/job-store.js';
import { onEachDatabase } from './databases.js';

const START = Date.parse('2026-03-01T12:00:00Z');

function review(deliveryId: string, pullNumber = 1): ReviewJob {
  return {
    kind: 'review', installationId: 3, owner: 'acme', repo: 'shop', repositoryId: 5, deliveryId, pullNumber, headSha: 'a'.repeat(40), baseSha: null, baseRef: 'main', isDraft: false, trigger: 'pull_request', updatedAt: '2026-03-01T12:00:00Z',
  };
}

const ids = (jobs: readonly Job[]): readonly string[] => jobs.map(({ deliveryId }) => deliveryId);

/** What `LIFE` is for: a process that says nothing more. */
class Clock {
  time = START;
  readonly now = (): number => this.time;
}

onEachDatabase(({ newPlace, open }) => {
  async function recordAll(store: DurableJobStore, jobs: readonly Job[]): Promise<readonly string[]> {
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
      expect(await recordAll(other, [review('d'), review('d', 2), review('e')])).toEqual(['known', 'known', 'new']);
    });

    test('recorded by two processes at the same time is new to one of them', async () => {
      const { place } = await newPlace();
      const [one, two] = [await openJobStore(await open(place)), await openJobStore(await open(place))];
      const many = Array.from({ length: 50 }, (_, index) => review(`d${index}`));
      const answers = await Promise.all([recordAll(one, many), recordAll(two, [...many].reverse()).then((answered) => [...answered].reverse())]);
      expect(many.map((_, index) => answers.map((answered) => answered[index]).sort())).toEqual(many.map(() => ['known', 'new']));
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
      await store.record({ ...review('e'), kind: 'command', commands: [], author: 'mona', byPullAuthor: true, writtenAt: '2026-03-01T12:00:00Z', headSha: null, answer: { kind: 'conversation', commentId: 9 } } as Job);
      await store.finish(review('a'));
      expect(await store.pending()).toEqual([]);
      await store.close();
      await database.close();
      const next = await openJobStore(await open(place));
      const back = await next.pending();
      expect(ids(back)).toEqual(['c', 'd', 'b', 'e']);
      expect(back[0]).toEqual(jobs[0]);
      expect(await next.pending()).toEqual([]);
    });

    test('of a living process is left to it, of a dead one taken over by one of the others', async () => {
      const { place } = await newPlace();
      const clock = new Clock();
      const stores = [await openJobStore(await open(place), clock), await openJobStore(await open(place), clock), await openJobStore(await open(place), clock)] as const;
      const [dying, two, three] = stores;
      await recordAll(dying, [review('d'), review('e')]);
      await two.record(review('f'));
      clock.time += LIFE / 3;
      for (const store of [two, three]) await store.renew();
      expect(await two.pending()).toEqual([]);
      for (const _ of [1, 2]) {
        clock.time += LIFE / 3;
        for (const store of [two, three]) await store.renew();
      }
      const taken = await Promise.all([two.pending(), three.pending()]);
      expect(ids(taken.flat())).toEqual(['d', 'e']);
      expect(await Promise.all([two.pending(), three.pending()])).toEqual([[], []]);
    });

    test('is not taken over by who was cut off as long as the one that seems dead', async () => {
      const { place } = await newPlace();
      const clock = new Clock();
      const [one, two] = [await openJobStore(await open(place), clock), await openJobStore(await open(place), clock)];
      await one.record(review('d'));
      clock.time += 2 * LIFE;
      await two.renew();
      expect(await two.pending()).toEqual([]);
      await one.renew();
      clock.time += LIFE / 3;
      await two.renew();
      expect(await two.pending()).toEqual([]);
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
    expect(statements).toBeLessThanOrEqual(10);
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
  expect(await store.pending()).toEqual([review('d')]);
  await database.close();
  await rm(folder, { recursive: true });
});
