import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import type { Place, SettingsModule } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';
import { isTestPath } from '../../project/path-uses.js';
import { judging, together, type JudgementBuilder } from '../shared/judgement.js';
import { nodeServices, type NodeService } from '../shared/node/services.js';
import { declares, mayHoldSettings, overProduction, textsIn, topOf, type SettingAnswer } from '../shared/production-settings.js';
import { pywebServices, type PywebService } from '../shared/pyweb/services.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { speaksForService } from './no-error-monitoring.js';
import { healthOf } from './no-health-endpoint/node.js';
import { HEALTH, isAsked, MIDDLEWARE, WORDS } from './no-health-endpoint/words.js';

interface Data {
  /** What lists the routes: the root urlconf, or the variable of an application. */
  readonly below: string;
  /** What is to be added is a route of Node, no view. */
  readonly route?: true;
}

const DISTRIBUTIONS = ['django-health-check', 'django-watchman', 'django-healthchecks', 'dockerflow', 'django-alive', 'django-probes', 'django-heartbeat', 'fastapi-health', 'fastapi-healthcheck', 'flask-healthz', 'py-healthcheck', 'healthcheck', 'starlette-healthcheck'];

export const noHealthEndpoint: Rule<Data, unknown> = {
  meta: {
    id: 'observability/no-health-endpoint',
    area: 'observability',
    severity: 'info',
    confidence: 'medium',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'none',
    summary: 'No route tells whether the service is well.',
    options: z.strictObject({}),
  },
  applies: (subject) => mayHoldSettings(subject) || subject.facts.javascript !== undefined,
  detect,
  message,
};

const judgeSettings = overProduction<Data>(judge);

/** Settings of Django speak for its projects, applications for those of FastAPI, Flask and Node. */
function detect(subject: Subject, context: RuleContext<unknown>): Judgement<Data> {
  const settings = judgeSettings(subject, context);
  const judgement = judging<Data>();
  for (const service of pywebServices(context.model)) if (service.app.path === subject.path) judgeService(service, context.model, judgement);
  for (const service of nodeServices(context.model)) if (service.app.path === subject.path) judgeNode(service, context.model, judgement);
  return together(settings, judgement.done());
}

function judgeService({ app, routes }: PywebService, model: ProjectModel, judgement: JudgementBuilder<Data>): void {
  const { span } = app.place;
  if (routes.some(({ pattern, declared }) => HEALTH.test(pattern) || HEALTH.test(declared.name ?? '')) || declares(model, app.path, DISTRIBUTIONS) || isAsked(model)) return judgement.pass();
  const open = model.pyweb.includes.find((include) => include.open !== null);
  if (open !== undefined) return judgement.unknown(span[0], `${open.place.path}:${open.place.span[0]}: ${open.open}`);
  if (model.pyweb.middleware.some(({ dotted }) => MIDDLEWARE.test(dotted)) || WORDS.some((word) => model.symbols.mentions(word).some((path) => !isTestPath(path)))) return judgement.unknown(span[0], 'code of the repository speaks of health');
  judgement.match({ span, symbol: app.inside?.symbol ?? '', subject: 'health endpoint', causes: [{ path: '*', text: 'health' }, { path: app.path }], related: [], data: { below: app.name || 'the application' } });
}

function judgeNode(service: NodeService, model: ProjectModel, judgement: JudgementBuilder<Data>): void {
  const { place, name, path } = service.app;
  const health = healthOf(service, model);
  if (health === 'yes') judgement.pass();
  else if (health !== 'no') judgement.unknown(place.span[0], health.unknown);
  else judgement.match({ span: place.span, symbol: '', subject: 'health endpoint', causes: [{ path: '*', text: 'health' }, { path }], related: [], data: { below: name || 'the application', route: true } });
}

function judge(module: SettingsModule, model: ProjectModel): readonly SettingAnswer<Data>[] {
  const root = module.get('ROOT_URLCONF');
  if (!speaksForService(module, model) || root === undefined) return [];
  const place = root.kind === 'string' ? patternsOf(model, module, root.value) : undefined;
  if (place === undefined) return [{ kind: 'unknown', place: topOf(module.path), reason: 'the root urlconf can\'t be told' }];
  const { routes, open } = model.django.routes;
  if (routes.length === 0) return [{ kind: 'unknown', place, reason: 'no route could be read' }];
  const routed = routes.some(({ pattern, name }) => HEALTH.test(pattern) || HEALTH.test(name ?? ''));
  if (routed || textsIn(module.get('MIDDLEWARE')).some((text) => MIDDLEWARE.test(text)) || declares(model, module.path, DISTRIBUTIONS)) return [{ kind: 'pass', place }];
  if (answersBelowDjango(model)) return [{ kind: 'pass', place }];
  const unclear = open.find(({ prefix }) => HEALTH.test(prefix));
  if (unclear !== undefined) return [{ kind: 'unknown', place, reason: unclear.reason }];
  return [{ kind: 'match', place, subject: 'health endpoint', causes: [{ path: '*', text: 'health' }, { path: place.path }], data: { below: place.path } }];
}

/** A WSGI or ASGI module or a middleware speaks of health: it answers before any route is looked at. */
function answersBelowDjango(model: ProjectModel): boolean {
  return WORDS.flatMap((word) => model.symbols.mentions(word)).some((path) => /(^|\/)(asgi|wsgi)(\.py$|\/)|middleware/.test(path) && !isTestPath(path));
}

/** Where the root urlconf lists its routes. */
function patternsOf(model: ProjectModel, module: SettingsModule, dotted: string): Place | undefined {
  const target = model.symbols.importString(module.path, dotted);
  if (target.kind !== 'module') return undefined;
  const definition = model.facts(target.path)?.python?.definitions.find(({ name }) => name === 'urlpatterns');
  return definition === undefined ? topOf(target.path) : { path: target.path, span: definition.span };
}

function message({ data: { below, route } }: Match<Data>): Message {
  return {
    what: `No route below \`${below}\` tells whether the service is well (\`/health/\`, \`/healthz\`, \`/ping\`).`,
    why: 'A load balancer or an orchestrator can\'t see that a process hangs or lost its database, and goes on sending it requests.',
    todo: route === true ? 'Add a route that asks the database (and the cache) and answers 200 or 503, without a login.' : 'Add a view that asks the database (and the cache) and answers 200 or 503, without a login, and route it.',
  };
}
