/** What GitHub's errors mean for us, by status and headers, never by their text. */
import type { Failure } from '../jobs/types.js';

export type ApiErrorKind =
  /** 422: GitHub understood and will not do it. */
  | 'refused'
  /** 403 or GraphQL FORBIDDEN: a permission is missing, the repository is archived, or the conversation is locked. */
  | 'forbidden'
  /** 404, 410, 451: not there, or not for us. */
  | 'gone'
  | 'unauthorized'
  /** 429, or a 403 of the rate limits: nothing was done; later it will be. */
  | 'limited'
  /** 5xx or no answer: it may have been done or not. */
  | 'ambiguous'
  | 'other';

export interface ApiError {
  readonly kind: ApiErrorKind;
  readonly status: number | null;
  /** Milliseconds that GitHub asks to wait. */
  readonly retryAfterMs: number | null;
}

/** GitHub's advice for a secondary limit without a `retry-after` header: at least a minute. */
const SECONDARY_LIMIT_MS = 60_000;

/** Network errors of Node and undici that leave open whether the request arrived. */
const NETWORK_CODES = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/** Reads an error that octokit threw; `now` in milliseconds since the epoch, for the reset of the primary limit. */
export function readApiError(error: unknown, now: number): ApiError {
  const shape = asRecord(error);
  const graphql = graphqlKind(shape);
  if (graphql !== null) return { kind: graphql, status: 200, retryAfterMs: graphql === 'limited' ? SECONDARY_LIMIT_MS : null };
  const status = typeof shape.status === 'number' ? shape.status : null;
  if (status === null) return { kind: typeof shape.code === 'string' && NETWORK_CODES.has(shape.code) ? 'ambiguous' : 'other', status, retryAfterMs: null };
  const headers = asRecord(asRecord(shape.response).headers);
  const wait = waitOf(headers, now);
  if (status === 429 || (status === 403 && (wait !== null || isSecondaryLimit(shape)))) return { kind: 'limited', status, retryAfterMs: wait ?? SECONDARY_LIMIT_MS };
  return { kind: kindOfStatus(status), status, retryAfterMs: wait };
}

function kindOfStatus(status: number): ApiErrorKind {
  if (status >= 500 || status === 408) return 'ambiguous';
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
    case 410:
    case 451:
      return 'gone';
    case 400:
    case 422:
      return 'refused';
    default:
      return 'other';
  }
}

/** An error that GraphQL answers with status 200; null for other errors. */
function graphqlKind(shape: Readonly<Record<string, unknown>>): ApiErrorKind | null {
  if (!Array.isArray(shape.errors) || typeof shape.status === 'number') return null;
  const types = shape.errors.map((one) => asRecord(one).type);
  if (types.includes('RATE_LIMITED')) return 'limited';
  if (types.includes('FORBIDDEN') || types.includes('INSUFFICIENT_SCOPES')) return 'forbidden';
  if (types.includes('NOT_FOUND')) return 'gone';
  // Without a type it is GitHub's "Something went wrong while executing your query".
  return types.every((type) => type === undefined) ? 'ambiguous' : 'other';
}

/** Milliseconds by `retry-after`, or until the reset where the quota is used up. */
function waitOf(headers: Readonly<Record<string, unknown>>, now: number): number | null {
  const after = Number(headers['retry-after'] ?? Number.NaN);
  if (Number.isFinite(after)) return after * 1000;
  if (String(headers['x-ratelimit-remaining']) !== '0') return null;
  const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
  return Number.isFinite(reset) ? Math.max(0, reset * 1000 - now) + 1000 : null;
}

/** GitHub tells a secondary limit without `retry-after` only by the documentation it points at. */
function isSecondaryLimit(shape: Readonly<Record<string, unknown>>): boolean {
  const data = asRecord(asRecord(shape.response).data);
  return typeof data.documentation_url === 'string' && data.documentation_url.includes('secondary-rate-limits');
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** What an error of GitHub's API means for the job in which it came up. */
export function failureOfApiError(error: ApiError): Failure {
  switch (error.kind) {
    case 'limited':
      return { kind: 'transient', reason: "GitHub's rate limit is used up.", ...(error.retryAfterMs === null ? {} : { retryAfterMs: error.retryAfterMs }) };
    case 'ambiguous':
      return { kind: 'transient', reason: 'GitHub did not answer as it should.' };
    case 'unauthorized':
      return { kind: 'transient', reason: "GitHub did not accept the App's credentials." };
    case 'forbidden':
      return { kind: 'permanent', reason: 'The App lacks a permission that it needs here, or the repository is archived.' };
    case 'gone':
      return { kind: 'permanent', reason: 'GitHub no longer has the repository, the pull request or one of its commits.' };
    case 'refused':
      return { kind: 'permanent', reason: 'GitHub refused a request of the App.' };
    case 'other':
      return { kind: 'permanent', reason: 'An internal error ended the review.' };
  }
}
