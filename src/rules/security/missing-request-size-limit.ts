import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import type { ProjectModel } from '../../project/types.js';
import { judging } from '../shared/judgement.js';
import { perModel } from '../shared/per-model.js';
import { proxyOf, servers } from '../shared/pyweb/servers.js';
import { shippedWith } from '../shared/pyweb/shipped-words.js';
import { uploadsOf } from './missing-request-size-limit/node.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly name: string;
  readonly stack: 'flask' | 'fastapi' | 'node';
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
    languages: ['python', 'javascript'],
    fix: 'none',
    summary: 'Nothing limits how large a request to the service may be.',
    options: z.strictObject({}),
  },
  applies: ({ facts }) => (facts.javascript === undefined ? facts.code !== undefined && /FastAPI|Starlette|Flask/.test(facts.code) : facts.skip === undefined),
  detect,
  message,
};

const setBy = perModel((model: ProjectModel): string | undefined => shippedWith(model, SET));

function detect(subject: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  if (subject.facts.javascript !== undefined) return ofNode(subject);
  const { path } = subject;
  const judgement = judging<Data>();
  const bodies = new Set(model.pyweb.routes.flatMap(({ app, declared: { methods } }) => (methods !== 'any' && methods.some((method) => /^(POST|PUT|PATCH)$/.test(method)) ? [app] : [])));
  for (const app of servers(model)) {
    if (app.path !== path || !bodies.has(app)) continue;
    const proxy = proxyOf(model);
    if (setBy(model) !== undefined) judgement.pass();
    else if (proxy !== undefined) judgement.unknown(app.place.span[0], `${proxy} may do it`);
    else judgement.match({ span: app.place.span, symbol: app.inside?.symbol ?? '', subject: app.name, causes: [{ path, text: app.name }, { path: '*', text: 'Middleware' }], related: [], data: { name: app.name || 'the app', stack: app.framework === 'flask' ? 'flask' : 'fastapi' } });
  }
  return judgement.done();
}

function ofNode(subject: Subject): Judgement<Data> {
  const judgement = judging<Data>();
  for (const { kind, span, name } of uploadsOf(subject)) {
    if (kind === 'pass') judgement.pass();
    else if (kind === 'unknown') judgement.unknown(span[0], `what the options of \`${name}\` hold can't be told`);
    else judgement.match({ span, symbol: '', subject: name, causes: [{ path: subject.path, text: name }], related: [], data: { name, stack: 'node' } });
  }
  return judgement.done();
}

function message({ data }: Match<Data>): Message {
  if (data.stack === 'node') {
    return {
      what: `\`${data.name}\` takes ${data.name === 'multer' ? 'files' : 'bodies'} of any size.`,
      why: 'One client that sends a few huge ones fills the memory or the disk, and the process is killed.',
      todo: data.name === 'multer' ? 'Pass `limits: { fileSize: … }` with the largest size in bytes that is meant.' : 'Pass a `limit` (`1mb`), or leave it out: 100 kB are taken then.',
    };
  }
  return {
    what: `Nothing limits how large a request to \`${data.name}\` may be: no middleware, no setting, no proxy of the repository.`,
    why: 'One client that sends a few huge requests fills the memory or the disk, and the process is killed.',
    todo: data.stack === 'flask' ? 'Set `MAX_CONTENT_LENGTH` in the configuration of the app.' : 'Refuse bodies above a limit in a middleware (by `Content-Length` and by what arrives), or at the proxy in front.',
  };
}
