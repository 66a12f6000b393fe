/** What the inference works with: the public types and what only leads to them. */
import type { Expression } from '../../../facts/python/code/nodes.js';
import type { Added, Loaded, ModelClass, OrmType } from '../types.js';

export type Manager = Extract<OrmType, { kind: 'manager' }> & {
  /** What rows have when they come from the objects at hand (`order.items.all()` after a prefetch). */
  readonly held?: Loaded;
};
export type Queryset = Extract<OrmType, { kind: 'queryset' }>;
export type Instance = Extract<OrmType, { kind: 'instance' }>;

export type Inner =
  | Manager
  | Queryset
  | Instance
  | { readonly kind: 'unknown' }
  /** The model class itself. */
  | { readonly kind: 'class'; readonly model: ModelClass }
  /** What `get_or_create` returns. */
  | { readonly kind: 'pair'; readonly first: Inner }
  /** A paginator or one of its pages. */
  | { readonly kind: 'pages'; readonly of: Inner }
  /** None. */
  | { readonly kind: 'none' };

export const UNKNOWN: Inner = { kind: 'unknown' };
export const NOTHING: Loaded = { select: [], prefetch: [], open: null };
export const PLAIN: Added = { names: [], open: null, classes: [] };

/** Related objects that nobody can name from here. */
export function openLoaded(reason: string): Loaded {
  return { select: [], prefetch: [], open: reason };
}

export function querysetOf(manager: Manager | Queryset, origin: Expression): Queryset {
  if (manager.kind === 'queryset') return manager;
  const { model, loaded, added } = manager;
  return { kind: 'queryset', model, loaded, rows: 'instances', origin, aliases: added.names, sliced: false, added };
}

/** An instance of the rows of a manager or queryset. */
export function rowOf(type: Inner, origin: Expression | null): Inner {
  if (type.kind === 'manager') return { kind: 'instance', model: type.model, loaded: type.held ?? type.loaded, origin: origin };
  if (type.kind === 'queryset' && type.rows === 'instances') return { kind: 'instance', model: type.model, loaded: type.loaded, origin: type.origin, ...(type.originPath === undefined ? {} : { originPath: type.originPath }) };
  return UNKNOWN;
}

/** What an expression is that can be any of the given; None does not count. */
export function merge(types: readonly Inner[]): Inner {
  const some = types.filter((type) => type.kind !== 'none');
  const [first, ...others] = some;
  if (first === undefined) return types.length > 0 ? { kind: 'none' } : UNKNOWN;
  return others.reduce(mergeTwo, first);
}

function mergeTwo(left: Inner, right: Inner): Inner {
  if (left === right) return left;
  if (left.kind === 'class' && right.kind === 'class') return left.model === right.model ? left : UNKNOWN;
  if (left.kind === 'pair' && right.kind === 'pair') return { kind: 'pair', first: mergeTwo(left.first, right.first) };
  if (left.kind === 'instance' && right.kind === 'instance') return left.model.node === right.model.node ? { ...left, loaded: common(left.loaded, right.loaded) } : UNKNOWN;
  if (left.kind === 'manager' && right.kind === 'manager') return left.model.node === right.model.node ? { ...left, loaded: common(left.loaded, right.loaded), added: both(left.added, right.added) } : UNKNOWN;
  if (left.kind === 'manager' && right.kind === 'queryset') return mergeTwo(querysetOf(left, right.origin), right);
  if (left.kind === 'queryset' && right.kind === 'manager') return mergeTwo(left, querysetOf(right, left.origin));
  if (left.kind !== 'queryset' || right.kind !== 'queryset') return UNKNOWN;
  if (left.model.node !== right.model.node || left.rows !== right.rows) return UNKNOWN;
  // No row comes from an empty one, so what the other loads is what all rows have.
  const [first, second] = left.empty === true ? [right, left] : [left, right];
  return {
    ...first,
    loaded: second.empty === true ? first.loaded : common(first.loaded, second.loaded),
    aliases: unique([...left.aliases, ...right.aliases]),
    sliced: left.sliced || right.sliced,
    added: both(left.added, right.added),
  };
}

function common(left: Loaded, right: Loaded): Loaded {
  const select = left.select.filter((path) => right.select.includes(path));
  const prefetch = left.prefetch.filter((path) => right.prefetch.includes(path));
  const some = [left, right].flatMap((one) => [...one.select, ...one.prefetch, ...(one.perhaps ?? [])]);
  const perhaps = some.filter((path) => !select.includes(path) && !prefetch.includes(path));
  return { select, prefetch, open: left.open ?? right.open, ...withPerhaps(perhaps) };
}

function withPerhaps(paths: readonly string[]): Pick<Loaded, 'perhaps'> {
  return paths.length === 0 ? {} : { perhaps: unique(paths) };
}

function both(left: Added, right: Added): Added {
  return { names: unique([...left.names, ...right.names]), open: left.open ?? right.open, classes: [...new Set([...left.classes, ...right.classes])] };
}

/** What is known of the related objects behind one relation. */
export function narrowed(loaded: Loaded, relation: string): Loaded {
  const below = (paths: readonly string[]): string[] => paths.flatMap((path) => (path.startsWith(`${relation}__`) ? [path.slice(relation.length + 2)] : []));
  return { select: below(loaded.select), prefetch: below(loaded.prefetch), open: loaded.open, ...withPerhaps(below(loaded.perhaps ?? [])) };
}

export function joined(left: Loaded, right: Loaded): Loaded {
  return { select: unique([...left.select, ...right.select]), prefetch: unique([...left.prefetch, ...right.prefetch]), open: left.open ?? right.open, ...withPerhaps([...(left.perhaps ?? []), ...(right.perhaps ?? [])]) };
}

export function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
