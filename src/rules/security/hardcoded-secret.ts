import { z } from 'zod';
import { dottedName, expressionsOf, walkExpressions, walkStatements } from '../../facts/python/code/walk.js';
import type { SecretFact } from '../../facts/lint/types.js';
import type { Fix, Message } from '../../findings/types.js';
import type { Place, SettingsModule } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';
import { replaceWithEnvironment } from '../shared/environment-value.js';
import { mayHoldSettings, overProduction, type SettingAnswer } from '../shared/production-settings.js';
import { isFixturePath, isSupportPath, isTestPath } from '../../project/path-uses.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { keysInCode, type CodeKey } from './hardcoded-secret/code.js';
import { secretVariables } from './hardcoded-secret/deployment.js';
import { isSecret, secretsOf, type SecretValue } from './hardcoded-secret/settings.js';

/** What is told of a secret. It never holds the secret itself. */
interface SettingData {
  readonly kind: 'setting';
  readonly module: string;
  readonly name: string;
  readonly form: SecretValue['form'];
  readonly place: Place;
  /** The variable of the environment that a fix reads. */
  readonly variable: string;
  /** It stands in only while the variable is not set. */
  readonly fallback: boolean;
}

/** A credential that secretlint recognises by its form. */
interface CredentialData {
  readonly kind: 'credential';
  readonly secret: SecretFact;
}

/** A key in code of FastAPI or Flask. */
interface CodeData {
  readonly kind: 'code';
  readonly key: CodeKey;
}

/** A variable that a deployment file sets. */
interface VariableData {
  readonly kind: 'variable';
  readonly name: string;
  readonly where: string;
}

type Data = SettingData | CredentialData | CodeData | VariableData;

export const hardcodedSecret: Rule<Data, unknown> = {
  meta: {
    id: 'security/hardcoded-secret',
    area: 'security',
    severity: 'error',
    confidence: 'high',
    status: 'stable',
    languages: ['any'],
    fix: 'unsafe',
    conceals: true,
    summary: 'A key, token or password is written in the source.',
    options: z.strictObject({}),
  },
  applies: (subject) => mayHoldSettings(subject) || holdsCredentials(subject) || (subject.facts.deployment?.environment?.length ?? 0) > 0,
  detect,
  message,
  suggest,
};

const judgeSettings = overProduction<Data>(judge);

function holdsCredentials({ path, facts }: Subject): boolean {
  return (facts.secrets !== undefined || facts.secretsUnknown !== undefined) && facts.document === undefined && !isTestPath(path) && !isFixturePath(path) && !isSupportPath(path);
}

/** What the settings tell, and what secretlint finds in other lines. */
function detect(subject: Subject, context: RuleContext<unknown>): Judgement<Data> {
  const settings: Judgement<Data> = withOwn(mayHoldSettings(subject) ? judgeSettings(subject, context) : { matches: [], passed: 0, unknowns: [] }, subject, context);
  if (!holdsCredentials(subject)) return settings;
  const { secrets = [], secretsUnknown } = subject.facts;
  const told = new Set(settings.matches.map(({ span }) => span[0]));
  const matches = secrets.filter(({ span }) => !told.has(span[0])).map((secret): Match<Data> => ({ span: secret.span, symbol: '', subject: secret.code, causes: [], related: [], data: { kind: 'credential', secret } }));
  const unknowns = secretsUnknown === undefined ? [] : [{ line: 1, reason: secretsUnknown }];
  return { matches: [...settings.matches, ...matches], passed: settings.passed, unknowns: [...settings.unknowns, ...unknowns] };
}

/** With the keys in code and the variables of deployment files. */
function withOwn(settings: Judgement<Data>, { path, facts }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const keys = facts.python === undefined ? [] : keysInCode(path, model).map((key): Match<Data> => ({ span: key.span, symbol: key.symbol, subject: key.name, ...(key.insteadOf === null ? {} : { severity: 'warning' as const }), causes: [{ path, text: key.name.slice(0, key.name.indexOf('(') + 1 || undefined) }], related: [], data: { kind: 'code', key } }));
  const variables = secretVariables(path, facts.deployment).map(({ name, span, where }): Match<Data> => ({ span, symbol: '', subject: `${where} ${name}`, causes: [{ path, text: name }], related: [], data: { kind: 'variable', name, where } }));
  return { ...settings, matches: [...settings.matches, ...keys, ...variables] };
}

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
  return { kind: 'match', place, subject: name, data: { kind: 'setting', module: module.dotted, name, form, place, variable: read, fallback } };
}

function message({ data }: Match<Data>): Message {
  switch (data.kind) {
    case 'setting':
      return settingMessage(data);
    case 'credential':
      return credentialMessage(data.secret);
    case 'code':
      return codeMessage(data.key);
    case 'variable':
      return variableMessage(data);
  }
}

function codeMessage({ name, insteadOf }: CodeKey): Message {
  return {
    what: insteadOf === null ? `\`${name}\` is written in the source.` : `\`${name}\` falls back to a value in the source when \`${insteadOf}\` is not set.`,
    why: 'Whoever reads the repository, now or in its history, can sign sessions and tokens as any user.',
    todo: 'Read it from the environment without a fallback, and replace the key: this one is known.',
  };
}

function variableMessage({ name, where }: VariableData): Message {
  return {
    what: `The value of \`${name}\` is written in the file (${where}).`,
    why: 'Whoever reads the repository, now or in its history, can use it.',
    todo: 'Take it from the environment or from a store of secrets where it is deployed, and replace it: this one is known.',
  };
}

function credentialMessage({ what, code, url }: SecretFact): Message {
  return {
    what: `A credential is written in the source: ${what} ([secretlint ${code}](${url})).`,
    why: 'Whoever reads the repository, now or in its history, can use it.',
    todo: 'Read it from the environment, and replace it: this one is known.',
  };
}

function settingMessage({ module, name, form, variable, fallback }: SettingData): Message {
  return {
    what: fallback ? `\`${name}\` of \`${module}\` falls back to a value in the source when the environment does not set \`${variable}\`.` : `\`${name}\` of \`${module}\`, which production runs with, is written in the source.`,
    why: form === 'key' ? 'Whoever reads the repository, now or in its history, can sign sessions and tokens as any user.' : 'Whoever reads the repository, now or in its history, can log in with it.',
    todo: `Read it from the environment without a fallback, and replace the ${form}: this one is known.`,
  };
}

function suggest({ data }: Match<Data>, _subject: Subject, { model }: RuleContext<unknown>): Fix | null {
  if (data.kind !== 'setting') return null;
  const { place, variable, fallback } = data;
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
