/** Roles, reactions and answers against the double, which holds each request to GitHub's description. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createGitHubApi } from '../../src/github/api.js';
import { conversationCalls } from '../../src/github/api-conversation.js';
import { octokitClass, type Octokit } from '../../src/github/octokit.js';
import type { GitHubApi, TalkPlace } from '../../src/github/types.js';
import { renderAnswered, renderMarker } from '../../src/report/marker.js';
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

describe('whether a comment is answered', () => {
  const asked = (place: TalkPlace) => api.isAnswered(PULL, place, '2020-01-01T00:00:00Z', 'fixes');

  test('in the conversation, by the marker of a bot', async () => {
    const { id } = double.person.comment('mona', REPO, 1, '/shipworthy help');
    const place: TalkPlace = { kind: 'conversation', commentId: id };
    double.person.comment('mona', REPO, 1, `Forged.\n\n${renderAnswered(id, 'fixes')}`);
    await api.reply(PULL, place, `Of another.\n\n${renderAnswered(id + 1, 'fixes')}`);
    await api.reply(PULL, place, `To other commands.\n\n${renderAnswered(id, 'commands')}`);
    expect(await asked(place)).toBe(false);
    await api.reply(PULL, place, `This one.\n\n${renderAnswered(id, 'fixes')}`);
    expect(await asked(place)).toBe(true);
  });

  test('in a thread', async () => {
    const { id } = await double.person.reviewLine('mona', REPO, 1, { path: 'a.txt', line: 1, body: '/shipworthy help' });
    const place: TalkPlace = { kind: 'thread', commentId: id, threadStart: id };
    expect(await asked(place)).toBe(false);
    await api.reply(PULL, place, `Here.\n\n${renderAnswered(id, 'fixes')}`);
    expect(await asked(place)).toBe(true);
  });
});

describe('what a thread is about', () => {
  const findings = [{ fingerprint: 'a'.repeat(32), ruleId: 'wiring/missing-export' }];
  const body = `Look.\n\n${renderMarker(findings)}`;

  test('where its first comment is ours', async () => {
    await api.postComment(PULL, double.pullRequest(REPO, 1).headSha, { path: 'a.txt', anchor: { kind: 'line', side: 'RIGHT', line: 1 }, body });
    expect(await api.findingsOfThread(PULL, double.reviewComments(REPO, 1).at(-1)?.id ?? 0)).toEqual(findings);
  });

  test("nothing where it is somebody else's, or is not there", async () => {
    const { id } = await double.person.reviewLine('mona', REPO, 1, { path: 'a.txt', line: 1, body });
    expect(await api.findingsOfThread(PULL, id)).toEqual([]);
    expect(await api.findingsOfThread(PULL, 1)).toEqual([]);
  });

  test('beyond the first hundred threads', async () => {
    const page = (id: string, endCursor: string | null) => ({ pageInfo: { hasNextPage: endCursor !== null, endCursor }, nodes: [{ comments: { nodes: [{ fullDatabaseId: id, body, viewerDidAuthor: true }] } }] });
    const pages = new Map([[null, page('3000000001', 'next')], ['next', page('3000000002', null)]]);
    const graphql = async (_query: string, { after }: { readonly after: string | null }) => ({ repository: { pullRequest: { reviewThreads: pages.get(after as null) } } });
    const { findingsOfThread } = conversationCalls({ graphql } as unknown as Octokit);
    expect(await findingsOfThread(PULL, 3_000_000_002)).toEqual(findings);
    expect(await findingsOfThread(PULL, 3_000_000_003)).toEqual([]);
  });
});

test('a head was first looked at when the first check run of its pull request began', async () => {
  const { headSha } = double.pullRequest(REPO, 1);
  expect(await api.firstLookAt(PULL, headSha)).toBeNull();
  await api.createCheckRun({ owner: 'acme', repo: 'shop', headSha, externalId: 'pull/2/d0' });
  expect(await api.firstLookAt(PULL, headSha)).toBeNull();
  for (const externalId of ['pull/1/d1', 'pull/1/d2']) await api.createCheckRun({ owner: 'acme', repo: 'shop', headSha, externalId });
  const begun = double.checkRuns(REPO).filter(({ externalId }) => externalId?.startsWith('pull/1/')).map(({ startedAt }) => startedAt);
  expect(await api.firstLookAt(PULL, headSha)).toBe(begun.sort()[0]);
});

test('nothing was asked that GitHub does not know', () => {
  double.assertClean();
});
