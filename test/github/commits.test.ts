import { describe, expect, test } from '@jest/globals';
import { createGitHubApi } from '../../src/github/api.js';
import { octokitClass } from '../../src/github/octokit.js';
import type { NewCommit } from '../../src/github/types.js';

function client(...answers: { readonly status: number; readonly body: object }[]) {
  const sent: { readonly url: string; readonly body: unknown }[] = [];
  const fetch = async (url: string, options: { readonly body?: string }): Promise<Response> => {
    sent.push({ url, body: options.body === undefined ? null : JSON.parse(options.body) });
    const { status, body } = answers.shift() ?? { status: 500, body: { message: 'One request too many' } };
    return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
  };
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const Octokit = octokitClass({ throttle: false, secondMs: 1 });
  return { api: createGitHubApi(new Octokit({ auth: { token: 't' }, request: { fetch }, log: silent })), sent };
}

const COMMIT: NewCommit = {
  owner: 'acme',
  repo: 'shop',
  branch: 'topic',
  expectedHead: 'a'.repeat(40),
  headline: 'Apply 1 safe fix',
  body: 'Body',
  files: [{ path: 'a.py', content: Buffer.from('é\r\n') }, { path: 'b.py', content: null }],
};

function failed(type: string | undefined, message: string) {
  return { status: 200, body: { data: { createCommitOnBranch: null }, errors: [{ ...(type === undefined ? {} : { type }), path: ['createCommitOnBranch'], message }] } };
}

describe('a commit', () => {
  test('names the branch, the head that it must stand on, and whole files', async () => {
    const { api, sent } = client({ status: 200, body: { data: { createCommitOnBranch: { commit: { oid: 'new' } } } } });
    expect(await api.createCommit(COMMIT)).toEqual({ kind: 'made', sha: 'new' });
    expect(sent).toEqual([
      {
        url: expect.stringMatching(/\/graphql$/),
        body: {
          query: expect.stringContaining('createCommitOnBranch'),
          variables: {
            input: {
              branch: { repositoryNameWithOwner: 'acme/shop', branchName: 'topic' },
              expectedHeadOid: 'a'.repeat(40),
              message: { headline: 'Apply 1 safe fix', body: 'Body' },
              fileChanges: { additions: [{ path: 'a.py', contents: Buffer.from('é\r\n').toString('base64') }], deletions: [{ path: 'b.py' }] },
            },
          },
        },
      },
    ]);
  });

  test.each([
    ['STALE_DATA', 'Expected branch to point to "x"', { kind: 'moved' }],
    ['FORBIDDEN', 'Resource not accessible by integration', { kind: 'refused', why: 'forbidden' }],
    ['NOT_FOUND', 'Could not resolve to a Repository', { kind: 'refused', why: 'gone' }],
    ['BRANCH_PROTECTION_RULE_VIOLATION', 'Changes must be made through a pull request.', { kind: 'refused', why: 'protected' }],
    ['UNPROCESSABLE', 'Repository rule violations found\n\nChanges must be made through a pull request.', { kind: 'refused', why: 'protected' }],
    [undefined, 'Repository rule violations found', { kind: 'refused', why: 'protected' }],
    ['UNPROCESSABLE', 'A path was requested for deletion which does not exist', { kind: 'refused', why: 'other' }],
  ])('that GitHub refuses (%s) is told so, and not sent again', async (type, message, outcome) => {
    const { api, sent } = client(failed(type, message));
    expect(await api.createCommit(COMMIT)).toEqual(outcome);
    expect(sent).toHaveLength(1);
  });

  test.each([
    ['a server that breaks down', { status: 502, body: { message: 'Bad Gateway' } }],
    ['an answer without a reason', failed(undefined, 'Something went wrong while executing your query.')],
    ['a limit', failed('RATE_LIMITED', 'API rate limit exceeded')],
  ])('is not repeated blindly after %s', async (_case, answer) => {
    const { api, sent } = client(answer);
    await expect(api.createCommit(COMMIT)).rejects.toThrow();
    expect(sent).toHaveLength(1);
  });
});

describe('messages of commits', () => {
  test('are those that the other commit does not have', async () => {
    const { api, sent } = client({ status: 200, body: { commits: [{ sha: 's', commit: { message: 'm' } }] } });
    expect(await api.messagesSince('acme', 'shop', 'a', 'b')).toEqual([{ sha: 's', message: 'm' }]);
    expect(sent[0]?.url).toMatch(/\/repos\/acme\/shop\/compare\/a\.\.\.b$/);
  });

  test('are none where GitHub can not compare', async () => {
    const { api } = client({ status: 404, body: { message: 'Not Found' } });
    expect(await api.messagesSince('acme', 'shop', 'a', 'b')).toEqual([]);
  });
});
