import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { putForward, useMovedClock } from '../chaos/clock.js';
import { appForEachTest, openPull, REPO } from './harness.js';
import { createLineEngine } from './line-engine.js';

const TWO_FINDINGS = { 'app.py': 'one = 1\nmissing_a\nthree = 3\n', 'new.py': 'missing_b\n' };
const REVIEWS = /\/pulls\/1\/reviews$/;

const { start, running, forget } = appForEachTest();

describe('deliveries', () => {
  test.each([
    ['with a wrong signature', { secret: 'wrong' }],
  ])('%s are refused and nothing happens', async (_case, more) => {
    const { double, deliver, service } = await start();
    await openPull(running(), TWO_FINDINGS);
    const { status } = await deliver('pull_request', await double.payloads.pullRequest('opened', { repo: REPO, number: 1 }), more);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    await service.queue.idle();
    expect(double.requests).toEqual([]);
    double.assertClean();
  });

  test('that come twice are done once', async () => {
    const { double, deliver, service } = await start();
    await openPull(running(), TWO_FINDINGS);
    const payload = await double.payloads.pullRequest('opened', { repo: REPO, number: 1 });
    await deliver('pull_request', payload, { deliveryId: 'same' });
    await service.queue.idle();
    await deliver('pull_request', payload, { deliveryId: 'same' });
    await service.queue.idle();
    expect(double.checkRuns(REPO)).toHaveLength(1);
    double.assertClean();
  });

  test.each(['{"action":"opened","installation":{"id":1}}', '{}', '[]', '{"action":{}}'])('of another shape than GitHub\'s are ignored: %s', async (body) => {
    const { double, webhookUrl, service } = await start();
    const signature = createHmac('sha256', double.app.webhookSecret).update(body).digest('hex');
    const headers = { 'content-type': 'application/json', 'x-github-event': 'pull_request', 'x-github-delivery': 'd1', 'x-hub-signature-256': `sha256=${signature}` };
    expect((await fetch(webhookUrl, { method: 'POST', headers, body })).status).toBe(202);
    await service.queue.idle();
    expect(double.requests).toEqual([]);
    double.assertClean();
  });
});

describe('GitHub refuses', () => {
  test('the review: the comments go out one by one and nothing is lost', async () => {
    const { double, pullRequest, lastRun } = await start();
    await openPull(running(), TWO_FINDINGS);
    double.failNext({ method: 'POST', path: REVIEWS, status: 422, body: { message: 'Unprocessable Entity', errors: ['Line could not be resolved'] } });
    double.failNext({ method: 'POST', path: /\/pulls\/1\/comments$/, status: 422, body: { message: 'Validation Failed' } });
    await pullRequest('opened');
    const comments = double.reviewComments(REPO, 1);
    expect(comments.map(({ path, subjectType, body }) => [path, subjectType, body.includes('```suggestion')])).toEqual([['app.py', 'file', false], ['new.py', 'line', true]]);
    expect(lastRun()).toMatchObject({ conclusion: 'failure' });
    expect(lastRun().annotations).toHaveLength(2);
    double.assertClean();
  });

  test('every comment: all is in the check run, and it says so', async () => {
    const { double, pullRequest, lastRun } = await start({ double: { app: { permissions: { checks: 'write', pull_requests: 'read', contents: 'read', metadata: 'read' } } } });
    await openPull(running(), TWO_FINDINGS);
    await pullRequest('opened');
    expect(double.reviewComments(REPO, 1)).toEqual([]);
    expect(lastRun()).toMatchObject({ status: 'completed', conclusion: 'failure' });
    expect(lastRun().annotations).toHaveLength(2);
    expect(lastRun().summary).toContain('GitHub does not let the App comment here: 2 comments could not be posted.');
    double.assertClean();
  });

  test('the check run: the job ends', async () => {
    const { double, pullRequest, log } = await start({ double: { app: { permissions: { checks: 'read', pull_requests: 'write', contents: 'read', metadata: 'read' } } } });
    await openPull(running(), TWO_FINDINGS);
    await pullRequest('opened');
    expect(double.apiCalls()).toHaveLength(1);
    expect(log.some((line) => line.includes('The App lacks a permission'))).toBe(true);
    double.assertClean();
  });

  test('to know the repository: the job ends', async () => {
    const { double, pullRequest, service } = await start();
    await openPull(running(), TWO_FINDINGS);
    double.setInstalled(REPO, false);
    double.failNext({ method: 'POST', path: /access_tokens$/, status: 404, body: { message: 'Not Found' } });
    await pullRequest('opened');
    expect(service.queue.size()).toBe(0);
  });
});

describe('GitHub fails once', () => {
  test.each([
    ['making the check run', 'POST', /\/check-runs$/],
    ['comparing', 'GET', /\/compare\//],
    ['reading the threads', 'POST', /^\/graphql$/],
    ['posting the review', 'POST', REVIEWS],
    ['completing the check run', 'PATCH', /\/check-runs\/\d+$/],
  ])('%s: one check run, one review', async (_case, method, path) => {
    for (const fault of [{ status: 500 }, { status: 502, afterEffect: true }, { reset: true }, { reset: true, afterEffect: true }]) {
      const under = await start();
      await openPull(under, TWO_FINDINGS);
      under.double.failNext({ method, path, ...fault });
      await under.pullRequest('opened');
      expect(under.double.checkRuns(REPO).map(({ conclusion, annotations }) => [conclusion, annotations.length])).toEqual([['failure', 2]]);
      expect(under.double.reviewComments(REPO, 1)).toHaveLength(2);
      expect(under.double.reviews(REPO, 1)).toHaveLength(1);
      under.double.assertClean();
      await under.close();
      forget();
    }
  });

  test('for a secondary rate limit: the review waits and is posted once', async () => {
    const { double, pullRequest } = await start();
    await openPull(running(), TWO_FINDINGS);
    double.failNext({ method: 'POST', path: REVIEWS, status: 403, headers: { 'retry-after': '1' }, body: { message: 'You have exceeded a secondary rate limit.' } });
    await pullRequest('opened');
    expect(double.reviewComments(REPO, 1)).toHaveLength(2);
    expect(double.checkRuns(REPO).map(({ conclusion, annotations }) => [conclusion, annotations.length])).toEqual([['failure', 2]]);
    double.assertClean();
  });
});

describe('a token of the App', () => {
  test('that GitHub has taken back is renewed', async () => {
    await start();
    await openPull(running(), { 'app.py': 'one = 1\nmissing\nthree = 3\n' });
    const useRealClock = useMovedClock();
    await running().pullRequest('opened');
    // In its first five seconds one that is refused is tried again as it is.
    putForward(6000);
    running().double.expireTokens();
    await running().pullRequest('reopened');
    useRealClock();
    expect(running().double.checkRuns(REPO).map(({ conclusion }) => conclusion)).toEqual(['failure', 'failure']);
    expect(running().double.requests.filter(({ operationId }) => operationId === 'apps/create-installation-access-token')).toHaveLength(2);
    running().double.assertClean();
  });
});

describe('the engine fails', () => {
  test.each(['neutral', 'action_required'])('and the check run says so: %s, in one line, without the error\'s own words', async (conclusion) => {
    const engine = createLineEngine({
      before: () => {
        throw new Error('secret_source_line at /srv/private/path');
      },
    });
    const { double, pullRequest, lastRun, log } = await start({ engine, environment: { UNREVIEWED: conclusion } });
    await openPull(running(), TWO_FINDINGS);
    await pullRequest('opened');
    expect(lastRun()).toMatchObject({ status: 'completed', conclusion, title: 'Not reviewed' });
    expect(lastRun().summary).toBe('An internal error ended the review. Nothing is known about this commit; press "Re-run" to try again.');
    expect(log.join('')).not.toContain('secret_source_line');
    expect(double.reviews(REPO, 1)).toEqual([]);
    double.assertClean();
  });
});

describe('secrets', () => {
  test('are in no log line, at any level', async () => {
    const { double, pullRequest, log } = await start();
    await openPull(running(), TWO_FINDINGS);
    await pullRequest('opened');
    const all = log.join('');
    const tokens = double.requests.filter(({ path }) => path.endsWith('/access_tokens')).map(({ response }) => (response as { token: string }).token);
    expect(tokens.length).toBeGreaterThan(0);
    for (const secret of [...tokens, double.app.webhookSecret, double.app.privateKey, 'missing_a']) expect(all).not.toContain(secret);
    expect(all).toContain('Reviewed a pull request');
  });
});
