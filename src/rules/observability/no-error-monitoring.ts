import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import type { SettingsModule } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';
import { declares, mayHoldSettings, overProduction, productionModules, topOf, type SettingAnswer } from '../shared/production-settings.js';
import { importerOf } from '../shared/service-code.js';
import type { Match, Rule } from '../types.js';

interface Data {
  readonly module: SettingsModule;
}

/** Import names of services that collect errors. */
const MONITORS = /^(sentry_sdk|raven|rollbar|bugsnag|newrelic|elasticapm|ddtrace|datadog|opentelemetry|honeybadger|airbrake|pybrake|scout_apm|appsignal|logfire|applicationinsights|azure\.monitor|opencensus|google\.cloud\.(error_reporting|logging)|exceptionite|atatus|instana|uptrace|glitchtip|highlight_io|posthog|watchtower)(\.|$)/;
const DISTRIBUTIONS = [
  'sentry-sdk', 'raven', 'rollbar', 'bugsnag', 'newrelic', 'elastic-apm', 'ddtrace', 'opentelemetry-instrumentation-django', 'opentelemetry-sdk', 'opentelemetry-distro', 'honeybadger', 'pybrake', 'scout-apm', 'appsignal', 'logfire',
  'azure-monitor-opentelemetry', 'google-cloud-error-reporting', 'google-cloud-logging', 'atatus', 'instana',
];

export const noErrorMonitoring: Rule<Data, unknown> = {
  meta: {
    id: 'observability/no-error-monitoring',
    area: 'observability',
    severity: 'info',
    confidence: 'medium',
    status: 'preview',
    languages: ['python'],
    fix: 'none',
    summary: 'Nothing reports the errors that production raises.',
    options: z.strictObject({}),
  },
  wide: true,
  applies: mayHoldSettings,
  detect: overProduction(judge),
  message,
};

function judge(module: SettingsModule, model: ProjectModel): readonly SettingAnswer<Data>[] {
  const place = topOf(module.path);
  if (!speaksForService(module, model)) return [];
  if (importerOf(model, MONITORS) !== undefined || declares(model, module.path, DISTRIBUTIONS) || mailsErrors(module)) return [{ kind: 'pass', place }];
  if (module.open !== null) return [{ kind: 'unknown', place, reason: module.open }];
  return [{ kind: 'match', place, subject: 'error monitoring', causes: [{ path: '*', text: 'sentry' }, { path: '*', text: 'ADMINS' }, { path: module.path }], data: { module } }];
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

function message({ data: { module } }: Match<Data>): Message {
  return {
    what: `Nothing reports errors of production (\`${module.dotted}\`): no monitoring service is used, and \`ADMINS\` is empty.`,
    why: 'An exception in a view or a task is one line in a log that nobody reads; users find it first.',
    todo: 'Start a monitoring service in the production settings (`sentry_sdk.init(dsn=…)` with its DSN from the environment), or set `ADMINS`.',
  };
}
