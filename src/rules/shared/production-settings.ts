/** How rules judge the settings that production runs with: once for each place, however many modules share it. Pure. */
import type { Span } from '../../facts/types.js';
import type { Edit, RelatedLocation } from '../../findings/types.js';
import type { Place, SettingsModule, Value } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';
import type { Judgement, Match, RuleContext, Subject } from '../types.js';
import { judging } from './judgement.js';
import { isShippedPath, isTestPath } from '../../project/path-uses.js';
import { perModel } from './per-model.js';

export type Dictionary = Extract<Value, { kind: 'dictionary' }>;

/** What a rule says of one place of one production module. */
export type SettingAnswer<Data> =
  | { readonly kind: 'pass'; readonly place: Place }
  | { readonly kind: 'unknown'; readonly place: Place; readonly reason: string }
  | {
      readonly kind: 'match';
      readonly place: Place;
      readonly subject: string;
      readonly data: Data;
      readonly severity?: Match<Data>['severity'];
      readonly confidence?: Match<Data>['confidence'];
      readonly causes?: Match<Data>['causes'];
      readonly related?: readonly RelatedLocation[];
    };

/** The production settings of shipped code: of each project one answer for each module. */
export function productionModules(model: ProjectModel): readonly SettingsModule[] {
  return model.django.present ? model.django.settings.production.filter(({ path }) => isShippedPath(path)) : [];
}

/**
 * Makes a rule's `detect` from what it says of one module. Answers are computed once for a model and told where their
 * places are; modules that share a place (a common base) share its answer.
 */
export function overProduction<Data>(judge: (module: SettingsModule, model: ProjectModel) => readonly SettingAnswer<Data>[]): (subject: Subject, context: RuleContext<unknown>) => Judgement<Data> {
  const byPath = perModel((model) => {
    const found = new Map<string, Map<string, SettingAnswer<Data>>>();
    for (const module of productionModules(model)) {
      for (const answer of judge(module, model)) {
        const own = found.get(answer.place.path) ?? new Map<string, SettingAnswer<Data>>();
        const key = `${answer.kind === 'match' ? answer.subject : ''} ${answer.place.span.join()}`;
        if (!own.has(key)) found.set(answer.place.path, own.set(key, answer));
      }
    }
    return found;
  });
  return ({ path }, { model }) => toJudgement([...(byPath(model).get(path)?.values() ?? [])]);
}

function toJudgement<Data>(answers: readonly SettingAnswer<Data>[]): Judgement<Data> {
  const judgement = judging<Data>();
  for (const answer of answers) {
    if (answer.kind === 'pass') judgement.pass();
    else if (answer.kind === 'unknown') judgement.unknown(answer.place.span[0], answer.reason);
    else {
      const { place, subject, data, severity, confidence, causes, related } = answer;
      judgement.match({ span: place.span, symbol: '', subject, causes: causes ?? [{ path: place.path, text: subject }], related: related ?? [], data, ...(severity === undefined ? {} : { severity }), ...(confidence === undefined ? {} : { confidence }) });
    }
  }
  return judgement.done();
}

/** Whether a file may hold settings of production. */
export function mayHoldSettings({ path, facts }: Subject): boolean {
  return facts.python !== undefined && path.endsWith('.py') && !isTestPath(path);
}

/** The top of a file: where findings about something that a module lacks stand. */
export function topOf(path: string): Place {
  return { path, span: [1, 1, 2, 1] };
}

/** An entry's value in a dictionary, or undefined. The last one counts, as in Python. */
export function entryOf(value: Value | undefined, key: string): Value | undefined {
  return value?.kind === 'dictionary' ? value.entries.findLast((entry) => entry.key === key)?.value : undefined;
}

/** Whether a value passes a test in production: `unknown` where the environment or a condition decides. */
export function decide(value: Value, test: (value: Value) => boolean | undefined): 'yes' | 'no' | 'unknown' {
  switch (value.kind) {
    case 'unknown':
      return 'unknown';
    case 'environment': {
      // Whoever deploys can set it: a good default is good, a bad one says nothing of production.
      const fallback = value.fallback === null ? 'unknown' : decide(value.fallback, test);
      return fallback === 'no' ? 'no' : 'unknown';
    }
    case 'either': {
      const answers = new Set(value.values.map((one) => decide(one, test)));
      const [only] = answers;
      return answers.size === 1 && only !== undefined ? only : 'unknown';
    }
    default: {
      const answer = test(value);
      return answer === undefined ? 'unknown' : answer ? 'yes' : 'no';
    }
  }
}

/** The texts of a list's items, at any depth of alternatives. */
export function textsIn(value: Value | undefined): readonly string[] {
  if (value?.kind === 'string') return [value.value];
  if (value?.kind === 'list') return value.items.flatMap(textsIn);
  if (value?.kind === 'either') return value.values.flatMap(textsIn);
  return value?.kind === 'environment' && value.fallback !== null ? textsIn(value.fallback) : [];
}

/** Puts entries before the first of a dictionary that is written out, in its own layout; null where it can't be told. */
export function insertEntries(model: ProjectModel, dictionary: Dictionary, entries: readonly string[]): Edit | null {
  const [first] = dictionary.entries;
  if (first === undefined || first.place.path !== dictionary.place.path || !within(dictionary.place.span, first.place.span)) return null;
  const [line, column] = first.place.span;
  const code = model.symbols.code(dictionary.place.path);
  if (code === undefined) return null;
  const separate = line > dictionary.place.span[0];
  const position = { line, column };
  const text = entries.map((entry) => (separate ? `${entry.replaceAll('\n', `\n${' '.repeat(column - 1)}`)},\n${' '.repeat(column - 1)}` : `${entry.replaceAll(/\s*\n\s*/g, ' ')}, `)).join('');
  return { kind: 'replace', path: dictionary.place.path, range: { start: position, end: position }, text };
}

function within(outer: Span, inner: Span): boolean {
  return (inner[0] > outer[0] || (inner[0] === outer[0] && inner[1] > outer[1])) && inner[0] <= outer[2];
}

/** Whether the scope of a file declares one of these distributions for what runs. */
export function declares(model: ProjectModel, path: string, names: readonly string[]): boolean {
  const scope = model.dependencies.scopeFor(path, 'python');
  return names.some((name) => scope.find(name).some(({ dependency }) => dependency.group !== 'development'));
}

/** Where a module or one of its chain assigns a setting, the last time; `otherwise` where no assignment of the name is seen. */
export function assignmentOf(model: ProjectModel, module: SettingsModule, name: string, otherwise: Place): Place {
  for (const path of module.chain.toReversed()) {
    const definition = model.facts(path)?.python?.definitions.findLast((one) => one.name === name && one.kind === 'variable');
    if (definition !== undefined) return { path, span: definition.span };
  }
  return otherwise;
}
