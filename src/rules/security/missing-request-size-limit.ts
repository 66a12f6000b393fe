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

/** Names and texts of code that limits the size of bodies. */
const SET = /MAX_CONTENT_LENGTH|content-length|content_length|max_body_size|max_request_size|max_upload_size|limit_request_size|LimitUploadSize|RequestSizeLimit|BodySizeLimit|ContentSizeLimit/i;

export const missingRequestSizeLimit: Rule<Data, unknown> = {
  meta: {
    id: 'security/missing-request-size-limit',
    area: 'security',
    severity: 'warning',
    confidence: 'medium',
    status: 'preview',
    languages: ['python'],
    fix: 'none',
    summary: 'Nothing limits how large a request to the service may be.',
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
  const bodies = new Set(model.pyweb.routes.flatMap(({ app, declared: { methods } }) => (methods !== 'any' && methods.some((method) => /^(POST|PUT|PATCH)$/.test(method)) ? [app] : [])));
  for (const app of servers(model)) {
    if (app.path !== path || !bodies.has(app)) continue;
    const proxy = proxyOf(model);
    if (setBy(model) !== undefined) judgement.pass();
    else if (proxy !== undefined) judgement.unknown(app.place.span[0], `${proxy} may do it`);
    else judgement.match({ span: app.place.span, symbol: app.inside?.symbol ?? '', subject: app.name, causes: [{ path, text: app.name }, { path: '*', text: 'Middleware' }], related: [], data: { name: app.name || 'the app', flask: app.framework === 'flask' } });
  }
  return judgement.done();
}

function message({ data }: Match<Data>): Message {
  return {
    what: `Nothing limits how large a request to \`${data.name}\` may be: no middleware, no setting, no proxy of the repository.`,
    why: 'One client that sends a few huge requests fills the memory or the disk, and the process is killed.',
    todo: data.flask ? 'Set `MAX_CONTENT_LENGTH` in the configuration of the app.' : 'Refuse bodies above a limit in a middleware (by `Content-Length` and by what arrives), or at the proxy in front.',
  };
}
