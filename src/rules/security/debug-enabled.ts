import { z } from 'zod';
import type { Fix, Message } from '../../findings/types.js';
import type { SettingsModule, Value } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';
import { replaceWithEnvironment } from '../shared/environment-value.js';
import { decide, mayHoldSettings, overProduction, topOf, type SettingAnswer } from '../shared/production-settings.js';
import type { Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly module: SettingsModule;
  readonly value: Value;
  /** The variable that can turn it off; null when nothing can. */
  readonly variable: string | null;
}

export const debugEnabled: Rule<Data, unknown> = {
  meta: {
    id: 'security/debug-enabled',
    area: 'security',
    severity: 'error',
    confidence: 'high',
    status: 'stable',
    languages: ['python'],
    fix: 'unsafe',
    summary: 'The settings that production runs with turn Django’s debug mode on.',
    options: z.strictObject({}),
  },
  wide: true,
  applies: mayHoldSettings,
  detect: overProduction(judge),
  message,
  suggest,
};

function judge(module: SettingsModule): readonly SettingAnswer<Data>[] {
  const value = module.get('DEBUG');
  if (value === undefined) return [module.open === null ? { kind: 'pass', place: topOf(module.path) } : { kind: 'unknown', place: topOf(module.path), reason: module.open }];
  const { place } = value;
  const isOn = (one: Value): boolean | undefined => (one.kind === 'boolean' ? one.value : undefined);
  const variable = value.kind === 'environment' ? value.variable : null;
  const deciding = value.kind === 'environment' ? value.fallback : value;
  const answer = deciding === null ? 'no' : decide(deciding, isOn);
  if (answer === 'no') return [{ kind: 'pass', place }];
  if (answer === 'unknown' || module.open !== null) return [{ kind: 'unknown', place, reason: module.open ?? 'whether production sets DEBUG depends on what can’t be seen' }];
  return [{ kind: 'match', place, subject: 'DEBUG', ...(variable === null ? {} : { severity: 'warning', confidence: 'medium' }), data: { module, value, variable } }];
}

function message({ data: { module, variable } }: Match<Data>): Message {
  return {
    what: variable === null ? `\`${module.dotted}\`, which production runs with, sets \`DEBUG = True\`.` : `\`DEBUG\` of \`${module.dotted}\` is on unless the environment sets \`${variable}\`.`,
    why: 'An error page then shows visitors the source, local variables and settings, and every SQL query is kept in memory.',
    todo: variable === null ? 'Leave it off here, and turn it on in the settings of developers or by a variable that only they set.' : `Let it be off when \`${variable}\` is not set, and set the variable on developers’ machines.`,
  };
}

function suggest({ data: { value } }: Match<Data>, _subject: Subject, { model }: RuleContext<unknown>): Fix | null {
  if (value.kind !== 'boolean') return null;
  const edits = replaceWithEnvironment(model as ProjectModel, value.place, 'os.environ.get("DJANGO_DEBUG", "").lower() == "true"');
  return edits === null ? null : { title: 'Turn debug mode on by a variable of the environment alone', safety: 'unsafe', edits };
}
