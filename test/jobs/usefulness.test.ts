/** Recording what people think of comments, beside the work that reads them. */
import { describe, expect, test } from '@jest/globals';
import type { GitHubApi, PullState } from '../../src/github/types.js';
import { createUsefulnessHandler, watching } from '../../src/jobs/usefulness.js';
import type { ReviewJob, UsefulnessJob } from '../../src/jobs/types.js';
import { createProcessMemory, type ReviewMemory } from '../../src/store/memory.js';
import { FakeGitHub, httpError, ourThread } from '../github/fake-api.js';

const BASE = { installationId: 3, owner: 'acme', repo: 'shop', repositoryId: 5, deliveryId: 'd1', pullNumber: 12 };
const REVIEW: ReviewJob = { ...BASE, kind: 'review', headSha: 'a', baseSha: 'b', baseRef: 'main', isDraft: false, trigger: 'requested', updatedAt: null };
const ENDED: UsefulnessJob = { ...BASE, kind: 'usefulness', deletedComment: null };
const NOW = Date.parse('2024-06-01T10:00:00Z');

/** A pull request with ten comments, of which some are disliked. */
function pullWith(disliked: number, more: Partial<PullState> = {}): PullState {
  const threads = Array.from({ length: 10 }, (_, index) => ourThread(`t${index}`, [], { findings: [{ fingerprint: `f${index}`, ruleId: 'a/a' }], opening: { writtenAt: '2024-05-01T10:00:00Z', against: Number(index < disliked) } }));
  return { ...new FakeGitHub({ threads }).state, isOpen: false, ...more };
}

function setUp(read: () => Promise<PullState>, memory: ReviewMemory = createProcessMemory()) {
  const warnings: string[] = [];
  const log = { debug: () => undefined, info: () => undefined, warn: (_: object, message: string) => void warnings.push(message), error: () => undefined };
  const parts = { memory, log, now: () => NOW };
  const api = { readPull: read } as unknown as GitHubApi;
  const run = (job: UsefulnessJob) => createUsefulnessHandler({ ...parts, connect: async () => api }).run(job, { number: 1, signal: new AbortController().signal });
  return { memory, warnings, run, watched: watching(api, REVIEW, parts) };
}

const PROBATION = [{ ruleId: 'a/a', probation: { ruleId: 'a/a', since: '2024-06-01T10:00:00.000Z', judged: 10, notUseful: 1 }, releasedAt: null }];

test('every reading of a review is recorded, and judged', async () => {
  const { memory, watched } = setUp(async () => pullWith(1));
  expect(await watched.readPull(BASE)).toEqual(pullWith(1));
  expect(await memory.standings(5)).toEqual(PROBATION);
  expect((await memory.repositories()).map(({ name }) => name)).toEqual(['acme/shop']);
});

test('a reading that can not be recorded is a reading all the same', async () => {
  const broken = { ...createProcessMemory(), record: () => Promise.reject(new Error('The disk is full.')) };
  const { warnings, watched } = setUp(async () => pullWith(1), broken);
  expect(await watched.readPull(BASE)).toEqual(pullWith(1));
  expect(warnings).toEqual(['What people think of comments could not be recorded']);
});

describe('the end of a pull request', () => {
  test.each([[0, []], [1, PROBATION]])('with %i comments disliked', async (disliked, standings) => {
    const { memory, run } = setUp(async () => pullWith(disliked));
    await run(ENDED);
    await run(ENDED);
    expect(await memory.standings(5)).toEqual(standings);
  });

  test('nothing is concluded while it is open', async () => {
    const { memory, run } = setUp(async () => pullWith(1, { isOpen: true }));
    await run(ENDED);
    expect(await memory.standings(5)).toEqual([]);
  });

  test('after a release the same comments bring no probation again', async () => {
    const { memory, run } = setUp(async () => pullWith(3));
    await run(ENDED);
    expect(await memory.release(5, 'a/a', '2024-06-02T10:00:00Z')).toBe(true);
    await run(ENDED);
    expect(await memory.standings(5)).toEqual([{ ruleId: 'a/a', probation: null, releasedAt: '2024-06-02T10:00:00Z' }]);
  });

  test('does not end a probation by itself', async () => {
    let disliked = 1;
    const { memory, run } = setUp(async () => pullWith(disliked));
    await run(ENDED);
    disliked = 0;
    await run(ENDED);
    expect(await memory.standings(5)).toEqual(PROBATION);
  });

  test.each([403, 404, 422])('is left where GitHub answers %i', async (status) => {
    const { memory, run } = setUp(() => Promise.reject(httpError(status)));
    await run(ENDED);
    expect(await memory.standings(5)).toEqual([]);
  });

  test('is tried again where the answer was lost', async () => {
    const { run } = setUp(() => Promise.reject(httpError(502)));
    await expect(run(ENDED)).rejects.toThrow('HTTP 502');
  });
});

test('a deleted comment takes its vote with it, and asks GitHub for nothing', async () => {
  const { memory, run } = setUp(() => Promise.reject(new Error('not to be read')));
  await memory.vote({ repositoryId: 5, pullNumber: 12, ruleId: 'a/a', fingerprint: 'f', voter: 'mona', at: '2024-05-01T10:00:00Z', commentId: 77 });
  await run({ ...ENDED, deletedComment: 78 });
  expect(await memory.votes(5)).toHaveLength(1);
  await run({ ...ENDED, deletedComment: 77 });
  expect(await memory.votes(5)).toEqual([]);
});
