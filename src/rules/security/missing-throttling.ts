import { z } from 'zod';
import type { Fix, Message } from '../../findings/types.js';
import type { SettingsModule, View } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';
import { isShippedPath } from '../../project/path-uses.js';
import { assignmentOf, entryOf, insertEntries, mayHoldSettings, overProduction, productionModules, textsIn, type SettingAnswer } from '../shared/production-settings.js';
import { perModel } from '../shared/per-model.js';
import { unlimitedInNode } from './missing-throttling/node.js';
import { unlimitedRoutes } from './missing-throttling/pyweb.js';
import type { Unlimited } from './missing-throttling/sensitive.js';
import { importerOf } from '../shared/service-code.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

type Data = { readonly kind: 'route'; readonly unlimited: Unlimited } | { readonly kind: 'service'; readonly module: SettingsModule } | { readonly kind: 'view'; readonly view: string; readonly throttled: string };

/** Limits of other libraries, set where they can't be judged here. */
const OTHER_LIMITS = /^(django_ratelimit|ratelimit|axes|defender|limits|django_smart_ratelimit|rest_framework_extensions\.throttl)/;
/** Endpoints that invite guessing or cost money by the call. */
const SENSITIVE = /login|log_in|signin|sign_in|sign_?up|register|registration|password|obtain\w*token|token_?obtain|otp|two_?factor|verif(y|ication)|chat|upload/i;

export const missingThrottling: Rule<Data, unknown> = {
  meta: {
    id: 'security/missing-throttling',
    area: 'security',
    severity: 'warning',
    confidence: 'medium',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'safe',
    summary: 'An API lets anyone call it, or what invites guessing in it, as often as they like.',
    options: z.strictObject({}),
  },
  applies: (subject) => (subject.facts.javascript === undefined ? mayHoldSettings(subject) : subject.facts.skip === undefined),
  detect(subject, context) {
    if (subject.facts.javascript !== undefined) return { matches: ofRoutes(subject, unlimitedInNode(context.model)), passed: 0, unknowns: [] };
    const service = ofService(subject, context);
    return { matches: [...service.matches, ...ofViews(subject, context.model), ...ofRoutes(subject, unlimitedRoutes(context.model))], passed: service.passed, unknowns: service.unknowns };
  },
  message,
  suggest,
};

const ofService: (subject: Subject, context: RuleContext<unknown>) => Judgement<Data> = overProduction(judge);

function judge(module: SettingsModule, model: ProjectModel): readonly SettingAnswer<Data>[] {
  const framework = module.get('REST_FRAMEWORK');
  if (framework === undefined || !servesViews(model)) return [];
  const place = assignmentOf(model, module, 'REST_FRAMEWORK', framework.place);
  if (framework.kind !== 'dictionary') return [{ kind: 'unknown', place, reason: 'the settings of Django REST framework can\'t be told' }];
  const classes = entryOf(framework, 'DEFAULT_THROTTLE_CLASSES');
  if (classes !== undefined && !(classes.kind === 'list' && classes.items.length === 0 && !classes.open)) return [{ kind: classes.kind === 'unknown' ? 'unknown' : 'pass', place, reason: 'the throttle classes can\'t be told' }];
  if (throttledView(model) !== undefined) return [{ kind: 'pass', place }];
  const other = importerOf(model, OTHER_LIMITS);
  if (other !== undefined) return [{ kind: 'unknown', place, reason: `${other} limits requests in a way of its own` }];
  const limiter = textsIn(module.get('MIDDLEWARE')).find((dotted) => limitsForAll(model, dotted));
  if (limiter !== undefined) return [{ kind: 'unknown', place, reason: `the middleware ${limiter} limits requests` }];
  if (framework.open) return [{ kind: 'unknown', place, reason: 'the settings of Django REST framework can\'t be seen whole' }];
  return [{ kind: 'match', place, subject: 'DEFAULT_THROTTLE_CLASSES', data: { kind: 'service', module } }];
}

/** A limiter by its name that counts for all processes: one of another package, or one of the repository that counts in the shared cache. */
function limitsForAll(model: ProjectModel, dotted: string): boolean {
  if (!/throttl|rate_?limit/i.test(dotted)) return false;
  const file = `${dotted.split('.').slice(0, -1).join('/')}.py`;
  const path = model.paths.find((one) => one === file || one.endsWith(`/${file}`));
  return path === undefined || (model.facts(path)?.python?.imports ?? []).some(({ module }) => /^(django\.core\.cache|redis|django_redis)\b/.test(module));
}

const servesViews = perModel((model): boolean =>
  model.paths.some((path) => path.endsWith('.py') && isShippedPath(path) && (model.facts(path)?.python?.imports ?? []).some(({ module, level }) => level === 0 && /^rest_framework\.(views|viewsets|generics|decorators)$|^rest_framework$/.test(module))),
);

/** The first shipped file, apart from settings, that puts a throttle on a view. */
const throttledView = perModel((model): string | undefined => {
  const settings = new Set(model.django.settings.modules.flatMap(({ chain }) => chain));
  return ['throttle_classes', 'throttle_scope', 'get_throttles'].flatMap((word) => model.symbols.mentions(word)).find((path) => isShippedPath(path) && !settings.has(path));
});

interface OpenView {
  readonly view: View;
  readonly throttled: View;
}

/** Views that invite guessing and have no throttle, where the project has no default and throttles other views. */
const openViews = perModel((model): readonly OpenView[] => {
  if (throttledView(model) === undefined || productionModules(model).some((module) => entryOf(module.get('REST_FRAMEWORK'), 'DEFAULT_THROTTLE_CLASSES') !== undefined)) return [];
  const { views } = model.django;
  const judged = views.views.filter(({ framework, path }) => framework === 'drf' && isShippedPath(path)).map((view) => ({ view, classes: views.classesOf(view, 'throttle_classes') }));
  const throttled = judged.find(({ classes }) => classes !== null && classes.length > 0)?.view;
  if (throttled === undefined) return [];
  return judged.filter(({ view, classes }) => classes !== null && classes.length === 0 && SENSITIVE.test(view.symbol) && changes(model, view) && !mentionsThrottle(model, view)).map(({ view }) => ({ view, throttled }));
});

function changes(model: ProjectModel, view: View): boolean {
  return model.django.routes.to(view.path, view.symbol).length > 0 && (model.django.views.methods(view)?.includes('POST') ?? false);
}

function mentionsThrottle(model: ProjectModel, view: View): boolean {
  return ['throttle_scope', 'get_throttles'].some((word) => model.symbols.mentions(word).includes(view.path));
}

function ofViews({ path }: Subject, model: ProjectModel): readonly Match<Data>[] {
  if (!model.django.present) return [];
  return openViews(model).filter(({ view }) => view.path === path).map(({ view, throttled }) => {
    const start = view.node.nameStart;
    const span = model.symbols.span(path, { start, end: start + view.node.name.length });
    return { span, symbol: view.symbol, subject: view.symbol, causes: [{ path, text: 'throttle' }], related: [], data: { kind: 'view', view: view.symbol, throttled: `${throttled.symbol} (${throttled.path})` } };
  });
}

function ofRoutes({ path }: Subject, routes: readonly Unlimited[]): readonly Match<Data>[] {
  return routes.filter((one) => one.path === path).map((unlimited) => ({ span: unlimited.span, symbol: unlimited.symbol, subject: unlimited.route, causes: [{ path, text: 'limit' }], related: [], data: { kind: 'route', unlimited } }));
}

function message({ data }: Match<Data>): Message {
  if (data.kind === 'route') {
    const { route, limited, stack } = data.unlimited;
    return {
      what: limited === null ? `Nothing limits how often a client may call the service, \`${route}\` among others.` : `Nothing limits how often a client may call \`${route}\`, while \`${limited}\` has a limit.`,
      why: 'Whoever likes can call it thousands of times a minute: to guess passwords or codes, or to run up costs.',
      todo: `Put a limit on it (${stack === 'node' ? '`express-rate-limit`, `@fastify/rate-limit`' : '`slowapi`, `fastapi-limiter` or `Flask-Limiter`'}, counted in Redis).`,
    };
  }
  if (data.kind === 'view') {
    return {
      what: `\`${data.view}\` has no throttle, while \`${data.throttled}\` has one.`,
      why: 'Whoever likes can call it thousands of times a minute: to guess passwords or codes, or to run up costs.',
      todo: 'Give it `throttle_classes`, a `ScopedRateThrottle` with a low rate for instance, or set `DEFAULT_THROTTLE_CLASSES`.',
    };
  }
  return {
    what: `The API has no throttle: \`REST_FRAMEWORK\` in \`${data.module.dotted}\` sets no \`DEFAULT_THROTTLE_CLASSES\`, and no view has its own.`,
    why: 'One client can call it as often as it likes: to guess passwords, to copy all data, or until nobody else gets an answer.',
    todo: 'Set `DEFAULT_THROTTLE_CLASSES` and `DEFAULT_THROTTLE_RATES`.',
  };
}

function suggest({ data }: Match<Data>, _subject: Subject, { model }: RuleContext<unknown>): Fix | null {
  if (data.kind !== 'service') return null;
  const framework = data.module.get('REST_FRAMEWORK');
  if (framework?.kind !== 'dictionary' || entryOf(framework, 'DEFAULT_THROTTLE_CLASSES') !== undefined) return null;
  const rates = entryOf(framework, 'DEFAULT_THROTTLE_RATES');
  // A throttle without a rate stops the API from starting: of given rates only those that are there can be used.
  const scopes = rates === undefined ? ['anon', 'user'] : ['anon', 'user'].filter((scope) => entryOf(rates, scope) !== undefined);
  if (scopes.length === 0) return null;
  const classes = scopes.map((scope) => `    "rest_framework.throttling.${scope === 'anon' ? 'Anon' : 'User'}RateThrottle"`);
  const entries = [`"DEFAULT_THROTTLE_CLASSES": [\n${classes.join(',\n')},\n]`, ...(rates === undefined ? ['"DEFAULT_THROTTLE_RATES": {"anon": "100/hour", "user": "1000/hour"}'] : [])];
  const edit = insertEntries(model, framework, entries);
  return edit === null ? null : { title: 'Throttle the API', safety: 'safe', edits: [edit] };
}
