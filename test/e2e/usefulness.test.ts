/** What people make of comments, against the double: from reactions and votes to probation, and back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { runCommandLine } from '../../src/cli/program.js';
import { createEngine } from '../../src/engine.js';
import type { Engine } from '../../src/engine-types.js';
import { createProcessMemory, type ReviewMemory } from '../../src/store/memory.js';
import { openReviewMemory } from '../../src/store/review-memory.js';
import { talliesOf } from '../../src/usefulness/judge.js';
import { appForEachTest, openPull, REPO, type AppUnderTest } from './harness.js';
import { createLineEngine } from './line-engine.js';

const RULE = 'wiring/unresolved-import';
/** Milliseconds for a test with several reviews of the real engine, the first of them cold. */
const SLOW = 120_000;
const { start } = appForEachTest();

/** A memory in a file that is opened when first used, and again after each close, as by one process after the other. */
function memoryIn(file: string): ReviewMemory {
  let open: Promise<ReviewMemory> | null = null;
  const call = (name: keyof ReviewMemory) => async (...given: unknown[]): Promise<unknown> => {
    const memory = await (open ??= openReviewMemory(file));
    if (name === 'close') open = null;
    return (memory[name] as (...given: unknown[]) => Promise<unknown>)(...given);
  };
  return new Proxy({} as ReviewMemory, { get: (_, name) => call(name as keyof ReviewMemory) });
}

async function close({ double, handle }: AppUnderTest, number = 1): Promise<void> {
  await double.updatePullRequest(REPO, number, { state: 'closed' });
  await handle('pull_request', await double.payloads.pullRequest('closed', { repo: REPO, number }));
}

async function repositoryIdIn({ double }: AppUnderTest): Promise<number> {
  return ((await double.payloads.pullRequest('closed', { repo: REPO, number: 1 })) as { repository: { id: number } }).repository.id;
}

/** A reviewed pull request of the line engine with ten comments of `test/missing`. */
async function tenComments(memory: ReviewMemory): Promise<AppUnderTest> {
  const app = await start({ memory, engine: createLineEngine() });
  await openPull(app, { 'app.py': Array.from({ length: 10 }, (_, index) => `missing_${index}\n`).join('') });
  await app.pullRequest('opened');
  expect(app.double.reviewComments(REPO, 1)).toHaveLength(10);
  return app;
}

function firstComment({ double }: AppUnderTest): number {
  return double.reviewComments(REPO, 1)[0]?.id ?? 0;
}

describe('a rule of which people think little', () => {
  let engine: Engine;
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'shipworthy-usefulness-'));
    engine = await createEngine({ dataDir });
  });
  afterAll(async () => {
    await engine.close();
    await rm(dataDir, { recursive: true, force: true });
  });
  beforeEach(() => rm(join(dataDir, 'app.db'), { force: true }));

  const PROJECT = { 'README.md': '# Shop\n', 'requirements.txt': 'django==5.0\n', 'manage.py': 'import os\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n', 'shop/__init__.py': '', 'shop/settings.py': 'DEBUG = False\n' };

  /** The real engine, and a first pull request with ten comments of the rule, one of them disliked, that is closed. */
  async function onProbation(project: Readonly<Record<string, string>> = PROJECT): Promise<AppUnderTest> {
    const app = await start({ engine: { ...engine, close: async () => undefined }, memory: memoryIn(join(dataDir, 'app.db')) });
    const broken = Array.from({ length: 10 }, (_, index) => [`shop/part_${index}.py`, `from shop.absent_${index} import thing\n\nprint(thing)\n`]);
    await openPull(app, Object.fromEntries(broken), {}, project);
    await app.pullRequest('opened');
    expect(app.double.reviewComments(REPO, 1).filter(({ body }) => body.includes(RULE))).toHaveLength(10);
    app.double.person.reactToReviewComment('eve', REPO, firstComment(app), '-1');
    await close(app);
    return app;
  }

  /** Opens a further pull request with one finding of the rule, and answers its comments. */
  async function nextPull(app: AppUnderTest, number: number): Promise<number> {
    await app.double.push({ repo: REPO, commits: [{ branch: `more-${number}`, from: 'main', message: 'More', files: { 'shop/more.py': `from shop.gone_${number} import thing\n\nprint(thing)\n` } }] });
    await app.double.openPullRequest({ repo: REPO, head: `more-${number}`, title: 'More', author: 'mona' });
    app.double.forget();
    await app.pullRequest('opened', number);
    expect(app.lastRun()).toMatchObject({ status: 'completed', conclusion: 'failure' });
    return app.double.reviewComments(REPO, number).length;
  }

  async function stats(...args: string[]): Promise<string> {
    let out = '';
    const terminal = { stdout: { write: (text: string) => (out += text) }, stderr: { write: (text: string) => (out += text) }, environment: { DATA_DIR: dataDir } };
    expect(await runCommandLine(['stats', ...args], terminal)).toBe(0);
    return out;
  }

  test('has no inline comments in the repository any more, over restarts, until a person releases it', async () => {
    const app = await onProbation();
    const { double, lastRun } = app;
    expect(await nextPull(app, 2)).toBe(0);
    expect(lastRun().summary).toMatch(/1 finding of `wiring\/unresolved-import` without an inline comment: the rule is on probation in this repository since \d{4}-\d\d-\d\d, as 1 of 10 judged comments was not useful/);
    expect(lastRun().annotations.map(({ path }) => path)).toEqual(['shop/more.py']);
    expect(double.apiCalls().length).toBeLessThanOrEqual(7);

    await app.restart();
    expect(await nextPull(app, 3)).toBe(0);
    expect(JSON.parse(await stats('--format', 'json'))).toEqual([
      { repository: REPO, rules: [{ ruleId: RULE, shown: 10, fixed: 0, judged: 10, notUseful: 1, share: 0.1, probationSince: expect.any(String), releasedAt: null }] },
    ]);

    expect(await stats('--release', RULE, '--repository', REPO)).toContain('released in acme/shop');
    expect(await nextPull(app, 4)).toBe(1);
    expect(lastRun().summary).not.toContain('probation');
    double.assertClean();
  }, SLOW);

  test('keeps them where the configuration says so', async () => {
    const app = await onProbation({ ...PROJECT, '.github/shipworthy.yml': `rules:\n  ${RULE}:\n    probation: off\n` });
    expect(await nextPull(app, 2)).toBe(1);
    expect(app.lastRun().summary).not.toContain('probation');
    expect(await stats()).toMatch(/wiring\/unresolved-import +11 +0 +10 +1 +10 % +since /);
    app.double.assertClean();
  }, SLOW);
});

describe('a pull request that ends', () => {
  test('is read once more, by one call', async () => {
    const memory = createProcessMemory();
    const app = await tenComments(memory);
    app.double.forget();
    await close(app);
    expect(app.double.apiCalls().map(({ operationId }) => operationId)).toEqual(['graphql']);
    expect(talliesOf(await memory.evidence(await repositoryIdIn(app)))).toEqual([{ ruleId: 'test/missing', shown: 10, fixed: 0, judged: 10, notUseful: 0 }]);
    app.double.assertClean();
  });

  test('and is reopened is judged when it ends again', async () => {
    const memory = createProcessMemory();
    const app = await tenComments(memory);
    await close(app);
    await app.double.updatePullRequest(REPO, 1, { state: 'open' });
    await app.pullRequest('reopened');
    expect(talliesOf(await memory.evidence(await repositoryIdIn(app)))).toMatchObject([{ shown: 10, judged: 0 }]);
    await close(app);
    expect(talliesOf(await memory.evidence(await repositoryIdIn(app)))).toMatchObject([{ shown: 10, judged: 10 }]);
    app.double.assertClean();
  });

  test('tells what was fixed on it, and what a person only resolved', async () => {
    const memory = createProcessMemory();
    const app = await tenComments(memory);
    await app.double.push({ repo: REPO, commits: [{ branch: 'topic', message: 'Mend', files: { 'app.py': Array.from({ length: 6 }, (_, index) => `missing_${index}\n`).join('') } }] });
    await app.pullRequest('synchronize');
    app.double.person.resolveThread('mona', REPO, app.double.threads(REPO, 1)[0]?.id ?? '');
    await close(app);
    expect(talliesOf(await memory.evidence(await repositoryIdIn(app)))).toEqual([{ ruleId: 'test/missing', shown: 10, fixed: 4, judged: 10, notUseful: 0 }]);
    app.double.assertClean();
  });

  test('without GraphQL leaves what is known as it is', async () => {
    const memory = createProcessMemory();
    const app = await tenComments(memory);
    app.double.failNext({ method: 'POST', path: '/graphql', status: 403 });
    await close(app);
    expect(talliesOf(await memory.evidence(await repositoryIdIn(app)))).toMatchObject([{ shown: 10, judged: 0 }]);
  });
});

describe('a vote', () => {
  test('by 👎 that is taken back counts no more', async () => {
    const memory = createProcessMemory();
    const app = await tenComments(memory);
    const id = firstComment(app);
    for (const login of ['eve', 'mona']) app.double.person.reactToReviewComment(login, REPO, id, '-1');
    app.double.person.reactToReviewComment('mona', REPO, id, '+1');
    await app.handle('check_run', await app.double.payloads.checkRun('rerequested', { repo: REPO, checkRunId: app.lastRun().id }));
    expect(talliesOf(await memory.evidence(await repositoryIdIn(app)))).toMatchObject([{ judged: 1, notUseful: 1 }]);
    for (const login of ['eve', 'mona']) app.double.person.takeBackReaction(login, REPO, id, '-1');
    await close(app);
    expect(talliesOf(await memory.evidence(await repositoryIdIn(app)))).toMatchObject([{ judged: 10, notUseful: 0 }]);
    expect(await memory.standings(await repositoryIdIn(app))).toEqual([]);
    app.double.assertClean();
  });

  test('by command counts at once; with its comment it goes', async () => {
    const memory = createProcessMemory();
    const app = await tenComments(memory);
    const { double } = app;
    double.setPermission(REPO, 'jonas', 'write');
    const [thread] = double.threads(REPO, 1);
    const { id } = double.person.replyToThread('jonas', REPO, thread?.id ?? '', '/shipworthy not-useful we generate this');
    const tell = async (action: 'created' | 'deleted') => app.handle('pull_request_review_comment', await double.payloads.reviewComment(action, { repo: REPO, number: 1, commentId: id }));
    await tell('created');
    expect(talliesOf(await memory.evidence(await repositoryIdIn(app)))).toMatchObject([{ shown: 10, judged: 1, notUseful: 1 }]);
    await tell('deleted');
    await close(app);
    expect(talliesOf(await memory.evidence(await repositoryIdIn(app)))).toMatchObject([{ judged: 10, notUseful: 0 }]);
    expect(await memory.standings(await repositoryIdIn(app))).toEqual([]);
    double.assertClean();
  });

  test('that comes after the end counts as well', async () => {
    const memory = createProcessMemory();
    const app = await tenComments(memory);
    await close(app);
    app.double.setPermission(REPO, 'jonas', 'write');
    const [thread] = app.double.threads(REPO, 1);
    const { id } = app.double.person.replyToThread('jonas', REPO, thread?.id ?? '', '/shipworthy not-useful');
    await app.handle('pull_request_review_comment', await app.double.payloads.reviewComment('created', { repo: REPO, number: 1, commentId: id }));
    expect(await memory.standings(await repositoryIdIn(app))).toMatchObject([{ ruleId: 'test/missing', probation: { judged: 10, notUseful: 1 } }]);
    app.double.assertClean();
  });
});
