import { z } from 'zod';
import type { Fix, Message } from '../../findings/types.js';
import type { SettingsModule, Value } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';
import { replaceWithEnvironment } from '../shared/environment-value.js';
import { decide, mayHoldSettings, overProduction, topOf, type SettingAnswer } from '../shared/production-settings.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { debugSwitches, type DebugSwitch } from './debug-enabled/pyweb.js';

type Data = SettingData | { readonly kind: 'switch'; readonly written: DebugSwitch };

interface SettingData {
  readonly kind: 'setting';
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
    summary: 'The settings or the code that production runs with turn debug mode on.',
    options: z.strictObject({}),
  },
  applies: mayHoldSettings,
  detect,
  message,
  suggest,
};

const judgeSettings = overProduction<Data>(judge);

/** Settings of Django, and switches in code of FastAPI and Flask. */
function detect(subject: Subject, context: RuleContext<unknown>): Judgement<Data> {
  const settings = judgeSettings(subject, context);
  const { on, doubts, passed } = debugSwitches(subject.path, context.model);
  const matches = on.map((written): Match<Data> => ({ span: written.span, symbol: written.symbol, subject: written.written, causes: [{ path: subject.path, text: 'debug' }, ...(written.startedBy === null ? [] : [{ path: written.startedBy }])], related: [], data: { kind: 'switch', written } }));
  const unknowns = doubts.map(({ line, written }) => ({ line, reason: `a condition decides whether \`${written}\` runs` }));
  return { matches: [...settings.matches, ...matches], passed: settings.passed + passed, unknowns: [...settings.unknowns, ...unknowns] };
}

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
  return [{ kind: 'match', place, subject: 'DEBUG', ...(variable === null ? {} : { severity: 'warning', confidence: 'medium' }), data: { kind: 'setting', module, value, variable } }];
}

function message({ data }: Match<Data>): Message {
  if (data.kind === 'switch') return switchMessage(data.written);
  const { module, variable } = data;
  return {
    what: variable === null ? `\`${module.dotted}\`, which production runs with, sets \`DEBUG = True\`.` : `\`DEBUG\` of \`${module.dotted}\` is on unless the environment sets \`${variable}\`.`,
    why: 'An error page then shows visitors the source, local variables and settings, and every SQL query is kept in memory.',
    todo: variable === null ? 'Leave it off here, and turn it on in the settings of developers or by a variable that only they set.' : `Let it be off when \`${variable}\` is not set, and set the variable on developers’ machines.`,
  };
}

function switchMessage({ written, framework, startedBy }: DebugSwitch): Message {
  return {
    what: startedBy === null ? `\`${written}\` turns debug mode on for whoever runs the application.` : `\`${written}\` turns debug mode on, and \`${startedBy}\` starts this file.`,
    why: framework === 'flask' ? 'An error page then lets visitors read the source and run Python in the process.' : 'An error page then shows visitors the source and the local variables.',
    todo: 'Leave it off here, and turn it on by a variable of the environment that only developers set.',
  };
}

function suggest({ data }: Match<Data>, _subject: Subject, { model }: RuleContext<unknown>): Fix | null {
  if (data.kind !== 'setting' || data.value.kind !== 'boolean') return null;
  const { value } = data;
  const edits = replaceWithEnvironment(model as ProjectModel, value.place, 'os.environ.get("DJANGO_DEBUG", "").lower() == "true"');
  return edits === null ? null : { title: 'Turn debug mode on by a variable of the environment alone', safety: 'unsafe', edits };
}
