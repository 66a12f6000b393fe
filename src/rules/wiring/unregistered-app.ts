import { z } from 'zod';
import { rangeOf } from '../../findings/locate.js';
import type { Fix, Message } from '../../findings/types.js';
import type { App, Place, SettingsModule, Value } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';
import { judging } from '../shared/judgement.js';
import { isFixturePath, isSupportPath, isTestPath } from '../../project/path-uses.js';
import { perModel, perModelAnd } from '../shared/per-model.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly app: App;
  /** The first of its models, or null for an app with migrations alone. */
  readonly model: string | null;
  readonly settings: SettingsModule;
}

type Answer =
  | { readonly kind: 'pass'; readonly app: App; readonly place: Place }
  | { readonly kind: 'unknown'; readonly app: App; readonly place: Place }
  | { readonly kind: 'match'; readonly app: App; readonly place: Place; readonly data: Data };

export const unregisteredApp: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/unregistered-app',
    area: 'wiring',
    severity: 'error',
    confidence: 'high',
    status: 'stable',
    languages: ['python'],
    fix: 'unsafe',
    summary: 'A Django app with models or migrations that no INSTALLED_APPS names.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => facts.python !== undefined && path.endsWith('.py') && !isTestPath(path) && !isFixturePath(path),
  detect,
  message,
  suggest,
};

const answers = perModel((model) => {
  const found = new Map<string, Answer[]>();
  if (!model.django.present) return found;
  for (const app of model.django.apps.apps) {
    const answer = judge(model, app);
    if (answer !== undefined) found.set(answer.place.path, [...(found.get(answer.place.path) ?? []), answer]);
  }
  return found;
});

const answersIn = perModelAnd((model, path: string): readonly Answer[] => answers(model).get(path) ?? []);

function detect({ path }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  for (const answer of answersIn(model, path)) {
    if (answer.kind === 'pass') judgement.pass();
    else if (answer.kind === 'unknown') judgement.unknown(answer.place.span[0], `the settings that may install \`${answer.app.dotted}\` can’t be seen whole`);
    else {
      const { app, settings } = answer.data;
      const causes = [...settings.chain.map((file) => ({ path: file, text: app.dotted })), { path }];
      judgement.match({ span: answer.place.span, symbol: '', subject: app.dotted, causes, related: relatedTo(settings), data: answer.data });
    }
  }
  return judgement.done();
}

function relatedTo(settings: SettingsModule): Match<Data>['related'] {
  const place = settings.get('INSTALLED_APPS')?.place;
  return place === undefined ? [] : [{ path: place.path, range: rangeOf(place.span), label: 'the apps that are installed' }];
}

/** Undefined where there is nothing that needs to be installed. */
function judge(model: ProjectModel, app: App): Answer | undefined {
  const { models } = model.django.models;
  const own = models.filter((one) => !one.abstract && !one.meta.has('app_label') && model.django.apps.of(one.path) === app && !isTestPath(one.path));
  const [first] = own;
  const inMigrations = `${app.folder === '' ? '' : `${app.folder}/`}migrations`;
  const migration = model.children(inMigrations).files.find((name) => /^\d{4}_\w+\.py$/.test(name));
  const place = first !== undefined ? { path: first.path, span: nameSpan(model, first.path, first.node.nameStart, first.node.name) } : migration !== undefined ? { path: `${inMigrations}/${migration}`, span: [1, 1, 2, 1] as const } : undefined;
  if (place === undefined || isTestPath(place.path) || isFixturePath(place.path) || isSupportPath(place.path)) return undefined;
  if (app.installed !== 'no') return { kind: app.installed === 'yes' ? 'pass' : 'unknown', app, place };
  const [settings] = model.django.settings.forFile(place.path);
  return settings === undefined ? { kind: 'unknown', app, place } : { kind: 'match', app, place, data: { app, model: first?.name ?? null, settings } };
}

function nameSpan(model: ProjectModel, path: string, start: number, name: string): Place['span'] {
  return model.symbols.span(path, { start, end: start + name.length });
}

function message({ data: { app, model, settings } }: Match<Data>): Message {
  return {
    what: `No \`INSTALLED_APPS\` names \`${app.dotted}\`, ${model === null ? 'which has migrations' : `which defines the model \`${model}\``}.`,
    why: model === null ? '`migrate` passes over its migrations, so their tables are never made.' : 'Importing the model raises “doesn’t declare an explicit app_label”, and its table is never made.',
    todo: `Add \`"${app.dotted}"\` to \`INSTALLED_APPS\` of \`${settings.dotted}\`, or remove the app.`,
  };
}

/** Behind the last entry of the list that is an app of the repository, or the last of all. */
function suggest({ data: { app, settings } }: Match<Data>, _subject: Subject, { model }: RuleContext<unknown>): Fix | null {
  const value = settings.get('INSTALLED_APPS');
  const items = value?.kind === 'list' ? value.items.filter((item) => item.kind === 'string') : [];
  const after = items.findLast((item) => isLocal(model, item)) ?? items.at(-1);
  if (after === undefined) return null;
  const { path, span } = after.place;
  const [line, column, endLine, endColumn] = span;
  const alone = items.every((item) => item === after || item.place.path !== path || item.place.span[0] !== line);
  const position = { line: endLine, column: endColumn };
  const text = alone && column > 1 ? `,\n${' '.repeat(column - 1)}"${app.dotted}"` : `, "${app.dotted}"`;
  return { title: `Install \`${app.dotted}\``, safety: 'unsafe', edits: [{ kind: 'replace', path, range: { start: position, end: position }, text }] };
}

function isLocal(model: ProjectModel, item: Extract<Value, { kind: 'string' }>): boolean {
  return ['module', 'class'].includes(model.symbols.importString(item.place.path, item.value).kind);
}
