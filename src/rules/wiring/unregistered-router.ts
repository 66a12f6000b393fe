import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import { isFixturePath, isShippedPath } from '../../project/path-uses.js';
import type { ProjectModel } from '../../project/types.js';
import { judging, type JudgementBuilder } from '../shared/judgement.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { includeLine } from './unregistered-router/include.js';

interface Data {
  readonly name: string;
  /** How a router is put on an application. */
  readonly put: string;
  readonly routes: number;
  /** `GET /recent` */
  readonly first: string;
}

export const unregisteredRouter: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/unregistered-router',
    area: 'wiring',
    severity: 'error',
    confidence: 'high',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'unsafe',
    summary: 'A router or blueprint with routes that no application includes.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => isShippedPath(path) && !isFixturePath(path) && (facts.javascript?.uses !== undefined || (facts.code !== undefined && /Router|Blueprint/.test(facts.code))),
  detect,
  message,
  suggest: ({ subject: name }, { path }, { model }) => {
    const router = model.pyweb.routers.find((one) => one.path === path && one.name === name);
    return router === undefined ? null : includeLine(router, model);
  },
};

function detect({ path }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  judgeNode(path, model, judgement);
  const { pyweb } = model;
  if (!pyweb.present || pyweb.apps.every((app) => !isShippedPath(app.path))) return judgement.done();
  for (const router of pyweb.routers) {
    if (router.path !== path || router.dotted.endsWith('.Api')) continue;
    const routes = pyweb.declared.filter(({ holder }) => holder === router);
    const [first] = routes;
    if (first === undefined) continue;
    const answer = pyweb.registration(router);
    if (answer.kind === 'yes') judgement.pass();
    else if (answer.kind === 'unknown') judgement.unknown(router.place.span[0], answer.reason);
    else {
      const method = first.methods === 'any' ? '' : `${first.methods[0]} `;
      judgement.match({
        span: router.place.span,
        symbol: '',
        subject: router.name,
        causes: [{ path: '*', text: router.name }, { path, text: router.name }],
        related: [],
        data: { name: router.name, put: router.framework === 'flask' ? 'register_blueprint' : 'include_router', routes: routes.length, first: `${method}${first.pattern === '' ? '/' : (first.pattern ?? '')}` },
      });
    }
  }
  return judgement.done();
}

/** Routers of Express, Koa and Hono. */
function judgeNode(path: string, { node }: ProjectModel, judgement: JudgementBuilder<Data>): void {
  for (const router of node.routers) {
    if (router.path !== path || router.isParameter || router.form !== 'router') continue;
    const routes = node.declared.filter(({ holder }) => holder === router);
    const [first] = routes;
    if (first === undefined) continue;
    const answer = node.registration(router);
    if (answer.kind === 'yes') judgement.pass();
    else if (answer.kind === 'unknown') judgement.unknown(router.place.span[0], answer.reason);
    else {
      const method = first.methods === 'any' ? '' : `${first.methods[0] ?? ''} `;
      judgement.match({
        span: router.place.span,
        symbol: '',
        subject: router.name,
        causes: [{ path: '*', text: path.slice(path.lastIndexOf('/') + 1).replace(/\.[cm]?[jt]s$/, '') }, { path, text: router.name }],
        related: [],
        data: { name: router.name, put: 'use', routes: routes.length, first: `${method}${first.pattern ?? ''}` },
      });
    }
  }
}

function message({ data: { name, put, routes, first } }: Match<Data>): Message {
  return {
    what: `No application includes \`${name}\`, so ${routes === 1 ? `its route (\`${first}\`) is not served` : `its ${routes} routes (\`${first}\` and others) are not served`}.`,
    why: 'Every request to them is answered with 404, though the code looks finished.',
    todo: put === 'register_blueprint' ? `Register it with \`register_blueprint(${name})\`, or remove it.` : put === 'use' ? 'Mount it with `app.use(…)`, or remove it.' : `Include it with \`include_router(${name})\`, or remove it.`,
  };
}
