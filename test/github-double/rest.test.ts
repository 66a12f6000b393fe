import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { caller, jwt, scene, type Scene } from './client.js';

const REPO = '/repos/acme/shop';
let at: Scene;

beforeAll(async () => {
  at = await scene({ app: { permissions: { checks: 'write', pull_requests: 'write', issues: 'write', contents: 'write' } } });
});

beforeEach(() => at.double.forget());

afterAll(() => at?.double.close());

describe('every operation answers by the description', () => {
  const READS = [
    REPO,
    `${REPO}/compare/main...topic`,
    `${REPO}/compare/acme:main...topic`,
    `${REPO}/commits/topic`,
    `${REPO}/commits/topic/check-runs`,
    `${REPO}/commits/topic/check-suites`,
    `${REPO}/contents/a.txt?ref=topic`,
    `${REPO}/contents/`,
    `${REPO}/git/ref/heads/main`,
    `${REPO}/git/ref/pull/1/head`,
    `${REPO}/git/commits/HEADSHA`,
    `${REPO}/git/trees/main?recursive=1`,
    `${REPO}/collaborators/mona/permission`,
    `${REPO}/commits/HEADSHA/pulls`,
    `${REPO}/pulls`,
    `${REPO}/pulls/1`,
    `${REPO}/pulls/1/files?per_page=100`,
    `${REPO}/pulls/1/reviews`,
    `${REPO}/pulls/1/comments`,
    `${REPO}/issues/1/comments`,
    '/installation/repositories',
    '/rate_limit',
  ];

  test.each(READS)('GET %s', async (path) => {
    const reply = await at.call('GET', path.replace('HEADSHA', at.pull.headSha));
    expect(reply.status).toBe(200);
    expect(reply.headers.get('x-ratelimit-remaining')).toMatch(/^\d+$/);
    expect(at.double.problems()).toEqual([]);
  });

  test('as the App itself', async () => {
    const asApp = caller(at.double, jwt(at.double));
    const installation = await asApp('GET', `${REPO}/installation`);
    expect(installation).toMatchObject({ status: 200, body: { app_slug: 'shipworthy', account: { login: 'acme' } } });
    const id = (installation.body as { id: number }).id;
    for (const path of ['/app', '/app/installations', `/app/installations/${id}`, '/app/hook/deliveries']) expect((await asApp('GET', path)).status).toBe(200);
    const token = await asApp('POST', `/app/installations/${id}/access_tokens`, { repositories: ['shop'], permissions: { contents: 'read' } });
    expect(token).toMatchObject({ status: 201, body: { permissions: { contents: 'read', metadata: 'read' }, repositories: [{ full_name: 'acme/shop' }] } });
    const narrow = caller(at.double, (token.body as { token: string }).token);
    expect((await narrow('GET', `${REPO}/contents/a.txt`)).status).toBe(200);
    expect((await narrow('GET', `${REPO}/pulls/1`)).status).toBe(403);
    at.double.assertClean();
  });

  test('the life of a check run: annotations of every request are kept', async () => {
    const note = (line: number) => ({ path: 'a.txt', start_line: line, end_line: line, annotation_level: 'warning', message: `note ${line}` });
    const made = await at.call('POST', `${REPO}/check-runs`, { name: 'Shipworthy', head_sha: at.pull.headSha, status: 'in_progress', output: { title: 't', summary: 's', annotations: [note(1)] } });
    expect(made).toMatchObject({ status: 201, body: { status: 'in_progress', conclusion: null, output: { annotations_count: 1 } } });
    const path = `${REPO}/check-runs/${(made.body as { id: number }).id}`;
    const done = await at.call('PATCH', path, { conclusion: 'failure', output: { title: 't', summary: 's2', annotations: [note(2)] }, actions: [{ label: 'Fix', description: 'Apply', identifier: 'fix' }] });
    expect(done).toMatchObject({ status: 200, body: { status: 'completed', conclusion: 'failure', output: { annotations_count: 2, summary: 's2' } } });
    expect((await at.call('GET', `${path}/annotations`)).body).toMatchObject([{ message: 'note 1' }, { message: 'note 2' }]);
    expect((await at.call('GET', path)).status).toBe(200);
    const suite = at.double.checkRuns('acme/shop')[0]?.checkSuiteId;
    expect((await at.call('GET', `${REPO}/check-suites/${suite}`)).body).toMatchObject({ status: 'completed', conclusion: 'failure' });
    expect((await at.call('GET', `${REPO}/check-suites/${suite}/check-runs`)).body).toMatchObject({ total_count: 1 });
    expect(at.double.checkRuns('acme/shop')).toMatchObject([{ name: 'Shipworthy', conclusion: 'failure', writes: 2, annotations: [{ message: 'note 1' }, { message: 'note 2' }] }]);
    at.double.assertClean();
  });

  test('a review with comments on one line, on several, on a removed one, on a renamed file', async () => {
    const { double, call } = at;
    const comments = [
      { path: 'a.txt', line: 5, side: 'RIGHT', body: 'one line' },
      { path: 'a.txt', start_line: 3, start_side: 'RIGHT', line: 6, side: 'RIGHT', body: 'several' },
      { path: 'a.txt', line: 5, side: 'LEFT', body: 'removed line' },
      { path: 'gone.txt', line: 1, side: 'LEFT', body: 'removed file' },
    ];
    const made = await call('POST', `${REPO}/pulls/1/reviews`, { event: 'COMMENT', body: 'Hello', comments });
    expect(made).toMatchObject({ status: 200, body: { state: 'COMMENTED', user: { login: 'shipworthy[bot]', type: 'Bot' } } });
    const review = `${REPO}/pulls/1/reviews/${(made.body as { id: number }).id}`;
    expect((await call('GET', review)).status).toBe(200);
    expect((await call('GET', `${review}/comments`)).body).toHaveLength(4);
    expect(double.threads('acme/shop', 1).map(({ path, line, isOutdated }) => ({ path, line, isOutdated }))).toEqual([
      { path: 'a.txt', line: 5, isOutdated: false },
      { path: 'a.txt', line: 6, isOutdated: false },
      { path: 'a.txt', line: 5, isOutdated: false },
      { path: 'gone.txt', line: 1, isOutdated: false },
    ]);
    const file = await call('POST', `${REPO}/pulls/1/comments`, { path: 'new.txt', commit_id: at.pull.headSha, subject_type: 'file', body: 'the file' });
    expect(file).toMatchObject({ status: 201, body: { subject_type: 'file', path: 'new.txt' } });
    const first = double.reviewComments('acme/shop', 1)[0]?.id ?? 0;
    expect(await call('POST', `${REPO}/pulls/1/comments/${first}/replies`, { body: 'a reply' })).toMatchObject({ status: 201, body: { in_reply_to_id: first } });
    expect((await call('PATCH', `${REPO}/pulls/comments/${first}`, { body: 'edited' })).status).toBe(200);
    expect((await call('POST', `${REPO}/pulls/comments/${first}/reactions`, { content: 'eyes' })).status).toBe(201);
    expect((await call('POST', `${REPO}/pulls/comments/${first}/reactions`, { content: 'eyes' })).status).toBe(200);
    expect((await call('GET', `${REPO}/pulls/comments/${first}/reactions`)).body).toHaveLength(1);
    expect((await call('GET', `${REPO}/pulls/1/comments`)).body).toHaveLength(6);
    double.assertClean();
  });

  test('comments in the conversation', async () => {
    const made = await at.call('POST', `${REPO}/issues/1/comments`, { body: 'Hello' });
    const path = `${REPO}/issues/comments/${(made.body as { id: number }).id}`;
    expect(made).toMatchObject({ status: 201, body: { user: { login: 'shipworthy[bot]' } } });
    expect((await at.call('PATCH', path, { body: 'Hello again' })).status).toBe(200);
    expect((await at.call('POST', `${path}/reactions`, { content: '+1' })).status).toBe(201);
    expect(at.double.issueComments('acme/shop', 1)).toMatchObject([{ body: 'Hello again', reactions: [{ user: 'shipworthy[bot]', content: '+1' }] }]);
    expect((await at.call('DELETE', path)).status).toBe(204);
    at.double.assertClean();
  });
});

test('the comparison is what git says: merge base, counts, renames', async () => {
  const { body } = await at.call('GET', `${REPO}/compare/main...topic`);
  const mainBefore = (body as { merge_base_commit: { sha: string } }).merge_base_commit.sha;
  expect(body).toMatchObject({
    status: 'diverged', ahead_by: 1, behind_by: 1, merge_base_commit: { commit: { message: 'Start' } },
    files: [
      { filename: 'a.txt', status: 'modified', additions: 2, deletions: 2 },
      { filename: 'gone.txt', status: 'removed' },
      { filename: 'new.txt', status: 'renamed', previous_filename: 'old.txt' },
    ],
  });
  expect(mainBefore).not.toBe(at.pull.baseSha);
});

test('lists are cut into pages with a Link header', async () => {
  const reply = await at.call('GET', `${REPO}/pulls/1/files?per_page=2`);
  expect(reply.body).toHaveLength(2);
  expect(reply.headers.get('link')).toContain('page=2>; rel="next"');
  expect((await at.call('GET', `${REPO}/pulls/1/files?per_page=2&page=2`)).body).toHaveLength(1);
});
