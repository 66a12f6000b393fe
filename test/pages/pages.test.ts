/** Pages of reviews, from the review that brings one to the answer over HTTP. */
import { afterEach, expect, test } from '@jest/globals';
import { request, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { Review } from '../../src/engine-types.js';
import { createHttpServer } from '../../src/http.js';
import { createHttpLimits } from '../../src/http-limits.js';
import type { ReviewJob } from '../../src/jobs/types.js';
import { createPageAnswers } from '../../src/pages/http.js';
import { createPages, type Pages, type PagesOptions } from '../../src/pages/pages.js';
import { openDatabase, type Database } from '../../src/store/database.js';
import { createReviewMemory } from '../../src/store/review-memory.js';
import { createReportStore } from '../../src/store/reports.js';
import { defaultConfig } from '../../src/config/defaults.js';
import { finding, result as resultOf } from '../report/fixtures.js';

const DAY = 24 * 60 * 60 * 1000;
const START = Date.UTC(2026, 10, 30, 12);
const JOB: ReviewJob = { kind: 'review', installationId: 3, owner: 'acme', repo: 'shop', repositoryId: 55, deliveryId: 'd-1', pullNumber: 7, headSha: 'c'.repeat(40), baseSha: null, baseRef: null, isDraft: null, trigger: 'requested', updatedAt: null };

let database: Database | null = null;
let server: Server | null = null;
afterEach(async () => {
  server?.close();
  await database?.close();
  [server, database] = [null, null];
});

interface Bench {
  readonly pages: Pages;
  readonly logged: string[];
  clock: number;
  /** The same over the same database, with other settings. */
  others(settings: Partial<PagesOptions['settings']>): Pages;
}

async function setUp(more: Partial<PagesOptions> = {}): Promise<Bench> {
  database = await openDatabase({ kind: 'file', path: ':memory:' });
  const { db } = database;
  const logged: string[] = [];
  const say = (_metadata: object, message: string): void => void logged.push(message);
  const settings = { publicUrl: 'https://ship.example/sub', days: 90, secret: null };
  const options: PagesOptions = { store: createReportStore(db), memory: createReviewMemory(db), settings, gitUrl: 'https://github.com', docsUrl: null, version: '1', now: () => bench.clock, log: { debug: say, info: say, warn: say, error: say }, ...more };
  const bench: Bench = { clock: START, logged, pages: createPages(options), others: (changed) => createPages({ ...options, settings: { ...settings, ...changed } }) };
  return bench;
}

function review(title: string): Review {
  const result = resultOf({ findings: [finding()], verdict: { result: 'fail', title } });
  return { result, plan: {} as Review['plan'], page: { gate: defaultConfig().gate, heldBack: null, unproven: {}, summaries: {}, texts: {} } };
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

async function get(pages: Pages, token: string, { method = 'GET', encoding = 'gzip, br' } = {}): Promise<Answer> {
  server?.close();
  server = createHttpServer({ webhooks: null, readiness: async () => ({}), limits: createHttpLimits([]), pages: createPageAnswers(pages) });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path: `/reports/${token}`, headers: { 'accept-encoding': encoding }, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        const isZipped = response.headers['content-encoding'] === 'gzip' && body.length > 0;
        resolve({ status: response.statusCode ?? 0, body: (isZipped ? gunzipSync(body) : body).toString(), headers: response.headers });
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}

const tokenOf = (address: string | null): string => (address ?? '').slice('https://ship.example/sub/reports/'.length);
/** The tokens of the pages that a page links. */
const linkedFrom = (body: string, kind: string): string[] => [...body.matchAll(/href="\.\/([^"]+)"/g)].flatMap(([, token = '']) => (token.startsWith(`${kind}.`) ? [token] : []));

test('a review has a page at an address of its own, which nobody keeps, lists or frames', async () => {
  const { pages } = await setUp();
  const address = await pages.keep(JOB, review('1 error <b>'), 1234);
  expect(address).toMatch(/^https:\/\/ship\.example\/sub\/reports\/review\.[\w-]{22}\.\d+\.[\w-]{43}$/);
  const { status, body, headers } = await get(pages, tokenOf(address));
  expect([status, body]).toEqual([200, expect.stringContaining('1 error &lt;b&gt;')]);
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'private, no-store',
    'x-robots-tag': expect.stringMatching(/^noindex/),
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'content-security-policy': expect.stringMatching(/^default-src 'none'; script-src ('none'|'sha256-[\w+/=]+'); style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/),
  });
  const plain = await get(pages, tokenOf(address), { encoding: 'gzip;q=0, identity' });
  expect([plain.body, plain.headers['content-encoding']]).toEqual([body, undefined]);
  expect(await get(pages, tokenOf(address), { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  expect(await get(pages, tokenOf(address), { method: 'POST' })).toMatchObject({ status: 405 });
});

test('whatever is wrong with a link, the answer is the same', async () => {
  const bench = await setUp();
  const { pages } = bench;
  const good = tokenOf(await pages.keep(JOB, review('1 error'), 1));
  const wrong = [await get(pages, ''), await get(pages, 'index.html'), await get(pages, `${good}x`), await get(pages, '../healthz'), await get(bench.others({ secret: 'a secret of thirty-two characters' }), good)];
  // Too old by its link; too old by a shorter time to keep; another version's; forgotten.
  wrong.push(await get(bench.others({ days: -1 }), good));
  bench.clock += 90 * DAY;
  wrong.push(await get(pages, good));
  bench.clock = START;
  await database?.db.updateTable('reports').set({ format: 99 }).execute();
  wrong.push(await get(pages, good));
  await database?.db.updateTable('reports').set({ format: 1 }).execute();
  expect((await get(pages, good)).status).toBe(200);
  await database?.db.deleteFrom('reports').execute();
  wrong.push(await get(pages, good));
  const told = wrong.map(({ status, body, headers: { date: _date, ...headers } }) => JSON.stringify({ status, body, headers }));
  expect(new Set(told).size).toBe(1);
  expect(wrong[0]).toMatchObject({ status: 404, headers: { 'x-robots-tag': expect.stringMatching(/^noindex/), 'cache-control': 'private, no-store' } });
});

test('the page of its repository is behind the same link, leads to the others, and no further than the link reaches', async () => {
  const bench = await setUp();
  const { pages } = bench;
  const first = tokenOf(await pages.keep(JOB, review('2 errors'), 61_000));
  bench.clock += 8 * DAY;
  await pages.keep({ ...JOB, deliveryId: 'd-2', pullNumber: 8 }, review('Fit'), 2_000);
  await pages.keep({ ...JOB, deliveryId: 'd-3', repositoryId: 56, repo: 'other' }, review('elsewhere'), 2_000);
  const [history = ''] = linkedFrom((await get(pages, first)).body, 'repository');
  const { status, body } = await get(pages, history);
  expect(status).toBe(200);
  for (const said of ['2 errors', 'Fit', '#7 at ccccccc', '61.0', '2026-11-30', '2026-12-08', '2 findings introduced and 0 fixed in 2 weeks.']) expect(body).toContain(said);
  expect(body).not.toContain('elsewhere');
  const led = linkedFrom(body, 'review');
  expect(led.length).toBe(4);
  for (const token of led) expect(token.split('.')[2]).toBe(first.split('.')[2]);
  expect((await get(pages, led[0] ?? '')).status).toBe(200);
  expect((await get(pages, history.replace('repository.55.', 'repository.56.'))).status).toBe(404);
});

test('a review is worth more than its page', async () => {
  const broken = { put: () => Promise.reject(new Error('disk is full')), key: async () => new Uint8Array(32) } as unknown as PagesOptions['store'];
  const bench = await setUp({ store: broken });
  expect(await bench.pages.keep(JOB, review('1 error'), 1)).toBeNull();
  expect(bench.logged).toEqual(['The page of a review could not be kept']);
  const { pages, others, logged } = await setUp();
  expect([await pages.keep(JOB, { ...review('1 error'), page: null }, 1), await others({ publicUrl: null }).keep(JOB, review('1 error'), 1)]).toEqual([null, null]);
  expect(logged).toEqual(['A review has no page: it could not be gathered, or is too long']);
  expect(await database?.db.selectFrom('reports').selectAll().execute()).toEqual([]);
});
