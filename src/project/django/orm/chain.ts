/** What a queryset method of Django makes of a manager or queryset. Pure. */
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import { dottedName, keywordOf, literalString } from '../../../facts/python/code/walk.js';
import type { Loaded } from '../types.js';
import { NOTHING, UNKNOWN, joined, openLoaded, querysetOf, rowOf, unique, type Inner, type Manager, type Queryset } from './inner.js';

const SAME = new Set([
  'all', 'filter', 'exclude', 'complex_filter', 'order_by', 'reverse', 'distinct', 'using', 'only', 'defer', 'select_for_update', 'iterator', 'aiterator',
  'get_queryset', 'difference', 'intersection', 'union', 'raw', 'bulk_create', 'abulk_create',
]);
const ONE = new Set(['get', 'first', 'last', 'earliest', 'latest', 'aget', 'afirst', 'alast', 'aearliest', 'alatest']);
const MADE = new Set(['create', 'acreate']);
const PAIR = new Set(['get_or_create', 'update_or_create', 'aget_or_create', 'aupdate_or_create']);
const OTHER = new Set(['count', 'exists', 'aggregate', 'in_bulk', 'update', 'delete', 'contains', 'explain', 'bulk_update', 'dates', 'datetimes', 'acount', 'aexists', 'aupdate', 'adelete', 'add', 'set', 'remove', 'clear']);

/** Methods that every manager and queryset has. */
export function isQuerysetMethod(name: string): boolean {
  return SAME.has(name) || name === 'none' || ONE.has(name) || MADE.has(name) || PAIR.has(name) || OTHER.has(name) || ['select_related', 'prefetch_related', 'annotate', 'alias', 'values', 'values_list', 'extra'].includes(name);
}

/** The type of `receiver.method(…)`; undefined when Django has no such method. `typeOf` answers for the queryset of a Prefetch. */
export function applyMethod(receiver: Manager | Queryset, method: string, call: CallExpression, typeOf: (expression: Expression) => Inner): Inner | undefined {
  const origin = call.callee.kind === 'attribute' && receiver.kind === 'manager' ? call.callee.value : call;
  const base = querysetOf(receiver, origin);
  if (method === 'all' && receiver.kind === 'manager' && receiver.held !== undefined) return { ...base, loaded: receiver.held };
  if (method === 'none') return { ...base, empty: true };
  if (SAME.has(method)) return method === 'bulk_create' || method === 'abulk_create' ? { ...base, loaded: openLoaded('the objects were made before') } : base;
  if (ONE.has(method)) return rowOf(base, call);
  if (MADE.has(method)) return { kind: 'instance', model: base.model, loaded: NOTHING, origin: null };
  if (PAIR.has(method)) return { kind: 'pair', first: rowOf({ ...base, rows: 'instances' }, call) };
  if (OTHER.has(method)) return UNKNOWN;
  return reshaped(base, method, call, typeOf);
}

function reshaped(base: Queryset, method: string, call: CallExpression, typeOf: (expression: Expression) => Inner): Inner | undefined {
  switch (method) {
    case 'select_related':
      return { ...base, loaded: selected(base.loaded, call) };
    case 'prefetch_related':
      return { ...base, loaded: prefetched(base.loaded, call, typeOf) };
    case 'annotate':
    case 'alias':
      return named(base, call);
    case 'values':
    case 'values_list':
      return { ...named(base, call), rows: 'values' };
    case 'extra':
      return extra(base, call);
    default:
      return undefined;
  }
}

function selected(loaded: Loaded, call: CallExpression): Loaded {
  const [only] = call.args;
  if (only?.kind === 'constant' && only.value === null) return { ...loaded, select: [] };
  if (call.args.length === 0) return { ...loaded, open: loaded.open ?? 'select_related() without names follows every foreign key that is not null' };
  return added(loaded, call.args, (paths) => ({ select: withPrefixes(paths), prefetch: [], open: null }));
}

function added(loaded: Loaded, args: readonly Expression[], make: (paths: readonly string[]) => Loaded): Loaded {
  const names = args.map(literalString);
  const known = joined(loaded, make(names.filter((name) => name !== undefined)));
  return names.includes(undefined) ? { ...known, open: known.open ?? 'related objects are named by a computed value' } : known;
}

function withPrefixes(paths: readonly string[]): string[] {
  return unique(paths.flatMap((path) => path.split('__').map((_part, index, parts) => parts.slice(0, index + 1).join('__'))));
}

function prefetched(loaded: Loaded, call: CallExpression, typeOf: (expression: Expression) => Inner): Loaded {
  const [first] = call.args;
  if (first?.kind === 'constant' && first.value === null) return { ...loaded, prefetch: [] };
  let known = loaded;
  for (const argument of call.args) {
    if (argument.kind === 'call' && dottedName(argument.callee)?.split('.').at(-1) === 'Prefetch') known = joined(known, ofPrefetch(argument, typeOf));
    else known = added(known, [argument], (paths) => ({ select: [], prefetch: withPrefixes(paths), open: null }));
  }
  return known;
}

function ofPrefetch(call: CallExpression, typeOf: (expression: Expression) => Inner): Loaded {
  const lookup = literalString(call.args[0] ?? keywordOf(call, 'lookup')?.value);
  if (lookup === undefined) return openLoaded('a Prefetch with a computed lookup');
  const attribute = keywordOf(call, 'to_attr')?.value ?? call.args[2];
  const name = attribute === undefined ? lookup : literalString(attribute);
  if (name === undefined) return openLoaded('a Prefetch with a computed attribute');
  const target = attribute === undefined ? lookup : [...lookup.split('__').slice(0, -1), name].join('__');
  const queryset = call.args[1] ?? keywordOf(call, 'queryset')?.value;
  if (queryset === undefined) return { select: [], prefetch: withPrefixes([target]), open: null };
  const type = typeOf(queryset);
  if (type.kind !== 'queryset' && type.kind !== 'manager') return { select: [], prefetch: withPrefixes([target]), open: 'a Prefetch with a computed queryset' };
  const nested = [...type.loaded.select, ...type.loaded.prefetch].map((path) => `${target}__${path}`);
  return { select: [], prefetch: unique([...withPrefixes([target]), ...nested]), open: type.loaded.open };
}

/** Names of annotations: keywords, and the default alias of an aggregate without one. */
function named(base: Queryset, call: CallExpression): Queryset {
  const keywords = call.keywords.flatMap(({ name }) => (name === null ? [] : [name]));
  const aggregates = call.args.flatMap(defaultAlias);
  const unseen = call.keywords.some(({ name }) => name === null) || call.args.some((argument) => argument.kind === 'starred') ? 'annotations are named by a computed value' : null;
  return { ...base, aliases: unique([...base.aliases, ...keywords, ...aggregates]), added: { ...base.added, open: base.added.open ?? unseen } };
}

function defaultAlias(argument: Expression): string[] {
  if (argument.kind !== 'call') return [];
  const source = literalString(argument.args[0]);
  const name = dottedName(argument.callee)?.split('.').at(-1);
  return source === undefined || name === undefined ? [] : [`${source}__${name.toLowerCase()}`];
}

function extra(base: Queryset, call: CallExpression): Queryset {
  const select = keywordOf(call, 'select')?.value ?? call.args[0];
  if (select === undefined) return base;
  if (select.kind !== 'dictionary') return { ...base, added: { ...base.added, open: base.added.open ?? 'extra() selects computed names' } };
  const names = select.entries.flatMap(({ key }) => literalString(key) ?? []);
  return { ...base, aliases: unique([...base.aliases, ...names]) };
}
