import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { caller, numbered, scene, type Scene } from './client.js';

const ALL = { checks: 'write', pull_requests: 'write', issues: 'write', contents: 'write' } as const;
const THREADS = `query($first: Int!, $after: String) {
  repository(owner: "acme", name: "shop") { pullRequest(number: 1) {
    headRefOid
    reviewThreads(first: $first, after: $after) {
      nodes { id isResolved isOutdated path line comments(first: 50) { nodes { id databaseId author { login __typename } body viewerDidAuthor createdAt } } }
      pageInfo { hasNextPage endCursor }
    }
    reviews(first: 10, states: [PENDING]) { nodes { id state } }
  } }
}`;
let at: Scene;

beforeEach(async () => {
  at = await scene({ app: { permissions: ALL } });
  const comments = [5, 25].map((line) => ({ path: 'a.txt', line, body: `about ${line}` }));
  await at.call('POST', '/repos/acme/shop/pulls/1/reviews', { event: 'COMMENT', body: 'x', comments });
});

afterEach(() => at.double.close());

async function graphql(query: string, variables: object = {}, call = at.call): Promise<{ data: Record<string, unknown>; errors?: { type: string; message: string }[] }> {
  return (await call('POST', '/graphql', { query, variables })).body as { data: Record<string, unknown> };
}

describe('threads', () => {
  test('in pages, with who wrote what', async () => {
    at.double.person.replyToThread('mona', 'acme/shop', at.double.threads('acme/shop', 1)[0]?.id ?? '', 'Really?');
    const first = await graphql(THREADS, { first: 1 });
    expect(first).toMatchObject({
      data: { repository: { pullRequest: {
        headRefOid: at.pull.headSha,
        reviewThreads: {
          nodes: [{ path: 'a.txt', line: 5, isResolved: false, isOutdated: false, comments: { nodes: [
            { body: 'about 5', viewerDidAuthor: true, author: { login: 'shipworthy', __typename: 'Bot' } },
            { body: 'Really?', viewerDidAuthor: false, author: { login: 'mona', __typename: 'User' } },
          ] } }],
          pageInfo: { hasNextPage: true },
        },
        reviews: { nodes: [] },
      } } },
    });
    const { reviewThreads } = (first.data['repository'] as { pullRequest: { reviewThreads: { pageInfo: { endCursor: string } } } }).pullRequest;
    expect(await graphql(THREADS, { first: 1, after: reviewThreads.pageInfo.endCursor })).toMatchObject({ data: { repository: { pullRequest: { reviewThreads: { nodes: [{ line: 25 }], pageInfo: { hasNextPage: false } } } } } });
    at.double.assertClean();
  });

  test('move with the lines above them, and are outdated once their line changes', async () => {
    await at.double.push({ repo: 'acme/shop', commits: [{ branch: 'topic', message: 'Again', files: { 'a.txt': `new first line\n${numbered({ 5: 'changed 5', 25: 'changed again' })}` } }] });
    expect(at.double.threads('acme/shop', 1).map(({ line, isOutdated }) => ({ line, isOutdated }))).toEqual([{ line: 6, isOutdated: false }, { line: null, isOutdated: true }]);
  });

  test('several are resolved in one request by aliases', async () => {
    const [a, b] = at.double.threads('acme/shop', 1);
    const result = await graphql(
      'mutation($a: ID!, $b: ID!) { one: resolveReviewThread(input: {threadId: $a}) { thread { isResolved } } two: resolveReviewThread(input: {threadId: $b}) { thread { isResolved } } }',
      { a: a?.id, b: b?.id },
    );
    expect(result).toEqual({ data: { one: { thread: { isResolved: true } }, two: { thread: { isResolved: true } } } });
    expect(at.double.threads('acme/shop', 1)).toMatchObject([{ isResolved: true, resolvedBy: 'shipworthy[bot]' }, { isResolved: true }]);
    expect(at.double.requests.at(-1)).toMatchObject({ operationId: 'graphql', graphqlFields: ['resolveReviewThread', 'resolveReviewThread'] });
    at.double.assertClean();
  });

  test('resolving needs contents:write, as on GitHub', async () => {
    const weaker = caller(at.double, at.double.issueToken('acme/shop', { ...ALL, contents: 'read' }));
    const threadId = at.double.threads('acme/shop', 1)[0]?.id;
    const result = await graphql('mutation($id: ID!) { resolveReviewThread(input: {threadId: $id}) { thread { id } } }', { id: threadId }, weaker);
    expect(result).toMatchObject({ data: { resolveReviewThread: null }, errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }] });
  });

  test('a reply and an unknown thread in one request: one succeeds', async () => {
    const threadId = at.double.threads('acme/shop', 1)[0]?.id;
    const result = await graphql(
      'mutation($id: ID!) { good: addPullRequestReviewThreadReply(input: {pullRequestReviewThreadId: $id, body: "Fixed"}) { comment { body } } bad: resolveReviewThread(input: {threadId: "PRRT_x"}) { thread { id } } }',
      { id: threadId },
    );
    expect(result).toMatchObject({ data: { good: { comment: { body: 'Fixed' } }, bad: null }, errors: [{ type: 'NOT_FOUND' }] });
  });
});

test('a pending review is found and deleted', async () => {
  await at.call('POST', '/repos/acme/shop/pulls/1/reviews', { comments: [{ path: 'a.txt', line: 5, body: 'x' }] });
  const id = at.double.reviews('acme/shop', 1).find(({ state }) => state === 'PENDING')?.nodeId;
  expect(await graphql(THREADS, { first: 1 })).toMatchObject({ data: { repository: { pullRequest: { reviews: { nodes: [{ id, state: 'PENDING' }] } } } } });
  await graphql('mutation($id: ID!) { deletePullRequestReview(input: {pullRequestReviewId: $id}) { pullRequestReview { id } } }', { id });
  expect(at.double.reviews('acme/shop', 1).map(({ state }) => state)).toEqual(['COMMENTED']);
  at.double.assertClean();
});

describe('createCommitOnBranch', () => {
  const MUTATION = 'mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid url } ref { name } } }';
  const input = (expectedHeadOid: string) => ({
    branch: { repositoryNameWithOwner: 'acme/shop', branchName: 'topic' },
    message: { headline: 'Apply fixes' },
    expectedHeadOid,
    fileChanges: { additions: [{ path: 'fixed.txt', contents: Buffer.from('fixed\n').toString('base64') }], deletions: [{ path: 'still.txt' }] },
  });

  test('makes a real commit and moves the pull request', async () => {
    const result = await graphql(MUTATION, { input: input(at.pull.headSha) });
    const { oid } = (result.data['createCommitOnBranch'] as { commit: { oid: string } }).commit;
    expect(at.double.pullRequest('acme/shop', 1).headSha).toBe(oid);
    const { body } = await at.call('GET', `/repos/acme/shop/commits/${oid}`);
    expect(body).toMatchObject({ author: { login: 'shipworthy[bot]' }, files: [{ filename: 'fixed.txt', status: 'added' }, { filename: 'still.txt', status: 'removed' }] });
    at.double.assertClean();
  });

  test('refuses if the branch has moved', async () => {
    const result = await graphql(MUTATION, { input: input(at.pull.baseSha) });
    expect(result).toMatchObject({ data: { createCommitOnBranch: null }, errors: [{ type: 'STALE_DATA' }] });
  });
});

describe('what is wrong fails the test', () => {
  test('a field that the schema does not have', async () => {
    await graphql('{ repository(owner: "acme", name: "shop") { pullRequests2 { id } } }');
    expect(() => at.double.assertClean()).toThrow(/Cannot query field "pullRequests2"/);
  });

  test('a field that the double does not know', async () => {
    await graphql('{ repository(owner: "acme", name: "shop") { stargazerCount } }');
    expect(() => at.double.assertClean()).toThrow(/no resolver for Repository.stargazerCount/);
  });

  test('a connection without bounds', async () => {
    const result = await graphql('{ repository(owner: "acme", name: "shop") { pullRequest(number: 1) { reviewThreads { totalCount } } } }');
    expect(result.errors).toMatchObject([{ type: 'MISSING_PAGINATION_BOUNDARIES' }]);
  });
});
