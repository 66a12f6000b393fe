/** What a process practises at its start is taken like deliveries of GitHub's, and leaves nothing behind. */
import { expect, test } from '@jest/globals';
import { createRehearsalStore, openJobStore } from '../src/store/job-store.js';
import type { JobStore } from '../src/jobs/types.js';
import { createPractice, warmUp } from '../src/warm-up.js';
import { onEachDatabase } from './store/databases.js';

const never = new AbortController().signal;

onEachDatabase(({ newPlace, open }) => {
  test('practice takes deliveries and leaves nothing in the database', async () => {
    const doesJobs = true;
    const { place } = await newPlace();
    const database = await open(place);
    await openJobStore(database, { doesJobs });
    const rehearse = (work: (store: JobStore) => Promise<void>): Promise<void> => database.rehearse((rehearsed) => work(createRehearsalStore(rehearsed, { doesJobs })));
    const all = async (): Promise<unknown> => Promise.all((['jobs', 'lanes', 'processes', 'redeliveries', 'moments'] as const).map((table) => database.db.selectFrom(table).selectAll().execute()));
    const before = await all();
    let recorded = 0;
    const counting = (work: (store: JobStore) => Promise<void>): Promise<void> =>
      rehearse((store) => work({ ...store, finish: (order) => store.finish(order), record: (order) => store.record(order).finally(() => { recorded += 1; }) }));
    expect(await warmUp({ rehearse: counting, doesJobs, logLevel: 'info', signal: never, limitMs: 60_000 })).toBe(200);
    // Six in ten are pushes, and bring a job each.
    expect(recorded).toBe(120);
    expect(await all()).toEqual(before);
    // Who is told to end it, or has no time, ends.
    expect(await warmUp({ rehearse, doesJobs, logLevel: 'info', signal: AbortSignal.abort(), limitMs: 60_000 })).toBe(0);
    expect(await warmUp({ rehearse, doesJobs, logLevel: 'info', signal: never, limitMs: 0 })).toBe(0);
  }, 60_000);
});

test('a process is ready when its practice has ended, failed, or been overtaken by deliveries in earnest', async () => {
  const said: string[] = [];
  const say = (_metadata: object, message: string): void => void said.push(message);
  const log = { debug: say, info: say, warn: say, error: say };
  const shared = { doesJobs: false, logLevel: 'info', log };
  const failing = createPractice({ ...shared, rehearse: () => Promise.reject(new Error('down')) });
  expect(failing.problem()).toBe('The process has just started.');
  failing.begin();
  await failing.stop();
  expect([failing.problem(), said]).toEqual([null, ['Taking deliveries could not be practised: the first ones take longer']]);

  let records = 0;
  const slow: JobStore = { finish: () => Promise.resolve(), record: () => { records += 1; return new Promise((resolve) => setTimeout(resolve, 20, 'new')); } };
  const overtaken = createPractice({ ...shared, rehearse: (work) => work(slow), limitMs: 60_000 });
  overtaken.begin();
  const take = overtaken.besides(() => 'answered');
  for (let request = 0; request < 16; request += 1) expect(take({} as never, {} as never)).toBe('answered');
  await overtaken.stop();
  expect([overtaken.problem(), records]).toEqual([null, 0]);
});
