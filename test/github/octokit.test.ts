import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createGitHubApi } from '../../src/github/api.js';
import { octokitClass } from '../../src/github/octokit.js';

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const RUN = { owner: 'acme', repo: 'shop', headSha: 'a'.repeat(40), externalId: 'pull/1/d' };
const PULL = { owner: 'acme', repo: 'shop', pullNumber: 1 };
const BROKEN: Answer = { status: 502, body: { message: 'Bad Gateway' } };
const LIMITED: Answer = { status: 403, headers: { 'retry-after': '2' }, body: { message: 'You have exceeded a secondary rate limit.' } };

/** A client whose requests get these answers in turn, one millisecond to the second. */
function client(...answers: Answer[]) {
  const sent: string[] = [];
  const fetch = async (url: string, options: { readonly method: string }): Promise<Response> => {
    sent.push(`${options.method} ${new URL(url).pathname}${new URL(url).search}`);
    const { status, headers, body } = answers.shift() ?? { status: 500, body: { message: 'One request too many' } };
    return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
  };
  const calls: (readonly [number, string | undefined, number | undefined])[] = [];
  const Octokit = octokitClass({ throttle: true, secondMs: 1 }, (...call) => calls.push(call));
  // Each client has its own budget, so that none waits for another.
  const throttle = { id: randomUUID() };
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  return { api: createGitHubApi(new Octokit({ auth: { token: 't' }, request: { fetch }, log: silent, throttle })), sent, calls };
}

describe('a client', () => {
  test('repeats a read that failed', async () => {
    const { api, sent } = client(BROKEN, { status: 200, body: { merge_base_commit: { sha: 'base' } } });
    expect(await api.mergeBase('acme', 'shop', 'feature/x', 'head')).toBe('base');
    expect(sent).toEqual(Array(2).fill('GET /repos/acme/shop/compare/feature%2Fx...head?per_page=1&page=2'));
  });

  test('tells of every answer, and of what is left of the quota', async () => {
    const { api, calls } = client(BROKEN, LIMITED, { status: 200, headers: { 'x-ratelimit-resource': 'core', 'x-ratelimit-remaining': '41' }, body: { merge_base_commit: { sha: 'base' } } });
    await api.mergeBase('acme', 'shop', 'main', 'head');
    expect(calls).toEqual([[502, undefined, undefined], [403, undefined, undefined], [200, 'core', 41]]);
  });

  test('leaves a write whose answer was lost to its caller', async () => {
    const { api, sent } = client(BROKEN);
    await expect(api.createCheckRun(RUN)).rejects.toMatchObject({ status: 502 });
    expect(sent).toHaveLength(1);
  });

  test('repeats a write that a rate limit refused, after the pause that GitHub asks for', async () => {
    const { api, sent } = client(LIMITED, { status: 201, body: { id: 5 } });
    expect(await api.createCheckRun(RUN)).toBe(5);
    expect(sent).toHaveLength(2);
  });

  test('does not wait longer than the queue would', async () => {
    const { api, sent } = client({ ...LIMITED, headers: { 'retry-after': '3600' } });
    await expect(api.createCheckRun(RUN)).rejects.toMatchObject({ status: 403 });
    expect(sent).toHaveLength(1);
  });
});

describe('the merge base', () => {
  test('comes from the first page where the second one is silent', async () => {
    const { api, sent } = client({ status: 200, body: { commits: [] } }, { status: 200, body: { merge_base_commit: { sha: 'base' } } });
    expect(await api.mergeBase('acme', 'shop', 'main', 'head')).toBe('base');
    expect(sent[1]).toBe('GET /repos/acme/shop/compare/main...head?per_page=1');
  });

  test('is none for histories without a common commit', async () => {
    const { api } = client({ status: 404, body: { message: 'No common ancestor' } }, { status: 404, body: { message: 'No common ancestor' } });
    expect(await api.mergeBase('acme', 'shop', 'main', 'head')).toBeNull();
  });
});

describe('the threads', () => {
  const thread = { isResolved: false, resolvedBy: null, isOutdated: false, path: 'a.py', line: 3, startLine: null };
  const page = (id: string, comments: readonly { readonly id: string; readonly body: string; readonly viewerDidAuthor: boolean }[], change: object = {}) => ({
    status: 200,
    body: {
      data: {
        viewer: { login: 'shipworthy[bot]' },
        repository: {
          pullRequest: {
            headRefOid: 'head',
            baseRefName: 'main',
            baseRefOid: 'base',
            isDraft: false,
            state: 'OPEN',
            reviews: { nodes: [{ databaseId: 4, viewerDidAuthor: true }, { databaseId: 5, viewerDidAuthor: false }] },
            reviewThreads: {
              pageInfo: { hasNextPage: false, endCursor: null },
              nodes: [{ ...thread, id, comments: { totalCount: comments.length, nodes: comments } }],
              ...change,
            },
          },
        },
      },
    },
  });
  const marked = { id: 'c', body: `Text\n<!-- shipworthy:v1 ${'1'.repeat(32)} -->`, viewerDidAuthor: true };

  test('are read page by page', async () => {
    const { api, sent } = client(page('a', [marked], { pageInfo: { hasNextPage: true, endCursor: 'c' } }), page('b', [{ ...marked, viewerDidAuthor: false }]));
    const state = await api.readPull(PULL);
    expect(sent).toHaveLength(2);
    expect(state).toMatchObject({ headSha: 'head', viewer: 'shipworthy', pendingReviews: [4] });
    const seen = { commentId: 'c', body: marked.body, path: 'a.py', line: 3, startLine: null, isOutdated: false, resolved: false, resolvedBy: null, told: null };
    expect(state.threads).toEqual([
      { ...seen, id: 'a', ours: true, foreignReplies: false, findings: [{ fingerprint: '1'.repeat(32), ruleId: null }] },
      { ...seen, id: 'b', ours: false, foreignReplies: true, findings: [] },
    ]);
  });

  test('tell what we said last of a finding, and nobody else', async () => {
    const told = (kind: string, viewerDidAuthor = true) => ({ id: 'r', body: `As of.\n<!-- shipworthy:told ${kind} ${'a'.repeat(40)} -->`, viewerDidAuthor });
    const { api } = client(page('a', [marked, told('fixed'), told('back'), { ...marked, body: 'Really?' }, told('moved', false)]));
    expect((await api.readPull(PULL)).threads[0]?.told).toEqual({ kind: 'back', sha: 'a'.repeat(40) });
  });

  test.each([
    ['nobody', [], 0],
    ['people', [{ content: 'THUMBS_UP', viewerHasReacted: false, reactors: { totalCount: 4 } }, { content: 'THUMBS_DOWN', viewerHasReacted: false, reactors: { totalCount: 2 } }], 2],
    ['people and ourselves', [{ content: 'THUMBS_DOWN', viewerHasReacted: true, reactors: { totalCount: 2 } }], 1],
    ['whom GitHub does not name', null, 0],
  ])('tell when they were opened, and what %s think of it', async (_who, reactionGroups, against) => {
    const nodes = [{ ...thread, id: 'a', comments: { totalCount: 1, nodes: [marked] }, opening: { nodes: [{ createdAt: '2024-05-01T10:00:00Z', reactionGroups }] } }];
    const { api } = client(page('a', [], { nodes }));
    expect((await api.readPull(PULL)).threads[0]?.opening).toEqual({ writtenAt: '2024-05-01T10:00:00Z', against });
  });

  test.each([['LINE', true], ['FILE', false]])('on a %s are outdated when GitHub says so: %s', async (subjectType, isOutdated) => {
    const nodes = [{ ...thread, isOutdated: true, subjectType, id: 'a', comments: { totalCount: 1, nodes: [marked] } }];
    const { api } = client(page('a', [], { nodes }));
    expect((await api.readPull(PULL)).threads[0]?.isOutdated).toBe(isOutdated);
  });

  test('with more comments than were read may hold somebody else\'s', async () => {
    const { api } = client(page('a', [], { nodes: [{ ...thread, id: 'a', comments: { totalCount: 21, nodes: [marked] } }] }));
    expect((await api.readPull(PULL)).threads[0]?.foreignReplies).toBe(true);
  });

  const errors = (error: object): Answer => ({ status: 200, body: { data: null, errors: [{ message: 'no', ...error }] } });
  const pull: Answer = { status: 200, body: { state: 'open', draft: false, head: { sha: 'head', ref: 'topic', repo: { id: 1 } }, base: { ref: 'main', sha: 'base', repo: { id: 1 } } } };
  const at = { node_id: 'c', path: 'a.py', line: 3 };
  const comments: Answer = {
    status: 200,
    body: [
      { ...at, body: marked.body, user: { type: 'Bot' } },
      { ...at, body: marked.body.replaceAll('1', '2'), user: { type: 'User' } },
      { ...at, body: marked.body.replaceAll('1', '3'), user: { type: 'Bot' }, in_reply_to_id: 9 },
    ],
  };
  const reviews: Answer = { status: 200, body: [{ id: 4, state: 'PENDING' }, { id: 5, state: 'COMMENTED' }] };

  test.each<[string, Answer]>([
    ['is closed to the App', errors({ type: 'FORBIDDEN' })],
    ['knows nothing of threads', errors({ extensions: { code: 'undefinedField' } })],
    ['is not there', { status: 404, body: { message: 'Not Found' } }],
    ['answers something else', { status: 200, body: { data: {} } }],
  ])('are read by REST where GraphQL %s; such threads are never resolved', async (_, answer) => {
    const { api, sent } = client(answer, pull, comments, reviews);
    expect(await api.readPull(PULL)).toEqual({
      headSha: 'head',
      baseRef: 'main',
      baseSha: 'base',
      isDraft: false,
      isOpen: true,
      headBranch: 'topic',
      viewer: '',
      threads: [{ id: '', commentId: 'c', body: marked.body, path: 'a.py', line: 3, startLine: null, isOutdated: false, resolved: false, resolvedBy: null, ours: true, foreignReplies: true, findings: [{ fingerprint: '1'.repeat(32), ruleId: null }], told: null }],
      pendingReviews: [4],
    });
    expect(sent).toEqual(['POST /graphql', 'GET /repos/acme/shop/pulls/1', 'GET /repos/acme/shop/pulls/1/comments?per_page=100', 'GET /repos/acme/shop/pulls/1/reviews?per_page=100']);
  });

  test.each([
    ['a fork', { sha: 'head', ref: 'topic', repo: { id: 2 } }],
    ['a fork that is gone', { sha: 'head', ref: 'topic', repo: null }],
  ])('tell of no branch to push to where the head is in %s', async (_, head) => {
    const { api } = client({ status: 404, body: { message: 'Not Found' } }, { status: 200, body: { ...(pull.body as object), head } }, comments, reviews);
    expect((await api.readPull(PULL)).headBranch).toBeNull();
  });

  test('come with the pull request by REST where GraphQL tells only the threads', async () => {
    const { api } = client({ status: 200, body: { data: { repository: { pullRequest: { reviewThreads: { nodes: [] } } } } } }, pull);
    expect(await api.readPull(PULL)).toMatchObject({ headSha: 'head', baseRef: 'main', threads: [] });
  });

  test('are asked for again later where the quota is used up', async () => {
    const { api, sent } = client(errors({ type: 'RATE_LIMITED' }));
    await expect(api.readPull(PULL)).rejects.toThrow();
    expect(new Set(sent)).toEqual(new Set(['POST /graphql']));
  });
});

describe('changes to threads', () => {
  const changes = [
    { kind: 'reply', threadId: 't1', body: 'Gone' },
    { kind: 'resolve', threadId: 't1' },
    { kind: 'edit', commentId: 'c2', body: 'New' },
    { kind: 'unresolve', threadId: 't3' },
  ] as const;
  const refusal = (type: string | undefined, path: readonly string[] | undefined): Answer => ({ status: 200, body: { data: { c0: {}, c1: null, c2: {}, c3: {} }, errors: [{ message: 'no', ...(type === undefined ? {} : { type }), ...(path === undefined ? {} : { path }) }] } });

  test('go out as one mutation, in their order', async () => {
    const { api, sent } = client({ status: 200, body: { data: {} } });
    expect(await api.changeThreads(changes)).toEqual([true, true, true, true]);
    expect(sent).toEqual(['POST /graphql']);
  });

  test('are told apart where GitHub refuses one of them', async () => {
    const { api } = client(refusal('FORBIDDEN', ['c1']));
    expect(await api.changeThreads(changes)).toEqual([true, false, true, true]);
  });

  test('are repeated where the quota was used up, as nothing was done', async () => {
    const { api, sent } = client(refusal('RATE_LIMITED', ['c1']), { status: 200, body: { data: {} } });
    expect(await api.changeThreads(changes)).toEqual([true, true, true, true]);
    expect(sent).toHaveLength(2);
  });

  test.each<[string, Answer]>([
    ['the mutation is refused as a whole', refusal('FORBIDDEN', undefined)],
    ['it is open what was done', refusal(undefined, ['c1'])],
    ['there is no answer', { status: 502, body: {} }],
  ])('fail where %s, and are not repeated', async (_case, answer) => {
    const { api, sent } = client(answer);
    await expect(api.changeThreads(changes)).rejects.toThrow();
    expect(sent).toHaveLength(1);
  });
});
