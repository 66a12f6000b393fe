import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import type { ProjectModel } from '../../project/types.js';
import { judging } from '../shared/judgement.js';
import { perModel } from '../shared/per-model.js';
import { proxyOf, servers } from '../shared/pyweb/servers.js';
import { shippedWith } from '../shared/pyweb/shipped-words.js';
import { bareServers } from './missing-security-headers/node.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly name: string;
  readonly stack: 'flask' | 'fastapi' | 'node';
}

/** Names and texts of code that sets such headers. */
const SET = /X-Frame-Options|X-Content-Type-Options|Strict-Transport-Security|Content-Security-Policy|Talisman|Security_?Headers|SecureHeaders|starlette_?secure|secweb/i;

export const missingSecurityHeaders: Rule<Data, unknown> = {
  meta: {
    id: 'security/missing-security-headers',
    area: 'security',
    severity: 'warning',
    confidence: 'medium',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'none',
    summary: 'No answer of the service carries the headers that tell browsers to be careful.',
    options: z.strictObject({}),
  },
  applies: ({ facts }) => (facts.javascript === undefined ? facts.code !== undefined && /FastAPI|Starlette|Flask/.test(facts.code) : facts.skip === undefined),
  detect,
  message,
};

const setBy = perModel((model: ProjectModel): string | undefined => shippedWith(model, SET));

function detect({ path, facts }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  if (facts.javascript !== undefined) return ofNode(path, model);
  for (const app of servers(model)) {
    if (app.path !== path) continue;
    const proxy = proxyOf(model);
    if (setBy(model) !== undefined) judgement.pass();
    else if (proxy !== undefined) judgement.unknown(app.place.span[0], `${proxy} may do it`);
    else judgement.match({ span: app.place.span, symbol: app.inside?.symbol ?? '', subject: app.name, causes: [{ path, text: app.name }, { path: '*', text: 'Middleware' }], related: [], data: { name: app.name || 'the app', stack: app.framework === 'flask' ? 'flask' : 'fastapi' } });
  }
  return judgement.done();
}

function ofNode(path: string, model: ProjectModel): Judgement<Data> {
  const judgement = judging<Data>();
  for (const app of bareServers(model)) {
    if (app.path !== path) continue;
    const proxy = proxyOf(model);
    if (proxy !== undefined) judgement.unknown(app.place.span[0], `${proxy} may do it`);
    else judgement.match({ span: app.place.span, symbol: '', subject: app.name, causes: [{ path, text: app.name }, { path: '*', text: 'helmet' }], related: [], data: { name: app.name || 'the app', stack: 'node' } });
  }
  return judgement.done();
}

function message({ data }: Match<Data>): Message {
  return {
    what: `No answer of \`${data.name}\` carries security headers: neither a middleware nor a proxy of the repository sets them.`,
    why: 'Browsers then let other sites frame the pages, guess types and use plain HTTP, where they would refuse if they were told to.',
    todo: TODO[data.stack],
  };
}

const TODO: Readonly<Record<Data['stack'], string>> = {
  flask: 'Use Flask-Talisman, or set the headers in an `after_request`.',
  node: 'Use `helmet` (`app.use(helmet())`), `@fastify/helmet`, `koa-helmet` or Hono’s `secureHeaders`, or set the headers at the proxy in front.',
  fastapi: 'Set `Strict-Transport-Security`, `X-Content-Type-Options`, `X-Frame-Options` and `Content-Security-Policy` in a middleware, or at the proxy in front.',
};
