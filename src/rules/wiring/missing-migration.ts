import { z } from 'zod';
import type { Span } from '../../facts/types.js';
import { rangeOf } from '../../findings/locate.js';
import type { Fix, Message } from '../../findings/types.js';
import type { ModelClass } from '../../project/django/types.js';
import type { ProjectModel } from '../../project/types.js';
import { judging, type JudgementBuilder } from '../shared/judgement.js';
import { isFixturePath, isTestPath } from '../../project/path-uses.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { compareModel, goneModels, type ModelAnswer } from './missing-migration/changes.js';
import { isCosmetic } from './missing-migration/fields.js';
import { writeMigration } from './missing-migration/write.js';

interface Data {
  readonly app: string;
  readonly model: string;
  readonly change: 'new' | 'gone' | 'changed';
  /** What differs, each as a phrase. */
  readonly changes: readonly string[];
  /** The migration that is last in the list. */
  readonly last: string;
}

/** More are counted, not listed. */
const LISTED = 4;

export const missingMigration: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/missing-migration',
    area: 'wiring',
    severity: 'error',
    confidence: 'high',
    status: 'stable',
    languages: ['python'],
    fix: 'unsafe',
    summary: 'A Django model differs from what the migrations of its app build.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => facts.python !== undefined && facts.code !== undefined && !isTestPath(path) && !isFixturePath(path) && !/(^|\/)migrations\//.test(path) && (facts.python.bases.length > 0 || modelsModule(path) !== undefined),
  detect,
  message,
  suggest,
};

function detect({ path, facts }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  if (!model.django.present) return judgement.done();
  for (const own of model.django.models.inFile(path)) judge(model, own, judgement);
  const folder = modelsModule(path);
  const app = folder === undefined || facts.python?.hasErrors === true ? undefined : appWithMigrations(model, folder);
  if (app !== undefined) judgeGone(model, path, app, folder ?? '', judgement);
  return judgement.done();
}

/** The app's folder, when the file is its models module. */
function modelsModule(path: string): string | undefined {
  return /^(?:(.*)\/)?models(?:\.py|\/__init__\.py)$/.exec(path)?.slice(1).map((folder) => folder ?? '')[0];
}

function appWithMigrations(model: ProjectModel, folder: string): string | undefined {
  const inside = `${folder === '' ? '' : `${folder}/`}migrations/`;
  return model.django.migrations.apps.find((app) => model.django.migrations.of(app)[0]?.path.startsWith(inside));
}

function judge(model: ProjectModel, own: ModelClass, judgement: JudgementBuilder<Data>): void {
  const answer = compareModel(model, own);
  const span = nameSpan(model, own);
  if (answer.kind === 'none') return;
  if (answer.kind === 'same') return judgement.pass();
  if (answer.kind === 'unknown') return judgement.unknown(span[0], `${own.name}: ${answer.reason}`);
  judgement.match(answer.kind === 'new' ? newMatch(model, own, span) : changedMatch(model, own, span, answer));
}

function newMatch(model: ProjectModel, own: ModelClass, span: Span): Match<Data> {
  return {
    span,
    symbol: own.symbol,
    subject: `${own.app}.${own.name} new`,
    causes: [{ path: own.path, text: own.name }, ...folderCauses(model, own.app)],
    related: lastMigration(model, own.app),
    data: { app: own.app, model: own.name, change: 'new', changes: [], last: lastName(model, own.app) },
  };
}

function changedMatch(model: ProjectModel, own: ModelClass, span: Span, answer: Extract<ModelAnswer, { kind: 'changed' }>): Match<Data> {
  const touched = [...answer.added, ...answer.changed.flatMap(({ field }) => field ?? [])];
  const here = touched.find((field) => field.place.path === own.path && field.owner.node === own.node);
  const option = answer.changed.find(({ place }) => place?.path === own.path)?.place;
  const only = answer.removed.length === 0 ? (here?.place ?? option) : undefined;
  const changes = [
    ...answer.added.map(({ name }) => `\`${name}\` is new`),
    ...answer.removed.map((name) => `\`${name}\` is gone`),
    ...answer.changed.map(({ phrase }) => phrase),
  ];
  const elsewhere = touched.filter((field) => field.place.path !== own.path || field.owner.node !== own.node);
  return {
    span: only?.span ?? span,
    symbol: own.symbol,
    subject: `${own.app}.${own.name} ${[...touched.map(({ name }) => name), ...answer.removed].join(' ')}`.trim(),
    causes: [
      ...touched.map((field) => ({ path: field.place.path, text: field.name })),
      ...answer.removed.map((name) => ({ path: own.path, text: name })),
      ...answer.changed.flatMap(({ field, phrase }) => (field === null ? [{ path: own.path, text: /Meta\.(\w+)/.exec(phrase)?.[1] ?? 'Meta' }] : [])),
      ...folderCauses(model, own.app),
    ],
    related: [...elsewhere.map((field) => ({ path: field.place.path, range: rangeOf(field.place.span), label: `\`${field.name}\` is inherited from here` })), ...lastMigration(model, own.app)],
    data: { app: own.app, model: own.name, change: 'changed', changes, last: lastName(model, own.app) },
  };
}

function judgeGone(model: ProjectModel, path: string, app: string, folder: string, judgement: JudgementBuilder<Data>): void {
  for (const gone of goneModels(model, app, folder)) {
    judgement.match({
      span: [1, 1, 1, 1],
      symbol: '',
      subject: `${app}.${gone.title} gone`,
      causes: [{ path, text: gone.title }, { path: '*', text: `class ${gone.title}` }],
      related: [{ path: gone.place.path, range: rangeOf(gone.place.span), label: `${gone.title} is made here` }],
      data: { app, model: gone.title, change: 'gone', changes: [], last: lastName(model, app) },
    });
  }
}

/** A migration that the change takes away may be the one that is missing. */
function folderCauses(model: ProjectModel, app: string): Match<Data>['causes'] {
  const migrations = model.django.migrations.of(app);
  const folder = migrations[0]?.path.replace(/[^/]+$/, '') ?? '';
  return [...model.formerPaths.keys()].filter((path) => folder !== '' && path.startsWith(folder)).map((path) => ({ path }));
}

function lastMigration(model: ProjectModel, app: string): Match<Data>['related'] {
  const last = model.django.migrations.leaves(app).at(-1);
  return last === undefined ? [] : [{ path: last.path, range: rangeOf([1, 1, 1, 1]), label: 'the last migration of the app' }];
}

function lastName(model: ProjectModel, app: string): string {
  return model.django.migrations.leaves(app).at(-1)?.name ?? '';
}

function nameSpan(model: ProjectModel, own: ModelClass): Span {
  return model.symbols.span(own.path, { start: own.node.nameStart, end: own.node.nameStart + own.name.length });
}

function message({ data }: Match<Data>): Message {
  const todo = `Run \`python manage.py makemigrations ${data.app}\` and commit the new file with this change.`;
  if (data.change === 'new') {
    return { what: `No migration of \`${data.app}\` creates the table of \`${data.model}\`.`, why: `Every query on ${data.model} fails with "no such table" where only migrations make the database.`, todo };
  }
  if (data.change === 'gone') {
    return { what: `The migrations of \`${data.app}\` still hold the model \`${data.model}\`, which no class defines any more.`, why: 'Its table stays in the database, and the next makemigrations of anyone else deletes it along with their own change.', todo };
  }
  const more = data.changes.length - LISTED;
  const list = `${data.changes.slice(0, LISTED).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
  return {
    what: `\`${data.model}\` differs from what the migrations of \`${data.app}\` build (the last is ${data.last}): ${list}.`,
    why: data.changes.every(isCosmetic)
      ? 'The database is not touched by it, but the next makemigrations of anyone else picks the difference up along with their own change.'
      : 'The database of every deployment keeps the old shape: queries that touch the difference fail, or the next makemigrations of anyone else picks it up.',
    todo,
  };
}

function suggest({ symbol, data }: Match<Data>, { path }: Subject, { model }: RuleContext<unknown>): Fix | null {
  const own = data.change === 'changed' ? model.django.models.at(path, symbol) : undefined;
  return own === undefined ? null : writeMigration(model, own);
}
