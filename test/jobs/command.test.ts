/** The handler of commands on its own: what it hands on, and that doing it again changes nothing. */
import { describe, expect, test } from '@jest/globals';
import { parseAnswered } from '../../src/report/marker.js';
import { createCommandHandler } from '../../src/jobs/command.js';
import { jobId, type Added, type CommandJob, type Job } from '../../src/jobs/types.js';
import type { GitHubApi, PullState } from '../../src/github/types.js';
import { createProcessMemory } from '../../src/store/memory.js';

const HEAD = 'a'.repeat(40);
const WRITTEN = '2024-05-01T10:00:00Z';
const ATTEMPT = { number: 1, signal: new AbortController().signal };
const STATE: PullState = { headSha: HEAD, baseRef: 'main', baseSha: 'b'.repeat(40), isDraft: false, isOpen: true, headBranch: null, viewer: 'shipworthy', threads: [], pendingReviews: [] };
const JOB: CommandJob = {
  kind: 'command',
  installationId: 1,
  owner: 'acme',
  repo: 'shop',
  repositoryId: 5,
  deliveryId: 'd1',
  pullNumber: 12,
  commands: [],
  author: 'mona',
  byPullAuthor: false,
  writtenAt: WRITTEN,
  headSha: null,
  answer: { kind: 'conversation', commentId: 77 },
};

interface Given {
  readonly added?: Added;
  readonly state?: Partial<PullState>;
  readonly lookedAt?: string | null;
}

function setUp({ added = 'queued', state = {}, lookedAt = '2024-05-01T09:00:00Z' }: Given = {}) {
  const reactions = new Set<string>();
  const replies: string[] = [];
  const jobs: Job[] = [];
  const api: Pick<GitHubApi, 'roleOf' | 'react' | 'reply' | 'isAnswered' | 'readPull' | 'firstLookAt'> = {
    roleOf: async () => 'write',
    react: async (_pull, _place, reaction) => void reactions.add(reaction),
    reply: async (_pull, _place, body) => void replies.push(body),
    isAnswered: async (_pull, place) => replies.some((body) => parseAnswered(body)?.commentId === place.commentId),
    readPull: async () => ({ ...STATE, ...state }),
    firstLookAt: async () => lookedAt,
  };
  const memory = createProcessMemory();
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const enqueue = async (job: Job): Promise<Added> => {
    jobs.push(job);
    return added;
  };
  const handler = createCommandHandler({ connect: async () => api as GitHubApi, memory, log, now: () => 0, enqueue });
  return { handler, memory, jobs, reactions: () => [...reactions], answers: () => replies.map((body) => body.replace(/\n\n<!-- .*$/s, '')) };
}

describe('fix', () => {
  const job: CommandJob = { ...JOB, commands: [{ kind: 'fix', rules: ['wiring/missing-export'], unsafe: true }] };

  test('is handed on for the head that was looked at; who does it tells the rest', async () => {
    const { handler, jobs, reactions, answers } = setUp();
    await handler.run(job, ATTEMPT);
    expect(jobs).toEqual([
      { kind: 'fix', installationId: 1, owner: 'acme', repo: 'shop', repositoryId: 5, deliveryId: 'd1', pullNumber: 12, headSha: HEAD, rules: ['wiring/missing-export'], unsafe: true, requestedBy: 'mona', writtenAt: job.writtenAt, answer: job.answer },
    ]);
    expect([reactions(), answers()]).toEqual([['eyes'], []]);
  });

  test.each<[what: string, given: Given, change: Partial<CommandJob>, why: string]>([
    ['nobody does it', { added: 'unhandled' }, {}, 'This server does not commit fixes.'],
    ['the server stops', { added: 'stopped' }, {}, 'Shipworthy is being stopped; write it again in a moment.'],
    ['the pull request is closed', { state: { isOpen: false } }, {}, 'The pull request is closed.'],
    ['the head came later within the second that GitHub tells of a comment', { lookedAt: '2024-05-01T10:00:00.700Z', added: 'stopped' }, {}, 'Shipworthy is being stopped; write it again in a moment.'],
    ['the head came later than the comment', { lookedAt: '2024-05-01T10:00:01Z' }, {}, 'The branch has moved since this was written; write it again.'],
    ['the head was never looked at', { lookedAt: null }, {}, 'The head of the branch was not reviewed yet; write it again once it is.'],
    ['the head is not the one of the thread', {}, { headSha: 'c'.repeat(40) }, 'The branch has moved since this was written; write it again.'],
  ])('is refused where %s', async (_what, given, change, why) => {
    const { handler, reactions, answers } = setUp(given);
    await handler.run({ ...job, ...change }, ATTEMPT);
    expect([reactions(), answers()]).toEqual([['eyes', 'confused'], [why]]);
  });
});

test('what was done before a crash is done again to the same end: one word, one review, one answer', async () => {
  const { handler, memory, jobs, reactions, answers } = setUp();
  const ignore = { kind: 'ignore', ruleId: 'wiring/missing-export', reason: 'Later' } as const;
  const job: CommandJob = { ...JOB, commands: [ignore, { kind: 'resume' }, { kind: 'review' }, { kind: 'help' }] };
  for (const number of [1, 2, 1]) await handler.run(job, { ...ATTEMPT, number });
  expect(await memory.ignored(job)).toEqual([{ ruleId: ignore.ruleId, reason: 'Later', fingerprints: null, by: 'mona', at: WRITTEN }]);
  expect(new Set(jobs.map(jobId))).toEqual(new Set(['d1#review#12']));
  expect(jobs).toHaveLength(3);
  expect(jobs[0]).toMatchObject({ kind: 'review', trigger: 'rerequested', headSha: HEAD, baseRef: 'main' });
  expect(answers()).toHaveLength(1);
  expect(reactions()).toEqual(['eyes', 'rocket']);
});

test('what is ignored on a closed pull request is remembered, and nothing is reviewed', async () => {
  const { handler, memory, jobs } = setUp({ state: { isOpen: false } });
  await handler.run({ ...JOB, commands: [{ kind: 'ignore', ruleId: 'wiring/missing-export', reason: 'Later' }] }, ATTEMPT);
  expect(await memory.ignored(JOB)).toHaveLength(1);
  expect(jobs).toEqual([]);
});

test('a review that the server takes no more is refused', async () => {
  const { handler, reactions, answers } = setUp({ added: 'stopped' });
  await handler.run({ ...JOB, commands: [{ kind: 'review' }] }, ATTEMPT);
  expect([reactions(), answers()]).toEqual([['eyes', 'rocket', 'confused'], ['Shipworthy is being stopped; write it again in a moment.']]);
});

test.each([
  [{ kind: 'failed', reason: 'GitHub did not answer as it should.' } as const, 'GitHub did not answer as it should. Not all that was asked for is done; write it again to try again.'],
  [{ kind: 'stopped' } as const, 'Shipworthy was stopped. Not all that was asked for is done; write it again to try again.'],
])('the end of what was not done is told: %j', async (ending, why) => {
  const { handler, reactions, answers } = setUp();
  await handler.conclude({ ...JOB, commands: [{ kind: 'review' }] }, ending);
  expect([reactions(), answers()]).toEqual([['confused'], [why]]);
});
