/** Loops over querysets. */
import type { Expression, Located, Statement } from '../../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, keywordOf, nestedBodies, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';
import type { ModelClass, OrmType } from '../../../project/django/types.js';
import type { FunctionSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';
import { memberOf, type Root, type Source } from './rows.js';

export interface Loop {
  readonly iterable: Expression;
  readonly target: Expression;
  readonly loop: Located;
}

/** Rows of more than this many count as many. */
const FEW = 5;
/** Methods whose rows load nothing by the names given before, or that have a meaning for what may be loaded. */
const APART = /^(iterator|aiterator|only|defer|raw|none|union|intersection|difference)$/;

/** Where Django keeps what `prefetch_related` loaded. */
const PREFETCHED = '_prefetched_objects_cache';

/** The name that is each row in turn: `order`, `(index, order)` of `enumerate`. */
export function elementName(target: Expression, iterable: Expression): string | undefined {
  if (target.kind === 'name') return target.id;
  const counted = iterable.kind === 'call' && iterable.callee.kind === 'name' && iterable.callee.id === 'enumerate';
  const second = target.kind === 'tuple' && counted && target.items.length === 2 ? target.items[1] : undefined;
  return second?.kind === 'name' ? second.id : undefined;
}

/** What a loop over a queryset goes through; undefined for any other loop and where few rows are meant. */
export function repeatedRoot(model: ProjectModel, inside: FunctionSymbol, { iterable, target, loop }: Loop): Root | undefined {
  if (elementName(target, iterable) === undefined) return undefined;
  const rows = rowsOf(model, inside, rowsExpression(iterable));
  if (rows === undefined || isFew(inside, iterable, rows)) return undefined;
  const line = model.symbols.span(inside.path, loop)[0];
  return { ...rootOf(model, rows), repeated: true, where: { path: inside.path, at: iterable }, words: `each row of the loop in line ${line}`, frame: inside.node };
}

function rowsExpression(iterable: Expression): Expression {
  const [first] = iterable.kind === 'call' && iterable.callee.kind === 'name' && iterable.callee.id === 'enumerate' ? iterable.args : [];
  return first ?? iterable;
}

export type Rows = Extract<OrmType, { kind: 'queryset' | 'manager' }>;

/** The queryset that an expression or a page of it gives. */
export function rowsOf(model: ProjectModel, inside: FunctionSymbol, expression: Expression): Rows | undefined {
  const { orm } = model.django;
  const type = orm.typeOf(inside, expression);
  if (type.kind === 'manager' || type.kind === 'queryset') return type.kind === 'queryset' && type.rows === 'values' ? undefined : type;
  if (type.kind === 'instance') return undefined;
  const pages = orm.typeOf(inside, { kind: 'attribute', value: expression, attribute: 'object_list', start: expression.start, end: expression.end, nameStart: expression.end });
  return pages.kind === 'queryset' && pages.rows === 'instances' ? pages : undefined;
}

/** What is known of the rows of a queryset, without the place where they are gone through. */
export function rootOf(model: ProjectModel, rows: Rows): Pick<Root, 'model' | 'loaded' | 'source' | 'back' | 'assigned'> {
  const source = rows.kind === 'queryset' && rows.originPath !== undefined ? { path: rows.originPath, origin: rows.origin } : null;
  return { model: rows.model, loaded: rows.loaded, source, back: backOf(model, rows.model, source), assigned: new Set() };
}

/** `order` for the rows of `order.items`: Django fills it in from the object at hand. */
function backOf(model: ProjectModel, rows: ModelClass, source: Source | null): string | null {
  if (source === null || source.origin.kind !== 'attribute') return null;
  const { origin } = source;
  const owner = ownerType(model, source.path, origin.value);
  if (owner?.kind === 'instance') return memberOf(owner.model, origin.attribute)?.back ?? null;
  const fields = rows.fields.filter(({ relation }) => relation?.form === 'foreign-key' && relation.accessor === origin.attribute);
  return fields.length === 1 ? (fields[0]?.name ?? null) : null;
}

function ownerType(model: ProjectModel, path: string, expression: Expression): OrmType | undefined {
  const inside = functionAround(model, path, expression);
  return inside === undefined ? undefined : model.django.orm.typeOf(inside, expression);
}

/** The innermost function that holds a node. */
export function functionAround(model: ProjectModel, path: string, { start, end }: Located): FunctionSymbol | undefined {
  return model.symbols.functions(path).filter(({ node }) => node.start <= start && end <= node.end).at(-1);
}

/** Whether a queryset is made to have few rows, or rows that load by rules of their own. */
export function isFew(inside: FunctionSymbol, iterable: Expression, rows: Rows): boolean {
  if (rows.kind === 'queryset' && isNarrow(rows.origin)) return true;
  return chainsOf(inside, iterable).some(isNarrow);
}

/** The expression, and those that a name in it is given in the function. */
function chainsOf(inside: FunctionSymbol, expression: Expression): readonly Expression[] {
  const found = [expression];
  const seen = new Set<string>();
  for (const one of found) {
    walkChain(one, (link) => {
      if (link.kind !== 'name' || seen.has(link.id) || found.length > 20) return;
      seen.add(link.id);
      found.push(...valuesOf(inside, link.id));
    });
  }
  return found;
}

function valuesOf({ node }: FunctionSymbol, name: string): Expression[] {
  const values: Expression[] = [];
  walkStatements(node.body, (statement) => {
    if (statement.kind === 'assign' && statement.value !== null && statement.targets.some((target) => target.kind === 'name' && target.id === name)) values.push(statement.value);
  });
  return values;
}

function walkChain(expression: Expression, visit: (link: Expression) => void): void {
  visit(expression);
  if (expression.kind === 'attribute' || expression.kind === 'subscript' || expression.kind === 'await') walkChain(expression.value, visit);
  else if (expression.kind === 'call') {
    if (expression.callee.kind === 'attribute') walkChain(expression.callee, visit);
    else for (const argument of expression.args) walkChain(argument, visit);
  }
}

/** A chain whose rows are few or apart: one by its key, a short slice, `only()`. */
function isNarrow(expression: Expression): boolean {
  let narrow = false;
  walkChain(expression, (link) => {
    if (link.kind === 'subscript' && link.index.kind === 'slice') narrow ||= link.index.upper?.kind === 'number' && link.index.upper.value <= FEW && link.index.lower === null;
    if (link.kind === 'attribute') narrow ||= APART.test(link.attribute);
    if (link.kind === 'call' && /(^|\.)filter$/.test(dottedName(link.callee) ?? endOf(link.callee))) narrow ||= ['pk', 'id', 'pk__exact', 'id__exact'].some((name) => keywordOf(link, name) !== undefined);
  });
  return narrow;
}

function endOf(callee: Expression): string {
  return callee.kind === 'attribute' ? callee.attribute : '';
}

/** Whether a function loops at all, and loads relations in no way that the queryset does not tell. */
export function loopsPlainly(fn: FunctionSymbol): boolean {
  let loops = false;
  walkOwn(fn, (statement) => (loops ||= statement.kind === 'for'), (one) => (loops ||= one.kind === 'comprehension'));
  return loops && !loadsObjects(fn);
}

/** Whether a function loads relations of rows that it is given. */
export function loadsObjects(fn: FunctionSymbol): boolean {
  let loads = false;
  walkOwn(fn, () => undefined, (one) => (loads ||= one.kind === 'name' && /^a?prefetch_related_objects$/.test(one.id)));
  return loads;
}

/** Whether a function looks at what was loaded with a row, itself or in what it calls, to answer from that. */
export function asksWhatIsLoaded(model: ProjectModel, fn: FunctionSymbol): boolean {
  return readsPrefetched(fn) || model.django.calls.from(fn).some(({ to }) => readsPrefetched(to));
}

function readsPrefetched(fn: FunctionSymbol): boolean {
  let reads = false;
  walkOwn(fn, () => undefined, (one) => (reads ||= (one.kind === 'attribute' && one.attribute === PREFETCHED) || (one.kind === 'string' && one.value === PREFETCHED)));
  return reads;
}

/** Walks a function without those within it. */
function walkOwn({ node }: FunctionSymbol, onStatement: (statement: Statement) => void, onExpression: (expression: Expression) => void): void {
  const walk = (body: readonly Statement[]): void => {
    for (const statement of body) {
      onStatement(statement);
      for (const expression of expressionsOf(statement)) walkExpressions(expression, (one) => void onExpression(one));
      if (statement.kind !== 'function' && statement.kind !== 'class') for (const nested of nestedBodies(statement)) walk(nested);
    }
  };
  walk(node.body);
}
