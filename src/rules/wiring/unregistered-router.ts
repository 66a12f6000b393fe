import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import { isFixturePath, isShippedPath } from '../../project/path-uses.js';
import type { Holder } from '../../project/pyweb/types.js';
import { judging } from '../shared/judgement.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly router: Holder;
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
    languages: ['python'],
    fix: 'none',
    summary: 'A router or blueprint with routes that no application includes.',
    options: z.strictObject({}),
  },
  wide: true,
  applies: ({ facts, path }) => facts.code !== undefined && /Router|Blueprint/.test(facts.code) && isShippedPath(path) && !isFixturePath(path),
  detect,
  message,
};

function detect({ path }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
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
        data: { router, routes: routes.length, first: `${method}${first.pattern === '' ? '/' : (first.pattern ?? '')}` },
      });
    }
  }
  return judgement.done();
}

function message({ data: { router, routes, first } }: Match<Data>): Message {
  const blueprint = router.framework === 'flask';
  return {
    what: `No application includes \`${router.name}\`, so ${routes === 1 ? `its route (\`${first}\`) is not served` : `its ${routes} routes (\`${first}\` and others) are not served`}.`,
    why: 'Every request to them is answered with 404, though the code looks finished.',
    todo: blueprint ? `Register it with \`register_blueprint(${router.name})\`, or remove it.` : `Include it with \`include_router(${router.name})\`, or remove it.`,
  };
}
