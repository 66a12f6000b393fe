/** What is remembered of the use of comments, in both memories. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Database from 'libsql';
import { createProcessMemory, type ReviewMemory, type Vote } from '../../src/store/memory.js';
import { createReviewMemory, openReviewMemory } from '../../src/store/review-memory.js';
import type { Probation, PullReading, ShownComment } from '../../src/usefulness/types.js';
import { onEachDatabase } from './databases.js';

const RULE = 'wiring/missing-export';
const COMMENT: ShownComment = { commentId: 'PRRC_1', ruleId: RULE, fingerprints: ['a', 'b'], writtenAt: '2024-05-01T10:00:00Z', against: 2, fixed: true, moved: false };
const READING: PullReading = { repositoryId: 5, repository: 'acme/shop', pullNumber: 12, ended: false, comments: [COMMENT] };
const VOTE: Vote = { repositoryId: 5, pullNumber: 12, ruleId: RULE, fingerprint: 'a', voter: 'mona', at: '2024-05-01T10:00:00Z', commentId: 77 };
const PROBATION: Probation = { ruleId: RULE, since: '2024-05-02T10:00:00Z', judged: 10, notUseful: 1 };
const recorded = { ...COMMENT, pullNumber: 12, ended: false };

describe('in the process', () => remembers(createProcessMemory));

onEachDatabase(({ newPlace, open }) => {
  remembers(async () => createReviewMemory((await open()).db));

  test('all is kept over a restart', async () => {
    const { place } = await newPlace();
    const first = await openReviewMemory(place);
    await first.record(READING);
    await first.vote(VOTE);
    await first.beginProbation(5, PROBATION);
    await first.close();
    const second = await openReviewMemory(place);
    expect(await second.evidence(5)).toEqual({ comments: [recorded], votes: [{ pullNumber: 12, ruleId: RULE, fingerprint: 'a' }] });
    expect([await second.votes(5), await second.standings(5), await second.repositories()]).toEqual([[VOTE], [{ ruleId: RULE, probation: PROBATION, releasedAt: null }], [{ repositoryId: 5, name: 'acme/shop' }]]);
    await second.close();
  });

  test('a thousand comments of one pull request have room', async () => {
    const memory = createReviewMemory((await open()).db);
    await memory.record({ ...READING, comments: Array.from({ length: 1000 }, (_, index) => ({ ...COMMENT, commentId: `PRRC_${index}` })) });
    expect((await memory.evidence(5)).comments).toHaveLength(1000);
  });
});

function remembers(open: () => ReviewMemory | Promise<ReviewMemory>): void {
  let memory: ReviewMemory;
  beforeEach(async () => {
    memory = await open();
  });
  afterEach(() => memory.close());

  test('a comment counts once, however often it is read', async () => {
    for (let time = 1; time <= 3; time += 1) await memory.record(READING);
    expect(await memory.evidence(5)).toEqual({ comments: [recorded], votes: [] });
    expect(await memory.evidence(6)).toEqual({ comments: [], votes: [] });
  });

  test('the newest reading of a pull request holds, for that one alone', async () => {
    await memory.record(READING);
    await memory.record({ ...READING, pullNumber: 13 });
    const later = { ...COMMENT, against: 0, fixed: false, moved: true };
    await memory.record({ ...READING, ended: true, comments: [later, { ...COMMENT, ruleId: 'docs/missing-path' }] });
    const { comments } = await memory.evidence(5);
    expect(comments).toHaveLength(3);
    expect(comments).toEqual(expect.arrayContaining([{ ...recorded, pullNumber: 13 }, { ...later, pullNumber: 12, ended: true }, { ...recorded, ruleId: 'docs/missing-path', ended: true }]));
    await memory.record({ ...READING, comments: [] });
    expect((await memory.evidence(5)).comments).toEqual([{ ...recorded, pullNumber: 13 }]);
  });

  test('evidence can be had of some rules alone', async () => {
    await memory.record({ ...READING, comments: [COMMENT, { ...COMMENT, ruleId: 'docs/missing-path' }] });
    for (const vote of [VOTE, { ...VOTE, ruleId: 'docs/missing-path', voter: 'jonas' }]) await memory.vote(vote);
    expect(await memory.evidence(5, [RULE])).toEqual({ comments: [recorded], votes: [{ pullNumber: 12, ruleId: RULE, fingerprint: 'a' }] });
    expect(await memory.evidence(5, [])).toEqual({ comments: [], votes: [] });
  });

  test('votes for one finding on two pull requests are two', async () => {
    const other = { ...VOTE, pullNumber: 13 };
    for (const vote of [VOTE, other, VOTE]) await memory.vote(vote);
    expect(await memory.votes(5)).toEqual([other, VOTE]);
  });

  test('a vote is taken back with the comment that gave it', async () => {
    const again = { ...VOTE, fingerprint: 'b' };
    const other = { ...VOTE, voter: 'jonas', commentId: 78 };
    for (const vote of [VOTE, again, other]) await memory.vote(vote);
    expect(await memory.withdraw(6, 77)).toEqual([]);
    expect(await memory.withdraw(5, 77)).toEqual([RULE]);
    expect(await memory.withdraw(5, 77)).toEqual([]);
    expect(await memory.votes(5)).toEqual([other]);
  });

  test('a repository is known by its newest name, once a comment was read', async () => {
    await memory.record({ ...READING, repositoryId: 7, repository: 'acme/silent', comments: [] });
    await memory.record(READING);
    await memory.record({ ...READING, repositoryId: 6, repository: 'acme/api' });
    await memory.record({ ...READING, repository: 'acme/store', pullNumber: 13 });
    expect(await memory.repositories()).toEqual([{ repositoryId: 6, name: 'acme/api' }, { repositoryId: 5, name: 'acme/store' }]);
  });

  test('a probation holds from its beginning until it is released', async () => {
    expect(await memory.release(5, RULE, '2024-05-03T10:00:00Z')).toBe(false);
    await memory.beginProbation(5, PROBATION);
    await memory.beginProbation(5, { ...PROBATION, since: '2024-05-09T10:00:00Z', judged: 20 });
    expect(await memory.standings(5)).toEqual([{ ruleId: RULE, probation: PROBATION, releasedAt: null }]);
    expect(await memory.standings(6)).toEqual([]);
    expect(await memory.release(6, RULE, '2024-05-03T10:00:00Z')).toBe(false);
    expect(await memory.release(5, RULE, '2024-05-03T10:00:00Z')).toBe(true);
    expect(await memory.release(5, RULE, '2024-05-04T10:00:00Z')).toBe(false);
    expect(await memory.standings(5)).toEqual([{ ruleId: RULE, probation: null, releasedAt: '2024-05-03T10:00:00Z' }]);
  });

  test('what was released can come to probation again', async () => {
    const again = { ...PROBATION, since: '2024-06-01T10:00:00Z', notUseful: 4 };
    await memory.beginProbation(5, PROBATION);
    await memory.release(5, RULE, '2024-05-03T10:00:00Z');
    await memory.beginProbation(5, again);
    await memory.beginProbation(5, { ...PROBATION, ruleId: 'docs/missing-path' });
    expect(await memory.standings(5)).toEqual([
      { ruleId: 'docs/missing-path', probation: { ...PROBATION, ruleId: 'docs/missing-path' }, releasedAt: null },
      { ruleId: RULE, probation: again, releasedAt: '2024-05-03T10:00:00Z' },
    ]);
  });
}

describe('a database', () => {
  let file: string;
  beforeEach(async () => {
    file = join(await mkdtemp(join(tmpdir(), 'shipworthy-usefulness-')), 'app.db');
  });
  afterEach(() => rm(join(file, '..'), { recursive: true, force: true }));

  test('from before, with votes by finding alone, is taken over', async () => {
    await (await openReviewMemory(file)).close();
    const old = new Database(file);
    // As the first step left it.
    old.exec("delete from kysely_migration where name > '001-z'; drop table jobs; drop table processes; drop table redeliveries; drop table moments; drop table pull_votes; drop table shown_comments; drop table comment_repositories; drop table probations");
    old.exec(`insert into votes (repository_id, pull_number, rule_id, fingerprint, voter, voted_at, position) values (5, 12, '${RULE}', 'a', 'mona', '2024-05-01T10:00:00Z', 1)`);
    old.close();
    const memory = await openReviewMemory(file);
    const { commentId: _, ...without } = VOTE;
    expect(await memory.votes(5)).toEqual([without]);
    await memory.vote({ ...VOTE, voter: 'jonas' });
    expect((await memory.votes(5)).map(({ voter }) => voter)).toEqual(['mona', 'jonas']);
    await memory.close();
  });
});
