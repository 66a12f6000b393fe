/** A document names a route that nothing serves. */
import { z } from 'zod';
import type { DocumentEndpoint } from '../../facts/documents/types.js';
import type { Message } from '../../findings/types.js';
import type { HttpMatch, HttpRoute } from '../../project/http/types.js';
import type { ProjectModel } from '../../project/types.js';
import { judging } from '../shared/judgement.js';
import { perModel } from '../shared/per-model.js';
import type { Judgement, Match, Rule, RuleContext, RuleMeta, Subject } from '../types.js';
import { isForeignText, isQuietDocument, isQuietHeading } from './missing-path/guards.js';

interface Data {
  readonly endpoint: DocumentEndpoint;
  /** The path is served, but not for this method. */
  readonly served: readonly HttpRoute[];
  readonly nearest: readonly HttpRoute[];
}

const meta: RuleMeta<unknown> = {
  id: 'docs/unknown-endpoint',
  area: 'docs',
  severity: 'warning',
  confidence: 'medium',
  status: 'preview',
  languages: ['document'],
  fix: 'none',
  summary: 'A document names a route that no server of the repository has.',
  options: z.strictObject({}),
};

/** Words that say that the route need not be there. */
const QUIET_CONTEXT = /\b(remov\w*|delet\w* (endpoint|route)s?|deprecat\w*|planned|future|upcoming|todo|no longer|not yet|example|e\.g\.|used to|was|were|instead of|replac\w*)\b/i;

export const unknownEndpoint: Rule<Data, unknown> = {
  meta,
  applies: ({ facts, path }) => (facts.document?.endpoints?.length ?? 0) > 0 && !isQuietDocument(path),
  detect,
  message,
};

function detect({ facts }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  if (model.http.routes.length === 0) return judgement.done();
  const asked = (facts.document?.endpoints ?? []).filter(isClaim).map((endpoint) => ({ endpoint, answer: answerFor(endpoint, model) }));
  const found = asked.filter(({ answer }) => answer.kind === 'found').length;
  const absent = asked.filter(({ answer }) => answer.kind === 'none' || answer.kind === 'method');
  const doubt = absent.length > found ? 'most paths of this document are of no server of the repository, so it may speak of another' : undefined;
  for (const { endpoint, answer } of asked) {
    if (answer.kind === 'found') judgement.pass();
    else if (answer.kind === 'unknown') judgement.unknown(endpoint.span[0], `\`${endpoint.path}\`: ${answer.reason}`);
    else if (doubt !== undefined) judgement.unknown(endpoint.span[0], `\`${endpoint.path}\`: ${doubt}`);
    else judgement.match(toMatch(endpoint, answer));
  }
  return judgement.done();
}

/** A line says that this route is there: a call, a row of a table, or a method with a path. */
function isClaim({ method, form, headings, context, path }: DocumentEndpoint): boolean {
  return (method !== null || form === 'curl') && !headings.some(isQuietHeading) && !QUIET_CONTEXT.test(context.replaceAll(path, ' ')) && !isForeignText(context.replaceAll(path, ' '));
}

function answerFor({ method, path }: DocumentEndpoint, model: ProjectModel): HttpMatch {
  if (!path.startsWith('/api') && hasPages(model)) return { kind: 'unknown', reason: 'a page of Next may answer' };
  return method === 'WS' || method === 'WEBSOCKET' ? { kind: 'unknown', reason: 'WebSocket paths are not compared' } : model.http.match(method ?? 'any', path);
}

/** Next serves pages beside the routes that are read. */
const hasPages = perModel((model: ProjectModel): boolean => model.paths.some((path) => path.endsWith('package.json') && model.facts(path)?.manifest?.dependencies.some(({ name }) => name === 'next') === true));

function toMatch(endpoint: DocumentEndpoint, answer: Extract<HttpMatch, { kind: 'none' | 'method' }>): Match<Data> {
  const subject = `${endpoint.method ?? 'any'} ${endpoint.path}`;
  const near = answer.kind === 'none' ? answer.nearest : answer.routes;
  const causes = [{ path: '*', text: endpoint.path.replaceAll(/^\/|\/$/g, '') }, ...near.map(({ place }) => ({ path: place.path }))];
  return { span: endpoint.span, symbol: '', subject, causes, related: [], data: { endpoint, served: answer.kind === 'method' ? answer.routes : [], nearest: answer.kind === 'none' ? answer.nearest : [] } };
}

function message({ data: { endpoint, served, nearest } }: Match<Data>): Message {
  const named = `${endpoint.method === null ? '' : `${endpoint.method} `}${endpoint.path}`;
  const [first] = nearest;
  const methods = served.flatMap((route) => (route.methods === 'any' ? [] : route.methods));
  return {
    what: served.length > 0 ? `\`${endpoint.path}\` answers ${[...new Set(methods)].join(', ')}, not ${endpoint.method}.` : `No server of this repository has the route \`${named}\`.`,
    why: 'Who calls what the document promises gets an error, and can no longer tell which of its other lines hold.',
    todo: first === undefined ? 'Correct the document, or add the route.' : `Did you mean \`${first.pattern}\`? Correct the document, or add the route.`,
  };
}
