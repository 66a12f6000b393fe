/** What the models of an app say beside what its migrations build. Pure. */
import type { CallExpression } from '../../../facts/python/code/nodes.js';
import { dottedName } from '../../../facts/python/code/walk.js';
import { metaclassReason } from '../../../project/django/models/body.js';
import type { MigratedModel, ModelClass, ModelField, Place } from '../../../project/django/types.js';
import type { ProjectModel } from '../../../project/types.js';
import { isTestPath } from '../../../project/path-uses.js';
import { perModel } from '../../shared/per-model.js';
import { fieldChanges } from './fields.js';
import { optionChanges } from './options.js';

export type ModelAnswer =
  | { readonly kind: 'same' }
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'new' }
  | { readonly kind: 'changed'; readonly added: readonly ModelField[]; readonly removed: readonly string[]; readonly changed: readonly { readonly phrase: string; readonly field: ModelField | null; readonly place: Place | null }[] }
  /** Migrations are not made for it: no migrations, unmanaged, abstract. */
  | { readonly kind: 'none' };

/** Compares a model of the repository with the state of its app's migrations. */
export function compareModel(model: ProjectModel, own: ModelClass): ModelAnswer {
  const { migrations } = model.django;
  if (own.abstract || !own.managed || own.app === '' || migrations.of(own.app).length === 0) return { kind: 'none' };
  const state = migrations.state(own.app);
  const doubt = reasonToDoubt(model, own) ?? state.open;
  if (doubt !== null) return { kind: 'unknown', reason: doubt };
  const migrated = state.models.get(own.name.toLowerCase());
  if (migrated === undefined) return metaclassAbove(model, own) ?? { kind: 'new' };
  if (migrated.open !== null) return { kind: 'unknown', reason: migrated.open };
  if (isFalse(migrated, 'managed')) return { kind: 'none' };
  if (own.open !== null) return { kind: 'unknown', reason: own.open };
  return own.proxy ? { kind: 'same' } : compareFields(model, own, migrated);
}

/** A metaclass of its own may make a proxy of what looks like a model with a table. */
function metaclassAbove(model: ProjectModel, own: ModelClass): ModelAnswer | undefined {
  const symbol = model.symbols.classes(own.path).find(({ node }) => node === own.node);
  const line = symbol === undefined ? [] : model.symbols.ancestry(symbol).classes;
  const [reason] = line.flatMap(({ node }) => metaclassReason(node) ?? []);
  return reason === undefined ? undefined : { kind: 'unknown', reason };
}

/** Models that the migrations of an app build and that no class answers to; empty where that can't be told. */
export function goneModels(model: ProjectModel, app: string, folder: string): readonly MigratedModel[] {
  const state = model.django.migrations.state(app);
  const own = model.django.models.models.filter((one) => one.app === app);
  if (state.open !== null || own.some(({ open }) => open !== null)) return [];
  const known = new Set(own.map(({ name }) => name.toLowerCase()));
  return [...state.models.values()].filter((migrated) => {
    if (migrated.title.startsWith('Historical') || migrated.bases.some((base) => isOfPackage(model, migrated, base))) return false;
    if (known.has(migrated.name) || isFalse(migrated, 'managed') || migrated.options.has('swappable')) return false;
    return model.symbols.mentions(migrated.title).every((path) => !path.startsWith(folder === '' ? '' : `${folder}/`) || /(^|\/)migrations\//.test(path) || isTestPath(path));
  });
}

/** Packages make some models while Django starts: their migrations name a base of the package. */
function isOfPackage(model: ProjectModel, { place }: MigratedModel, base: string): boolean {
  const resolved = model.symbols.resolve(place.path, base);
  return resolved.kind === 'external' && !resolved.dotted.startsWith('django.');
}

function isFalse(migrated: MigratedModel, option: string): boolean {
  const value = migrated.options.get(option);
  return value?.kind === 'constant' && value.value === false;
}

function reasonToDoubt(model: ProjectModel, own: ModelClass): string | null {
  const { django } = model;
  const app = django.apps.byLabel(own.app);
  if (app?.installed === 'no') return `no settings install the app ${own.app}`;
  if (own.swappable) return `another model may stand in for ${own.name}`;
  const first = django.migrations.of(own.app)[0]?.path ?? '';
  const folder = /^(?:(.*)\/)?migrations\/[^/]+$/.exec(first)?.[1] ?? '';
  if (!own.meta.has('app_label') && folder !== '' && !own.path.startsWith(`${folder}/`)) return `the migrations of ${own.app} stand in another folder`;
  if (!django.models.isLoaded(own.path)) return `nothing imports ${own.path} when Django starts`;
  const top = model.symbols.code(own.path)?.body.includes(own.node) ?? false;
  return top ? null : `whether ${own.symbol} is defined depends on a condition`;
}

function compareFields(model: ProjectModel, own: ModelClass, migrated: MigratedModel): ModelAnswer {
  const here = own.local.filter((field) => field.relation?.form !== 'generic');
  const names = new Set(here.map(({ name }) => name));
  const missing = here.filter(({ name }) => !migrated.fields.has(name));
  const added = missing.filter(({ type }) => isSure(model, type));
  const removed = [...migrated.fields].filter(([name, field]) => !names.has(name) && isOwn(name, field.call, own)).map(([name]) => name);
  const doubtful = missing.filter(({ type }) => !isSure(model, type));
  const gone = removed.filter((name) => !here.some((field) => !field.type.startsWith('django.') && name.includes(field.name)));
  if (doubtful.length > 0 && added.length + gone.length === 0) return { kind: 'unknown', reason: `\`${doubtful[0]?.name ?? ''}\` is of a class that can't be read` };
  const quiet = hasOwnCommand(model);
  const changed = [
    ...here.flatMap((field) => {
      const there = migrated.fields.get(field.name);
      return there === undefined ? [] : fieldChanges(model, own, field, there, quiet).map((phrase) => ({ phrase, field, place: null }));
    }),
    ...optionChanges(model, own, migrated, quiet).map((option) => ({ ...option, field: null })),
  ];
  if (added.length + gone.length + changed.length === 0) return { kind: 'same' };
  return { kind: 'changed', added, removed: gone, changed };
}

/** A makemigrations command of the repository decides by itself what counts as a change. */
const hasOwnCommand = perModel((model) => model.paths.some((path) => path.endsWith('management/commands/makemigrations.py')));

/** A field that takes part in migrations: of Django, or of a class of the repository that adds itself as fields do. */
function isSure(model: ProjectModel, type: string): boolean {
  if (type.startsWith('django.')) return true;
  const [path, name] = type.split(':');
  const symbol = name === undefined ? undefined : model.symbols.classes(path ?? '').find((one) => one.symbol === name);
  if (symbol === undefined) return false;
  return model.symbols.ancestry(symbol).classes.every(({ node }) => node.body.every((statement) => statement.kind !== 'function' || statement.name !== 'contribute_to_class'));
}

/** Fields that Django makes itself are written in migrations alone. */
function isOwn(name: string, call: CallExpression | null, own: ModelClass): boolean {
  if (name === '_order') return false;
  if (name !== 'id' || own.fields.some((field) => field.primaryKey)) return true;
  const made = call === null ? '' : (dottedName(call.callee) ?? '');
  return made !== '' && !made.endsWith('AutoField');
}
