import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import type { SettingsModule } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';
import { isTestPath } from '../../project/path-uses.js';
import { mayHoldSettings, overProduction, topOf, type SettingAnswer } from '../shared/production-settings.js';
import { importerOf } from '../shared/service-code.js';
import { judging, together } from '../shared/judgement.js';
import { pywebServices } from '../shared/pyweb/services.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { speaksForService } from './no-error-monitoring.js';

interface Data {
  /** The settings module, or the variable of an application. */
  readonly name: string;
  readonly django: boolean;
}

const LOGGERS = /^(structlog|django_structlog|loguru|logging\.config|google\.cloud\.logging|logfire|watchtower|logging_tree)(\.|$)/;
const CALLS = ['dictConfig', 'fileConfig', 'basicConfig'];
/** Handlers and levels that code sets by itself, and the configuration that a server is given. */
const BY_HAND = ['addHandler', 'setLevel', 'log_config', 'StreamHandler', 'RichHandler', 'JsonFormatter'];

export const noLoggingConfig: Rule<Data, unknown> = {
  meta: {
    id: 'observability/no-logging-config',
    area: 'observability',
    severity: 'info',
    confidence: 'high',
    status: 'stable',
    languages: ['python'],
    fix: 'none',
    summary: 'Nothing configures the logging of a service.',
    options: z.strictObject({}),
  },
  applies: mayHoldSettings,
  detect,
  message,
};

const judgeSettings = overProduction<Data>(judge);

/** Settings of Django speak for its projects, applications for those of FastAPI and Flask. */
function detect(subject: Subject, context: RuleContext<unknown>): Judgement<Data> {
  const { model } = context;
  const judgement = judging<Data>();
  for (const { app } of pywebServices(model)) {
    if (app.path !== subject.path) continue;
    if (configuresItself(model) || BY_HAND.some((name) => model.symbols.mentions(name).some((path) => !isTestPath(path))) || model.paths.some((path) => /(^|\/)(log(ging|gers?)?[-_.]?(conf\w*|config\w*)|uvicorn[-_]log\w*|gunicorn[^/]*)\.(ya?ml|json|ini|conf|toml|py)$/i.test(path))) judgement.pass();
    else judgement.match({ span: app.place.span, symbol: app.inside?.symbol ?? '', subject: 'logging', causes: [{ path: '*', text: 'basicConfig' }, { path: '*', text: 'dictConfig' }, { path: app.path }], related: [], data: { name: app.name || 'the application', django: false } });
  }
  return together(judgeSettings(subject, context), judgement.done());
}

function judge(module: SettingsModule, model: ProjectModel): readonly SettingAnswer<Data>[] {
  const place = topOf(module.path);
  if (!speaksForService(module, model)) return [];
  if (module.names.includes('LOGGING') || module.names.includes('LOGGING_CONFIG') || configuresItself(model)) return [{ kind: 'pass', place }];
  if (module.open !== null) return [{ kind: 'unknown', place, reason: module.open }];
  return [{ kind: 'match', place, subject: 'LOGGING', causes: [{ path: '*', text: 'LOGGING' }, { path: module.path }], data: { name: module.dotted, django: true } }];
}

function configuresItself(model: ProjectModel): boolean {
  return importerOf(model, LOGGERS) !== undefined || CALLS.some((name) => model.symbols.mentions(name).some((path) => !isTestPath(path) && !/(^|\/)management\//.test(path)));
}

function message({ data: { name, django } }: Match<Data>): Message {
  if (!django) {
    return {
      what: `Nothing configures logging for \`${name}\`.`,
      why: 'Python then writes nothing below a warning, and warnings carry neither time nor level nor logger: what the application logs is lost.',
      todo: 'Call `logging.config.dictConfig` where the application is made, with a handler that writes to the console, a format with time, level and logger, and a level for the root logger.',
    };
  }
  return {
    what: `Production (\`${name}\`) has no \`LOGGING\`.`,
    why: 'With Django\'s defaults and `DEBUG` off nothing below a warning is written, and warnings of the project\'s own loggers carry neither time nor level nor place.',
    todo: 'Define `LOGGING` with a handler that writes to the console, a format with time, level and logger, and a level for the root logger.',
  };
}
