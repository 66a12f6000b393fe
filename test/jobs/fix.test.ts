import { describe, expect, test } from '@jest/globals';
import type { ChangeSource } from '../../src/checkout/types.js';
import type { FixAnswer, FixSelection } from '../../src/fixes/types.js';
import type { CheckPage, CheckRunUpdate, Committed, CommitMessage, GitHubApi, NewCommit, PullState, RepositoryRole } from '../../src/github/types.js';
import { createFixHandler } from '../../src/jobs/fix.js';
import { analyseHere } from '../../src/jobs/analysis.js';
import type { Wishes } from '../../src/report/types.js';
import type { AnswerPlace, FixJob } from '../../src/jobs/types.js';
import { createProcessMemory } from '../../src/store/memory.js';
import { httpError } from '../github/fake-api.js';
import { finding } from '../report/fixtures.js';

const HEAD = 'a'.repeat(40);
const LATER = 'b'.repeat(40);
const OURS = 'Apply 1 safe fix\n\nShipworthy-Request: d1/fix/12';

const FIX: FixAnswer = { files: [{ path: 'a.py', content: Buffer.from('x\n'), kind: 'file', isNew: false }], patch: 'diff --git a/a.py b/a.py\n', fixed: [finding()], left: [] };

function job(change: Partial<FixJob> = {}): FixJob {
  const answer: AnswerPlace = { kind: 'conversation', commentId: 5 };
  return { kind: 'fix', installationId: 1, owner: 'acme', repo: 'shop', repositoryId: 2, deliveryId: 'd1', pullNumber: 12, headSha: HEAD, rules: [], unsafe: false, requestedBy: 'mona', answer, ...change };
}

/** GitHub and an engine in memory; what is not needed here is not there. */
class World {
  role: RepositoryRole = 'write';
  heads: string[] = [HEAD];
  pull: Partial<PullState> = {};
  committed: (Committed | Error)[] = [{ kind: 'made', sha: LATER }];
  messages: CommitMessage[] = [];
  page: CheckPage | null = { id: 9, url: 'https://github.com/acme/shop/runs/9', completed: true, title: 'T', summary: 'S', text: '| rest |' };
  answer: FixAnswer = FIX;
  replyError: unknown = null;
  readonly commits: NewCommit[] = [];
  readonly reactions: string[] = [];
  readonly replies: string[] = [];
  readonly updates: CheckRunUpdate[] = [];
  readonly selections: FixSelection[] = [];
  readonly memory = createProcessMemory();
  readonly ignored: string[] = [];
  readonly since: string[] = [];

  async run(request = job(), number = 1): Promise<void> {
    await this.#handler().run(request, { number, signal: new AbortController().signal });
  }

  async conclude(request = job()): Promise<void> {
    await this.#handler().conclude(request, { kind: 'failed', reason: 'GitHub did not answer as it should.' });
  }

  #handler() {
    const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
    const fix = async (_source: ChangeSource, selection: FixSelection, wishes?: Wishes): Promise<FixAnswer> => {
      this.selections.push(selection);
      this.ignored.push(...(wishes?.ignored ?? []).map(({ ruleId }) => ruleId));
      return this.answer;
    };
    const review = async (): Promise<never> => Promise.reject(new Error('Nothing is reviewed here.'));
    const openSource = async (): Promise<ChangeSource> => ({ close: async () => undefined }) as unknown as ChangeSource;
    const analysis = analyseHere({ fix, review, close: async () => undefined }, openSource);
    return createFixHandler({ connect: async () => this.#api(), analysis, memory: this.memory, log, sleep: async () => undefined, now: () => 0 });
  }

  #api(): GitHubApi {
    const api: Partial<GitHubApi> = {
      roleOf: async () => this.role,
      readPull: async () => ({ headSha: (this.heads.length > 1 ? this.heads.shift() : this.heads[0]) ?? '', baseRef: 'main', baseSha: 'base', isDraft: false, isOpen: true, headBranch: 'topic', viewer: '', threads: [], pendingReviews: [], ...this.pull }),
      mergeBase: async () => 'base',
      gitToken: async () => 't',
      messagesSince: async (_owner, _repo, since) => {
        this.since.push(since);
        return this.messages;
      },
      createCommit: async (commit) => {
        this.commits.push(commit);
        const next = this.committed.shift() ?? { kind: 'moved' };
        if (next instanceof Error) throw next;
        return next;
      },
      findPage: async () => this.page,
      isAnswered: async () => this.replies.length > 0,
      updateCheckRun: async (_owner, _repo, _id, update) => void this.updates.push(update),
      react: async (_pull, _place, reaction) => void this.reactions.push(reaction),
      reply: async (_pull, _place, body) => {
        if (this.replyError !== null) throw this.replyError;
        this.replies.push(body);
      },
    };
    return api as GitHubApi;
  }
}

describe('a command', () => {
  test('is answered by the commit and a reaction', async () => {
    const world = new World();
    await world.run(job({ rules: ['ruff/*'], unsafe: true }));
    expect(world.selections).toEqual([{ rules: ['ruff/*'], unsafe: true, offLimits: { '.github/workflows/': expect.any(String) } }]);
    expect(world.commits).toEqual([expect.objectContaining({ branch: 'topic', expectedHead: HEAD, headline: 'Apply 1 fix', body: expect.stringMatching(/\nShipworthy-Request: d1\/fix\/12$/) })]);
    expect([world.reactions, world.replies, world.updates]).toEqual([['rocket'], [], []]);
  });

  test('that ends in a patch gets a link to the check run that holds it, which keeps its button and its text', async () => {
    const world = new World();
    world.committed = [{ kind: 'refused', why: 'protected' }];
    await world.run();
    expect(world.reactions).toEqual(['confused']);
    expect(world.replies).toEqual([expect.stringMatching(/^The branch is protected.* are in \[the check run\]\(https:\/\/github\.com\/acme\/shop\/runs\/9\) as a patch\.\n\n<!-- shipworthy:answer 5 fixes -->$/)]);
    expect(world.updates).toEqual([{ conclusion: null, output: { title: 'T', summary: 'S', annotations: [], text: expect.stringMatching(/git apply fixes\.patch[^]*\| rest \|$/) } }]);
  });

  test.each([
    ['none', null],
    ['one that is not complete', { id: 9, url: 'u', completed: false, title: '', summary: '' }],
  ])('that ends in a patch gets it in the answer where the check run is %s', async (_case, page) => {
    const world = new World();
    world.page = page;
    world.pull = { headBranch: null };
    await world.run();
    expect(world.commits).toEqual([]);
    expect(world.replies[0]).toContain('git apply fixes.patch');
    expect(world.updates).toEqual([]);
  });

  test.each<[string, Partial<World>, string]>([
    ['of somebody who may only read', { role: 'read' }, 'may write to this repository'],
    ['of a stranger', { role: 'none' }, 'may write to this repository'],
    ['on a pull request that is closed', { pull: { isOpen: false } }, 'The pull request is closed.'],
    ['at a head that is no longer', { heads: [LATER] }, 'The branch has moved since'],
    ['for which there is nothing', { answer: { nothing: 'The change brings no finding.', left: [] } }, 'The change brings no finding.'],
  ])('%s is refused in one line', async (_case, change, line) => {
    const world = Object.assign(new World(), change);
    await world.run();
    expect(world.commits).toEqual([]);
    expect(world.reactions).toEqual(['confused']);
    expect(world.replies).toHaveLength(1);
    expect(world.replies[0]?.split('\n\n<!--')[0]).toContain(line);
    expect(world.replies[0]?.split('\n\n<!--')[0]).not.toContain('\n');
  });

  test('leaves alone what a person ignores on the pull request', async () => {
    const world = new World();
    await world.memory.ignore(job(), { ruleId: 'ruff/F401', fingerprints: null, reason: 'meant so', by: 'mona', at: '2024-05-01T10:00:00Z' });
    await world.memory.ignore({ repositoryId: 2, pullNumber: 13 }, { ruleId: 'ruff/F811', fingerprints: null, reason: 'meant so', by: 'mona', at: '2024-05-01T10:00:00Z' });
    await world.run();
    expect(world.ignored).toEqual(['ruff/F401']);
  });

  test('in a conversation that is locked is done all the same', async () => {
    const world = new World();
    world.answer = { nothing: 'Nothing.', left: [] };
    world.replyError = httpError(403);
    await expect(world.run()).resolves.toBeUndefined();
  });
});

test('a refusal is not told twice by the same request, which a command makes again that is taken up after a crash', async () => {
  const world = new World();
  world.answer = { nothing: 'The change brings no finding.', left: [] };
  const request = job({ writtenAt: '2026-01-01T00:00:00Z' });
  await world.run(request);
  await world.run(request);
  expect(world.replies).toHaveLength(1);
});

test('a refusal is not told twice by a later attempt', async () => {
  const world = new World();
  world.role = 'read';
  const request = job({ writtenAt: '2026-01-01T00:00:00Z' });
  await world.run(request);
  await world.run(request, 2);
  expect(world.replies).toHaveLength(1);
});

describe('one commit for a request', () => {
  test('when the answer is lost and somebody pushes on top of it', async () => {
    const world = new World();
    world.heads = [HEAD, LATER];
    world.committed = [httpError(502)];
    world.messages = [{ sha: 'c'.repeat(40), message: OURS }, { sha: LATER, message: 'Somebody else' }];
    await world.run();
    expect(world.commits).toHaveLength(1);
    expect(world.since).toEqual([HEAD]);
    expect(world.reactions).toEqual(['rocket']);
  });

  test('when an earlier process has made it', async () => {
    const world = new World();
    world.heads = [LATER];
    world.messages = [{ sha: LATER, message: OURS }];
    await world.run();
    expect(world.commits).toEqual([]);
    expect(world.reactions).toEqual(['rocket']);
  });

  test('but another one\'s commit is not taken for it', async () => {
    const world = new World();
    world.heads = [HEAD, LATER];
    world.committed = [httpError(502), { kind: 'made', sha: 'd'.repeat(40) }];
    world.messages = [{ sha: LATER, message: OURS.replace('d1', 'd2') }];
    await world.run();
    expect(world.commits.map(({ expectedHead }) => expectedHead)).toEqual([HEAD, LATER]);
  });

  test('when a later attempt finds another head', async () => {
    const world = new World();
    world.heads = [LATER];
    await world.run(job(), 2);
    expect(world.commits.map(({ expectedHead }) => expectedHead)).toEqual([LATER]);
  });

  test('after three heads it is given up', async () => {
    const world = new World();
    world.heads = [HEAD, LATER, 'c'.repeat(40), 'd'.repeat(40)];
    world.committed = [];
    await world.run();
    expect(world.commits).toHaveLength(3);
    expect(world.replies[0]).toContain('The branch moved 3 times');
  });

  test('what a limit refused is left to the queue', async () => {
    const world = new World();
    world.committed = [httpError(429)];
    await expect(world.run()).rejects.toMatchObject({ status: 429 });
    expect([world.reactions, world.replies]).toEqual([[], []]);
  });
});

test('a request that is given up says that nobody knows', async () => {
  const world = new World();
  await world.conclude();
  expect(world.reactions).toEqual(['confused']);
  expect(world.replies[0]).toContain('GitHub did not answer as it should. The fixes may be committed or not');
});
