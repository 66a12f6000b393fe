import { z } from 'zod';
import type { Span } from '../../facts/types.js';
import { rangeOf } from '../../findings/locate.js';
import type { Message } from '../../findings/types.js';
import type { Migration } from '../../project/django/types.js';
import { nearest } from '../../project/nearest.js';
import type { ProjectModel } from '../../project/types.js';
import { either, judging, type JudgementBuilder } from '../shared/judgement.js';
import { isFixturePath, isTestPath } from '../../project/path-uses.js';
import { perModel, perModelAnd } from '../shared/per-model.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

type Data =
  | { readonly kind: 'missing'; readonly app: string; readonly name: string; readonly folder: string; readonly nearest: readonly string[] }
  | { readonly kind: 'leaves'; readonly app: string; readonly name: string; readonly others: readonly string[] };

export const migrationConflict: Rule<Data, unknown> = {
  meta: {
    id: 'wiring/migration-conflict',
    area: 'wiring',
    severity: 'error',
    confidence: 'high',
    status: 'stable',
    languages: ['python'],
    fix: 'none',
    summary: 'Two migrations of one app are both the last, or a migration needs one that does not exist.',
    options: z.strictObject({}),
  },
  applies: ({ path, facts }) => facts.python?.definitions.some(({ name }) => name === 'Migration') === true && !isTestPath(path) && !isFixturePath(path),
  detect,
  message,
};

function detect({ path }: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  const own = model.django.present ? model.django.migrations.at(path) : undefined;
  if (own === undefined) return judgement.done();
  if (own.dependenciesOpen !== null) judgement.unknown(1, own.dependenciesOpen);
  for (const dependency of own.dependencies) judgeDependency(model, own, dependency, judgement);
  judgeLeaf(model, own, judgement);
  return judgement.done();
}

/** App labels whose migrations stand in one folder -> names that a dependency may have, replaced ones too. */
const namesOfApps = perModel((model) => {
  const { migrations } = model.django;
  const names = new Map<string, ReadonlySet<string>>();
  const all = migrations.apps.flatMap((app) => migrations.of(app));
  for (const app of migrations.apps) {
    const own = migrations.of(app);
    if (new Set(own.map(({ path }) => folderOf(path))).size !== 1) continue;
    names.set(app, new Set([...own.map(({ name }) => name), ...all.flatMap(({ replaces }) => replaces.filter((one) => one.app === app).map(({ name }) => name))]));
  }
  return names;
});

const namesOf = perModelAnd((model, app: string) => namesOfApps(model).get(app));

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function judgeDependency(model: ProjectModel, own: Migration, { app, name, place }: Migration['dependencies'][number], judgement: JudgementBuilder<Data>): void {
  const names = namesOf(model, app);
  if (names === undefined) return;
  if (name.startsWith('__') || names.has(name)) return judgement.pass();
  const folder = folderOf(model.django.migrations.of(app)[0]?.path ?? '');
  if (model.hasFile(`${folder}/${name}.py`) || model.isIgnored(`${folder}/${name}.py`)) return judgement.unknown(place.span[0], `${folder}/${name}.py could not be read`);
  judgement.match({
    span: place.span,
    symbol: 'Migration',
    subject: `${app}.${name} missing`,
    causes: [{ path: `${folder}/${name}.py` }, { path: own.path, text: name }],
    related: [],
    data: { kind: 'missing', app, name, folder, nearest: nearest(name, names) },
  });
}

/** Said once for an app, at the leaf that is last by its name. */
function judgeLeaf(model: ProjectModel, own: Migration, judgement: JudgementBuilder<Data>): void {
  const leaves = model.django.migrations.leaves(own.app);
  if (!leaves.includes(own)) return;
  if (leaves.length === 1) return judgement.pass();
  const all = model.django.migrations.of(own.app);
  const doubt = all.find((one) => one.dependenciesOpen !== null);
  if (doubt !== undefined) return judgement.unknown(1, `${doubt.path}: ${doubt.dependenciesOpen ?? ''}`);
  const names = namesOfApps(model).get(own.app);
  const broken = all.some((one) => one.dependencies.some((needed) => needed.app === own.app && !needed.name.startsWith('__') && names?.has(needed.name) !== true));
  const last = leaves.at(-1);
  if (broken || last !== own) return;
  const others = leaves.filter((one) => one !== own);
  judgement.match({
    span: spanOf(own),
    symbol: 'Migration',
    subject: `${own.app} leaves`,
    causes: leaves.toReversed().map(({ path }) => ({ path })),
    related: others.map((one) => ({ path: one.path, range: rangeOf(spanOf(one)), label: `\`${one.name}\` is a last one too` })),
    data: { kind: 'leaves', app: own.app, name: own.name, others: others.map(({ name }) => name) },
  });
}

/** The dependency on the app's own migrations, else the start of the file. */
function spanOf(migration: Migration): Span {
  return migration.dependencies.find(({ app }) => app === migration.app)?.place.span ?? [1, 1, 1, 1];
}

function message({ data }: Match<Data>): Message {
  if (data.kind === 'missing') {
    return {
      what: `The app \`${data.app}\` has no migration \`${data.name}\` (looked in ${data.folder}).`,
      why: '`migrate` and the test runner stop with NodeNotFoundError before they touch the database.',
      todo: data.nearest.length > 0 ? `Did you mean ${either(data.nearest)}?` : `Commit \`${data.folder}/${data.name}.py\`, or depend on the migration that took its place.`,
    };
  }
  return {
    what: `The app \`${data.app}\` has ${data.others.length + 1} last migrations: \`${data.name}\` and ${data.others.map((name) => `\`${name}\``).join(', ')}.`,
    why: '`migrate` stops with "Conflicting migrations detected"; most often two branches each added one.',
    todo: `Let one depend on the other, or run \`python manage.py makemigrations --merge ${data.app}\`.`,
  };
}
