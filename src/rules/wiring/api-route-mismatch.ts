import { z } from 'zod';
import { rangeOf } from '../../findings/locate.js';
import type { Fix, Message } from '../../findings/types.js';
import type { HttpCall } from '../../project/http/calls/types.js';
import { segmentsOf } from '../../project/http/paths.js';
import type { HttpRoute } from '../../project/http/types.js';
import { isShippedPath } from '../../project/path-uses.js';
import type { ProjectModel } from '../../project/types.js';
import { either, judging } from '../shared/judgement.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { answerOf, foreignness } from './api-route-mismatch/answer.js';
import { differingPiece, nearestRoutes } from './api-route-mismatch/nearest.js';

interface Data {
  readonly call: HttpCall;
  /** Methods that the path answers; empty where it is served for none. */
  readonly methods: readonly string[];
  /** Those of the path with other methods, or those most like it. */
  readonly near: readonly HttpRoute[];
}

export const apiRouteMismatch: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/api-route-mismatch',
    area: 'wiring',
    severity: 'error',
    confidence: 'high',
    status: 'preview',
    languages: ['javascript', 'python'],
    fix: 'unsafe',
    summary: 'Code calls a path or method that no server of the repository answers.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => facts.javascript?.uses !== undefined && isShippedPath(path),
  detect,
  message,
  suggest,
};

function detect({ path }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  for (const call of model.httpCalls.at(path)) {
    const answer = answerOf(call, model);
    if (answer.kind === 'foreign') continue;
    if (answer.kind === 'found') {
      judgement.pass();
      continue;
    }
    const doubt = answer.kind === 'unknown' ? answer.reason : foreignness(path, model);
    if (doubt !== undefined) judgement.unknown(call.place.span[0], `\`${named(call)}\`: ${doubt}`);
    else judgement.match(toMatch(call, answer.kind === 'method' ? answer.routes : [], model));
  }
  return judgement.done();
}

function toMatch(call: HttpCall, served: readonly HttpRoute[], model: ProjectModel): Match<Data> {
  const [path = '/'] = call.paths;
  const near = served.length > 0 ? served.slice(0, 2) : nearestRoutes(model, path, call.method, call.protocol);
  const methods = [...new Set(served.flatMap((route) => (route.methods === 'any' ? [] : route.methods)))].sort();
  const homes = near.map(({ place }) => place.path);
  const causes = served.length > 0 ? [{ path: '*', text: call.method.toLowerCase() }, ...homes.map((home) => ({ path: home, text: methods[0]?.toLowerCase() ?? '' }))] : unsharedWords(path, near).map((text) => ({ path: '*', text }));
  const handlers = near.flatMap(({ handler }) => (handler === undefined ? [] : [{ path: handler.path }]));
  return {
    span: call.address?.span ?? call.place.span,
    symbol: call.symbol,
    subject: named(call),
    causes: [...causes, ...homes.map((home) => ({ path: home })), ...handlers],
    related: near.map((route) => ({ path: route.place.path, range: rangeOf(route.place.span), label: served.length > 0 ? `answers ${listed(route)}` : `\`${route.pattern}\`` })),
    data: { call, methods, near },
  };
}

/** The words of a path that the nearest route does not have, last first: a change that takes a route away takes them away. */
function unsharedWords(path: string, [nearest]: readonly HttpRoute[]): string[] {
  const known = new Set(nearest?.segments.flatMap((segment) => (segment.kind === 'text' ? [segment.text] : [])));
  const texts = segmentsOf(path).flatMap((segment) => (segment.kind === 'text' ? [segment.text] : []));
  const unshared = texts.filter((text) => !known.has(text)).reverse();
  return unshared.length > 0 ? unshared : texts.slice(-1);
}

function listed({ methods }: HttpRoute): string {
  return methods === 'any' ? 'any method' : methods.join(', ');
}

function named({ method, shown, protocol }: HttpCall): string {
  return `${protocol === 'websocket' ? 'WebSocket ' : method === 'any' ? '' : `${method} `}${shown.replaceAll('{x}', '{…}')}`;
}

function message({ data: { call, methods, near } }: Match<Data>): Message {
  const at = near.map(({ pattern, place }) => `${pattern} (${place.path}:${place.span[0]})`);
  if (methods.length > 0) {
    return {
      what: `\`${call.shown.replaceAll('{x}', '{…}')}\` answers ${methods.join(', ')}, not ${call.method}.`,
      why: 'The server answers 405 Method Not Allowed, and what the call is there for never happens.',
      todo: `Call it with ${either(methods.filter((one) => one !== 'HEAD' && one !== 'OPTIONS'))}, or let the route at ${near.map(({ place }) => `${place.path}:${place.span[0]}`).join(' or ')} answer ${call.method}.`,
    };
  }
  return {
    what: `No server of this repository answers \`${named(call)}\`.`,
    why: call.protocol === 'websocket' ? 'The connection is refused, and is refused again at each attempt.' : 'The server answers 404, and what the call is there for never happens.',
    todo: at.length > 0 ? `Did you mean ${either(at)}? Correct the address, or add the route.` : 'Correct the address, or add the route.',
  };
}

function suggest({ data: { call, methods, near } }: Match<Data>): Fix | null {
  const [only, ...others] = near;
  if (only === undefined || others.length > 0) return null;
  return methods.length > 0 ? otherMethod(call, methods) : otherPiece(call, only);
}

/** `client.put(…)` -> `client.post(…)` */
function otherMethod({ client, place, method }: HttpCall, methods: readonly string[]): Fix | null {
  const [verb, ...others] = methods.filter((one) => one !== 'HEAD' && one !== 'OPTIONS').map((one) => one.toLowerCase());
  if (verb === undefined || others.length > 0 || !client.endsWith(`.${method.toLowerCase()}`)) return null;
  const [, , line, column] = place.span;
  const range = rangeOf([line, column - method.length, line, column]);
  return { title: `Call it with ${verb.toUpperCase()}`, safety: 'unsafe', edits: [{ kind: 'replace', path: place.path, range, text: verb }] };
}

/** The one piece that differs, where it stands in the text of the call itself. */
function otherPiece({ address, paths, place }: HttpCall, route: HttpRoute): Fix | null {
  const piece = differingPiece(route, paths[0] ?? '/');
  const value = address?.value;
  const head = value?.kind === 'string' ? value.text : value?.kind === 'template' && typeof value.parts[0] === 'string' ? value.parts[0] : undefined;
  if (piece === undefined || head === undefined || address === undefined || address.span[0] !== address.span[2]) return null;
  const places = [...`/${head}`.matchAll(/\/([^/?#]+)/g)].filter((match) => match[1] === piece.written);
  const [match, ...others] = places;
  if (match === undefined || others.length > 0 || (value?.kind === 'string' && address.span[3] - address.span[1] !== head.length + 2)) return null;
  const column = address.span[1] + 1 + match.index;
  const range = rangeOf([address.span[0], column, address.span[0], column + piece.written.length]);
  return { title: `Call \`${route.pattern}\``, safety: 'unsafe', edits: [{ kind: 'replace', path: place.path, range, text: piece.meant }] };
}
