import { z } from 'zod';
import type { Message } from '../../findings/types.js';
import type { SettingsModule } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';
import { isTestPath } from '../../project/path-uses.js';
import { mayHoldSettings, overProduction, topOf, type SettingAnswer } from '../shared/production-settings.js';
import { importerOf } from '../shared/service-code.js';
import type { Match, Rule } from '../types.js';
import { speaksForService } from './no-error-monitoring.js';

interface Data {
  readonly module: SettingsModule;
}

const LOGGERS = /^(structlog|django_structlog|loguru|logging\.config|google\.cloud\.logging|logfire|watchtower|logging_tree)(\.|$)/;
const CALLS = ['dictConfig', 'fileConfig', 'basicConfig'];

export const noLoggingConfig: Rule<Data, unknown> = {
  meta: {
    id: 'observability/no-logging-config',
    area: 'observability',
    severity: 'info',
    confidence: 'high',
    status: 'stable',
    languages: ['python'],
    fix: 'none',
    summary: 'Production settings configure no logging.',
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
  if (module.names.includes('LOGGING') || module.names.includes('LOGGING_CONFIG') || configuresItself(model)) return [{ kind: 'pass', place }];
  if (module.open !== null) return [{ kind: 'unknown', place, reason: module.open }];
  return [{ kind: 'match', place, subject: 'LOGGING', causes: [{ path: '*', text: 'LOGGING' }, { path: module.path }], data: { module } }];
}

function configuresItself(model: ProjectModel): boolean {
  return importerOf(model, LOGGERS) !== undefined || CALLS.some((name) => model.symbols.mentions(name).some((path) => !isTestPath(path) && !/(^|\/)management\//.test(path)));
}

function message({ data: { module } }: Match<Data>): Message {
  return {
    what: `Production (\`${module.dotted}\`) has no \`LOGGING\`.`,
    why: 'With Django\'s defaults and `DEBUG` off nothing below a warning is written, and warnings of the project\'s own loggers carry neither time nor level nor place.',
    todo: 'Define `LOGGING` with a handler that writes to the console, a format with time, level and logger, and a level for the root logger.',
  };
}
