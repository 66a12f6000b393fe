/** The check run always ends: whatever is refused, whoever crashes, and wherever the commit came from. */
import { describe, expect, test } from '@jest/globals';
import { defaultConfig } from '../../src/config/defaults.js';
import type { Engine } from '../../src/engine-types.js';
import type { GitHubApi } from '../../src/github/types.js';
import type { Analysis } from '../../src/jobs/analysis.js';
import { createMemoryJobStore } from '../../src/jobs/store.js';
import { githubLinks } from '../../src/report/links.js';
import { planReport } from '../../src/report/plan.js';
import { finding, fingerprint, range } from '../report/fixtures.js';
import { appForEachTest, BASE_FILES, openPull, REPO, type AppUnderTest } from './harness.js';
import { createLineEngine } from './line-engine.js';

const TWO_FINDINGS = { 'app.py': 'one = 1\nmissing_a\nthree = 3\n', 'new.py': 'missing_b\n' };
const RUN = /\/check-runs\/\d+$/;

const { start, running } = appForEachTest();

/** Conclusion and number of annotations of each run. */
function runs(under: AppUnderTest): unknown[] {
  return under.double.checkRuns(REPO).map(({ status, conclusion, annotations }) => [status === 'completed' ? conclusion : status, annotations.length]);
}

/** A promise, and what resolves it. */
function latch(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

test('says while the repository is read how far that is, now and then, and ends with the report', async () => {
  const titles: (string | undefined)[] = [];
  const decorateAnalysis = (analysis: Analysis): Analysis => ({
    ...analysis,
    async review(request, wishes, signal, onReading) {
      for (const done of [0, 400, 9_974]) onReading?.(done, 9_974);
      return analysis.review(request, wishes, signal);
    },
  });
  const decorateApi = (api: GitHubApi): GitHubApi => ({
    ...api,
    async updateCheckRun(...given) {
      titles.push(given[3].output.title);
      await new Promise((resolve) => setTimeout(resolve, 20));
      return api.updateCheckRun(...given);
    },
  });
  const under = await start({ decorateAnalysis, decorateApi });
  await openPull(under, TWO_FINDINGS);
  await under.pullRequest('opened');
  expect(titles).toEqual(['Reading the repository before the change is judged: 0 of 9,974 files', under.lastRun().title]);
  expect(runs(under)).toEqual([['failure', 2]]);
});

describe('a crash', () => {
  const CALLS = ['createCheckRun', 'mergeBase', 'readPull', 'postReview', 'updateCheckRun'] as const;

  test.each(CALLS.flatMap((method) => [[method, 'before'], [method, 'after']] as const))('at %s, %s its effect: the next process goes on, and all is there once', async (method, moment) => {
    const crashed = latch();
    const decorateApi = (api: GitHubApi): GitHubApi => ({
      ...api,
      [method]: async (...given: readonly unknown[]): Promise<never> => {
        if (moment === 'after') await (api[method] as (...given: readonly unknown[]) => Promise<unknown>)(...given);
        crashed.open();
        return new Promise<never>(() => undefined);
      },
    });
    const under = await start({ decorateApi });
    const { double } = under;
    await openPull(under, TWO_FINDINGS);
    await under.deliver('pull_request', await double.payloads.pullRequest('opened', { repo: REPO, number: 1 }));
    await crashed.opened;
    await under.restart();
    await under.service.queue.idle();
    expect(runs(under)).toEqual([['failure', 2]]);
    expect(double.reviewComments(REPO, 1)).toHaveLength(2);
    expect(double.reviews(REPO, 1)).toHaveLength(1);
    double.assertClean();
  });

  /** Lets a review begin and crash before it is judged. */
  async function crashWhileJudging(options: Parameters<typeof start>[0] = {}): Promise<AppUnderTest> {
    const judging = latch();
    let first = true;
    const engine = createLineEngine({
      before: async () => {
        if (!first) return;
        first = false;
        judging.open();
        await new Promise(() => undefined);
      },
    });
    const under = await start({ engine, ...options });
    await openPull(under, TWO_FINDINGS);
    await under.deliver('pull_request', await under.double.payloads.pullRequest('opened', { repo: REPO, number: 1 }), { deliveryId: 'd1' });
    await judging.opened;
    return under;
  }

  test('after which the head has moved: the old run ends as superseded', async () => {
    const under = await crashWhileJudging();
    await under.double.push({ repo: REPO, commits: [{ branch: 'topic', message: 'More', files: { 'more.py': 'missing_c\n' } }] });
    await under.restart();
    await under.service.queue.idle();
    expect(runs(under)).toEqual([['neutral', 0], ['failure', 3]]);
    expect(under.double.checkRuns(REPO)[0]?.title).toMatch(/^Superseded by /);
    under.double.assertClean();
  });

  test('that the store does not survive: the delivery, sent again, goes on with the run', async () => {
    const under = await crashWhileJudging({ double: { now: () => Date.now() - 5_000 } });
    await under.restart(createMemoryJobStore());
    await under.deliver('pull_request', await under.double.payloads.pullRequest('opened', { repo: REPO, number: 1 }), { deliveryId: 'd1' });
    await under.service.queue.idle();
    expect(runs(under)).toEqual([['failure', 2]]);
    under.double.assertClean();
  });

  test('between two batches of annotations: none is sent twice, though GitHub had refused one', async () => {
    const crashed = latch();
    let calls = 0;
    const decorateApi = (api: GitHubApi): GitHubApi => ({
      ...api,
      updateCheckRun: async (...given) => {
        calls += 1;
        if (calls < 4) return api.updateCheckRun(...given);
        crashed.open();
        return new Promise<never>(() => undefined);
      },
    });
    const under = await start({ decorateApi });
    await openPull(under, { 'many.py': `${Array.from({ length: 120 }, (_, index) => `missing_${index}`).join('\n')}\n` });
    under.double.failNext({ method: 'PATCH', path: RUN, status: 422, body: { message: 'Invalid request.' } });
    await under.deliver('pull_request', await under.double.payloads.pullRequest('opened', { repo: REPO, number: 1 }));
    await crashed.opened;
    expect(under.lastRun().annotations).toHaveLength(50);
    await under.restart();
    await under.service.queue.idle();
    const lines = under.lastRun().annotations.map(({ start_line: line }) => line);
    expect([...lines].sort((a, b) => a - b)).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
    expect(under.lastRun().conclusion).toBe('failure');
    under.double.assertClean();
  });
});

describe('the last word', () => {
  const LIMIT = { method: 'PATCH', path: RUN, status: 403, headers: { 'retry-after': '30' }, body: { message: 'You have exceeded a secondary rate limit.' } };

  test('of a failed review is said again when a rate limit is in its way', async () => {
    const engine = createLineEngine({
      before: () => {
        throw new Error('broken');
      },
    });
    const under = await start({ engine });
    await openPull(under, TWO_FINDINGS);
    under.double.failNext({ ...LIMIT, times: 3 });
    await under.pullRequest('opened');
    expect(runs(under)).toEqual([['neutral', 0]]);
    expect(under.lastRun().title).toBe('Not reviewed');
    under.double.assertClean();
  });

  test('of a review whose head moved is said again too', async () => {
    let pushed = false;
    const engine = createLineEngine({
      before: async () => {
        if (pushed) return;
        pushed = true;
        await running().double.push({ repo: REPO, commits: [{ branch: 'topic', message: 'More', files: { 'more.py': 'missing_c\n' } }] });
        await running().deliver('pull_request', await running().double.payloads.pullRequest('synchronize', { repo: REPO, number: 1 }));
        running().double.failNext({ ...LIMIT, times: 2 });
      },
    });
    const under = await start({ engine });
    await openPull(under, TWO_FINDINGS);
    await under.pullRequest('opened');
    expect(runs(under)).toEqual([['neutral', 0], ['failure', 3]]);
    under.double.assertClean();
  });
});

describe('a closed pull request', () => {
  test('ends its review: no comment, and the check run says why; reopened, it is reviewed', async () => {
    const judging = latch();
    const closed = latch();
    const engine = createLineEngine({
      before: async () => {
        judging.open();
        await closed.opened;
      },
    });
    const under = await start({ engine });
    const { double } = under;
    await openPull(under, TWO_FINDINGS);
    await under.deliver('pull_request', await double.payloads.pullRequest('opened', { repo: REPO, number: 1 }));
    await judging.opened;
    await double.updatePullRequest(REPO, 1, { state: 'closed' });
    await under.deliver('pull_request', await double.payloads.pullRequest('closed', { repo: REPO, number: 1 }));
    closed.open();
    await under.service.queue.idle();
    expect(runs(under)).toEqual([['neutral', 0]]);
    expect(under.lastRun()).toMatchObject({ title: 'Closed', summary: 'The pull request was closed before this commit was reviewed.' });
    expect(double.reviews(REPO, 1)).toEqual([]);

    await double.updatePullRequest(REPO, 1, { state: 'open' });
    await under.pullRequest('reopened');
    expect(runs(under)).toEqual([['neutral', 0], ['failure', 2]]);
    expect(double.reviewComments(REPO, 1)).toHaveLength(2);
    double.assertClean();
  });
});

describe('a merge queue', () => {
  /** Two pull requests, of which the second has findings. */
  async function openTwo(under: AppUnderTest): Promise<void> {
    const { double } = under;
    await double.addRepository({ owner: 'acme', name: 'shop', commits: [{ branch: 'main', message: 'Start', files: BASE_FILES }] });
    for (const [branch, files] of [['clean', { 'clean.py': 'x = 1\n' }], ['broken', { 'new.py': 'missing_b\n' }]] as const) {
      await double.push({ repo: REPO, commits: [{ branch, message: branch, files }] });
      await double.openPullRequest({ repo: REPO, head: branch, title: branch, author: 'mona' });
    }
    double.forget();
  }

  test('has its heads checked, by two calls each and without a comment', async () => {
    const under = await start();
    const { double } = under;
    await openTwo(under);
    const green = await double.queueMerge(REPO, [1]);
    const red = await double.queueMerge(REPO, [1, 2]);
    for (const group of [green, red]) await under.deliver('merge_group', await double.payloads.mergeGroup('checks_requested', { group }));
    await under.service.queue.idle();
    const bySha = new Map(double.checkRuns(REPO).map(({ headSha, name, conclusion, annotations }) => [headSha, [name, conclusion, annotations.length]]));
    expect([bySha.get(green.headSha), bySha.get(red.headSha)]).toEqual([['Shipworthy', 'success', 0], ['Shipworthy', 'failure', 1]]);
    expect(double.apiCalls().map(({ operationId }) => operationId).sort()).toEqual(['checks/create', 'checks/create', 'checks/update', 'checks/update']);
    expect([double.reviews(REPO, 1), double.reviews(REPO, 2)]).toEqual([[], []]);
    double.assertClean();
  });

  test('has a group checked again, by its run and by its suite', async () => {
    const under = await start();
    const { double } = under;
    await openTwo(under);
    const group = await double.queueMerge(REPO, [2]);
    await under.handle('merge_group', await double.payloads.mergeGroup('checks_requested', { group }));
    await under.handle('check_run', await double.payloads.checkRun('rerequested', { repo: REPO, checkRunId: under.lastRun().id }));
    await under.handle('check_suite', await double.payloads.checkSuite('rerequested', { repo: REPO, headSha: group.headSha }));
    expect(runs(under)).toEqual([['failure', 1], ['failure', 1], ['failure', 1]]);
    double.assertClean();
  });

  test('that takes a group apart ends its check run', async () => {
    const judging = latch();
    const destroyed = latch();
    const engine = createLineEngine({
      before: async () => {
        judging.open();
        await destroyed.opened;
      },
    });
    const under = await start({ engine });
    const { double } = under;
    await openTwo(under);
    const group = await double.queueMerge(REPO, [2]);
    await under.deliver('merge_group', await double.payloads.mergeGroup('checks_requested', { group }));
    await judging.opened;
    expect(runs(under)).toEqual([['in_progress', 0]]);
    await under.deliver('merge_group', await double.payloads.mergeGroup('destroyed', { group, reason: 'dequeued' }));
    destroyed.open();
    await under.service.queue.idle();
    expect(runs(under)).toEqual([['neutral', 0]]);
    expect(under.lastRun().title).toBe('No longer in the queue');
    double.assertClean();
  });

  test.each(['createCheckRun', 'updateCheckRun'] as const)('is not left waiting by a crash after %s', async (method) => {
    const crashed = latch();
    const decorateApi = (api: GitHubApi): GitHubApi => ({
      ...api,
      [method]: async (...given: readonly unknown[]): Promise<never> => {
        await (api[method] as (...given: readonly unknown[]) => Promise<unknown>)(...given);
        crashed.open();
        return new Promise<never>(() => undefined);
      },
    });
    const under = await start({ decorateApi });
    await openTwo(under);
    const group = await under.double.queueMerge(REPO, [2]);
    await under.deliver('merge_group', await under.double.payloads.mergeGroup('checks_requested', { group }));
    await crashed.opened;
    await under.restart();
    await under.service.queue.idle();
    expect(runs(under)).toEqual([['failure', 1]]);
    under.double.assertClean();
  });

  test('is not left waiting by a failure either', async () => {
    const engine = createLineEngine({
      before: () => {
        throw new Error('broken');
      },
    });
    const under = await start({ engine });
    await openTwo(under);
    const group = await under.double.queueMerge(REPO, [2]);
    under.double.failNext({ method: 'PATCH', path: RUN, status: 403, headers: { 'retry-after': '30' }, body: { message: 'Slow down.' }, times: 2 });
    await under.handle('merge_group', await under.double.payloads.mergeGroup('checks_requested', { group }));
    expect(runs(under)).toEqual([['neutral', 0]]);
    expect(under.lastRun().title).toBe('Not reviewed');
    under.double.assertClean();
  });
});

describe('a suite run again for a fork', () => {
  test('reviews the pull request of which the event says nothing', async () => {
    const under = await start();
    const { double } = under;
    const pull = await openPull(under, TWO_FINDINGS, { fork: { owner: 'mona' } });
    await under.pullRequest('opened');
    double.forget();
    await under.handle('check_suite', await double.payloads.checkSuite('rerequested', { repo: REPO, headSha: pull.headSha }));
    expect(runs(under)).toEqual([['failure', 2], ['failure', 2]]);
    expect(double.apiCalls()[0]).toMatchObject({ operationId: 'checks/list-for-suite' });
    expect(double.reviewComments(REPO, 1)).toHaveLength(2);
    double.assertClean();
  });
});

describe('the page', () => {
  /** As many findings as the file has lines, reported as the real engine does. */
  function pageEngine(number: number): Engine {
    const lines = createLineEngine({ inline: 3 });
    return {
      ...lines,
      async review(source) {
        const { result, plan } = await lines.review(source);
        const findings = Array.from({ length: number }, (_, index) => finding({ path: 'many.py', range: range(index + 1, 1, index + 1, 4), fingerprint: fingerprint(index), cause: null, message: { what: `Ünknöwn näme ${index}.`, why: 'It fails.', todo: `Mend ${index}.` } }));
        const place = { server: 'https://ghe.example', repository: REPO, head: plan.headSha, docsUrl: 'https://docs.example' };
        const full = planReport({ result: { ...result, findings, verdict: { result: 'fail', title: `${number} errors introduced` } }, config: defaultConfig(), links: githubLinks(place) });
        return { result, plan: { ...full, comments: plan.comments } };
      },
    };
  }

  test('of three thousand findings is taken by GitHub with every note: cut between rows, the rest in the text and the annotations', async () => {
    const number = 3_000;
    const under = await start({ engine: pageEngine(number) });
    await openPull(under, { 'many.py': 'missing\n'.repeat(number) }, { draft: true });
    under.double.failNext({ method: 'PATCH', path: RUN, status: 422, body: { message: 'Invalid request.' } });
    await under.pullRequest('opened');
    const run = under.lastRun();
    expect(run).toMatchObject({ status: 'completed', conclusion: 'failure' });
    expect(run.annotations).toHaveLength(number);
    expect(run.summary).toMatch(/\n_\d+ more below: GitHub takes at most 65,535 characters here\._\n/);
    expect(run.summary).toContain('> The pull request is a draft: 3 inline comments will be posted when it is ready for review.');
    expect(run.text).toMatch(/^### Findings introduced, continued\n\n\| Severity /);
    const shown = [...`${run.summary}\n${run.text}`.matchAll(/^\| error .*\|$/gm)];
    const left = Number(/_(\d+) more left out here/.exec(run.text ?? '')?.[1]);
    expect(shown.length + left).toBe(number);
    expect(shown.length).toBeGreaterThan(400);
    under.double.assertClean();
  });
});
