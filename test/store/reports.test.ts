/** The reports of reviews, in both databases. */
import { expect, test } from '@jest/globals';
import { createReportStore, type NewReport } from '../../src/store/reports.js';
import { onEachDatabase } from './databases.js';

const BODY = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256);
const REPORT: NewReport = { job: 'd-1#review#7', installationId: 3, repositoryId: 9_007_199_254_740_991, repository: 'acme/shop', pullNumber: 7, headSha: 'c'.repeat(40), createdAt: 1000, expiresAt: 5000, format: 1, digest: '{"a":1}', body: BODY };

onEachDatabase(({ newPlace, open }) => {
  test('a report comes back byte for byte, under an id of its own, over a restart and for every process', async () => {
    const { place } = await newPlace();
    const first = createReportStore((await open(place)).db);
    const second = createReportStore((await open(place)).db);
    const id = await first.put(REPORT);
    const { job: _job, format: _format, ...kept } = REPORT;
    expect(await second.get(id, 1)).toEqual({ ...kept, id });
    expect(id).toMatch(/^[\w-]{22}$/);
    expect(await first.put({ ...REPORT, job: 'd-2#review#7' })).not.toBe(id);
    expect([await first.get(id, 2), await first.get('x', 1)]).toEqual([null, null]);
    const keys = await Promise.all([first.key(), second.key(), first.key()]);
    expect(keys[0]).toHaveLength(32);
    expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1);
  });

  test('a job that judges again has one report, the newer, under the same id', async () => {
    const reports = createReportStore((await open()).db);
    const id = await reports.put(REPORT);
    expect(await reports.put({ ...REPORT, createdAt: 2000, digest: '{"a":2}', body: Uint8Array.of(1, 2) })).toBe(id);
    expect(await reports.get(id, 1)).toMatchObject({ createdAt: 2000, digest: '{"a":2}', body: Uint8Array.of(1, 2) });
    expect(await reports.ofRepository(REPORT.repositoryId, 10)).toHaveLength(1);
  });

  test('those of a repository come newest first and without their bodies', async () => {
    const reports = createReportStore((await open()).db);
    for (const [at, repositoryId] of [[1000, 1], [3000, 1], [2000, 1], [9000, 2]] as const) await reports.put({ ...REPORT, job: `at-${at}`, createdAt: at, repositoryId });
    const entries = await reports.ofRepository(1, 2);
    expect(entries.map(({ createdAt }) => createdAt)).toEqual([3000, 2000]);
    expect(entries[0]).not.toHaveProperty('body');
  });

  test('what is too old or has expired goes, and so does all of an installation or of some of its repositories', async () => {
    const reports = createReportStore((await open()).db);
    const make = (job: string, more: Partial<NewReport>) => reports.put({ ...REPORT, job, ...more });
    const old = await make('old', { createdAt: 10, expiresAt: 9000 });
    const expired = await make('expired', { createdAt: 900, expiresAt: 1000 });
    const good = await make('good', { createdAt: 900, expiresAt: 1001 });
    expect([await reports.sweep(500, 1000), await reports.sweep(500, 1000)]).toEqual([true, false]);
    expect(await Promise.all([old, expired, good].map((id) => reports.get(id, 1).then((report) => report !== null)))).toEqual([false, false, true]);

    const others = [await make('a', { repositoryId: 21 }), await make('b', { repositoryId: 22 }), await make('c', { installationId: 4, repositoryId: 21 })];
    expect(await reports.forget(3, Array.from({ length: 300 }, (_, index) => 21 + 10 * index))).toBe(1);
    expect(await reports.forget(3, [])).toBe(0);
    expect(await reports.forget(3, null)).toBe(2);
    expect(await Promise.all([...others, good].map((id) => reports.get(id, 1).then((report) => report !== null)))).toEqual([false, false, true, false]);
  });
});
