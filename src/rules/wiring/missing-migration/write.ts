/** The migration that adds or removes fields of one model, or indexes one, where nothing else of its app is missing. Pure. */
import type { Expression } from '../../../facts/python/code/nodes.js';
import { keywordOf, literalString } from '../../../facts/python/code/walk.js';
import { rangeOf } from '../../../findings/locate.js';
import type { Edit, Fix } from '../../../findings/types.js';
import type { MigratedModel, Migration, ModelClass, ModelField, Relation } from '../../../project/django/types.js';
import type { ProjectModel } from '../../../project/types.js';
import { compareModel, goneModels } from './changes.js';
import { bind, importLines, importsOf, print, printedCall, quoted, type Imports } from './print.js';
import type { Scope } from './values.js';

interface Draft {
  readonly model: ProjectModel;
  readonly own: ModelClass;
  readonly imports: Imports;
  /** As lines of the list. */
  readonly dependencies: Set<string>;
}

interface Operation {
  /** Lines inside the list of operations. */
  readonly lines: readonly string[];
  /** Its part of the migration's name. */
  readonly fragment: string;
}

/** Django's own limit for the name that it makes of several operations (`Migration.suggest_name`). */
const LONGEST_NAME = 52;
const USER = 'from django.conf import settings';

/**
 * The new migration file as Django's autodetector would write it (names as since Django 4), or null where Django would ask
 * something, where other models of the app differ too, or where a field can't be written down outside its module.
 */
export function writeMigration(model: ProjectModel, own: ModelClass): Fix | null {
  const next = nextMigration(model, own);
  const change = next === undefined ? undefined : plainChange(model, own, next.migrated);
  if (next === undefined || change === undefined) return null;
  const operations = [...change.added.map((field) => addition(next.draft, field)), ...change.removed.map((name) => removal(own, name))];
  const edit = operations.every((operation) => operation !== undefined) ? creation(next, operations) : undefined;
  return edit === undefined ? null : { title: `Write the migration \`${edit.name}\``, safety: 'unsafe', edits: [edit.create] };
}

/**
 * `db_index=True` on a field and the migration that makes the index, or null where the model differs from its migrations already or
 * the field can't be written down outside its module.
 */
export function writeIndex(model: ProjectModel, own: ModelClass, field: ModelField): Fix | null {
  const next = nextMigration(model, own);
  if (next === undefined || compareModel(model, own).kind !== 'same' || !own.local.includes(field)) return null;
  const text = printedField(next.draft, field);
  if (text === undefined || keywordOf(field.call, 'db_index') !== undefined) return null;
  const indexed = text.replace(/\)$/, `${text.endsWith('()') ? '' : ', '}db_index=True)`);
  const lines = ['migrations.AlterField(', `    model_name="${own.name.toLowerCase()}",`, `    name="${field.name}",`, `    field=${indexed},`, '),'];
  const edit = creation(next, [{ lines, fragment: `alter_${own.name}_${field.name}`.toLowerCase() }]);
  return edit === undefined ? null : { title: `Index \`${own.name}.${field.name}\``, safety: 'unsafe', edits: [indexEdit(model, field), edit.create] };
}

/** Behind the last argument, wherever a comma and the parenthesis follow. */
function indexEdit(model: ProjectModel, { call, place }: ModelField): Edit {
  const last = Math.max(...[...call.args, ...call.keywords.map(({ value }) => value)].map(({ end }) => end), -1);
  const at = last === -1 ? call.end - 1 : last;
  const [line, column] = model.symbols.span(place.path, { start: at, end: at });
  return { kind: 'replace', path: place.path, range: rangeOf([line, column, line, column]), text: last === -1 ? 'db_index=True' : ', db_index=True' };
}

/** What the next migration of an app is made from. */
interface Next {
  readonly draft: Draft;
  readonly migrated: MigratedModel;
  readonly folder: string;
  readonly number: number;
}

/** Undefined where the app has no single last migration, or other models of it differ. */
function nextMigration(model: ProjectModel, own: ModelClass): Next | undefined {
  const [leaf, ...others] = model.django.migrations.leaves(own.app);
  const migrated = model.django.migrations.state(own.app).models.get(own.name.toLowerCase());
  const last = leaf === undefined ? undefined : numberOf(leaf.name);
  if (leaf === undefined || others.length > 0 || migrated === undefined || last === undefined || !isAlone(model, own, leaf)) return undefined;
  const folder = leaf.path.slice(0, leaf.path.lastIndexOf('/') + 1);
  const draft: Draft = { model, own, imports: importsOf(model, `${folder}__init__.py`), dependencies: new Set([dependencyOn(leaf)]) };
  return { draft, migrated, folder, number: last + 1 };
}

function creation({ draft, folder, number }: Next, operations: readonly Operation[]): { readonly name: string; readonly create: Edit } | undefined {
  const name = `${String(number).padStart(4, '0')}_${joinedName(operations.map(({ fragment }) => fragment))}`;
  const path = `${folder}${name}.py`;
  return draft.model.hasFile(path) ? undefined : { name, create: { kind: 'create', path, text: textOf(draft, operations) } };
}

/** `0001_squashed_0007_x` goes up to 7. */
function numberOf(name: string): number | undefined {
  const digits = /_squashed_(\d+)/.exec(name)?.[1] ?? /^\d+/.exec(name)?.[0];
  return digits === undefined ? undefined : Number(digits);
}

/** Added fields, or removed ones, sorted as Django does; undefined where something else differs or both do: then one may be renamed. */
function plainChange(model: ProjectModel, own: ModelClass, migrated: MigratedModel): { readonly added: readonly ModelField[]; readonly removed: readonly string[] } | undefined {
  const answer = compareModel(model, own);
  if (answer.kind !== 'changed' || answer.changed.length > 0 || (answer.added.length > 0) === (answer.removed.length > 0)) return undefined;
  const here = own.local.filter(({ relation }) => relation?.form !== 'generic');
  const names = new Set(here.map(({ name }) => name));
  const missing = here.filter(({ name }) => !migrated.fields.has(name));
  const gone = [...migrated.fields].filter(([name]) => !names.has(name) && name !== 'id' && name !== '_order');
  // Fields that the comparison passes over.
  if (missing.length !== answer.added.length || gone.length !== answer.removed.length) return undefined;
  if (gone.some(([, { call }]) => call === null || keywordOf(call, 'primary_key') !== undefined)) return undefined;
  return { added: answer.added.toSorted((a, b) => (a.name < b.name ? -1 : 1)), removed: answer.removed.toSorted() };
}

/** No other model of the app differs. */
function isAlone(model: ProjectModel, own: ModelClass, leaf: Migration): boolean {
  const folder = leaf.path.replace(/\/?migrations\/[^/]+$/, '');
  if (goneModels(model, own.app, folder).length > 0) return false;
  const others = model.django.models.models.filter((one) => one.app === own.app && one.node !== own.node);
  return others.every((one) => ['same', 'none'].includes(compareModel(model, one).kind));
}

function removal(own: ModelClass, name: string): Operation {
  return { lines: ['migrations.RemoveField(', `    model_name="${own.name.toLowerCase()}",`, `    name="${name}",`, '),'], fragment: `remove_${own.name}_${name}`.toLowerCase() };
}

function addition(draft: Draft, field: ModelField): Operation | undefined {
  const { own } = draft;
  if (!fillsRows(field)) return undefined;
  const text = field.relation === undefined ? printedField(draft, field) : printedRelation(draft, field);
  if (text === undefined) return undefined;
  return { lines: ['migrations.AddField(', `    model_name="${own.name.toLowerCase()}",`, `    name="${field.name}",`, `    field=${text},`, '),'], fragment: `${own.name}_${field.name}`.toLowerCase() };
}

/** Rows that are there get a value without a question, and one that they may share. */
function fillsRows({ call, null: isNull, unique, primaryKey, relation }: ModelField): boolean {
  if (primaryKey || call.callee.end >= call.end) return false;
  if (isNull || relation?.form === 'many-to-many') return true;
  const fallback = keywordOf(call, 'default')?.value;
  return fallback !== undefined && !unique && !(fallback.kind === 'constant' && fallback.value === null);
}

function scopeOf({ model }: Draft, field: ModelField): Scope {
  return { symbols: model.symbols, path: field.place.path, owner: field.owner };
}

function printedField(draft: Draft, field: ModelField): string | undefined {
  return print(draft.imports, scopeOf(draft, field), field.call);
}

/** The relation with its model as a label, and the migration that made the model among the dependencies. */
function printedRelation(draft: Draft, field: ModelField): string | undefined {
  const { call, relation } = field;
  const named = literalString(keywordOf(call, 'related_name')?.value) ?? '';
  if (relation === undefined || relation.through !== undefined || keywordOf(call, 'through') !== undefined || draft.own.meta.has('default_related_name') || named.includes('%')) return undefined;
  const to = keywordOf(call, 'to')?.value ?? call.args[0];
  const label = to === undefined ? undefined : labelOf(draft, field, to);
  if (label === undefined) return undefined;
  const inner = (one: Expression): string | undefined => (one === to ? label : print(draft.imports, scopeOf(draft, field), one));
  return printedCall(call, inner(call.callee), inner);
}

function labelOf({ model, own, imports, dependencies }: Draft, { relation, place }: ModelField, to: Expression): string | undefined {
  const target = relation?.target;
  if (target === undefined) return undefined;
  const named = model.symbols.resolveExpression(place.path, to);
  if ((named.kind === 'external' && named.dotted === 'django.conf.settings.AUTH_USER_MODEL') || isSame(target, model.django.models.userModel(place.path))) {
    dependencies.add('migrations.swappable_dependency(settings.AUTH_USER_MODEL)');
    return bind(imports, 'settings', USER) ? 'settings.AUTH_USER_MODEL' : undefined;
  }
  if ('unknown' in target || 'external' in target || target.swappable || target.app === '' || (relation?.form === 'many-to-many' && target.node === own.node)) return undefined;
  if (target.app !== own.app) {
    const [leaf, ...others] = model.django.migrations.leaves(target.app);
    if (leaf === undefined || others.length > 0 || !model.django.migrations.state(target.app).models.has(target.name.toLowerCase())) return undefined;
    dependencies.add(dependencyOn(leaf));
  }
  return quoted(`${target.app}.${target.name.toLowerCase()}`);
}

function isSame(left: Relation['target'], right: Relation['target']): boolean {
  if ('node' in left && 'node' in right) return left.node === right.node;
  return 'external' in left && 'external' in right && left.external === right.external;
}

function dependencyOn({ app, name }: Migration): string {
  return `("${app}", "${name}")`;
}

/** `order_note_order_total`, or `order_note_and_more` where all would be too long. */
function joinedName(fragments: readonly string[]): string {
  let name = fragments[0] ?? '';
  for (const fragment of fragments.slice(1)) {
    if (`${name}_${fragment}`.length > LONGEST_NAME) return `${name}_and_more`;
    name = `${name}_${fragment}`;
  }
  return name;
}

function textOf({ imports, dependencies }: Draft, operations: readonly Operation[]): string {
  const inList = (lines: readonly string[]): readonly string[] => lines.map((line) => `        ${line}`);
  return [
    ...importLines(imports),
    '',
    '',
    'class Migration(migrations.Migration):',
    '    dependencies = [',
    ...inList([...dependencies].map((one) => `${one},`)),
    '    ]',
    '',
    '    operations = [',
    ...inList(operations.flatMap(({ lines }) => lines)),
    '    ]',
    '',
  ].join('\n');
}
