import { describe, expect, test } from '@jest/globals';
import { failureOfApiError, readApiError } from '../../src/github/errors.js';
import { httpError } from './fake-api.js';

const NOW = 1_000_000_000_000;

function graphqlError(...types: readonly (string | undefined)[]): Error {
  return Object.assign(new Error('GraphQL'), { errors: types.map((type) => ({ type, message: 'm' })), headers: {} });
}

function limited(data: object): Error {
  return Object.assign(new Error('HTTP 403'), { status: 403, response: { headers: {}, data } });
}

describe('readApiError', () => {
  test.each([
    [httpError(500), 'ambiguous', null],
    [httpError(502), 'ambiguous', null],
    [httpError(422), 'refused', null],
    [httpError(400), 'refused', null],
    [httpError(401), 'unauthorized', null],
    [httpError(403), 'forbidden', null],
    [httpError(404), 'gone', null],
    [httpError(410), 'gone', null],
    [httpError(451), 'gone', null],
    [httpError(418), 'other', null],
    [httpError(429), 'limited', 60_000],
    [httpError(429, { 'retry-after': '7' }), 'limited', 7000],
    [httpError(403, { 'retry-after': '7' }), 'limited', 7000],
    [httpError(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 30) }), 'limited', 31_000],
    [httpError(403, { 'x-ratelimit-remaining': '12', 'x-ratelimit-reset': String(NOW / 1000 + 30) }), 'forbidden', null],
    [limited({ documentation_url: 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits' }), 'limited', 60_000],
    [graphqlError('FORBIDDEN'), 'forbidden', null],
    [graphqlError('NOT_FOUND'), 'gone', null],
    [graphqlError('RATE_LIMITED'), 'limited', 60_000],
    [graphqlError(undefined), 'ambiguous', null],
    [graphqlError('UNPROCESSABLE'), 'other', null],
    [Object.assign(new Error('reset'), { code: 'ECONNRESET' }), 'ambiguous', null],
    [Object.assign(new Error('no file'), { code: 'ENOENT' }), 'other', null],
    [new Error('anything'), 'other', null],
    ['a string', 'other', null],
    [undefined, 'other', null],
  ])('%p is %s', (error, kind, retryAfterMs) => {
    expect(readApiError(error, NOW)).toMatchObject({ kind, retryAfterMs });
  });
});

describe('failureOfApiError', () => {
  test.each([
    ['limited', 'transient'],
    ['ambiguous', 'transient'],
    ['unauthorized', 'transient'],
    ['forbidden', 'permanent'],
    ['gone', 'permanent'],
    ['refused', 'permanent'],
    ['other', 'permanent'],
  ] as const)('%s is %s, with a reason in one sentence', (kind, expected) => {
    const failure = failureOfApiError({ kind, status: null, retryAfterMs: null });
    expect(failure.kind).toBe(expected);
    expect(failure.reason).toMatch(/^[A-Z][^\n]*\.$/);
  });
});
