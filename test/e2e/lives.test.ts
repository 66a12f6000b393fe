/** What becomes of our comments while a pull request lives: each finding is in sight once, and what is fixed is said. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { createEngine } from '../../src/engine.js';
import type { FileSet, ThreadInfo } from '../support/github-double/index.js';
import { appForEachTest, BASE_FILES, openPull, REPO, type AppUnderTest } from './harness.js';
import { createLineEngine } from './line-engine.js';

/** A life is up to five reviews, each with git over HTTP. */
jest.setTimeout(120_000);

const { start, running, forget } = appForEachTest();

/** A pull request that was reviewed once. */
async function reviewed(files: FileSet, ...[options, pull, base]: [Parameters<typeof start>[0]?, Parameters<typeof openPull>[2]?, FileSet?]): Promise<AppUnderTest> {
  const started = await start(options);
  await openPull(started, files, pull, base);
  await started.pullRequest('opened');
  return started;
}

/** A push to the pull request's branch, reviewed. */
async function push({ double, pullRequest }: AppUnderTest, files: FileSet, more: { readonly resetTo?: string } = {}): Promise<void> {
  await double.push({ repo: REPO, ...more, commits: [{ branch: 'topic', message: 'More', files }] });
  await pullRequest('synchronize');
}

const threads = ({ double }: AppUnderTest): readonly ThreadInfo[] => double.threads(REPO, 1);

/** "app.py:2", with what has become of it: "resolved", "outdated", and what our replies tell. */
function story({ path, line, isResolved, isOutdated, comments }: ThreadInfo): string {
  const told = comments.flatMap(({ body }) => /<!-- shipworthy:told (\w+)/.exec(body)?.[1] ?? []);
  return [`${path}:${line ?? '-'}`, ...(isResolved ? ['resolved'] : []), ...(isOutdated ? ['outdated'] : []), ...told].join(' ');
}

function expectStory(one: AppUnderTest, lines: readonly string[]): void {
  expect(threads(one).map(story)).toEqual(lines);
  one.double.assertClean();
}

const WITH_A = { 'app.py': 'one = 1\nmissing_a\nthree = 3\n' };
const lines = (count: number, name: string) => Array.from({ length: count }, (_, index) => `${name}_${index} = ${index}\n`).join('');

describe('the same finding', () => {
  test('after a rebase onto a base that moved is not said again', async () => {
    const one = await reviewed(WITH_A);
    await one.double.push({ repo: REPO, commits: [{ branch: 'main', message: 'Go on', files: { 'other.py': 'other = 1\n' } }] });
    await push(one, WITH_A, { resetTo: 'main' });
    expectStory(one, ['app.py:2']);
  });

  test('forty lines further down after a force push is not said twice', async () => {
    const one = await reviewed(WITH_A);
    await push(one, { 'app.py': `${lines(40, 'more')}one = 1\nmissing_a\nthree = 3\n` }, { resetTo: 'main' });
    const open = threads(one).filter(({ isResolved }) => !isResolved);
    expect(open.map(({ path, line }) => `${path}:${line}`)).toEqual(['app.py:42']);
    one.double.assertClean();
  });

  test('in a line that was written anew is said where it is now, and the old thread says so', async () => {
    const engine = createLineEngine({ fingerprint: ({ path }) => path });
    const one = await reviewed(WITH_A, { engine });
    await push(one, { 'app.py': 'one = 1\ntwo = 2\nthree = 3\nmissing_a = "elsewhere"\n' });
    expectStory(one, ['app.py:- resolved outdated moved', 'app.py:4']);
    const [said] = threads(one)[0]?.comments.slice(-1) ?? [];
    expect(said?.body).toContain(one.double.pullRequest(REPO, 1).headSha);
    expect(one.lastRun().summary).not.toContain('something else than planned');
  });

  test('in such a line, where a person has replied, stays where people talk', async () => {
    const engine = createLineEngine({ fingerprint: ({ path }) => path });
    const one = await reviewed(WITH_A, { engine });
    one.double.person.replyToThread('mona', REPO, threads(one)[0]?.id ?? '', 'I will look into it.');
    await push(one, { 'app.py': 'one = 1\ntwo = 2\nthree = 3\nmissing_a = "elsewhere"\n' });
    expectStory(one, ['app.py:- outdated']);
  });

  test('in a file that was added and then renamed is said there, and the old thread tells where', async () => {
    const one = await reviewed({ 'new.py': 'missing_b\n' });
    await push(one, { 'new.py': null, 'renamed.py': 'missing_b\n' });
    expectStory(one, ['new.py:- resolved outdated moved', 'renamed.py:1']);
    expect(threads(one)[0]?.comments.at(-1)?.body).toContain('the same is now said of `renamed.py`');
  });

  test('in a file of the base that is renamed is not called fixed', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'shipworthy-lives-'));
    try {
      const engine = await createEngine({ dataDir });
      const code = 'from shop.pricing import discount\n\n\ndef total(items):\n    return discount(sum(items))\n';
      const base = { 'manage.py': 'import shop.settings\n', 'shop/__init__.py': '', 'shop/settings.py': 'DEBUG = False\n', 'shop/services.py': `${lines(30, 'value')}\n\ndef total(items):\n    return sum(items)\n` };
      const one = await reviewed({ 'shop/services.py': `${code}${lines(30, 'value')}` }, { engine }, {}, base);
      expect(threads(one).map(story)).toEqual(['shop/services.py:1']);
      await push(one, { 'shop/services.py': null, 'shop/totals.py': `${code}${lines(30, 'value')}` });
      expectStory(one, ['shop/services.py:- resolved outdated moved', 'shop/totals.py:1']);
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });

  test('after the base branch went on is not said again', async () => {
    const one = await reviewed(WITH_A);
    await one.double.push({ repo: REPO, commits: [{ branch: 'main', message: 'Go on', files: { 'other.py': 'missing_z\n' } }] });
    await push(one, { 'more.py': 'more = 1\n' });
    expectStory(one, ['app.py:2']);
  });

  test('after the pull request was closed and reopened is not said again', async () => {
    const one = await reviewed(WITH_A);
    await one.double.updatePullRequest(REPO, 1, { state: 'closed' });
    await one.double.updatePullRequest(REPO, 1, { state: 'open' });
    await one.pullRequest('reopened');
    expectStory(one, ['app.py:2']);
    expect(one.double.checkRuns(REPO).map(({ conclusion }) => conclusion)).toEqual(['failure', 'failure']);
  });

  test('in the last of 301 changed files is said there', async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`pkg/m${String(index).padStart(3, '0')}.py`, `value = ${index}\n`]));
    const one = await reviewed({ ...many, 'zzz.py': 'missing_b\n' });
    expectStory(one, ['zzz.py:1']);
  });
});

describe('another base', () => {
  test('under which the finding is not of the change: its thread is left', async () => {
    const one = await reviewed(WITH_A, { engine: createLineEngine({ also: ['missing_a'] }) });
    await one.double.push({ repo: REPO, commits: [{ branch: 'next', message: 'Take it in', files: WITH_A }] });
    const { baseSha } = one.double.pullRequest(REPO, 1);
    await one.double.updatePullRequest(REPO, 1, { base: 'next' });
    await one.handle('pull_request', await one.double.payloads.pullRequest('edited', { repo: REPO, number: 1, baseFrom: { ref: 'main', sha: baseSha } }));
    expect(threads(one).map(({ isResolved, comments }) => [isResolved, comments.length])).toEqual([[false, 1]]);
    expect(one.double.checkRuns(REPO)).toHaveLength(2);
    one.double.assertClean();
  });
});

describe('a defect', () => {
  test('that is back at its place opens its thread again; gone again, it is resolved again', async () => {
    const one = await reviewed(WITH_A);
    await push(one, { 'app.py': 'one = 1\ntwo = 22\nthree = 3\n' });
    expectStory(one, ['app.py:- resolved outdated fixed']);
    await push(one, WITH_A);
    const [again] = threads(one);
    expect(threads(one)).toHaveLength(1);
    expect([again?.isResolved, again && story(again)]).toEqual([false, 'app.py:2 fixed back']);
    await push(one, { 'app.py': 'one = 1\ntwo = 22\nthree = 3\n' });
    expectStory(one, ['app.py:- resolved outdated fixed back fixed']);
  });

  test('that is back elsewhere gets a new comment', async () => {
    const engine = createLineEngine({ fingerprint: ({ path }) => path });
    const one = await reviewed(WITH_A, { engine });
    await push(one, { 'app.py': 'one = 1\ntwo = 22\nthree = 3\n' });
    await push(one, { 'app.py': 'one = 1\ntwo = 22\nthree = 3\nmissing_a\n' });
    expectStory(one, ['app.py:- resolved outdated fixed', 'app.py:4']);
  });

  test('whose thread a person opens again after the fix is left to people', async () => {
    const one = await reviewed(WITH_A);
    await push(one, { 'app.py': 'one = 1\ntwo = 22\nthree = 3\n' });
    one.double.person.unresolveThread('mona', REPO, threads(one)[0]?.id ?? '');
    await push(one, { 'more.py': 'more = 1\n' });
    await push(one, { 'more.py': 'more = 2\n' });
    expectStory(one, ['app.py:- outdated fixed']);
  });

  test('about which a person spoke before the fix is told to be gone, once, and not resolved', async () => {
    const one = await reviewed(WITH_A);
    one.double.person.replyToThread('mona', REPO, threads(one)[0]?.id ?? '', 'Is that so?');
    await push(one, { 'app.py': 'one = 1\ntwo = 22\nthree = 3\n' });
    await push(one, { 'more.py': 'more = 1\n' });
    expectStory(one, ['app.py:- outdated fixed']);
  });

  test('that a person resolved is not said again', async () => {
    const one = await reviewed(WITH_A);
    one.double.person.resolveThread('mona', REPO, threads(one)[0]?.id ?? '');
    await push(one, { 'more.py': 'more = 1\n' });
    expectStory(one, ['app.py:2 resolved']);
  });

  test('about which a person speaks while we resolve it: the thread is opened again', async () => {
    const one = await reviewed(WITH_A);
    const [{ id } = { id: '' }] = threads(one);
    await one.double.push({ repo: REPO, commits: [{ branch: 'topic', message: 'Fix', files: { 'app.py': 'one = 1\ntwo = 22\nthree = 3\n' } }] });
    one.double.forget();
    one.double.failNext({ path: /^\/graphql$/, delayMs: 1 });
    one.double.failNext({ path: /^\/graphql$/, delayMs: 300 });
    const handled = one.pullRequest('synchronize');
    await one.double.until(() => one.double.requests.some(({ operationId }) => operationId === 'graphql'));
    one.double.person.replyToThread('mona', REPO, id, 'Wait.');
    await handled;
    expect(threads(one)[0]).toMatchObject({ isResolved: false });
    expectStory(one, ['app.py:- outdated fixed']);
  });

  test('in a file that can not be read any more is not called fixed', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'shipworthy-lives-'));
    try {
      const engine = await createEngine({ dataDir });
      const code = 'from shop.pricing import discount\n\n\ndef total(items):\n    return discount(sum(items))\n';
      const base = { 'manage.py': 'import shop.services\n', 'shop/__init__.py': '', 'shop/services.py': 'def total(items):\n    return sum(items)\n' };
      const one = await reviewed({ 'shop/services.py': code }, { engine }, {}, base);
      expect(threads(one).map(story)).toEqual(['shop/services.py:1']);
      await push(one, { 'shop/services.py': `${code}${'# padding, padding, padding, padding\n'.repeat(40_000)}` });
      expectStory(one, ['shop/services.py:1']);
      expect(one.lastRun()).toMatchObject({ conclusion: 'neutral' });
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });

  test('by a rule that can not tell any more is not called fixed', async () => {
    let blind = false;
    const engine = createLineEngine({ doubts: () => (blind ? [{ path: 'app.py', ruleId: 'test/missing', more: 1 }] : []) });
    const one = await reviewed(WITH_A, { engine });
    blind = true;
    await push(one, { 'app.py': 'one = 1\ntwo = 22\nthree = 3\n' });
    expectStory(one, ['app.py:- outdated']);
    blind = false;
    await push(one, { 'more.py': 'more = 1\n' });
    expectStory(one, ['app.py:- resolved outdated fixed']);
  });
});

describe('one comment on several findings', () => {
  const file = (...names: string[]) => ({ 'app.py': `one = 1\ntwo = 2\nthree = 3\n${names.map((name) => `missing_${name}\n`).join('')}` });
  const named = ({ comments }: ThreadInfo): string => [...(comments[0]?.body ?? '').matchAll(/^- missing_(\w+)$/gm)].map(([, name]) => name).join('');

  test('grows, shrinks and ends in one thread', async () => {
    const engine = createLineEngine({ grouped: true });
    const one = await reviewed(file('a', 'b'), { engine });
    expect(threads(one).map(named)).toEqual(['ab']);
    await push(one, file('a', 'b', 'c'));
    expect(threads(one).map(named)).toEqual(['abc']);
    await push(one, file('a', 'c'));
    expect(threads(one).map(named)).toEqual(['ac']);
    await push(one, { 'app.py': BASE_FILES['app.py'] });
    expectStory(one, ['app.py:- resolved outdated fixed']);
  });
});

describe('a review of ours that was never submitted', () => {
  test('does not swallow the comments', async () => {
    const { double, pullRequest, lastRun } = await start();
    const pull = await openPull(running(), WITH_A);
    const authorization = `token ${double.issueToken(REPO)}`;
    const body = JSON.stringify({ commit_id: pull.headSha, comments: [{ path: 'app.py', line: 2, side: 'RIGHT', body: 'Begun.' }] });
    const begun = await fetch(`${double.apiUrl}/repos/${REPO}/pulls/1/reviews`, { method: 'POST', headers: { authorization, 'content-type': 'application/json', 'user-agent': 'test' }, body });
    expect(begun.status).toBe(200);
    expect(double.reviews(REPO, 1).map(({ state }) => state)).toEqual(['PENDING']);
    await pullRequest('opened');
    expect(double.reviews(REPO, 1).map(({ state }) => state)).toEqual(['COMMENTED']);
    expect(double.reviewComments(REPO, 1)).toHaveLength(1);
    expect(lastRun().summary).not.toContain('GitHub shows');
    double.assertClean();
  });
});

describe('the App', () => {
  test('that may not resolve threads tells what is fixed, once', async () => {
    const permissions = { checks: 'write', pull_requests: 'write', contents: 'read', metadata: 'read' } as const;
    const one = await reviewed(WITH_A, { double: { app: { permissions } } });
    await push(one, { 'app.py': 'one = 1\ntwo = 22\nthree = 3\n' });
    await push(one, { 'more.py': 'more = 1\n' });
    expectStory(one, ['app.py:- outdated fixed']);
    expect(one.lastRun()).toMatchObject({ conclusion: 'success' });
  });

  test('whose change of a thread was made, with the answer lost, does not tell it twice', async () => {
    for (const fault of [{ reset: true }, { status: 502 }]) {
      const one = await reviewed(WITH_A);
      await one.double.push({ repo: REPO, commits: [{ branch: 'topic', message: 'Fix', files: { 'app.py': 'one = 1\ntwo = 22\nthree = 3\n' } }] });
      one.double.failNext({ path: /^\/graphql$/, delayMs: 1 });
      one.double.failNext({ path: /^\/graphql$/, ...fault, afterEffect: true });
      await one.pullRequest('synchronize');
      expectStory(one, ['app.py:- resolved outdated fixed']);
      await one.close();
    }
    forget();
  });

  test('says so in the check run when GitHub does not show what it took', async () => {
    const { double, pullRequest, lastRun, log } = await start();
    await openPull(running(), WITH_A);
    // Answers that say "done" when nothing was.
    double.failNext({ method: 'POST', path: /\/pulls\/1\/reviews$/, status: 200, body: { id: 1 }, times: 2 });
    await pullRequest('opened');
    expect(double.reviewComments(REPO, 1)).toEqual([]);
    expect(lastRun()).toMatchObject({ status: 'completed', conclusion: 'failure' });
    expect(lastRun().summary).toContain('GitHub shows something else than planned: 1 comment not there.');
    expect(log.some((line) => line.includes('GitHub shows something else than was planned'))).toBe(true);
    double.assertClean();
  });

  test('sends a review that got lost once more', async () => {
    const { double, pullRequest, lastRun } = await start();
    await openPull(running(), WITH_A);
    double.failNext({ method: 'POST', path: /\/pulls\/1\/reviews$/, status: 200, body: { id: 1 } });
    await pullRequest('opened');
    expect(double.reviewComments(REPO, 1)).toHaveLength(1);
    expect(lastRun().summary).not.toContain('GitHub shows');
    double.assertClean();
  });

  test('waits with the rest of the comments as long as a secondary limit asks, and loses none', async () => {
    const many = { 'many.py': Array.from({ length: 8 }, (_, index) => `missing_${index}\n`).join('') };
    const { double, pullRequest, lastRun } = await start();
    await openPull(running(), many);
    double.failNext({ method: 'POST', path: /\/pulls\/1\/reviews$/, status: 422, body: { message: 'Unprocessable Entity' } });
    double.failNext({ method: 'POST', path: /\/pulls\/1\/comments$/, delayMs: 1, times: 4 });
    double.failNext({ method: 'POST', path: /\/pulls\/1\/comments$/, status: 403, headers: { 'retry-after': '1' } });
    await pullRequest('opened');
    expect(threads(running()).map(({ line }) => line).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(lastRun()).toMatchObject({ status: 'completed', conclusion: 'failure' });
    double.assertClean();
  });

  test('says nothing on a pull request that was closed during the review', async () => {
    const engine = createLineEngine({ before: async () => void (await running().double.updatePullRequest(REPO, 1, { state: 'closed' })) });
    const { double, pullRequest, lastRun } = await start({ engine });
    await openPull(running(), WITH_A);
    await pullRequest('opened');
    expect(double.reviewComments(REPO, 1)).toEqual([]);
    expect(lastRun()).toMatchObject({ status: 'completed', conclusion: 'failure' });
    expect(lastRun().summary).toContain('The pull request is closed: 1 inline comment');
    double.assertClean();
  });

  test('keeps to the limit over all pushes, and says how many it holds back', async () => {
    const one = await reviewed({ 'app.py': 'one = 1\nmissing_a\nmissing_b\n' }, { engine: createLineEngine({ inline: 2 }) });
    await push(one, { 'a-first.py': 'missing_c\nmissing_d\n' });
    expect(threads(one).map(story)).toEqual(['app.py:2', 'app.py:3']);
    expect(one.lastRun().summary).toContain('2 inline comments held back');
    await push(one, { 'app.py': 'one = 1\nmissing_a\n' });
    expect(threads(one).filter(({ isResolved }) => !isResolved).map(story)).toEqual(['app.py:2', 'a-first.py:1']);
    one.double.assertClean();
  });
});
