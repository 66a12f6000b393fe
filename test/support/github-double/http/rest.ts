import { answerViolations, requestViolations } from '../openapi/validate.js';
import type { MatchedOperation } from '../openapi/description.js';
import { isObject, type JsonValue } from '../openapi/json-schema.js';
import type { Answer, RestRequest, Route } from '../rest/route.js';
import { ROUTES } from '../rest/routes.js';
import type { World } from '../state.js';
import { reachableRepository, requirePermission, type Caller } from './auth.js';
import type { WriteLimiter } from './limits.js';
import { paginate } from './pages.js';
import { badCredentials, invalidRequest, Refusal } from './refusal.js';

export interface RestCall {
  readonly match: MatchedOperation;
  readonly url: URL;
  readonly query: Readonly<Record<string, string>>;
  /** undefined: none was sent. */
  readonly body: JsonValue | undefined;
  readonly headers: RestRequest['headers'];
  readonly caller: Caller;
}

export interface FinishedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonValue | undefined;
}

/** Runs one operation: description, permission, limits, GitHub's own logic, and the description again for the answer. */
export async function answerRest(world: World, limiter: WriteLimiter, call: RestCall): Promise<FinishedAnswer> {
  const { operation } = call.match;
  const route = ROUTES[operation.id];
  if (!route) throw new Error(`The double has no handler for ${operation.id}`);
  const answer = await handle(world, limiter, route, call).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status, body: error.body, headers: error.headers } satisfies Answer;
  });
  const finished = finish(answer, call.url);
  for (const violation of answerViolations(operation, finished.status, finished.body)) {
    world.report(`The double's own answer to ${operation.id} is not GitHub's: ${violation}`);
  }
  return finished;
}

async function handle(world: World, limiter: WriteLimiter, route: Route, call: RestCall): Promise<Answer> {
  const { operation, parameters } = call.match;
  const wrong = requestViolations(operation, { path: parameters, query: call.query, body: call.body });
  wrong.forEach((violation) => world.report(`${operation.id} was called against GitHub's description: ${violation}`));
  const request: RestRequest = { path: parameters, query: call.query, body: isObject(call.body) ? call.body : {}, headers: call.headers };
  const { caller } = call;
  if (route.as === 'anyone') return route.handle(world, request, caller);
  if (caller.kind === 'nobody') throw badCredentials('Requires authentication');
  if (route.as === 'app') {
    if (caller.kind !== 'app') throw badCredentials('A JSON web token could not be decoded');
    return route.handle(world, request);
  }
  if (caller.kind === 'app') throw new Refusal(403, 'Resource not accessible by integration');
  const repository = reachableRepository(world, caller.token, parameters['owner'] ?? '', parameters['repo'] ?? '');
  requirePermission(caller.token, route.needs);
  if (route.writes) limiter.count(world.now(), caller.token.installation.id);
  const answer = await route.handle(world, repository, request, caller.token);
  if (wrong.length > 0 && answer.status < 300) throw invalidRequest(wrong.join('\n'));
  return answer;
}

function finish(answer: Answer, url: URL): FinishedAnswer {
  const { list } = answer;
  if (!list) return { status: answer.status, headers: answer.headers ?? {}, body: asJson(answer.body) };
  const page = paginate(list.items, url);
  const body = list.wrap ? list.wrap(page.items, list.items.length) : page.items;
  return { status: answer.status, headers: { ...answer.headers, ...page.headers }, body: asJson(body) };
}

/** What the client will read: without undefined members. */
function asJson(value: unknown): JsonValue | undefined {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as JsonValue);
}
