/** Roles, reactions and answers against the double, which holds each request to GitHub's description. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createGitHubApi } from '../../src/github/api.js';
import { octokitClass } from '../../src/github/octokit.js';
import type { GitHubApi, TalkPlace } from '../../src/github/types.js';
import { createDouble, type GitHubDouble } from '../support/github-double/index.js';

const REPO = 'acme/shop';
const PULL = { owner: 'acme', repo: 'shop', pullNumber: 1 };

let double: GitHubDouble;
let api: GitHubApi;
beforeAll(async () => {
  double = await createDouble({ app: { permissions: { checks: 'write', contents: 'write', issues: 'read', metadata: 'read', pull_requests: 'write' } } });
  const collaborators = { jonas: 'write', ada: 'admin', eve: 'read' } as const;
  await double.addRepository({ owner: 'acme', name: 'shop', commits: [{ branch: 'main', message: 'Start', files: { 'a.txt': 'one\n' } }, { branch: 'topic', message: 'Change', files: { 'a.txt': 'two\n' } }], collaborators });
  await double.openPullRequest({ repo: REPO, head: 'topic', title: 'Change', author: 'mona' });
  const Octokit = octokitClass({ throttle: false, secondMs: 1 });
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  api = createGitHubApi(new Octokit({ auth: { token: double.issueToken(REPO) }, baseUrl: double.apiUrl, log: silent }));
});
afterAll(() => double.close());

test.each([['ada', 'admin'], ['jonas', 'write'], ['eve', 'read']])('the role of %s is %s', async (login, role) => {
  expect(await api.roleOf('acme', 'shop', login)).toBe(role);
});

test('who is not there has none', async () => {
  double.failNext({ path: '/repos/acme/shop/collaborators/nobody/permission', status: 404, body: { message: 'nobody is not a user' } });
  expect(await api.roleOf('acme', 'shop', 'nobody')).toBe('none');
});

describe('a comment of the conversation', () => {
  test('gets one reaction, however often it is asked for, and its answer below', async () => {
    const { id } = double.person.comment('mona', REPO, 1, '/shipworthy review');
    const place: TalkPlace = { kind: 'conversation', commentId: id };
    await api.react(PULL, place, 'eyes');
    await api.react(PULL, place, 'eyes');
    await api.reply(PULL, place, 'Done.');
    const [asked, answer] = double.issueComments(REPO, 1);
    expect(asked?.reactions).toEqual([{ user: double.app.botLogin, content: 'eyes' }]);
    expect(answer).toMatchObject({ author: double.app.botLogin, body: 'Done.' });
  });
});

describe('a comment of a thread', () => {
  test('gets its reaction, and its answer in the thread', async () => {
    const first = await double.person.reviewLine('mona', REPO, 1, { path: 'a.txt', line: 1, body: 'Why two?' });
    const { id } = double.person.replyToThread('jonas', REPO, first.threadId, '/shipworthy help');
    const place: TalkPlace = { kind: 'thread', commentId: id, threadStart: first.id };
    await api.react(PULL, place, 'rocket');
    await api.reply(PULL, place, 'So.');
    const [thread] = double.threads(REPO, 1);
    expect(thread?.comments.map(({ body, reactions }) => [body, reactions.map(({ content }) => content)])).toEqual([['Why two?', []], ['/shipworthy help', ['rocket']], ['So.', []]]);
  });

  test('gets no second answer by itself when GitHub does not say whether there is one', async () => {
    const first = await double.person.reviewLine('mona', REPO, 1, { path: 'a.txt', line: 1, body: 'And now?' });
    double.failNext({ method: 'POST', path: /replies$/, status: 502, afterEffect: true });
    await expect(api.reply(PULL, { kind: 'thread', commentId: first.id, threadStart: first.id }, 'Now.')).rejects.toMatchObject({ status: 502 });
    expect(double.threads(REPO, 1).at(-1)?.comments.map(({ body }) => body)).toEqual(['And now?', 'Now.']);
  });
});

test('nothing was asked that GitHub does not know', () => {
  double.assertClean();
});
