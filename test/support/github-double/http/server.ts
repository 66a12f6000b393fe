import type { IncomingMessage, ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { answerGraphql } from '../graphql/execute.js';
import { matchOperation, type MatchedOperation } from '../openapi/description.js';
import type { JsonValue } from '../openapi/json-schema.js';
import type { World } from '../state.js';
import type { FaultSpec, RecordedGitRequest, RecordedRequest } from '../types.js';
import { authenticate, type Caller } from './auth.js';
import type { Faults } from './faults.js';
import { isGitPath, serveGit } from './git-http.js';
import { rateLimitHeaders, type WriteLimiter } from './limits.js';
import { badCredentials, notFound, Refusal } from './refusal.js';
import { answerRest, type FinishedAnswer } from './rest.js';

export interface ServerParts {
  readonly world: World;
  readonly faults: Faults;
  readonly limiter: WriteLimiter;
  readonly record: (request: RecordedRequest) => void;
  readonly recordGit: (request: RecordedGitRequest) => void;
  /** Requests so far, for the primary limit. */
  readonly used: () => number;
}

const API = '/api/v3';
const GRAPHQL = '/api/graphql';

/** One request of any kind, from its first byte to its record. */
export async function serve(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', parts.world.url);
  if (isGitPath(url.pathname)) return serveGitRequest(parts, request, response, url.pathname);
  const call = await readCall(parts.world, request, url);
  const fault = parts.faults.take(call.method, call.path);
  if (fault?.delayMs !== undefined) await new Promise((resume) => setTimeout(resume, fault.delayMs));
  const replaced = fault && (fault.status !== undefined || fault.reset === true);
  const result = replaced && !fault.afterEffect ? null : await answer(parts, call);
  const finished = replaced ? faultAnswer(fault) : (result?.finished ?? faultAnswer({ status: 500 }));
  const reset = replaced === true && fault.reset === true;
  parts.record({
    method: call.method, path: call.path, query: call.query, operationId: operationName(call), status: reset ? 0 : finished.status,
    body: call.body, response: reset ? undefined : finished.body, graphqlFields: result?.fields ?? [], at: call.at, as: result?.as ?? 'nobody',
  });
  if (reset) {
    request.socket.destroy();
    return;
  }
  send(parts, response, call, finished);
}

async function serveGitRequest(parts: ServerParts, request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  const fault = parts.faults.take(request.method ?? 'GET', path);
  if (fault?.delayMs !== undefined) await new Promise((resume) => setTimeout(resume, fault.delayMs));
  if (fault?.reset) {
    request.socket.destroy();
    return;
  }
  if (fault?.status !== undefined) {
    response.writeHead(fault.status, fault.headers).end(typeof fault.body === 'string' ? fault.body : '');
    return;
  }
  parts.recordGit(await serveGit(parts.world, request, response));
}

interface Call {
  readonly method: string;
  /** Without the API's prefix; `/graphql` for GraphQL. */
  readonly path: string;
  readonly url: URL;
  readonly query: Readonly<Record<string, string>>;
  readonly body: JsonValue | undefined;
  readonly match: MatchedOperation | null;
  readonly isGraphql: boolean;
  readonly headers: IncomingMessage['headers'];
  readonly at: number;
}

async function readCall(world: World, request: IncomingMessage, url: URL): Promise<Call> {
  const at = world.now();
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const method = request.method ?? 'GET';
  const isGraphql = url.pathname === GRAPHQL;
  const path = isGraphql ? '/graphql' : url.pathname.startsWith(`${API}/`) ? url.pathname.slice(API.length) : url.pathname;
  const isApi = url.pathname.startsWith(`${API}/`);
  return {
    method, path, url, query: Object.fromEntries(url.searchParams), body: parseBody(Buffer.concat(chunks).toString('utf8')),
    match: isApi ? matchOperation(method, path) : null, isGraphql, headers: request.headers, at,
  };
}

/** undefined for no body; the text itself where it is not JSON, which no operation allows. */
function parseBody(text: string): JsonValue | undefined {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

interface Result {
  readonly finished: FinishedAnswer;
  readonly fields: readonly string[];
  readonly as: Caller['kind'];
}

async function answer(parts: ServerParts, call: Call): Promise<Result> {
  let as: Caller['kind'] = 'nobody';
  try {
    if (!call.headers['user-agent']) throw new Refusal(403, 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header');
    const caller = authenticate(parts.world, call.headers.authorization);
    as = caller.kind;
    if (call.isGraphql) return { ...(await runGraphql(parts, call, caller)), as };
    if (!call.match) {
      parts.world.report(`Unexpected request: ${call.method} ${call.url.pathname} is no operation that the double serves`);
      throw notFound();
    }
    const finished = await answerRest(parts.world, parts.limiter, { ...call, match: call.match, caller });
    return { finished, fields: [], as };
  } catch (error) {
    return { finished: errorAnswer(parts.world, call, error), fields: [], as };
  }
}

async function runGraphql(parts: ServerParts, call: Call, caller: Caller): Promise<Pick<Result, 'finished' | 'fields'>> {
  if (caller.kind !== 'installation') throw badCredentials(caller.kind === 'app' ? 'A JSON web token is not accepted here' : 'This endpoint requires you to be authenticated.');
  if (call.method !== 'POST') throw notFound();
  const { token } = caller;
  const { body, fields } = await answerGraphql({ world: parts.world, token, countWrite: () => parts.limiter.count(parts.world.now(), token.installation.id) }, call.body);
  return { finished: { status: 200, headers: {}, body: JSON.parse(JSON.stringify(body)) as JsonValue }, fields };
}

function errorAnswer(world: World, call: Call, error: unknown): FinishedAnswer {
  if (error instanceof Refusal) return { status: error.status, headers: error.headers, body: error.body as JsonValue };
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  world.report(`The double failed at ${call.method} ${call.path}: ${reason}`);
  return { status: 500, headers: {}, body: { message: 'Server Error', documentation_url: 'https://docs.github.com/rest' } };
}

function faultAnswer(fault: FaultSpec): FinishedAnswer {
  const status = fault.status ?? 500;
  const secondary = status === 403 && fault.headers?.['retry-after'] !== undefined;
  const message = secondary ? 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.' : 'Server Error';
  const body = fault.body === undefined ? { message, documentation_url: 'https://docs.github.com/rest' } : (fault.body as JsonValue);
  return { status, headers: fault.headers ?? {}, body };
}

function operationName(call: Call): string | null {
  return call.isGraphql ? 'graphql' : (call.match?.operation.id ?? null);
}

function send(parts: ServerParts, response: ServerResponse, call: Call, finished: FinishedAnswer): void {
  const isText = typeof finished.body === 'string';
  response.writeHead(finished.status, {
    ...(finished.body === undefined ? {} : { 'content-type': isText ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8' }),
    'x-github-request-id': randomUUID(),
    'x-github-enterprise-version': '3.19.0',
    'x-github-media-type': 'github.v3; format=json',
    ...rateLimitHeaders(parts.world.now(), parts.used(), call.isGraphql ? 'graphql' : 'core'),
    ...finished.headers,
  });
  response.end(finished.body === undefined ? undefined : isText ? finished.body : JSON.stringify(finished.body));
}
