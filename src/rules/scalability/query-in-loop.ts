import { z } from 'zod';
import type { CallExpression, Expression } from '../../facts/python/code/nodes.js';
import { rangeOf } from '../../findings/locate.js';
import type { Message } from '../../findings/types.js';
import type { ModelClass } from '../../project/django/types.js';
import type { FunctionSymbol } from '../../project/python/symbols-types.js';
import type { ProjectModel } from '../../project/types.js';
import { judging } from '../shared/judgement.js';
import type { Judgement, Match, Rule, RuleContext, Subject } from '../types.js';
import { isJudged } from './n-plus-one-query/python.js';
import { isWrittenAtOnce, uses, visitLoops, type DataLoop } from './query-in-loop/loops.js';
import { hasSaveReceivers } from './query-in-loop/signals.js';

interface Query {
  readonly call: Expression;
  readonly method: string;
  /** The model's name. */
  readonly model: string;
  /** It runs `save`, with its signals. */
  readonly saves: boolean;
}

interface Data extends Query {
  readonly line: number;
  /** Further queries of the same loop. */
  readonly others: number;
}

type Context = RuleContext<unknown>;

const READS: ReadonlySet<string> = new Set(['get', 'first', 'last', 'exists', 'count', 'latest', 'earliest', 'aggregate', 'in_bulk', 'aget', 'afirst', 'aexists', 'acount']);
const WRITES: ReadonlySet<string> = new Set(['create', 'get_or_create', 'update_or_create', 'update', 'delete', 'acreate', 'aget_or_create', 'aupdate_or_create', 'aupdate', 'adelete']);
/** Methods that call a model's `save`, so that bulk methods would leave its signals out. */
const SAVES = /^a?(save|create|get_or_create|update_or_create)$/;
const MAKES = /^a?(create|get_or_create|update_or_create)$/;
const OF_ROWS: ReadonlySet<string> = new Set(['save', 'delete', 'asave', 'adelete']);

export const queryInLoop: Rule<Data, unknown> = {
  meta: {
    id: 'scalability/query-in-loop',
    area: 'scalability',
    severity: 'warning',
    confidence: 'high',
    status: 'preview',
    languages: ['python'],
    fix: 'none',
    summary: 'A query runs in each round of a loop over data where one query could serve them all.',
    options: z.strictObject({}),
  },
  applies: ({ facts, path }) => facts.code !== undefined && isJudged(path),
  detect,
  message,
};

function detect({ path }: Subject, { model }: Context): Judgement<Data> {
  const judgement = judging<Data>();
  if (!model.django.present || model.django.models.models.length === 0) return judgement.done();
  for (const fn of model.symbols.functions(path)) {
    for (const [loop, queries] of queriesIn(model, fn)) judgement.match(matchOf(model, fn, loop, queries));
  }
  return judgement.done();
}

/** The loops of a function that run queries, each with its queries: one for each method and model. */
function queriesIn(model: ProjectModel, fn: FunctionSymbol): readonly (readonly [DataLoop, readonly [Query, ...Query[]]])[] {
  const found = new Map<unknown, readonly [DataLoop, [Query, ...Query[]]]>();
  visitLoops(fn.node, (expression, loop, iterated) => {
    const query = queryOf(model, fn, expression, loop, iterated);
    if (query === undefined || (query.saves && (isWrittenAtOnce(fn.node, loop) || hasSaveReceivers(model, query.model)))) return;
    const known = found.get(loop.at)?.[1];
    if (known === undefined) found.set(loop.at, [loop, [query]]);
    else if (!known.some((one) => one.model === query.model && one.method === query.method)) known.push(query);
  });
  return [...found.values()];
}

function queryOf(model: ProjectModel, fn: FunctionSymbol, expression: Expression, loop: DataLoop, iterated: boolean): Query | undefined {
  if (iterated) {
    const type = expression.kind === 'call' ? model.django.orm.typeOf(fn, expression) : undefined;
    if (type?.kind === 'queryset' && !isOfRow(expression, loop) && isQueried(expression) && uses(expression, loop.names)) return { call: expression, method: 'filter', model: type.model.name, saves: false };
    return undefined;
  }
  if (expression.kind !== 'call' || expression.callee.kind !== 'attribute' || !uses(expression, loop.names)) return undefined;
  return callQuery(model, fn, expression, expression.callee.attribute, expression.callee.value, loop);
}

/** A chain that is made here: `list(…)` of rows at hand queries nothing. */
function isQueried(expression: Expression): boolean {
  return expression.kind === 'call' && expression.callee.kind === 'attribute' && /^(filter|exclude|all|order_by|annotate|select_related|prefetch_related|distinct|values|values_list)$/.test(expression.callee.attribute);
}

function callQuery(model: ProjectModel, fn: FunctionSymbol, call: CallExpression, method: string, receiver: Expression, loop: DataLoop): Query | undefined {
  const reads = READS.has(method);
  if (!reads && !WRITES.has(method) && !OF_ROWS.has(method)) return undefined;
  const type = model.django.orm.typeOf(fn, receiver);
  if (type.kind === 'instance') return OF_ROWS.has(method) && isPlainRow(receiver, loop) && !hasOwn(model, type.model, method) ? { call, method, model: type.model.name, saves: SAVES.test(method) } : undefined;
  if (type.kind !== 'manager' && type.kind !== 'queryset') return undefined;
  // What is read from a row of the loop is an N+1 query of its relation.
  if (reads && isOfRow(receiver, loop)) return undefined;
  if (MAKES.test(method) && hasParentTable(type.model)) return undefined;
  return reads || WRITES.has(method) ? { call, method, model: type.model.name, saves: SAVES.test(method) } : undefined;
}

/** Django's bulk_create refuses models that share their rows with the table of a parent. */
function hasParentTable({ parents, proxy }: ModelClass): boolean {
  return parents.length > 0 && !proxy;
}

/** A model's own `save` or `delete` does more than bulk methods would. */
function hasOwn(model: ProjectModel, shown: ModelClass, method: string): boolean {
  return shown.path !== '' && model.symbols.attribute(shown, method.replace(/^a/, '')).kind !== 'none';
}

function isPlainRow(receiver: Expression, { names }: DataLoop): boolean {
  return receiver.kind === 'name' && names.has(receiver.id);
}

/** `order.items.filter(…)` of a loop over orders. */
function isOfRow(expression: Expression, { names }: DataLoop): boolean {
  let current = expression;
  while (current.kind === 'attribute' || current.kind === 'call' || current.kind === 'subscript') current = current.kind === 'call' ? current.callee : current.value;
  return current.kind === 'name' && names.has(current.id);
}

function matchOf(model: ProjectModel, fn: FunctionSymbol, loop: DataLoop, [query, ...others]: readonly [Query, ...Query[]]): Match<Data> {
  const loopSpan = model.symbols.span(fn.path, loop.iterable);
  const line = model.symbols.span(fn.path, loop.at)[0];
  return {
    span: model.symbols.span(fn.path, query.call),
    symbol: fn.symbol,
    subject: `${query.model}.${query.method}`,
    confidence: READS.has(query.method) || query.method === 'filter' ? 'high' : 'medium',
    causes: [{ path: fn.path }],
    related: [
      { path: fn.path, range: rangeOf(loopSpan), label: 'the loop goes through this' },
      ...others.map(({ call, model: name, method }) => ({ path: fn.path, range: rangeOf(model.symbols.span(fn.path, call)), label: `\`${name}\`: \`${method}\` in the same loop` })),
    ],
    data: { ...query, line, others: others.length },
  };
}

function message({ data }: Match<Data>): Message {
  const { model, method, line, others } = data;
  return {
    what: `\`${model}\`: \`${method}\` runs a query in each round of the loop in line ${line}${others === 0 ? '' : `, with ${others} more`}.`,
    why: 'The time that it takes grows with the data: a thousand rounds wait a thousand times for the database.',
    todo: todoOf(method.replace(/^a(?=get|first|exists|count|create|update|delete|save)/, '')),
  };
}

function todoOf(method: string): string {
  switch (method) {
    case 'create':
      return 'Collect the objects and make them with one `bulk_create`.';
    case 'save':
      return 'Collect the objects and write them with one `bulk_update` or `bulk_create`; keep `save` where signals must run.';
    case 'update':
    case 'delete':
      return `Collect the keys and call \`filter(pk__in=…).${method}()\` once.`;
    case 'get_or_create':
    case 'update_or_create':
      return 'Fetch what exists with one query before the loop, then `bulk_create` the rest (`update_conflicts=True` to update).';
    case 'count':
    case 'exists':
    case 'aggregate':
      return 'Compute it for all rows with one query before the loop: `values(…).annotate(…)`.';
    default:
      return 'Fetch all rows with one query before the loop (`filter(…__in=…)`, `in_bulk`) and look them up by key.';
  }
}
