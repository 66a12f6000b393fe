import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import type { SettingsModule } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';
import { declares, mayHoldSettings, overProduction, productionModules, topOf, type SettingAnswer } from '../shared/production-settings.js';
import { importerOf } from '../shared/service-code.js';
import { judging, together } from '../shared/judgement.js';
import { nodeServices } from '../shared/node/services.js';
import { pywebServices } from '../shared/pyweb/services.js';
import { isTestPath } from '../../project/path-uses.js';
import { isMonitored } from './no-error-monitoring/node.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  /** The settings module, or the variable of an application. */
  readonly name: string;
  readonly stack: 'django' | 'pyweb' | 'node';
}

/** Import names of services that collect errors. */
const MONITORS = /^(sentry_sdk|raven|rollbar|bugsnag|newrelic|elasticapm|ddtrace|datadog|opentelemetry|honeybadger|airbrake|pybrake|scout_apm|appsignal|logfire|applicationinsights|azure\.monitor|opencensus|google\.cloud\.(error_reporting|logging)|exceptionite|atatus|instana|uptrace|glitchtip|highlight_io|posthog|watchtower)(\.|$)/;
const DISTRIBUTIONS = [
  'sentry-sdk', 'raven', 'rollbar', 'bugsnag', 'newrelic', 'elastic-apm', 'ddtrace', 'opentelemetry-instrumentation-django', 'opentelemetry-instrumentation-fastapi', 'opentelemetry-instrumentation-flask', 'opentelemetry-sdk', 'opentelemetry-distro', 'honeybadger', 'pybrake', 'scout-apm', 'appsignal', 'logfire',
  'azure-monitor-opentelemetry', 'google-cloud-error-reporting', 'google-cloud-logging', 'atatus', 'instana',
];

export const noErrorMonitoring: Rule<Data, unknown> = {
  meta: {
    id: 'observability/no-error-monitoring',
    area: 'observability',
    severity: 'info',
    confidence: 'medium',
    status: 'preview',
    languages: ['python', 'javascript'],
    fix: 'none',
    summary: 'Nothing reports the errors that production raises.',
    options: z.strictObject({}),
  },
  applies: (subject) => mayHoldSettings(subject) || subject.facts.javascript !== undefined,
  detect,
  message,
};

const judgeSettings = overProduction<Data>(judge);

/** Settings of Django speak for its projects, applications for those of FastAPI, Flask and Node. */
function detect(subject: Subject, context: RuleContext<unknown>): Judgement<Data> {
  const { model } = context;
  const judgement = judging<Data>();
  for (const { app } of pywebServices(model)) {
    if (app.path !== subject.path) continue;
    const mails = ['SMTPHandler', 'AdminEmailHandler'].some((word) => model.symbols.mentions(word).some((path) => !isTestPath(path)));
    if (mails || importerOf(model, MONITORS) !== undefined || declares(model, app.path, DISTRIBUTIONS)) judgement.pass();
    else judgement.match({ span: app.place.span, symbol: app.inside?.symbol ?? '', subject: 'error monitoring', causes: [{ path: '*', text: 'sentry' }, { path: app.path }], related: [], data: { name: app.name || 'the application', stack: 'pyweb' } });
  }
  for (const { app } of nodeServices(model)) {
    if (app.path !== subject.path) continue;
    if (isMonitored(model)) judgement.pass();
    else judgement.match({ span: app.place.span, symbol: '', subject: 'error monitoring', causes: [{ path: '*', text: 'sentry' }, { path: app.path }], related: [], data: { name: app.name || 'the application', stack: 'node' } });
  }
  return together(judgeSettings(subject, context), judgement.done());
}

function judge(module: SettingsModule, model: ProjectModel): readonly SettingAnswer<Data>[] {
  const place = topOf(module.path);
  if (!speaksForService(module, model)) return [];
  if (importerOf(model, MONITORS) !== undefined || declares(model, module.path, DISTRIBUTIONS) || mailsErrors(module)) return [{ kind: 'pass', place }];
  if (module.open !== null) return [{ kind: 'unknown', place, reason: module.open }];
  return [{ kind: 'match', place, subject: 'error monitoring', causes: [{ path: '*', text: 'sentry' }, { path: '*', text: 'ADMINS' }, { path: module.path }], data: { name: module.dotted, stack: 'django' } }];
}

/** One production module stands for all of its project. */
export function speaksForService(module: SettingsModule, model: ProjectModel): boolean {
  return productionModules(model).find(({ root }) => root === module.root) === module;
}

/** Django mails unhandled errors to `ADMINS` by itself, and handlers of `LOGGING` can do the same. */
function mailsErrors(module: SettingsModule): boolean {
  const admins = module.get('ADMINS');
  const empty = admins === undefined || admins.kind === 'none' || (admins.kind === 'list' && admins.items.length === 0 && !admins.open);
  return !empty;
}

function message({ data: { name, stack } }: Match<Data>): Message {
  const django = stack === 'django';
  const start = stack === 'node' ? '`Sentry.init({ dsn })`' : '`sentry_sdk.init(dsn=…)`';
  return {
    what: django ? `Nothing reports errors of production (\`${name}\`): no monitoring service is used, and \`ADMINS\` is empty.` : `Nothing reports the errors of \`${name}\`: no monitoring service is used.`,
    why: `An exception in a ${stack === 'node' ? 'handler' : 'view'} or a task is one line in a log that nobody reads; users find it first.`,
    todo: `Start a monitoring service ${django ? 'in the production settings' : 'where the application is made'} (${start} with its DSN from the environment)${django ? ', or set `ADMINS`' : ''}.`,
  };
}
