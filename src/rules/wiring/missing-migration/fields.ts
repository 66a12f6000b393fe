/** One field as the model writes it beside the same field as the migrations leave it. Pure. */
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import { dottedName, keywordOf, literalString } from '../../../facts/python/code/walk.js';
import type { MigratedModel, ModelClass, ModelField } from '../../../project/django/types.js';
import type { ProjectModel } from '../../../project/types.js';
import { canonicalField } from '../../../project/django/models/callee.js';
import { knownByLabel } from '../../../project/django/models/known.js';
import { same, shown, valueOf, type Plain, type Scope } from './values.js';

type Migrated = MigratedModel['fields'] extends ReadonlyMap<string, infer F> ? F : never;

/** Options that a migration records as they are written, with their defaults. */
const DEFAULTS: Readonly<Record<string, Plain | undefined>> = {
  null: 0,
  blank: 0,
  unique: 0,
  db_index: 0,
  primary_key: 0,
  max_length: null,
  max_digits: null,
  decimal_places: null,
  auto_now: 0,
  auto_now_add: 0,
  editable: 1,
  db_column: null,
  verbose_name: null,
  help_text: '',
  default: undefined,
  choices: null,
  upload_to: '',
  related_name: null,
  related_query_name: null,
  db_constraint: 1,
  unique_for_date: null,
  unique_for_month: null,
  unique_for_year: null,
};

/** Defaults that differ by the class of the field; null: the option is implied there and not compared. */
const OF_TYPE: Readonly<Record<string, Readonly<Record<string, Plain | null>>>> = {
  EmailField: { max_length: 254 },
  SlugField: { max_length: 50, db_index: 1 },
  URLField: { max_length: 200 },
  FileField: { max_length: 100 },
  ImageField: { max_length: 100 },
  FilePathField: { max_length: 100 },
  ForeignKey: { db_index: 1 },
  OneToOneField: { db_index: 1 },
  BinaryField: { editable: 0 },
};
const IMPLIED: Readonly<Record<string, readonly string[]>> = {
  OneToOneField: ['unique'],
  UUIDField: ['max_length'],
  GenericIPAddressField: ['max_length'],
  IPAddressField: ['max_length'],
  CommaSeparatedIntegerField: ['max_length'],
  AutoField: ['blank', 'primary_key'],
  BigAutoField: ['blank', 'primary_key'],
  SmallAutoField: ['blank', 'primary_key'],
  NullBooleanField: ['null', 'blank'],
  ManyToManyField: ['null', 'db_index'],
};

const POSITIONAL: Readonly<Record<string, readonly string[]>> = {
  ForeignKey: ['to', 'on_delete', 'related_name', 'related_query_name'],
  OneToOneField: ['to', 'on_delete'],
  ManyToManyField: ['to', 'related_name', 'related_query_name'],
  DecimalField: ['verbose_name', 'name', 'max_digits', 'decimal_places'],
  DateField: ['verbose_name', 'name', 'auto_now', 'auto_now_add'],
  DateTimeField: ['verbose_name', 'name', 'auto_now', 'auto_now_add'],
  TimeField: ['verbose_name', 'name', 'auto_now', 'auto_now_add'],
  FileField: ['verbose_name', 'name', 'upload_to'],
};

/** Options that leave the database alone: projects with a makemigrations command of their own pass over them. */
const COSMETIC: ReadonlySet<string> = new Set(['verbose_name', 'help_text', 'choices', 'editable', 'blank', 'related_name', 'related_query_name', 'upload_to', 'default']);

/** Whether what `fieldChanges` said of a field leaves the database alone. */
export function isCosmetic(phrase: string): boolean {
  const option = /^`\w+`: (\w+) is /.exec(phrase)?.[1];
  return option !== undefined && COSMETIC.has(option);
}

/** Changes of a field that both sides have, each as a phrase; none where they agree or can't be compared. `quiet`: only what the database shows. */
export function fieldChanges(model: ProjectModel, owner: ModelClass, field: ModelField, migrated: Migrated, quiet: boolean): readonly string[] {
  const { call } = migrated;
  if (call === null || !field.type.startsWith('django.') || !isWritten(field.call)) return [];
  const resolved = model.symbols.resolveExpression(migrated.place.path, call.callee);
  const type = resolved.kind === 'external' ? canonicalField(resolved.dotted) : '';
  if (!type.startsWith('django.')) return [];
  if (type !== field.type) return [`\`${field.name}\` is a ${field.typeName}, there a ${type.slice(type.lastIndexOf('.') + 1)}`];
  if (!field.type.startsWith('django.db.models.')) return [];
  const here: Side = { call: field.call, scope: { symbols: model.symbols, path: field.place.path, owner: field.owner } };
  const there: Side = { call, scope: { symbols: model.symbols, path: migrated.place.path } };
  const differing = Object.keys(DEFAULTS).filter((option) => !quiet || !COSMETIC.has(option)).flatMap((option) => optionChange(option, field, here, there, owner));
  const validators = quiet ? [] : validatorsChange(field.typeName, here, there);
  return [...differing, ...validators, ...targetChange(model, owner, field, there), ...deletionChange(field.typeName, here, there, model)].map((change) => `\`${field.name}\`: ${change}`);
}

/** Fields of Django's own abstract models stand in no file; their options differ by version. */
function isWritten(call: CallExpression): boolean {
  return call.callee.end < call.end;
}

interface Side {
  readonly call: CallExpression;
  readonly scope: Scope;
}

function optionChange(option: string, field: ModelField, here: Side, there: Side, owner: ModelClass): readonly string[] {
  const type = field.typeName;
  if (IMPLIED[type]?.includes(option) === true) return [];
  if ((option === 'editable' || option === 'blank') && [here, there].some((side) => ['auto_now', 'auto_now_add'].some((name) => written(type, side, name) !== undefined))) return [];
  if (option.startsWith('related_') && (owner.meta.has('default_related_name') || [here, there].some((side) => literalString(written(type, side, option))?.includes('%') === true))) return [];
  const left = optionValue(option, type, here);
  const right = optionValue(option, type, there);
  if (option === 'default' && [left, right].includes('unknown')) return defaultChange({ read: left, made: madeDefault(type, here) }, { read: right, made: madeDefault(type, there) });
  if (left === 'unknown' || right === 'unknown' || (same(left.value, right.value) && (option !== 'default' || left.absent === right.absent))) return [];
  return [`${option} is ${left.absent ? 'not set' : shown(left.value)}, there ${right.absent ? 'not set' : shown(right.value)}`];
}

interface Read {
  readonly value: Plain;
  readonly absent: boolean;
}

function optionValue(option: string, type: string, side: Side): Read | 'unknown' {
  const { call } = side;
  if (call.keywords.some(({ name }) => name === null) || call.args.length > positions(type).length || call.args.some((one) => one.kind === 'starred')) return 'unknown';
  const expression = written(type, side, option);
  if (expression === undefined) return { value: OF_TYPE[type]?.[option] ?? DEFAULTS[option] ?? null, absent: true };
  const value = valueOf(side.scope, expression);
  return value === undefined ? 'unknown' : { value: option === 'choices' ? flatChoices(value) : value, absent: false };
}

interface Default {
  readonly read: Read | 'unknown';
  readonly made: 'function' | 'call' | null;
}

/** Two defaults of which one at least can't be read: one that is surely there beside none, a function beside a plain value. */
function defaultChange(here: Default, there: Default): readonly string[] {
  const [unread, other] = here.read === 'unknown' ? [here, there] : [there, here];
  if (other.read === 'unknown' || unread.made === null || (unread.made === 'call' && !other.read.absent)) return [];
  const [left, right] = [here, there].map(({ read }) => (read === 'unknown' ? 'made by code' : read.absent ? 'not set' : shown(read.value)));
  return [`default is ${left}, there ${right}`];
}

/** How a default that is no plain value comes to be; null where it may be a plain value after all. */
function madeDefault(type: string, side: Side): Default['made'] {
  const expression = written(type, side, 'default');
  if (expression === undefined) return null;
  if (expression.kind === 'call') return 'call';
  if (expression.kind === 'lambda') return 'function';
  const resolved = side.scope.symbols.resolveExpression(side.scope.path, expression);
  const isFunction = resolved.kind === 'function' || resolved.kind === 'class' || (resolved.kind === 'external' && /^(builtins\.(dict|list|set|str|int|bool)|uuid\.uuid[14]|django\.utils\.timezone\.now|datetime\.(datetime\.(now|utcnow)|date\.today))$/.test(resolved.dotted));
  return isFunction ? 'function' : null;
}

/** An empty list of choices is none. */
function flatChoices(value: Plain): Plain {
  return Array.isArray(value) && value.length === 0 ? null : value;
}

function positions(type: string): readonly string[] {
  return POSITIONAL[type] ?? ['verbose_name'];
}

function written(type: string, { call }: Side, option: string): Expression | undefined {
  const position = positions(type).indexOf(option);
  return keywordOf(call, option)?.value ?? (position < 0 ? undefined : call.args[position]);
}

/** More or fewer validators; what each of them is, is not compared. */
function validatorsChange(type: string, here: Side, there: Side): readonly string[] {
  const [left, right] = [here, there].map((side) => {
    if (side.call.keywords.some(({ name }) => name === null)) return undefined;
    const list = written(type, side, 'validators');
    if (list === undefined) return 0;
    return (list.kind === 'list' || list.kind === 'tuple') && !list.items.some(({ kind }) => kind === 'starred') ? list.items.length : undefined;
  });
  return left === undefined || right === undefined || left === right ? [] : [`it has ${left} of its own validators, there ${right}`];
}

/** Another model at the other end of a relation. */
function targetChange(model: ProjectModel, owner: ModelClass, field: ModelField, there: Side): readonly string[] {
  const target = field.relation?.target;
  const expression = target === undefined ? undefined : written(field.typeName, there, 'to');
  if (target === undefined || expression === undefined || 'unknown' in target) return [];
  const left = 'external' in target ? labelOf(model, target.external) : `${target.app}.${target.name}`;
  const text = literalString(expression) ?? settingOf(model, there, expression);
  if (left === undefined || text === undefined) return [];
  const full = text === 'self' ? `${owner.app}.${owner.name}` : text.includes('.') ? text : `${owner.app}.${text}`;
  const right = model.django.migrations.renamed(full.toLowerCase());
  return left.toLowerCase() === right ? [] : [`leads to ${left}, there to ${full}`];
}

function labelOf(model: ProjectModel, dotted: string): string | undefined {
  const outside = model.django.models.external(dotted);
  if (outside !== undefined) return `${outside.app}.${outside.name}`;
  return knownByLabel(dotted) === undefined ? undefined : dotted;
}

function settingOf(model: ProjectModel, there: Side, expression: Expression): string | undefined {
  if (expression.kind !== 'attribute' || expression.attribute !== 'AUTH_USER_MODEL') return undefined;
  const target = model.django.models.userModel(there.scope.path);
  if ('unknown' in target) return undefined;
  return 'external' in target ? labelOf(model, target.external) : `${target.app}.${target.name}`;
}

/** Another `on_delete`, where both are Django's own. */
function deletionChange(type: string, here: Side, there: Side, model: ProjectModel): readonly string[] {
  if (type !== 'ForeignKey' && type !== 'OneToOneField') return [];
  const [left, right] = [here, there].map((side) => {
    const expression = written(type, side, 'on_delete');
    const resolved = expression === undefined || dottedName(expression) === undefined ? undefined : model.symbols.resolveExpression(side.scope.path, expression);
    return resolved?.kind === 'external' && resolved.dotted.startsWith('django.db.models.') ? resolved.dotted.slice(resolved.dotted.lastIndexOf('.') + 1) : undefined;
  });
  return left === undefined || right === undefined || left === right ? [] : [`on_delete is ${left}, there ${right}`];
}

