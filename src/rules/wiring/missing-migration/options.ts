/** A model's Meta beside the options that the migrations leave. Pure. */
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import { keywordOf, literalString } from '../../../facts/python/code/walk.js';
import type { MigratedModel, ModelClass, Place } from '../../../project/django/types.js';
import type { ProjectModel } from '../../../project/types.js';
import { same, valueOf, type Plain } from './values.js';

const PLAIN_OPTIONS = ['verbose_name', 'verbose_name_plural', 'ordering', 'get_latest_by', 'permissions', 'default_permissions', 'default_related_name', 'base_manager_name', 'default_manager_name', 'select_on_save', 'order_with_respect_to', 'db_table', 'unique_together', 'index_together'];

/** A phrase, and where the option stands in the model's Meta; null when it is gone from there. */
export interface OptionChange {
  readonly phrase: string;
  readonly place: Place | null;
}

/** Options that the database shows. */
const IN_DATABASE = /^(db_table|unique_together|index_together|order_with_respect_to)$/;

/** Options that differ, each as a phrase. None where Meta or the state can't be read. `quiet`: only what the database shows. */
export function optionChanges(model: ProjectModel, owner: ModelClass, migrated: MigratedModel, quiet: boolean): readonly OptionChange[] {
  if (owner.metaOpen !== null || migrated.open !== null) return [];
  const plain = PLAIN_OPTIONS.filter((option) => !quiet || IN_DATABASE.test(option)).flatMap((option) => {
    const here = optionValue(model, owner, option);
    const written = migrated.options.get(option);
    const there = written === undefined ? null : valueOf({ symbols: model.symbols, path: migrated.place.path }, written);
    if (here === undefined || there === undefined) return [];
    return same(normal(option, here), normal(option, there)) && !isOtherSequence(option, owner.meta.get(option)?.value, written) ? [] : [change(owner, option, `Meta.${option} ${there === null || isEmpty(there) ? 'is new' : here === null || isEmpty(here) ? 'is gone' : 'is another'}`)];
  });
  return [...plain, ...(['indexes', 'constraints'] as const).flatMap((option) => listChanges(model, owner, migrated, option))];
}

function change(owner: ModelClass, option: string, phrase: string): OptionChange {
  return { phrase, place: owner.meta.get(option)?.place ?? null };
}

function optionValue(model: ProjectModel, owner: ModelClass, option: string): Plain | undefined {
  const written = owner.meta.get(option);
  if (written === undefined) return null;
  return valueOf({ symbols: model.symbols, path: written.place.path }, written.value);
}

/** What is compared: an empty option is none, but for an ordering; sets of field names have no order. */
function normal(option: string, value: Plain): Plain {
  if (option === 'ordering') return value;
  if (isEmpty(value)) return null;
  if (!option.endsWith('_together') || !Array.isArray(value)) return value;
  const groups = (value as readonly Plain[]).some((item) => typeof item === 'string') ? [value] : (value as readonly Plain[]);
  return groups.map((group) => JSON.stringify(group)).sort();
}

/** Django records an ordering as it is written, and a list is no tuple. */
function isOtherSequence(option: string, here: Expression | undefined, there: Expression | undefined): boolean {
  const kinds = [here?.kind, there?.kind];
  return option === 'ordering' && kinds.includes('list') && kinds.includes('tuple');
}

function isEmpty(value: Plain): boolean {
  return value === null || value === '' || value === 0 || (Array.isArray(value) && value.length === 0);
}

/** Indexes and constraints by their names, unnamed indexes by their fields; nothing is said where one can't be read. */
function listChanges(model: ProjectModel, owner: ModelClass, migrated: MigratedModel, option: 'indexes' | 'constraints'): readonly OptionChange[] {
  const here = entries(owner.meta.get(option)?.value, owner);
  const there = entries(migrated.options.get(option), owner);
  if (here === undefined || there === undefined) return [];
  const left = [...there];
  const found: OptionChange[] = [];
  const path = owner.meta.get(option)?.place.path ?? owner.path;
  for (const one of here) {
    const at = left.findIndex((other) => (one.name === null || other.name === null ? one.fields !== null && one.fields === other.fields : one.name === other.name));
    const other = at < 0 ? undefined : left.splice(at, 1)[0];
    const isOther = other !== undefined && one.fields !== null && other.fields !== null && one.fields !== other.fields;
    if (other === undefined || isOther) found.push({ phrase: `${wordsOf(option, one)} is ${isOther ? 'another' : 'new'}`, place: { path, span: model.symbols.span(path, one.call) } });
  }
  return [...found, ...left.map((one) => change(owner, option, `${wordsOf(option, one)} is gone`))];
}

function wordsOf(option: 'indexes' | 'constraints', { name, fields }: Entry): string {
  return `the ${option === 'indexes' ? 'index' : 'constraint'} ${name === null ? `on ${fields ?? ''}` : `\`${name}\``}`;
}

interface Entry {
  readonly call: CallExpression;
  readonly name: string | null;
  readonly fields: string | null;
}

function entries(list: Expression | undefined, owner: ModelClass): readonly Entry[] | undefined {
  if (list === undefined) return [];
  if (list.kind !== 'list' && list.kind !== 'tuple') return undefined;
  const read = list.items.map((item) => (item.kind === 'call' ? entryOf(item, owner) : undefined));
  return read.every((entry) => entry !== undefined) ? read : undefined;
}

function entryOf(call: CallExpression, owner: ModelClass): Entry | undefined {
  if (call.keywords.some(({ name }) => name === null) || call.args.some((one) => one.kind === 'starred')) return undefined;
  const written = keywordOf(call, 'name')?.value;
  const name = literalString(written)?.replaceAll('%(class)s', owner.name.toLowerCase()).replaceAll('%(app_label)s', owner.app.toLowerCase());
  if (written !== undefined && name === undefined) return undefined;
  const list = keywordOf(call, 'fields')?.value;
  const names = list?.kind === 'list' || list?.kind === 'tuple' ? list.items.map((item) => literalString(item)) : undefined;
  const fields = names !== undefined && names.every((one) => one !== undefined) ? names.join(', ') : null;
  return name === undefined && fields === null ? undefined : { call, name: name ?? null, fields };
}
