/** The page of a review, from the webhook to the browser. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { openDatabase, type Database } from '../../src/store/database.js';
import { createReportStore } from '../../src/store/reports.js';
import { appForEachTest, openPull, PUBLIC_URL, REPO } from './harness.js';
import { createLineEngine } from './line-engine.js';

const { start, running } = appForEachTest();
let database: Database;
afterEach(() => database.close());

async function startWithPages(): Promise<void> {
  database = await openDatabase({ kind: 'file', path: ':memory:' });
  await start({ engine: createLineEngine({ page: true }), reports: createReportStore(database.db) });
  await openPull(running(), { 'app.py': 'one = 1\nmissing_a\n' });
}

async function kept(): Promise<number> {
  return (await database.db.selectFrom('reports').select('id').execute()).length;
}

/** Where the check run leads to, at the running service. */
function pageOf(detailsUrl: string | null): URL {
  expect(detailsUrl).toMatch(new RegExp(`^${PUBLIC_URL}/reports/`));
  return new URL(String(detailsUrl).slice(PUBLIC_URL.length), running().webhookUrl);
}

describe('a review', () => {
  test('leads from its check run to its page; judged again it has one page, and no call more is made for it', async () => {
    await startWithPages();
    const { double, pullRequest, lastRun } = running();
    await pullRequest('opened');
    const answer = await fetch(pageOf(lastRun().detailsUrl));
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining(REPO)]);
    expect(double.apiCalls().map(({ operationId }) => operationId)).toEqual(['checks/create', 'repos/compare-commits-with-basehead', 'graphql', 'pulls/create-review', 'graphql', 'checks/update']);
    await running().handle('check_run', await double.payloads.checkRun('rerequested', { repo: REPO, checkRunId: lastRun().id }));
    expect(await kept()).toBe(2);
    double.assertClean();
  });

  test('is published all the same where its page can not be kept', async () => {
    await startWithPages();
    await database.db.schema.dropTable('reports').execute();
    const { double, pullRequest, lastRun } = running();
    await pullRequest('opened');
    expect(lastRun()).toMatchObject({ status: 'completed', conclusion: 'failure', detailsUrl: null });
    expect(double.reviews(REPO, 1)).toHaveLength(1);
    expect(running().log.join('')).toContain('The page of a review could not be kept');
  });

  test('is forgotten when the App is no longer installed in its repository, or nowhere', async () => {
    await startWithPages();
    await running().pullRequest('opened');
    const row = await database.db.selectFrom('reports').selectAll().executeTakeFirstOrThrow();
    const again = async (): Promise<number> => {
      const number = await kept();
      if (number === 0) await database.db.insertInto('reports').values({ ...row, body: Buffer.from(row.body) }).execute();
      return number;
    };
    const removed = (...ids: number[]): object => ({ action: 'removed', repositories_removed: ids.map((id) => ({ id })), installation: { id: row.installation_id } });
    const left: number[] = [];
    for (const [event, payload] of [
      ['installation', { action: 'suspend', installation: { id: row.installation_id } }],
      ['installation', { action: 'deleted', installation: { id: row.installation_id + 1 } }],
      ['installation_repositories', removed(row.repository_id + 1)],
      ['installation_repositories', removed(row.repository_id + 1, row.repository_id)],
      ['installation', { action: 'deleted', installation: { id: row.installation_id } }],
    ] as const) {
      expect(await running().deliver(event, payload)).toMatchObject({ status: 202 });
      left.push(await again());
    }
    expect(left).toEqual([1, 1, 1, 0, 0]);
  });
});
