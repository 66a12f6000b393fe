import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decide, HANDLED_EVENTS } from '../../src/webhook/decide.js';
import { externalIdOf, subjectOfExternalId } from '../../src/webhook/external-id.js';

const APP_ID = 7;
const HEAD = 'a'.repeat(40);
const BASE = 'b'.repeat(40);

const repository = { id: 5, name: 'shop', owner: { login: 'acme' }, archived: false, disabled: false };
const common = { installation: { id: 3 }, repository };
const pull = { number: 12, state: 'open', draft: false, updated_at: '2024-05-01T10:00:00Z', head: { sha: HEAD }, base: { sha: BASE, ref: 'main' } };
const listed = { number: 12, head: { sha: HEAD }, base: { sha: BASE, ref: 'main', repo: { id: 5 } } };

function pullRequest(change: object = {}) {
  return { action: 'opened', ...common, pull_request: pull, ...change };
}

function checkRun(change: object = {}) {
  return { action: 'rerequested', ...common, check_run: { head_sha: HEAD, external_id: 'pull/12/d0', app: { id: APP_ID }, pull_requests: [listed], ...change } };
}

function checkSuite(change: object = {}) {
  return { action: 'requested', ...common, check_suite: { id: 44, head_sha: HEAD, app: { id: APP_ID }, pull_requests: [listed], ...change } };
}

const merge_group = { head_sha: HEAD, base_sha: BASE, head_ref: `refs/heads/gh-readonly-queue/main/pr-12-${BASE}`, base_ref: 'refs/heads/main' };

function mergeGroup(change: object = {}) {
  return { action: 'checks_requested', ...common, merge_group, ...change };
}

const comment = { id: 77, body: '/shipworthy review', created_at: '2024-05-01T11:00:00Z', user: { id: 9, login: 'mona', type: 'User' } };

function issueComment(change: object = {}, issue: object = {}) {
  return { action: 'created', ...common, issue: { number: 12, user: { id: 8 }, pull_request: { url: 'x' }, ...issue }, comment: { ...comment, ...change } };
}

function reviewComment(change: object = {}) {
  return { action: 'created', ...common, pull_request: { ...pull, user: { id: 9 } }, comment: { ...comment, in_reply_to_id: 70, ...change } };
}

const COMMAND_JOB = {
  kind: 'command',
  installationId: 3,
  owner: 'acme',
  repo: 'shop',
  repositoryId: 5,
  deliveryId: 'd1',
  pullNumber: 12,
  commands: [{ kind: 'review' }],
  author: 'mona',
  byPullAuthor: false,
  writtenAt: '2024-05-01T11:00:00Z',
  headSha: null,
  answer: { kind: 'conversation', commentId: 77 },
};

const JOB = {
  kind: 'review',
  installationId: 3,
  owner: 'acme',
  repo: 'shop',
  repositoryId: 5,
  pullNumber: 12,
  headSha: HEAD,
  baseSha: BASE,
  baseRef: 'main',
  isDraft: false,
  deliveryId: 'd1',
  trigger: 'pull_request',
  updatedAt: '2024-05-01T10:00:00Z',
};
const QUEUE_JOB = { kind: 'merge-group', installationId: 3, owner: 'acme', repo: 'shop', repositoryId: 5, deliveryId: 'd1', headSha: HEAD, baseSha: BASE, pullNumber: 12 };
const USEFULNESS_JOB = { kind: 'usefulness', installationId: 3, owner: 'acme', repo: 'shop', repositoryId: 5, deliveryId: 'd1', pullNumber: 12 };
const LISTED_JOB = { ...JOB, isDraft: null, updatedAt: null };

describe('deliveries that ask for a review', () => {
  test.each([
    ['opened', 'pull_request', pullRequest(), [JOB]],
    ['reopened', 'pull_request', pullRequest({ action: 'reopened' }), [JOB]],
    ['synchronize', 'pull_request', pullRequest({ action: 'synchronize' }), [JOB]],
    ['ready for review', 'pull_request', pullRequest({ action: 'ready_for_review' }), [JOB]],
    ['a new base branch', 'pull_request', pullRequest({ action: 'edited', changes: { base: { ref: { from: 'old' } } } }), [JOB]],
    ['a draft', 'pull_request', pullRequest({ pull_request: { ...pull, draft: true } }), [{ ...JOB, isDraft: true }]],
    ['one whose state is not told', 'pull_request', pullRequest({ pull_request: { ...pull, state: undefined } }), [JOB]],
    ['a check run', 'check_run', checkRun(), [{ ...LISTED_JOB, trigger: 'rerequested' }]],
    ['a check run of a fork, known by our own mark', 'check_run', checkRun({ pull_requests: [] }), [{ ...LISTED_JOB, trigger: 'rerequested', baseSha: null, baseRef: null }]],
    ['a check run of a merge queue, known by our own mark', 'check_run', checkRun({ pull_requests: [], external_id: `queue/12/${BASE}/d0` }), [QUEUE_JOB]],
    ['a merge group', 'merge_group', mergeGroup(), [QUEUE_JOB]],
    ['a merge group of another name', 'merge_group', mergeGroup({ merge_group: { ...merge_group, head_ref: 'refs/heads/queue/12' } }), [{ ...QUEUE_JOB, pullNumber: null }]],
    [
      'a check suite that is run again and lists no pull request, for it may be a fork\'s',
      'check_suite',
      { ...checkSuite({ pull_requests: [] }), action: 'rerequested' },
      [{ kind: 'suite', installationId: 3, owner: 'acme', repo: 'shop', repositoryId: 5, deliveryId: 'd1', suiteId: 44, headSha: HEAD }],
    ],
    ['a check run that names no repository of the base', 'check_run', checkRun({ pull_requests: [{ ...listed, base: { sha: BASE, ref: 'main' } }] }), [{ ...LISTED_JOB, trigger: 'rerequested' }]],
    ['a check suite requested', 'check_suite', checkSuite(), [{ ...LISTED_JOB, trigger: 'requested' }]],
    ['a check suite run again', 'check_suite', { ...checkSuite(), action: 'rerequested' }, [{ ...LISTED_JOB, trigger: 'rerequested' }]],
    [
      'a check suite of two pull requests',
      'check_suite',
      checkSuite({ pull_requests: [listed, { ...listed, number: 13 }] }),
      [{ ...LISTED_JOB, trigger: 'requested' }, { ...LISTED_JOB, trigger: 'requested', pullNumber: 13 }],
    ],
    [
      'a check suite that also lists a pull request into a fork',
      'check_suite',
      checkSuite({ pull_requests: [{ ...listed, number: 99, base: { ...listed.base, repo: { id: 6 } } }, listed] }),
      [{ ...LISTED_JOB, trigger: 'requested' }],
    ],
  ])('%s', (_case, event, payload, jobs) => {
    expect(decide({ id: 'd1', event, payload }, APP_ID)).toEqual({ kind: 'jobs', jobs });
  });
});

describe('deliveries that end jobs', () => {
  test.each([
    ['a closed pull request', 'pull_request', pullRequest({ action: 'closed', pull_request: { ...pull, state: 'closed' } }), { of: 'reviews', repositoryId: 5, subject: 12, at: '2024-05-01T10:00:00Z' }, [{ ...USEFULNESS_JOB, deletedComment: null }]],
    ['a merge group that is no more', 'merge_group', mergeGroup({ action: 'destroyed', reason: 'invalidated' }), { of: 'tasks', repositoryId: 5, subject: HEAD, at: null }, undefined],
  ])('%s', (_case, event, payload, cancellation, jobs) => {
    expect(decide({ id: 'd1', event, payload }, APP_ID)).toEqual({ kind: 'cancel', cancellation, ...(jobs === undefined ? {} : { jobs }) });
  });
});

describe('deliveries that end an installation', () => {
  test.each([
    ['deleted', 'installation', { action: 'deleted', installation: { id: 3 }, repositories: [{ id: 5 }] }, { installationId: 3, repositoryIds: null }],
    ['some repositories taken out', 'installation_repositories', { action: 'removed', installation: { id: 3 }, repositories_removed: [{ id: 5 }, { id: 6 }] }, { installationId: 3, repositoryIds: [5, 6] }],
  ])('%s', (_case, event, payload, forgotten) => {
    expect(decide({ id: 'd1', event, payload }, APP_ID)).toEqual({ kind: 'forget', ...forgotten });
  });
});

describe('comments that hold commands', () => {
  const inThread = { ...COMMAND_JOB, byPullAuthor: true, headSha: HEAD };
  test.each([
    ['in the conversation', 'issue_comment', issueComment(), COMMAND_JOB],
    ['by who opened the pull request', 'issue_comment', issueComment({}, { user: { id: 9 } }), { ...COMMAND_JOB, byPullAuthor: true }],
    ['of a pull request whose author is gone', 'issue_comment', issueComment({}, { user: null }), COMMAND_JOB],
    ['that are none', 'issue_comment', issueComment({ body: '/shipworthy dance' }), { ...COMMAND_JOB, commands: [{ kind: 'refused', why: 'There is no command `dance`; `/shipworthy help` lists them.' }] }],
    ['in a thread', 'pull_request_review_comment', reviewComment(), { ...inThread, answer: { kind: 'thread', commentId: 77, threadStart: 70 } }],
    ['at the start of a thread', 'pull_request_review_comment', reviewComment({ in_reply_to_id: undefined }), { ...inThread, answer: { kind: 'thread', commentId: 77, threadStart: 77 } }],
  ])('%s', (_case, event, payload, job) => {
    expect(decide({ id: 'd1', event, payload }, APP_ID)).toEqual({ kind: 'jobs', jobs: [job] });
  });
});

test('a deleted comment of a thread takes its vote with it', () => {
  expect(decide({ id: 'd1', event: 'pull_request_review_comment', payload: { ...reviewComment({ body: 'Never mind.' }), action: 'deleted' } }, APP_ID)).toEqual({ kind: 'jobs', jobs: [{ ...USEFULNESS_JOB, deletedComment: 77 }] });
});

describe('deliveries that ask for nothing', () => {
  test.each([
    ['another event', 'star', { action: 'created' }, 'The event is not one that is handled.'],
    ['a new installation', 'installation', { action: 'created', installation: { id: 3 } }, 'The installation is still there.'],
    ['more repositories', 'installation_repositories', { action: 'added', installation: { id: 3 }, repositories_removed: [] }, 'No repository is removed from the installation.'],
    ['an installation without an id', 'installation', { action: 'deleted' }, 'The payload names no installation.'],
    ['a label', 'pull_request', pullRequest({ action: 'labeled' }), 'The action of the pull request changes nothing that is reviewed.'],
    ['a new title', 'pull_request', pullRequest({ action: 'edited', changes: { title: { from: 'x' } } }), 'The action of the pull request changes nothing that is reviewed.'],
    ['a closed pull request', 'pull_request', pullRequest({ action: 'synchronize', pull_request: { ...pull, state: 'closed' } }), 'The pull request is not open.'],
    ['an archived repository', 'pull_request', pullRequest({ repository: { ...repository, archived: true } }), 'The repository is archived or disabled.'],
    ['a check run of another app', 'check_run', checkRun({ app: { id: 8 } }), 'The check run belongs to another app.'],
    ['a check run that ended', 'check_run', { ...checkRun(), action: 'completed' }, 'The action of the check run asks for nothing.'],
    ['a check run with no pull request', 'check_run', checkRun({ pull_requests: [], external_id: null }), 'No pull request belongs to the check run.'],
    ['a check suite of another app', 'check_suite', checkSuite({ app: { id: 8 } }), 'The check suite belongs to another app.'],
    ['a check suite with no pull request', 'check_suite', checkSuite({ pull_requests: [] }), 'No pull request belongs to the check suite.'],
    ['another action of a merge group', 'merge_group', mergeGroup({ action: 'other' }), 'The action of the merge group asks for nothing.'],
    ['a merge group of no commit', 'merge_group', mergeGroup({ merge_group: { ...merge_group, head_sha: 'main' } }), 'The payload has no usable merge_group.head_sha.'],
    ['a comment on an issue', 'issue_comment', issueComment({}, { pull_request: undefined }), 'The comment is on an issue.'],
    ['an edited comment', 'issue_comment', { ...issueComment(), action: 'edited' }, 'The comment is not new.'],
    ['a deleted comment of the conversation', 'issue_comment', { ...issueComment(), action: 'deleted' }, 'The comment is not new.'],
    ['a comment of a bot', 'issue_comment', issueComment({ user: { id: 9, login: 'dependabot[bot]', type: 'Bot' } }), 'The comment was not written by a person.'],
    ['a comment of nobody', 'issue_comment', issueComment({ user: null }), 'The comment was not written by a person.'],
    ['a comment that speaks of something else', 'issue_comment', issueComment({ body: 'Well done.' }), 'The comment holds no command.'],
    ['a comment that quotes a command', 'pull_request_review_comment', reviewComment({ body: '> /shipworthy review\n\nno' }), 'The comment holds no command.'],
    ['a comment without a body', 'issue_comment', issueComment({ body: null }), 'The comment holds no command.'],
    ['a comment of another shape', 'issue_comment', { action: 'created', ...common }, 'The payload has no usable issue.'],
    ['no payload', 'pull_request', null, 'The payload is not an object.'],
    ['no installation', 'pull_request', pullRequest({ installation: undefined }), 'The payload has no usable installation.'],
    ['a name that leads elsewhere', 'pull_request', pullRequest({ repository: { ...repository, name: '..' } }), 'The payload has no usable repository.name.'],
    ['a head that is no commit', 'pull_request', pullRequest({ pull_request: { ...pull, head: { sha: '--upload-pack=x' } } }), 'The payload has no usable pull_request.head.sha.'],
  ])('%s', (_case, event, payload, reason) => {
    expect(decide({ id: 'd1', event, payload }, APP_ID)).toEqual({ kind: 'ignored', reason });
  });

  test('anything at all is answered', () => {
    fc.assert(
      fc.property(fc.constantFrom(...HANDLED_EVENTS, 'push', ''), fc.anything(), (event, payload) => {
        expect(decide({ id: 'd1', event, payload }, APP_ID).kind).toBe('ignored');
      }),
    );
  });
});

describe('the mark on a check run', () => {
  test.each([
    ['the pull request', 'pull_request', pullRequest(), { kind: 'pull', pullNumber: 12 }],
    ['the base of a merge group', 'merge_group', mergeGroup(), { kind: 'queue', pullNumber: 12, baseSha: BASE }],
    ['a merge group without a number', 'merge_group', mergeGroup({ merge_group: { ...merge_group, head_ref: 'x' } }), { kind: 'queue', pullNumber: null, baseSha: BASE }],
  ])('gives back %s', (_case, event, payload, subject) => {
    const decision = decide({ id: 'd1', event, payload }, APP_ID);
    const [job] = decision.kind === 'jobs' ? decision.jobs.filter((one) => one.kind === 'review' || one.kind === 'merge-group') : [];
    expect(job === undefined ? null : subjectOfExternalId(externalIdOf(job))).toEqual(subject);
  });

  test.each(['', 'pull/12', 'pull/0/d', 'pull/x/d', ' pull/12/d', 'pull/12345678901/d', 'queue/d', 'queue/12/main/d', `queue/${BASE}/d`, `queue/12/${BASE}`])('%j is none of ours', (externalId) => {
    expect(subjectOfExternalId(externalId)).toBeNull();
  });
});
