import { describe, expect, test } from '@jest/globals';
import { decide } from '../../src/webhook/decide.js';

const SHA = 'a'.repeat(40);

function payload(change: { readonly run?: object; readonly action?: string; readonly sender?: object; readonly identifier?: string } = {}): object {
  return {
    action: change.action ?? 'requested_action',
    requested_action: { identifier: change.identifier ?? 'fix-safe' },
    check_run: { id: 7, head_sha: SHA, external_id: 'pull/12/d0', app: { id: 1 }, pull_requests: [], ...change.run },
    sender: { login: 'mona', type: 'User', ...change.sender },
    installation: { id: 3 },
    repository: { id: 4, name: 'shop', owner: { login: 'acme' } },
  };
}

function decided(change: Parameters<typeof payload>[0]) {
  return decide({ id: 'd1', event: 'check_run', payload: payload(change) }, 1);
}

test('the button asks for the safe fixes of the pull request that the check run is about', () => {
  expect(decided({})).toEqual({
    kind: 'jobs',
    jobs: [{ kind: 'fix', installationId: 3, owner: 'acme', repo: 'shop', repositoryId: 4, deliveryId: 'd1', pullNumber: 12, headSha: SHA, rules: [], unsafe: false, requestedBy: 'mona', answer: { kind: 'check-run', checkRunId: 7 } }],
  });
});

describe('ignored', () => {
  test.each([
    ['a button of another name', { identifier: 'other' }],
    ['a check run of another app', { run: { app: { id: 2 } } }],
    ['a check run of no pull request', { run: { external_id: null } }],
    ['a check run of a merge queue', { run: { external_id: `queue/12/${SHA}/d0` } }],
    ['a bot', { sender: { type: 'Bot' } }],
    ['a login that is none', { sender: { login: 'a/../b' } }],
    ['an action that tells only of the run', { action: 'completed' }],
  ])('%s', (_case, change) => {
    expect(decided(change).kind).toBe('ignored');
  });
});

test('to run the check again is another thing', () => {
  expect(decided({ action: 'rerequested' })).toMatchObject({ jobs: [{ kind: 'review', trigger: 'rerequested' }] });
});
