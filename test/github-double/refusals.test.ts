import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { caller, jwt, scene, type Scene } from './client.js';

const REPO = '/repos/acme/shop';
const REVIEWS = `${REPO}/pulls/1/reviews`;
const COMMENTS = `${REPO}/pulls/1/comments`;
let at: Scene;

beforeEach(async () => {
  at = await scene();
});

afterEach(() => at.double.close());

function firstError(body: unknown): unknown {
  return (body as { errors?: unknown[] }).errors?.[0];
}

describe('a review is refused whole', () => {
  const good = { path: 'a.txt', line: 5, body: 'good' };
  const CASES: readonly [string, object, string][] = [
    ['a line outside of the diff', { path: 'a.txt', line: 15, body: 'x' }, "Pull request review thread line must be part of the diff and Pull request review thread diff hunk can't be blank"],
    ['a line that only the other side has', { path: 'gone.txt', line: 1, side: 'RIGHT', body: 'x' }, "Pull request review thread line must be part of the diff and Pull request review thread diff hunk can't be blank"],
    ['a file outside of the diff', { path: 'still.txt', line: 1, body: 'x' }, 'Path could not be resolved'],
    ['the old name of a renamed file', { path: 'old.txt', line: 1, body: 'x' }, 'Path could not be resolved'],
    ['lines of two hunks', { path: 'a.txt', start_line: 5, line: 25, body: 'x' }, 'Pull request review thread start line must be part of the same hunk as the line.'],
    ['start_line after line', { path: 'a.txt', start_line: 6, line: 5, body: 'x' }, 'Pull request review thread start line must precede the end line.'],
    ['start_line equal to line', { path: 'a.txt', start_line: 5, line: 5, body: 'x' }, 'Pull request review thread start line must precede the end line.'],
    ['a blank body', { path: 'a.txt', line: 5, body: ' \n' }, "Pull request review comment body can't be blank"],
    ['a body of 65,537 characters', { path: 'a.txt', line: 5, body: 'x'.repeat(65_537) }, 'Pull request review comment body is too long (maximum is 65536 characters)'],
  ];

  test.each(CASES)('%s', async (_name, bad, message) => {
    const reply = await at.call('POST', REVIEWS, { event: 'COMMENT', body: 'Hello', comments: [good, bad] });
    expect(reply).toMatchObject({ status: 422, body: { message: 'Unprocessable Entity', errors: [message] } });
    expect(at.double.reviews('acme/shop', 1)).toEqual([]);
    expect(at.double.reviewComments('acme/shop', 1)).toEqual([]);
    at.double.assertClean();
  });

  test('a body of exactly 65,536 characters is taken', async () => {
    expect((await at.call('POST', REVIEWS, { event: 'COMMENT', body: 'x'.repeat(65_536) })).status).toBe(200);
  });

  test('no body and no comments', async () => {
    expect((await at.call('POST', REVIEWS, { event: 'COMMENT' })).status).toBe(422);
  });

  test('a commit that a force push threw away', async () => {
    await at.double.push({ repo: 'acme/shop', resetTo: 'main', commits: [{ branch: 'topic', message: 'Anew', files: { 'a.txt': 'new\n' } }] });
    expect((await at.call('POST', REVIEWS, { event: 'COMMENT', body: 'x', commit_id: at.pull.headSha })).status).toBe(422);
  });

  test('a second review while one is pending, until that is deleted', async () => {
    const pending = await at.call('POST', REVIEWS, { comments: [good] });
    expect(pending).toMatchObject({ status: 200, body: { state: 'PENDING' } });
    const second = await at.call('POST', REVIEWS, { event: 'COMMENT', body: 'x' });
    expect(second).toMatchObject({ status: 422, body: { errors: ['User can only have one pending review per pull request'] } });
    expect((await at.call('POST', COMMENTS, { ...good, commit_id: at.pull.headSha })).status).toBe(422);
    const path = `${REVIEWS}/${(pending.body as { id: number }).id}`;
    expect((await at.call('DELETE', path)).status).toBe(200);
    expect((await at.call('DELETE', path)).status).toBe(404);
    expect((await at.call('POST', REVIEWS, { event: 'COMMENT', body: 'x' })).status).toBe(200);
    at.double.assertClean();
  });
});

describe('a single comment', () => {
  const base = { commit_id: '', body: 'x' };
  const CASES: readonly [string, object, object][] = [
    ['outside of the diff', { path: 'a.txt', line: 15 }, { code: 'custom', field: 'pull_request_review_thread.line', message: 'pull_request_review_thread.line must be part of the diff' }],
    ['in another file', { path: 'still.txt', line: 1 }, { code: 'invalid', field: 'pull_request_review_thread.path', message: 'Path could not be resolved' }],
    ['on a file that does not change', { path: 'still.txt', subject_type: 'file' }, { code: 'invalid', field: 'pull_request_review_thread.path', message: 'Path could not be resolved' }],
  ];

  test.each(CASES)('%s', async (_name, place, error) => {
    const reply = await at.call('POST', COMMENTS, { ...base, ...place, commit_id: at.pull.headSha });
    expect(reply.status).toBe(422);
    expect(firstError(reply.body)).toMatchObject({ resource: 'PullRequestReviewComment', ...error });
    at.double.assertClean();
  });

  test('in the conversation: blank, too long', async () => {
    expect((await at.call('POST', `${REPO}/issues/1/comments`, { body: ' ' })).status).toBe(422);
    expect((await at.call('POST', `${REPO}/issues/1/comments`, { body: 'é'.repeat(65_537) })).status).toBe(422);
    at.double.assertClean();
  });
});

describe('a check run', () => {
  const note = { path: 'a.txt', start_line: 1, end_line: 1, annotation_level: 'notice', message: 'x' };
  const run = (output: object): object => ({ name: 'n', head_sha: at.pull.headSha, output: { title: 't', summary: 's', ...output } });

  test('more than 50 annotations', async () => {
    expect((await at.call('POST', `${REPO}/check-runs`, run({ annotations: Array.from({ length: 50 }, () => note) }))).status).toBe(201);
    const reply = await at.call('POST', `${REPO}/check-runs`, run({ annotations: Array.from({ length: 51 }, () => note) }));
    expect(reply).toMatchObject({ status: 422, body: { message: 'Invalid request.\n\nNo more than 50 items are allowed; 51 were supplied.' } });
  });

  test('a summary or text over 65,535 characters', async () => {
    expect(await at.call('POST', `${REPO}/check-runs`, run({ summary: 'x'.repeat(65_536) }))).toMatchObject({ status: 422, body: { message: 'Invalid request.\n\nOnly 65535 characters are allowed; 65536 were supplied.' } });
    expect((await at.call('POST', `${REPO}/check-runs`, run({ text: 'x'.repeat(65_536) }))).status).toBe(422);
  });

  test('a summary within the characters but over the bytes', async () => {
    const reply = await at.call('POST', `${REPO}/check-runs`, run({ summary: '✓'.repeat(30_000) }));
    expect(firstError(reply.body)).toMatchObject({ field: 'summary', message: 'summary exceeds a maximum bytesize of 65535' });
    at.double.assertClean();
  });

  test('columns over several lines', async () => {
    expect((await at.call('POST', `${REPO}/check-runs`, run({ annotations: [{ ...note, end_line: 2, start_column: 1, end_column: 2 }] }))).status).toBe(422);
    expect((await at.call('POST', `${REPO}/check-runs`, run({ annotations: [{ ...note, start_column: 1, end_column: 2 }] }))).status).toBe(201);
  });

  test('an unknown commit', async () => {
    const reply = await at.call('POST', `${REPO}/check-runs`, { name: 'n', head_sha: 'f'.repeat(40) });
    expect(reply).toMatchObject({ status: 422, body: { message: `No commit found for SHA: ${'f'.repeat(40)}` } });
  });
});

describe('identity and permission', () => {
  test.each([
    ['no token', null],
    ['an unknown token', 'ghs_unknown'],
  ])('%s', async (_name, token) => {
    expect((await caller(at.double, token)('GET', REPO)).status).toBe(401);
  });

  test('an expired token', async () => {
    at.double.expireTokens();
    expect(await at.call('GET', REPO)).toMatchObject({ status: 401, body: { message: 'Bad credentials' } });
  });

  test('JWTs: expired, for too long, of another App, of another key', async () => {
    const now = Math.floor(Date.now() / 1000);
    const status = async (token: string): Promise<number> => (await caller(at.double, token)('GET', '/app')).status;
    expect(await status(jwt(at.double))).toBe(200);
    expect(await status(jwt(at.double, { exp: now - 1 }))).toBe(401);
    expect(await status(jwt(at.double, { exp: now + 700 }))).toBe(401);
    expect(await status(jwt(at.double, { iss: 1 }))).toBe(404);
    expect(await status(`${jwt(at.double).slice(0, -8)}AAAAAAAA`)).toBe(401);
  });

  test('an installation token does not act as the App, and a JWT not as an installation', async () => {
    expect((await at.call('GET', '/app')).status).toBe(401);
    expect((await caller(at.double, jwt(at.double))('GET', REPO)).status).toBe(403);
  });

  test('a missing permission', async () => {
    const reader = caller(at.double, at.double.issueToken('acme/shop', { checks: 'read', pull_requests: 'read', contents: 'read' }));
    expect(await reader('POST', REVIEWS, { event: 'COMMENT', body: 'x' })).toMatchObject({ status: 403, body: { message: 'Resource not accessible by integration' } });
    expect((await reader('POST', `${REPO}/check-runs`, { name: 'n', head_sha: at.pull.headSha })).status).toBe(403);
  });

  test('a repository that the installation does not cover', async () => {
    at.double.setInstalled('acme/shop', false);
    expect((await at.call('GET', REPO)).status).toBe(404);
    await at.double.addRepository({ owner: 'other', name: 'thing' });
    expect((await at.call('GET', '/repos/other/thing')).status).toBe(404);
  });
});

test('more content in a minute than GitHub takes of one installation', async () => {
  await at.double.close();
  at = await scene({ contentWrites: { perMinute: 2, perHour: 500 } });
  const write = () => at.call('POST', `${REPO}/issues/1/comments`, { body: 'x' });
  expect([(await write()).status, (await write()).status]).toEqual([201, 201]);
  const third = await write();
  expect(third.status).toBe(403);
  expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
  await at.double.addRepository({ owner: 'other', name: 'thing', commits: [{ branch: 'main', message: 'Start', files: { a: '' } }, { branch: 'topic', message: 'Change', files: { a: 'b' } }] });
  await at.double.openPullRequest({ repo: 'other/thing', head: 'topic', title: 'A change' });
  expect((await caller(at.double, at.double.issueToken('other/thing'))('POST', '/repos/other/thing/issues/1/comments', { body: 'x' })).status).toBe(201);
});
