/** Which views hand many rows to a serializer, and how the rows are loaded. */
import type { ClassNode, Expression, Statement } from '../../../facts/python/code/nodes.js';
import { dottedName, expressionsOf, keywordOf, literalString, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';
import type { ClassSymbol, FunctionSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';
import { isServerPath } from '../../shared/effects/request-code.js';
import { perModel } from '../../shared/per-model.js';
import { methodOf, nameOf, valueOf } from './classes.js';
import { rootOf, rowsOf, type Rows } from './loops.js';
import { listedSerializer } from './listed-serializer.js';
import type { Root } from './rows.js';

export interface Usage {
  readonly root: Root;
  /** Relations that the view loads somewhere, for some requests. */
  readonly mentioned: ReadonlySet<string>;
}

const LISTS = /^rest_framework\.(mixins\.ListModelMixin|generics\.List\w*APIView|viewsets\.(ReadOnly)?ModelViewSet)$/;

const usages = perModel((model): ReadonlyMap<ClassNode, readonly Usage[]> => {
  const found = new Map<ClassNode, Usage[]>();
  const add = (serializer: ClassSymbol | undefined, usage: Usage): void => {
    if (serializer !== undefined) found.set(serializer.node, [...(found.get(serializer.node) ?? []), usage]);
  };
  for (const view of model.django.views.views) {
    if (view.form !== 'class' || view.framework !== 'drf' || !isServerPath(view.path)) continue;
    const symbol: ClassSymbol = { kind: 'class', path: view.path, symbol: view.symbol, node: view.node as ClassNode };
    const rows = listedRows(model, symbol);
    if (rows !== undefined) add(listedSerializer(model, symbol), { root: rootOfView(model, symbol, rows), mentioned: mentionedBy(model, symbol) });
  }
  for (const path of model.symbols.mentions('many')) if (isServerPath(path)) addCalls(model, path, add);
  return found;
});

/** The ways in which a serializer is given many rows. */
export function usagesOf(model: ProjectModel, serializer: ClassSymbol): readonly Usage[] {
  return usages(model).get(serializer.node) ?? [];
}

/** The rows that a view's own list answers with. */
function listedRows(model: ProjectModel, symbol: ClassSymbol): Rows | undefined {
  const { external } = model.symbols.ancestry(symbol);
  if (!external.some((base) => LISTS.test(base))) return undefined;
  const list = methodOf(model, symbol, 'list') ?? (external.some((base) => base.includes('viewsets.')) ? undefined : methodOf(model, symbol, 'get'));
  if (list !== undefined && !/super/.test(namesOf(list).join(' '))) return undefined;
  const queryset = model.django.orm.modelOf(symbol)?.queryset;
  return queryset?.kind === 'manager' || (queryset?.kind === 'queryset' && queryset.rows === 'instances') ? queryset : undefined;
}

function namesOf({ node }: FunctionSymbol): readonly string[] {
  const names: string[] = [];
  eachExpression(node.body, (one) => void (one.kind === 'name' && names.push(one.id)));
  return names;
}

function rootOfView(model: ProjectModel, symbol: ClassSymbol, rows: Rows): Root {
  return { ...rootOf(model, rows), repeated: true, where: { path: symbol.path, at: nameOf(symbol) }, words: `each row that \`${symbol.symbol}\` (${symbol.path}:${model.symbols.span(symbol.path, nameOf(symbol))[0]}) lists`, frame: null };
}

/** Names that the class and its bases hand to `select_related` and `prefetch_related`, prefixes included. */
function mentionedBy(model: ProjectModel, symbol: ClassSymbol): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { node } of model.symbols.ancestry(symbol).classes) {
    eachExpression(node.body, (one) => {
      if (one.kind !== 'call' || !/(^|\.)(select_related|prefetch_related|Prefetch)$/.test(dottedName(one.callee) ?? (one.callee.kind === 'attribute' ? one.callee.attribute : ''))) return;
      for (const argument of one.args) for (const path of prefixes(literalString(argument))) found.add(path);
    });
  }
  return found;
}

function prefixes(path: string | undefined): readonly string[] {
  return path === undefined ? [] : path.split('__').map((_part, index, parts) => parts.slice(0, index + 1).join('__'));
}

/** `OrderSerializer(orders, many=True)` */
function addCalls(model: ProjectModel, path: string, add: (serializer: ClassSymbol | undefined, usage: Usage) => void): void {
  for (const fn of model.symbols.functions(path)) {
    ownExpressions(fn.node.body, (one) => {
      if (one.kind !== 'call' || keywordOf(one, 'many') === undefined) return;
      const many = keywordOf(one, 'many')?.value;
      const given = one.args[0] ?? keywordOf(one, 'instance')?.value;
      if (given === undefined || many?.kind !== 'constant' || many.value !== true) return;
      const serializer = calledSerializer(model, fn, one.callee);
      const rows = serializer === undefined ? undefined : rowsOf(model, fn, given);
      if (rows === undefined) return;
      const line = model.symbols.span(path, one)[0];
      const root: Root = { ...rootOf(model, rows), repeated: true, where: { path, at: one }, words: `each row that \`${fn.symbol}\` (${path}:${line}) serializes`, frame: null };
      add(serializer, { root, mentioned: mentionedIn(fn) });
    });
  }
}

function mentionedIn(fn: FunctionSymbol): ReadonlySet<string> {
  const found = new Set<string>();
  eachExpression(fn.node.body, (one) => {
    if (one.kind === 'call' && dottedName(one.callee)?.endsWith('prefetch_related_objects') === true) for (const argument of one.args) for (const path of prefixes(literalString(argument))) found.add(path);
  });
  return found;
}

function calledSerializer(model: ProjectModel, fn: FunctionSymbol, callee: Expression): ClassSymbol | undefined {
  if (dottedName(callee) === 'self.get_serializer') {
    const owner = model.django.calls.ownerOf(fn);
    const written = owner === undefined || methodOf(model, owner, 'get_serializer_class') !== undefined ? undefined : valueOf(model, owner, 'serializer_class');
    const resolved = written === undefined || hasActionSerializer(fn) ? undefined : model.symbols.resolveExpression(written.owner.path, written.value);
    return resolved?.kind === 'class' ? resolved : undefined;
  }
  const resolved = model.symbols.resolveExpression(fn.path, callee, fn.node);
  return resolved.kind === 'class' ? resolved : undefined;
}

/** `@action(serializer_class=…)` */
function hasActionSerializer({ node }: FunctionSymbol): boolean {
  return node.decorators.some((decorator) => decorator.kind === 'call' && keywordOf(decorator, 'serializer_class') !== undefined);
}

function eachExpression(body: readonly Statement[], visit: (expression: Expression) => void): void {
  walkStatements(body, (statement) => {
    for (const expression of expressionsOf(statement)) walkExpressions(expression, visit);
  });
}

function ownExpressions(body: readonly Statement[], visit: (expression: Expression) => void): void {
  walkStatements(body, (statement) => {
    if (statement.kind === 'function' || statement.kind === 'class') return false;
    for (const expression of expressionsOf(statement)) walkExpressions(expression, visit);
    return true;
  });
}
