import { z } from 'zod';
import { dottedName, expressionsOf, walkExpressions, walkStatements } from '../../facts/python/code/walk.js';
import type { Fix, Message } from '../../findings/types.js';
import type { Place, SettingsModule } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';
import { replaceWithEnvironment } from '../shared/environment-value.js';
import { mayHoldSettings, overProduction, type SettingAnswer } from '../shared/production-settings.js';
import { isFixturePath, isTestPath } from '../../project/path-uses.js';
import type { Match, Rule, RuleContext, Subject } from '../types.js';
import { isSecret, secretsOf, type SecretValue } from './hardcoded-secret/settings.js';

/** What is told of a secret. It never holds the secret itself. */
interface Data {
  readonly module: string;
  readonly name: string;
  readonly form: SecretValue['form'];
  readonly place: Place;
  /** The variable of the environment that a fix reads. */
  readonly variable: string;
  /** It stands in only while the variable is not set. */
  readonly fallback: boolean;
}

export const hardcodedSecret: Rule<Data, unknown> = {
  meta: {
    id: 'security/hardcoded-secret',
    area: 'security',
    severity: 'error',
    confidence: 'high',
    status: 'stable',
    languages: ['python'],
    fix: 'unsafe',
    conceals: true,
    summary: 'A key or password that production uses is written in the source.',
    options: z.strictObject({}),
  },
  wide: true,
  applies: mayHoldSettings,
  detect: overProduction(judge),
  message,
  suggest,
};

function judge(module: SettingsModule): readonly SettingAnswer<Data>[] {
  return secretsOf(module).map((secret) => answer(module, secret));
}

function answer(module: SettingsModule, { name, variable, value, form }: SecretValue): SettingAnswer<Data> {
  const { place } = value;
  const literal = value.kind === 'environment' ? value.fallback : value;
  const fallback = value.kind === 'environment';
  if (literal?.kind === 'unknown' || literal?.kind === 'either') return { kind: 'unknown', place, reason: `\`${name}\` depends on what can’t be seen` };
  // Passwords that stand in for a variable are those of a developer's own database.
  const isOne = literal?.kind === 'string' && isSecret(literal.value, form) && !(fallback && form === 'password');
  if (!isOne || isTestPath(place.path) || isFixturePath(place.path)) return { kind: 'pass', place };
  // Names set by code that can't be seen may replace it.
  if (module.open !== null) return { kind: 'unknown', place, reason: module.open };
  const read = value.kind === 'environment' ? value.variable : variable;
  return { kind: 'match', place, subject: name, data: { module: module.dotted, name, form, place, variable: read, fallback } };
}

function message({ data: { module, name, form, variable, fallback } }: Match<Data>): Message {
  return {
    what: fallback ? `\`${name}\` of \`${module}\` falls back to a value in the source when the environment does not set \`${variable}\`.` : `\`${name}\` of \`${module}\`, which production runs with, is written in the source.`,
    why: form === 'key' ? 'Whoever reads the repository, now or in its history, can sign sessions and tokens as any user.' : 'Whoever reads the repository, now or in its history, can log in with it.',
    todo: `Read it from the environment without a fallback, and replace the ${form}: this one is known.`,
  };
}

function suggest({ data: { place, variable, fallback } }: Match<Data>, _subject: Subject, { model }: RuleContext<unknown>): Fix | null {
  if (fallback && !isSystemCall(model, place)) return null;
  const edits = replaceWithEnvironment(model, place, `os.environ["${variable}"]`);
  return edits === null ? null : { title: `Read it from the variable \`${variable}\``, safety: 'unsafe', edits };
}

/** `os.environ.get(…)` or `os.getenv(…)` and nothing around it: what the variable gives is the value itself. */
function isSystemCall(model: ProjectModel, place: Place): boolean {
  const code = model.symbols.code(place.path);
  let found = false;
  walkStatements(code?.body ?? [], (statement) => {
    for (const root of expressionsOf(statement)) {
      walkExpressions(root, (expression) => {
        if (expression.kind === 'call' && /^(os\.environ\.get|os\.getenv|environ\.get|getenv)$/.test(dottedName(expression.callee) ?? '')) found ||= model.symbols.span(place.path, expression).join() === place.span.join();
      });
    }
  });
  return found;
}
