import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { githubDescription } from '../support/github-double/openapi/description.js';
import { answerViolations, requestViolations, webhookViolations } from '../support/github-double/openapi/validate.js';
import type { JsonValue } from '../support/github-double/openapi/json-schema.js';
import { scene, type Scene } from './client.js';

const REPO = '/repos/acme/shop';
let at: Scene;

beforeEach(async () => {
  at = await scene();
});

afterEach(() => at.double.close());

describe('what the App may not do without the test failing', () => {
  const CASES: readonly [string, string, string, unknown, RegExp][] = [
    ['an operation that is not served', 'GET', '/user/emails', undefined, /Unexpected request: GET \/api\/v3\/user\/emails/],
    ['a missing member', 'POST', `${REPO}/check-runs`, { name: 'n' }, /body: \/ must have required property 'head_sha'/],
    ['a wrong type', 'POST', `${REPO}/pulls/1/reviews`, { event: 'COMMENT', body: 'x', comments: [{ path: 'a.txt', line: '5', body: 'x' }] }, /\/comments\/0\/line must be integer/],
    ['a value outside of the enumeration', 'POST', `${REPO}/pulls/1/reviews`, { event: 'comment', body: 'x' }, /\/event must be equal to one of the allowed values/],
    ['a misspelt member', 'POST', `${REPO}/pulls/1/reviews`, { event: 'COMMENT', body: 'x', comments: [{ path: 'a.txt', lines: 5, body: 'x' }] }, /\/comments\/0\/lines is not in the description/],
    ['a query parameter that does not exist', 'GET', `${REPO}/pulls/1/files?perpage=3`, undefined, /query parameter perpage/],
    ['a path parameter that is no number', 'GET', `${REPO}/pulls/one`, undefined, /path parameter pull_number/],
  ];

  test.each(CASES)('%s', async (_name, method, path, body, problem) => {
    const reply = await at.call(method, path, body);
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(at.double.problems().join('\n')).toMatch(problem);
    expect(() => at.double.assertClean()).toThrow(problem);
  });

  test('a fault that never comes up', () => {
    at.double.failNext({ method: 'POST', path: `${REPO}/check-runs`, status: 500 });
    expect(() => at.double.assertClean()).toThrow(/ordered 1 more time/);
  });
});

describe('what the double itself may not answer', () => {
  test('each required member of an answer is needed; a changed type and an invented member are seen', async () => {
    const { body } = await at.call('GET', `${REPO}/pulls/1`);
    const operation = githubDescription().operations.get('pulls/get');
    if (!operation) throw new Error('No operation');
    const answer = body as Record<string, JsonValue>;
    expect(answerViolations(operation, 200, answer)).toEqual([]);
    const required = ['url', 'number', 'head', 'base', 'user', '_links', 'merged', 'changed_files', 'author_association'];
    for (const name of required) {
      const { [name]: _left, ...rest } = answer;
      expect(answerViolations(operation, 200, rest)).not.toEqual([]);
    }
    expect(answerViolations(operation, 200, { ...answer, number: 'one' })).not.toEqual([]);
    expect(answerViolations(operation, 200, { ...answer, user: null })).not.toEqual([]);
    expect(answerViolations(operation, 200, { ...answer, invented: 1 })).toEqual(['answer 200: /invented is not in the description']);
    expect(answerViolations(operation, 201, answer)).toEqual(['status 201 is not in the description']);
  });

  test('nullable members may be null, others not', () => {
    const operation = githubDescription().operations.get('checks/create');
    if (!operation) throw new Error('No operation');
    expect(requestViolations(operation, { path: { owner: 'a', repo: 'b' }, query: {}, body: { name: 'n', head_sha: 'x', details_url: null } })).not.toEqual([]);
  });
});

describe('webhook payloads are those that GitHub describes', () => {
  test('of pull requests, check runs, suites, comments, pushes and installations', async () => {
    const { double, call, pull } = at;
    const about = { repo: 'acme/shop', number: 1 };
    await call('POST', `${REPO}/check-runs`, { name: 'n', head_sha: pull.headSha, conclusion: 'success' });
    const checkRunId = double.checkRuns('acme/shop')[0]?.id ?? 0;
    const comment = double.person.comment('mona', 'acme/shop', 1, '/shipworthy review');
    const line = await double.person.reviewLine('mona', 'acme/shop', 1, { path: 'a.txt', line: 5, body: 'Hm' });
    const built: [string, object][] = [];
    for (const action of ['opened', 'reopened', 'synchronize', 'ready_for_review', 'converted_to_draft', 'edited', 'closed'] as const) built.push([`pull_request-${action}`, await double.payloads.pullRequest(action, about)]);
    for (const action of ['created', 'completed', 'rerequested', 'requested_action'] as const) built.push([`check_run-${action}`, await double.payloads.checkRun(action, { repo: 'acme/shop', checkRunId, identifier: 'fix' })]);
    for (const action of ['requested', 'rerequested', 'completed'] as const) built.push([`check_suite-${action}`, await double.payloads.checkSuite(action, { repo: 'acme/shop', headSha: pull.headSha })]);
    for (const action of ['created', 'edited', 'deleted'] as const) {
      built.push([`issue_comment-${action}`, await double.payloads.issueComment(action, { ...about, commentId: comment.id })]);
      built.push([`pull_request_review_comment-${action}`, await double.payloads.reviewComment(action, { ...about, commentId: line.id })]);
    }
    for (const action of ['created', 'deleted', 'suspend', 'unsuspend'] as const) built.push([`installation-${action}`, await double.payloads.installation(action, { repo: 'acme/shop' })]);
    built.push(['push', await double.payloads.push({ repo: 'acme/shop', branch: 'main', before: '0'.repeat(40), after: pull.baseSha })]);
    const found = built.flatMap(([name, payload]) => webhookViolations(name.replace(/_/g, '-'), JSON.parse(JSON.stringify(payload)) as JsonValue));
    expect(found).toEqual([]);
  });
});
