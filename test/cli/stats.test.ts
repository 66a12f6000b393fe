/** `shipworthy stats` over the memory of a server. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openReviewMemory } from '../../src/store/review-memory.js';
import { createBench } from './command-line.js';

const bench = createBench();
const COMMENT = { ruleId: 'wiring/missing-export', fingerprints: ['f'], writtenAt: '2024-05-01T10:00:00Z', against: 0, fixed: false, moved: false };
const TABLE_HEAD = '  rule                   shown  fixed  judged  not useful  share  probation';

beforeAll(async () => {
  const memory = await openReviewMemory(join(bench.dataDir, 'app.db'));
  const comments = Array.from({ length: 10 }, (_, index) => ({ ...COMMENT, commentId: `c${index}`, against: Number(index === 0), fixed: index > 4 }));
  await memory.record({ repositoryId: 5, repository: 'acme/shop', pullNumber: 1, ended: true, comments });
  await memory.record({ repositoryId: 6, repository: 'acme/api', pullNumber: 1, ended: false, comments: comments.slice(1, 3) });
  await memory.beginProbation(5, { ruleId: 'wiring/missing-export', since: '2024-06-01T10:00:00Z', judged: 10, notUseful: 1 });
  await memory.close();
});
afterAll(() => bench.clear());

const API = ['acme/api', TABLE_HEAD, '  wiring/missing-export      2      0       0           0      -', ''];
const SHOP = ['acme/shop', TABLE_HEAD, '  wiring/missing-export     10      5      10           1   10 %  since 2024-06-01', ''];

describe('statistics', () => {
  test.each<[name: string, args: readonly string[], out: readonly string[]]>([
    ['of all repositories', [], [...API, ...SHOP]],
    ['of one, whatever the case of its name', ['--repository', 'Acme/Shop'], SHOP],
  ])('%s', async (_name, args, out) => {
    expect(await bench.run(['stats', ...args])).toEqual({ code: 0, out: out.join('\n'), err: '' });
  });

  test('as JSON', async () => {
    const { code, out } = await bench.run(['stats', '--data-dir', bench.dataDir, '--repository', 'acme/shop', '--format', 'json'], { environment: {} });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual([{ repository: 'acme/shop', rules: [{ ruleId: 'wiring/missing-export', shown: 10, fixed: 5, judged: 10, notUseful: 1, share: 0.1, probationSince: '2024-06-01T10:00:00Z', releasedAt: null }] }]);
  });

  test('of nothing yet', async () => {
    const empty = join(bench.dataDir, 'empty');
    mkdirSync(empty);
    await (await openReviewMemory(join(empty, 'app.db'))).close();
    expect(await bench.run(['stats', '--data-dir', empty])).toEqual({ code: 0, out: '', err: 'No comment was read yet.\n' });
    expect(await bench.run(['stats', '--data-dir', empty, '--format', 'json'])).toEqual({ code: 0, out: '[]\n', err: '' });
  });
});

describe('wrong usage', () => {
  test.each<[name: string, args: readonly string[], err: string]>([
    ['a folder without a memory', ['--data-dir', '/nowhere'], "there is no app.db in /nowhere; name the server's data folder with --data-dir"],
    ['a repository that is not known', ['--repository', 'acme/other'], 'no comment in a repository called acme/other was read yet'],
    ['a release without a repository', ['--release', 'wiring/missing-export'], '--release needs --repository owner/name: a rule is on probation in one repository'],
    ['a release of what is not on probation', ['--release', 'docs/missing-path', '--repository', 'acme/shop'], 'docs/missing-path is not on probation in acme/shop'],
    ['a release elsewhere', ['--release', 'wiring/missing-export', '--repository', 'acme/api'], 'wiring/missing-export is not on probation in acme/api'],
  ])('%s', async (_name, args, err) => {
    expect(await bench.run(['stats', ...args])).toEqual({ code: 2, out: '', err: `shipworthy: ${err}\n` });
  });
});

test('of a server of PostgreSQL that is not there: one line', async () => {
  const { code, out, err } = await bench.run(['stats'], { environment: { DATABASE_URL: 'postgres://mona:hunter2@127.0.0.1:1/shipworthy' } });
  expect([code, out, err]).toEqual([2, '', "shipworthy: The server of DATABASE_URL can't be used (ECONNREFUSED).\n"]);
});

test('a release ends the probation, and begins to count anew', async () => {
  const release = ['stats', '--release', 'wiring/missing-export', '--repository', 'acme/shop'];
  expect(await bench.run(release)).toEqual({ code: 0, out: 'wiring/missing-export is released in acme/shop: its comments are inline again, and judged anew.\n', err: '' });
  expect((await bench.run(['stats', '--repository', 'acme/shop'])).out).toMatch(/wiring\/missing-export {6}0 +0 +0 +0 +- {2}released \d{4}-\d\d-\d\d\n$/);
  expect((await bench.run(release)).code).toBe(2);
});
