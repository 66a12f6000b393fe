import { z } from 'zod';
import type { CallExpression, Expression } from '../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, keywordOf, literalString, walkExpressions, walkStatements } from '../../facts/python/code/walk.js';
import { rangeOf } from '../../findings/locate.js';
import type { Message } from '../../findings/types.js';
import { followLookup } from '../../project/django/orm/lookups.js';
import type { ModelClass, ModelField, OrmType } from '../../project/django/types.js';
import type { FunctionSymbol } from '../../project/python/symbols-types.js';
import type { ProjectModel } from '../../project/types.js';
import { handlersIn, isServerPath } from '../shared/effects/request-code.js';
import { judging } from '../shared/judgement.js';
import { writeIndex } from '../wiring/missing-migration/write.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';

interface Data {
  readonly field: ModelField;
  readonly model: ModelClass;
  readonly method: string;
  readonly place: string;
}

interface Use {
  readonly node: CallExpression;
  readonly method: string;
  readonly field: ModelField;
  readonly model: ModelClass;
}

const FILTERS = new Set(['filter', 'get', 'aget']);
const SORTS = new Set(['order_by', 'earliest', 'latest']);
/** Methods of querysets that leave all rows in, or too many to count on. Of a method of the project it can't be told. */
const NARROWS_NOT = new Set([...FILTERS, ...SORTS, 'all', 'exclude', 'select_related', 'prefetch_related', 'only', 'defer', 'annotate', 'alias', 'distinct', 'reverse', 'using', 'values', 'values_list', 'select_for_update']);
/** Lookups that an index of the whole value answers. */
const BY_INDEX = new Set(['exact', 'in', 'gt', 'gte', 'lt', 'lte', 'range', 'startswith']);
/** An index on these is rarely worth its price: few values, or long texts. */
const NOT_WORTH = /^(Boolean|NullBoolean|JSON|Text|Binary|File|Image|Array)Field$/;

export const unindexedLookup: Rule<Data, unknown> = {
  meta: {
    id: 'scalability/unindexed-lookup',
    area: 'scalability',
    severity: 'info',
    confidence: 'medium',
    status: 'preview',
    languages: ['python'],
    fix: 'unsafe',
    summary: 'A view or task filters or sorts a table by a field without an index.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => facts.python !== undefined && isServerPath(path),
  detect,
  message,
  suggest: ({ data }, _subject, { model }) => writeIndex(model, data.model, data.field),
};

function detect(subject: Subject, { model }: RuleContext<unknown>): Judgement<Data> {
  const judgement = judging<Data>();
  const { path } = subject;
  if (!model.django.present) return judgement.done();
  const reported = new Set<string>();
  for (const fn of serving(model, path)) {
    for (const use of usesIn(model, fn)) {
      const { field, model: of } = use;
      const key = `${of.path} ${of.name}.${field.name}`;
      if (isIndexed(of, field)) judgement.pass();
      if (isIndexed(of, field) || reported.has(key)) continue;
      reported.add(key);
      judgement.match({
        span: spanOfCall(model, path, use.node),
        symbol: fn.symbol,
        subject: `${of.name}.${field.name}`,
        causes: [{ path: field.place.path, text: field.name }],
        related: [{ path: field.place.path, range: rangeOf(field.place.span), label: `\`${field.name}\` has no index` }],
        data: { field, model: of, method: use.method, place: `${field.place.path}:${field.place.span[0]}` },
      });
    }
  }
  return judgement.done();
}

/** From the method's name on: a chain over several lines is judged where the lookup stands. */
function spanOfCall(model: ProjectModel, path: string, call: CallExpression): Match<Data>['span'] {
  return model.symbols.span(path, { start: call.callee.kind === 'attribute' ? call.callee.nameStart : call.start, end: call.end });
}

/** Functions that run for a request or in a task, and the helpers of their modules. */
function serving(model: ProjectModel, path: string): readonly FunctionSymbol[] {
  const tasks = model.django.tasks.tasks.filter((task) => task.path === path).map((task) => task.function);
  const entries = [...handlersIn(model, path), ...tasks];
  if (entries.length === 0) return [];
  return model.symbols.functions(path);
}

function usesIn(model: ProjectModel, fn: FunctionSymbol): readonly Use[] {
  const found: Use[] = [];
  walkStatements(fn.node.body, (statement) => {
    if (statement.kind === 'function' || statement.kind === 'class') return false;
    for (const expression of expressionsOf(statement)) {
      walkExpressions(expression, (call) => {
        // Rows of those that another query finds.
        if (call.kind === 'call' && /(^|\.)(Prefetch|\w*Subquery|Exists)$/.test(dottedName(call.callee) ?? '')) return false;
        if (call.kind === 'call') found.push(...usesOf(model, fn, call));
        return true;
      });
    }
    return true;
  });
  return found;
}

function usesOf(model: ProjectModel, fn: FunctionSymbol, call: CallExpression): readonly Use[] {
  if (call.callee.kind !== 'attribute') return [];
  const { attribute: method, value } = call.callee;
  if (!FILTERS.has(method) && !SORTS.has(method)) return [];
  const type = model.django.orm.typeOf(fn, value);
  if (type.kind !== 'manager' && type.kind !== 'queryset') return [];
  if (isNarrowed(model, fn, value) || call.args.some((argument) => argument.kind !== 'string')) return [];
  const fields = lookups(model, type, call);
  if (FILTERS.has(method) && fields.some((one) => one === null || isNarrowing(one.model, one.field))) return [];
  return fields.flatMap((one) => (one === null || one.field === null || !isJudged(one.model, one.field) || !one.byIndex ? [] : [{ node: call, method, field: one.field, model: one.model }])).slice(0, 1);
}

interface Looked {
  readonly model: ModelClass;
  readonly field: ModelField | null;
  readonly byIndex: boolean;
}

/** The fields that a call looks for or sorts by; null for what can't be told. */
function lookups(model: ProjectModel, type: Extract<OrmType, { kind: 'manager' | 'queryset' }>, call: CallExpression): readonly (Looked | null)[] {
  const aliases = type.kind === 'queryset' ? type.aliases : type.added.names;
  const strings = call.args.slice(0, 1).flatMap((argument) => literalString(argument) ?? []);
  const names = [...call.keywords.map(({ name }) => name), ...strings.filter((name) => name !== '?').map((name) => name.replace(/^-/, ''))];
  return names.map((name): Looked | null => {
    if (name === null || aliases.some((alias) => name === alias || name.startsWith(`${alias}__`))) return null;
    const answer = followLookup(model.django.models, type.model, name);
    if (answer.kind !== 'ok') return null;
    return { model: answer.model, field: answer.field, byIndex: answer.rest.every((part) => BY_INDEX.has(part)) };
  });
}

function isJudged(model: ModelClass, field: ModelField): boolean {
  return field.place.path !== '' && field.relation === undefined && field.type.startsWith('django.db.models.') && !NOT_WORTH.test(field.typeName) && !model.abstract && model.managed && model.open === null && model.metaOpen === null;
}

/** An index on it leaves few rows: boolean columns do not. */
function isNarrowing(model: ModelClass, field: ModelField | null): boolean {
  return field === null || (isIndexed(model, field) && !/Boolean/.test(field.typeName));
}

function isIndexed(model: ModelClass, field: ModelField): boolean {
  return field.relation !== undefined || field.primaryKey || field.unique || field.indexed || firstColumns(model).has(field.name) || /^(Slug|Auto|BigAuto|SmallAuto)Field$/.test(field.typeName);
}

/** Fields that an index, a unique constraint or unique_together of the model begins with. */
function firstColumns(model: ModelClass): ReadonlySet<string> {
  const found = new Set<string>();
  for (const option of ['indexes', 'constraints']) {
    const value = model.meta.get(option)?.value;
    for (const item of itemsOf(value)) if (item.kind === 'call') for (const name of namesIn(itemsOf(keywordOf(item, 'fields')?.value).slice(0, 1))) found.add(name);
  }
  for (const option of ['unique_together', 'index_together']) {
    const items = itemsOf(model.meta.get(option)?.value);
    const groups = items.every((item) => item.kind === 'string') ? [items] : items.map(itemsOf);
    for (const group of groups) for (const name of namesIn(group.slice(0, 1))) found.add(name);
  }
  const latest = literalString(model.meta.get('order_with_respect_to')?.value);
  if (latest !== undefined) found.add(latest);
  return found;
}

function itemsOf(value: Expression | undefined): readonly Expression[] {
  return value?.kind === 'list' || value?.kind === 'tuple' ? value.items : [];
}

function namesIn(items: readonly Expression[]): readonly string[] {
  return items.flatMap((item) => literalString(item)?.replace(/^-/, '') ?? []);
}

/** The chain before the call starts elsewhere than at a model's own manager, or has looked for an indexed field already. A variable counts with all its values. */
function isNarrowed(model: ProjectModel, fn: FunctionSymbol, value: Expression, seen: readonly string[] = []): boolean {
  let at = value;
  while (at.kind === 'call' && at.callee.kind === 'attribute') {
    const { attribute, value: receiver } = at.callee;
    if (!NARROWS_NOT.has(attribute)) return true;
    if (FILTERS.has(attribute)) {
      const type = model.django.orm.typeOf(fn, receiver);
      if (type.kind !== 'manager' && type.kind !== 'queryset') return true;
      if (at.args.length > 0 || lookups(model, type, at).some((one) => one === null || isNarrowing(one.model, one.field))) return true;
    }
    at = receiver;
  }
  if (at.kind === 'name') return isNarrowedVariable(model, fn, at.id, seen);
  if (at.kind !== 'attribute' || model.django.orm.typeOf(fn, at).kind !== 'manager') return true;
  return dottedName(at)?.endsWith('.objects') !== true && model.django.orm.typeOf(fn, at.value).kind === 'instance';
}

/** `rows = rows.order_by("n")` says nothing new of `rows`; a parameter or a name of the module nothing at all. */
function isNarrowedVariable(model: ProjectModel, fn: FunctionSymbol, name: string, seen: readonly string[]): boolean {
  if (seen.includes(name)) return false;
  const values: Expression[] = [];
  walkStatements(fn.node.body, (statement) => {
    if (statement.kind === 'assign' && statement.value !== null && statement.targets.some((target) => target.kind === 'name' && target.id === name)) values.push(statement.value);
  });
  return values.length === 0 || values.some((value) => isNarrowed(model, fn, value, [...seen, name]));
}

function message({ data }: Match<Data>): Message {
  const { field, model, method, place } = data;
  const sorts = SORTS.has(method);
  return {
    what: `${method}() ${sorts ? 'sorts' : 'looks'} by \`${model.name}.${field.name}\` (${place}), which has no index.`,
    why: sorts ? 'The database sorts all the rows for each request.' : 'The database reads the whole table for each request: fine for a hundred rows, slow for a million.',
    todo: `If the table grows, add \`db_index=True\` or an entry in Meta.indexes, and make a migration.`,
  };
}
