import { describe, expect, test } from '@jest/globals';
import { appForEachTest, openPull, REPO } from './harness.js';
import { createLineEngine } from './line-engine.js';

const TWO_FINDINGS = { 'app.py': 'one = 1\nmissing_a\nthree = 3\n', 'new.py': 'missing_b\n' };

const { start, running } = appForEachTest();

describe('an opened pull request', () => {
  test('with findings gets a check run at once and one review, by at most seven calls', async () => {
    const { double, deliver, service, lastRun } = await start();
    const pull = await openPull(running(), TWO_FINDINGS);
    const sent = await deliver('pull_request', await double.payloads.pullRequest('opened', { repo: REPO, number: pull.number }));
    expect(sent.status).toBe(202);
    await double.until(() => double.checkRuns(REPO).length === 1);
    const begun = double.apiCalls()[0];
    expect(begun).toMatchObject({ operationId: 'checks/create', body: { status: 'in_progress', head_sha: pull.headSha } });

    await service.queue.idle();
    expect(lastRun()).toMatchObject({ name: 'Shipworthy', headSha: pull.headSha, status: 'completed', conclusion: 'failure', title: '2 errors' });
    expect(lastRun().annotations.map(({ path, start_line: line }) => [path, line])).toEqual([['app.py', 2], ['new.py', 1]]);
    const [review] = double.reviews(REPO, pull.number);
    expect(double.reviews(REPO, pull.number)).toHaveLength(1);
    expect(review).toMatchObject({ state: 'COMMENTED', commitId: pull.headSha });
    expect(review?.comments.map(({ path, line, side }) => [path, line, side])).toEqual([['app.py', 2, 'RIGHT'], ['new.py', 1, 'RIGHT']]);
    expect(review?.comments[0]?.body).toContain('```suggestion\n');
    expect(double.apiCalls().map(({ operationId }) => operationId)).toEqual(['checks/create', 'repos/compare-commits-with-basehead', 'graphql', 'pulls/create-review', 'graphql', 'checks/update']);
    double.assertClean();
  });

  test('is counted, without a word of whose it is', async () => {
    const { service, webhookUrl } = await start();
    await openPull(running(), TWO_FINDINGS);
    await running().pullRequest('opened');
    await service.queue.idle();
    const answer = await fetch(new URL('/metrics', webhookUrl));
    const text = await answer.text();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/plain')]);
    expect(text).toContain('shipworthy_deliveries_total{event="pull_request",outcome="queued"} 1');
    expect(text).toContain('shipworthy_job_seconds_count{kind="review",outcome="done"} 1');
    expect(text).toMatch(/shipworthy_api_calls_total\{status="201"\} \d/);
    expect(text).toContain('shipworthy_queue_jobs 0');
    expect(text).not.toMatch(/acme|shop|app\.py/);
  });

  test('has its check run before anything is fetched or judged', async () => {
    const runsAtBegin: number[] = [];
    const [begun, finished] = [latch(), latch()];
    const engine = createLineEngine({
      before: () => {
        runsAtBegin.push(running().double.checkRuns(REPO).length);
        begun.open();
        return finished.opened;
      },
    });
    const { double, pullRequest, deliver, lastRun, service } = await start({ engine });
    await openPull(running(), TWO_FINDINGS);
    await deliver('pull_request', await double.payloads.pullRequest('opened', { repo: REPO, number: 1 }));
    await begun.opened;
    expect(lastRun()).toMatchObject({ status: 'in_progress', conclusion: null });
    finished.open();
    await service.queue.idle();
    await double.push({ repo: REPO, commits: [{ branch: 'topic', message: 'More', files: { 'more.py': 'missing_c\n' } }] });
    double.forget();
    await pullRequest('synchronize');
    expect(runsAtBegin).toEqual([1, 2]);
    expect(double.apiCalls()[0]?.operationId).toBe('checks/create');
    double.assertClean();
  });

  test('that is clean gets a green check and no word more', async () => {
    const { double, pullRequest, lastRun } = await start();
    const pull = await openPull(running(), { 'app.py': 'one = 1\ntwo = 22\nthree = 3\n' });
    await pullRequest('opened');
    expect(lastRun()).toMatchObject({ conclusion: 'success', title: 'Fit for production', annotations: [] });
    expect(double.reviews(REPO, pull.number)).toEqual([]);
    expect(double.issueComments(REPO, pull.number)).toEqual([]);
    double.assertClean();
  });

  test('from a fork is fetched from the base repository', async () => {
    const { double, pullRequest, lastRun } = await start();
    const pull = await openPull(running(), TWO_FINDINGS, { fork: { owner: 'mona' } });
    await pullRequest('opened');
    expect(lastRun()).toMatchObject({ conclusion: 'failure', headSha: pull.headSha });
    expect(double.reviews(REPO, pull.number)).toHaveLength(1);
    expect(new Set(double.gitRequests.map(({ repo }) => repo))).toEqual(new Set([REPO]));
    double.assertClean();
  });

  test('into an empty tree is all new', async () => {
    const { double, pullRequest, lastRun } = await start();
    await openPull(running(), { 'app.py': 'missing_a\n' }, {}, {});
    await pullRequest('opened');
    expect(lastRun()).toMatchObject({ conclusion: 'failure' });
    expect(double.reviewComments(REPO, 1)).toHaveLength(1);
    double.assertClean();
  });

  test('as a draft gets a check run; its comments come when it is ready', async () => {
    const { double, pullRequest, lastRun } = await start();
    await openPull(running(), TWO_FINDINGS, { draft: true });
    await pullRequest('opened');
    expect(lastRun()).toMatchObject({ conclusion: 'failure' });
    expect(lastRun().summary).toContain('The pull request is a draft: 2 inline comments');
    expect(double.reviews(REPO, 1)).toEqual([]);
    await double.updatePullRequest(REPO, 1, { draft: false });
    await pullRequest('ready_for_review');
    expect(double.reviewComments(REPO, 1)).toHaveLength(2);
    double.assertClean();
  });

  test('with more than 50 findings gets an annotation for each', async () => {
    const { double, pullRequest, lastRun } = await start();
    const lines = Array.from({ length: 120 }, (_, index) => `missing_${index}`);
    await openPull(running(), { 'many.py': `${lines.join('\n')}\n` });
    await pullRequest('opened');
    expect(lastRun().annotations.map(({ start_line: line }) => line)).toEqual(lines.map((_, index) => index + 1));
    expect(lastRun()).toMatchObject({ status: 'completed', conclusion: 'failure' });
    expect(double.reviewComments(REPO, 1)).toHaveLength(10);
    expect(double.apiCalls().filter(({ operationId }) => operationId === 'checks/update').map(({ body }) => (body as { status?: string }).status)).toEqual([undefined, undefined, 'completed']);
    double.assertClean();
  });
});

describe('a push', () => {
  test('repeats no comment and resolves what it fixed', async () => {
    const { double, pullRequest, lastRun } = await start();
    await openPull(running(), TWO_FINDINGS);
    await pullRequest('opened');
    await double.push({ repo: REPO, commits: [{ branch: 'topic', message: 'Fix one', files: { 'new.py': 'found = 1\n' } }] });
    double.forget();
    await pullRequest('synchronize');
    expect(double.threads(REPO, 1).map(({ path, isResolved, comments }) => [path, isResolved, comments.length])).toEqual([['app.py', false, 1], ['new.py', true, 2]]);
    expect(double.threads(REPO, 1)[1]?.comments[1]?.body).toContain(`No longer found as of ${double.pullRequest(REPO, 1).headSha}.`);
    expect(lastRun()).toMatchObject({ conclusion: 'failure', title: '1 errors' });
    expect(double.apiCalls().map(({ operationId }) => operationId)).toEqual(['checks/create', 'repos/compare-commits-with-basehead', 'graphql', 'graphql', 'graphql', 'checks/update']);
    double.assertClean();
  });

  test('leaves a fixed thread in which a person has replied', async () => {
    const { double, pullRequest } = await start();
    await openPull(running(), TWO_FINDINGS);
    await pullRequest('opened');
    for (const { id } of double.threads(REPO, 1)) double.person.replyToThread('mona', REPO, id, 'Are you sure?');
    await double.push({ repo: REPO, commits: [{ branch: 'topic', message: 'Fix both', files: { 'app.py': 'one = 1\n', 'new.py': 'found = 1\n' } }] });
    await pullRequest('synchronize');
    expect(double.threads(REPO, 1).map(({ isResolved }) => isResolved)).toEqual([false, false]);
    double.assertClean();
  });

  test('ignores a comment of somebody else that forges the marker', async () => {
    const { double, pullRequest } = await start();
    await openPull(running(), { 'app.py': 'one = 1\nmissing_a\nthree = 3\n' });
    await pullRequest('opened');
    const body = double.reviewComments(REPO, 1)[0]?.body ?? '';
    await double.push({ repo: REPO, resetTo: 'main', commits: [{ branch: 'topic', message: 'Start over', files: { 'app.py': 'one = 1\ntwo = 22\nthree = 3\n' } }] });
    await pullRequest('synchronize');
    await double.person.reviewLine('mallory', REPO, 1, { path: 'app.py', line: 2, body });
    await double.push({ repo: REPO, commits: [{ branch: 'topic', message: 'Break it again', files: { 'app.py': 'one = 1\nmissing_a\nthree = 3\n' } }] });
    await pullRequest('synchronize');
    const threads = double.threads(REPO, 1).map(({ comments, isResolved }) => [comments[0]?.author, isResolved, comments.length]);
    expect(threads).toEqual([[double.app.botLogin, false, 3], ['mallory', false, 1]]);
    double.assertClean();
  });

  test('during the review supersedes it: nothing is said about the old head', async () => {
    let pushed = false;
    const engine = createLineEngine({
      before: async () => {
        if (pushed) return;
        pushed = true;
        await running().double.push({ repo: REPO, resetTo: 'main', commits: [{ branch: 'topic', message: 'Another way', files: { 'other.py': 'missing_c\n' } }] });
      },
    });
    const { double, pullRequest } = await start({ engine });
    const pull = await openPull(running(), TWO_FINDINGS);
    await pullRequest('opened');
    const [old, current] = double.checkRuns(REPO);
    const { headSha } = double.pullRequest(REPO, 1);
    expect(old).toMatchObject({ headSha: pull.headSha, conclusion: 'neutral', title: `Superseded by ${headSha.slice(0, 7)}`, annotations: [] });
    expect(current).toMatchObject({ headSha, conclusion: 'failure' });
    expect(double.reviewComments(REPO, 1).map(({ path }) => path)).toEqual(['other.py']);

    await pullRequest('synchronize');
    expect(double.reviewComments(REPO, 1)).toHaveLength(1);
    double.assertClean();
  });

  test('to an unrelated history is compared with the base as it is', async () => {
    const { double, pullRequest, lastRun } = await start();
    await openPull(running(), TWO_FINDINGS);
    await double.push({ repo: REPO, commits: [{ branch: 'orphan', from: null, message: 'From nothing', files: { 'app.py': 'missing_z\n' } }] });
    await double.push({ repo: REPO, resetTo: 'orphan', commits: [{ branch: 'topic', message: 'On', files: { 'more.py': 'found = 1\n' } }] });
    await pullRequest('synchronize');
    expect(lastRun()).toMatchObject({ status: 'completed', conclusion: 'failure', title: '1 errors' });
    double.assertClean();
  });
});

describe('checks run again', () => {
  test('by a person, for one check: a new check run, no comment twice', async () => {
    const { double, pullRequest, handle, lastRun } = await start();
    await openPull(running(), TWO_FINDINGS);
    await pullRequest('opened');
    await handle('check_run', await double.payloads.checkRun('rerequested', { repo: REPO, checkRunId: lastRun().id }));
    expect(double.checkRuns(REPO).map(({ conclusion }) => conclusion)).toEqual(['failure', 'failure']);
    expect(double.reviewComments(REPO, 1)).toHaveLength(2);
    double.assertClean();
  });

  test('by a person, for a fork, of which the event lists no pull request', async () => {
    const { double, pullRequest, handle, lastRun } = await start();
    await openPull(running(), TWO_FINDINGS, { fork: { owner: 'mona' } });
    await pullRequest('opened');
    await handle('check_run', await double.payloads.checkRun('rerequested', { repo: REPO, checkRunId: lastRun().id }));
    expect(double.checkRuns(REPO).map(({ conclusion }) => conclusion)).toEqual(['failure', 'failure']);
    double.assertClean();
  });

  test('by GitHub, for a head that was just reviewed: nothing is done twice', async () => {
    const { double, pullRequest, handle } = await start();
    const pull = await openPull(running(), TWO_FINDINGS);
    await pullRequest('opened');
    double.forget();
    await handle('check_suite', await double.payloads.checkSuite('requested', { repo: REPO, headSha: pull.headSha }));
    expect(double.apiCalls()).toEqual([]);
    await handle('check_suite', await double.payloads.checkSuite('rerequested', { repo: REPO, headSha: pull.headSha }));
    expect(double.checkRuns(REPO)).toHaveLength(2);
    double.assertClean();
  });
});

function latch(): { readonly opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
