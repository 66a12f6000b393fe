import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import type { ProjectModel } from '../../project/types.js';
import { judging } from '../shared/judgement.js';
import { perModel } from '../shared/per-model.js';
import { proxyOf, servers, shippedWith } from '../shared/pyweb/servers.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly name: string;
  readonly flask: boolean;
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
    languages: ['python'],
    fix: 'none',
    summary: 'No answer of the service carries the headers that tell browsers to be careful.',
    options: z.strictObject({}),
  },
  wide: true,
  applies: ({ facts }) => facts.code !== undefined && /FastAPI|Starlette|Flask/.test(facts.code),
  detect,
  message,
};

const setBy = perModel((model: ProjectModel): string | undefined => shippedWith(model, SET));

function detect({ path }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  for (const app of servers(model)) {
    if (app.path !== path) continue;
    const proxy = proxyOf(model);
    if (setBy(model) !== undefined) judgement.pass();
    else if (proxy !== undefined) judgement.unknown(app.place.span[0], `${proxy} may do it`);
    else judgement.match({ span: app.place.span, symbol: app.inside?.symbol ?? '', subject: app.name, causes: [{ path, text: app.name }, { path: '*', text: 'Middleware' }], related: [], data: { name: app.name || 'the app', flask: app.framework === 'flask' } });
  }
  return judgement.done();
}

function message({ data }: Match<Data>): Message {
  return {
    what: `No answer of \`${data.name}\` carries security headers: neither a middleware nor a proxy of the repository sets them.`,
    why: 'Browsers then let other sites frame the pages, guess types and use plain HTTP, where they would refuse if they were told to.',
    todo: data.flask ? 'Use Flask-Talisman, or set the headers in an `after_request`.' : 'Set `Strict-Transport-Security`, `X-Content-Type-Options`, `X-Frame-Options` and `Content-Security-Policy` in a middleware, or at the proxy in front.',
  };
}
