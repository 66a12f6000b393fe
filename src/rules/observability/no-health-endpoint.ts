import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import type { Place, SettingsModule } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';
import { isTestPath } from '../../project/path-uses.js';
import { declares, mayHoldSettings, overProduction, textsIn, topOf, type SettingAnswer } from '../shared/production-settings.js';
import type { Match, Rule } from '../types.js';
import { speaksForService } from './no-error-monitoring.js';

interface Data {
  readonly module: SettingsModule;
  readonly urlconf: string;
}

/** Words by which health routes go, as whole parts of a path or of a route's name. */
const HEALTH = /(^|[/_.:\-^])(health\w*|healthz|livez?|liveness\w*|alive|readyz?|readiness\w*|ping|pong|heartbeat|__heartbeat__|__lbheartbeat__|lbheartbeat|status|server-status|_?up|ht|watchman|probe\w*|isalive|monitor(ing)?|uptime|version|__version__)([/_.:\-$]|$)/i;
const WORDS = ['health', 'healthz', 'health_check', 'healthcheck', 'livez', 'readyz', 'liveness', 'readiness', 'heartbeat', 'ping'];
const MIDDLEWARE = /health|heartbeat|liveness|ready/i;
const DISTRIBUTIONS = ['django-health-check', 'django-watchman', 'django-healthchecks', 'dockerflow', 'django-alive', 'django-probes', 'django-heartbeat'];

export const noHealthEndpoint: Rule<Data, unknown> = {
  meta: {
    id: 'observability/no-health-endpoint',
    area: 'observability',
    severity: 'info',
    confidence: 'medium',
    status: 'preview',
    languages: ['python'],
    fix: 'none',
    summary: 'No route tells whether the service is well.',
    options: z.strictObject({}),
  },
  wide: true,
  applies: mayHoldSettings,
  detect: overProduction(judge),
  message,
};

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
  return [{ kind: 'match', place, subject: 'health endpoint', causes: [{ path: '*', text: 'health' }, { path: place.path }], data: { module, urlconf: place.path } }];
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

function message({ data: { urlconf } }: Match<Data>): Message {
  return {
    what: `No route below \`${urlconf}\` tells whether the service is well (\`/health/\`, \`/healthz\`, \`/ping\`).`,
    why: 'A load balancer or an orchestrator can\'t see that a process hangs or lost its database, and goes on sending it requests.',
    todo: 'Add a view that asks the database (and the cache) and answers 200 or 503, without a login, and route it.',
  };
}
