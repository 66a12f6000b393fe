/** What was delivered is done, whatever happens to the process, its database, or the way from GitHub. */
import { expect, test } from '@jest/globals';
import type { DurableJobStore } from '../../src/jobs/types.js';
import type { Database } from '../../src/store/database.js';
import { createDeliveryLog } from '../../src/store/delivery-log.js';
import { openJobStore } from '../../src/store/job-store.js';
import { onEachDatabase, type TestPlace } from '../store/databases.js';
import { appForEachTest, openPull, REPO, type AppUnderTest } from './harness.js';
import { createLineEngine } from './line-engine.js';

const { start } = appForEachTest();

const FINDING = { 'app.py': 'one = 1\nmissing_a\nthree = 3\n' };

onEachDatabase(({ newPlace, open }) => {
  interface Begun {
    readonly app: AppUnderTest;
    readonly store: DurableJobStore;
    readonly database: Database;
    readonly place: TestPlace;
  }

  async function begin(options: Parameters<typeof start>[0] = {}): Promise<Begun> {
    const place = await newPlace();
    const database = await open(place.place);
    const store = await openJobStore(database);
    const app = await start({ ...options, store, deliveries: createDeliveryLog(database.db) });
    await openPull(app, FINDING);
    return { app, store, database, place };
  }

  const opened = ({ double }: AppUnderTest) => double.payloads.pullRequest('opened', { repo: REPO, number: 1 });
  const rows = ({ db }: Database) => db.selectFrom('jobs').select(['delivery_id', 'finished_at']).execute();
  const reviewed = ({ double }: AppUnderTest) => double.until(() => double.checkRuns(REPO).some(({ status }) => status === 'completed'));

  test('a delivery is answered with 202 once it is recorded', async () => {
    const { app, database } = await begin();
    expect((await app.deliver('pull_request', await opened(app), { deliveryId: 'd1' })).status).toBe(202);
    expect((await rows(database)).map(({ delivery_id: id }) => id)).toEqual(['d1']);
    await app.service.queue.idle();
    await reviewed(app);
    app.double.assertClean();
  });

  test('a job that a crash cut off is done at the next start, and a redelivery of it is known', async () => {
    let judgements = 0;
    let begun = (): void => undefined;
    const judging = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const engine = createLineEngine({
      before: async () => {
        judgements += 1;
        if (judgements > 1) return;
        begun();
        await new Promise(() => undefined);
      },
    });
    const { app, database, place } = await begin({ engine });
    await app.deliver('pull_request', await opened(app), { deliveryId: 'd1' });
    await judging;
    const next = await openJobStore(await open(place.place));
    await app.restart(next);
    await app.service.queue.idle();
    expect(app.double.checkRuns(REPO).map(({ status, conclusion }) => [status, conclusion])).toEqual([['completed', 'failure']]);
    await app.deliver('pull_request', await opened(app), { deliveryId: 'd1' });
    await app.service.queue.idle();
    expect(app.double.checkRuns(REPO)).toHaveLength(1);
    // Writes what is still to be written.
    await next.close();
    expect(await rows(database)).toEqual([{ delivery_id: 'd1', finished_at: expect.any(Number) }]);
    app.double.assertClean();
  });

  test('while the store takes nothing, a delivery is refused, readiness says so, and GitHub is asked for it afterwards', async () => {
    const { app, database, place } = await begin();
    await place.spoil();
    expect((await app.deliver('pull_request', await opened(app), { deliveryId: 'd1' })).status).toBe(503);
    const ready = await fetch(app.webhookUrl.replace(/\/api\/.*/, '/readyz'));
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'not ready', git: true, store: false, reason: 'The data folder or the database cannot be written.' }]);
    expect(await (await fetch(app.webhookUrl.replace(/\/api\/.*/, '/metrics'))).text()).toMatch(/^shipworthy_deliveries_total\{event="pull_request",outcome="lost"\} [1-9]/m);
    expect(app.double.checkRuns(REPO)).toEqual([]);
    await place.mend();
    expect(await rows(database)).toEqual([]);
    // The service asks every ten minutes, of which a test has 600 ms.
    await reviewed(app);
    expect((await rows(database)).map(({ delivery_id: id }) => id)).toEqual(['d1']);
    // On a machine that is busy it may ask once more before it has recorded what comes.
    expect(app.double.requests.filter(({ operationId }) => operationId === 'apps/redeliver-webhook-delivery').map(({ status }) => status)).toContain(202);
    expect(app.log.filter((line) => /"level":50/.test(line) && line.includes('could not be recorded'))).not.toEqual([]);
    app.double.assertClean();
  });

  test('what was delivered while nobody listened is asked for at the start', async () => {
    const { app, place } = await begin();
    await expect(app.double.webhook('pull_request', await opened(app), { url: 'http://127.0.0.1:1/api/github/webhooks', deliveryId: 'd1' })).rejects.toThrow();
    await app.restart(await openJobStore(await open(place.place)));
    await reviewed(app);
    expect(app.double.requests.map(({ operationId }) => operationId)).toContain('apps/redeliver-webhook-delivery');
    expect(app.double.checkRuns(REPO)).toHaveLength(1);
    app.double.assertClean();
  });

  test('what comes while the process stops is kept for the next one', async () => {
    const { app, place, database } = await begin();
    const draining = app.service.queue.drain(1000);
    expect((await app.deliver('pull_request', await opened(app), { deliveryId: 'd1' })).status).toBe(202);
    await draining;
    expect(await rows(database)).toEqual([{ delivery_id: 'd1', finished_at: null }]);
    await app.restart(await openJobStore(await open(place.place)));
    await app.service.queue.idle();
    expect(app.double.checkRuns(REPO).map(({ conclusion }) => conclusion)).toEqual(['failure']);
    app.double.assertClean();
  });
});
