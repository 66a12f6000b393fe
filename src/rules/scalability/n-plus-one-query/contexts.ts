/** What views give templates to show. */
import type { CallExpression, ClassNode, DictionaryExpression, Expression, Statement } from '../../../facts/python/code/nodes.js';
import { expressionsOf, keywordOf, literalString, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';
import type { OrmType } from '../../../project/django/types.js';
import type { ClassSymbol, FunctionSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';
import { isServerPath } from '../../shared/effects/request-code.js';
import { groupedBy } from '../../../project/grouped.js';
import { perModel, perModelAnd } from '../../shared/per-model.js';
import { methodOf, valueOf } from './classes.js';
import { isFew, rowsOf, type Rows } from './loops.js';

/** The names that one view gives to a template. */
export type Context = ReadonlyMap<string, Given>;

export type Given = { readonly kind: 'rows'; readonly rows: Rows } | { readonly kind: 'one'; readonly type: Extract<OrmType, { kind: 'instance' }> };

const RENDERS = /^(render|render_to_string|TemplateResponse|render_to_response|get_template|SimpleTemplateResponse)$/;
const LIST_VIEW = /^django\.views\.generic\.(list\.)?ListView$/;
const DETAIL_VIEW = /^django\.views\.generic\.(detail\.)?DetailView$/;

interface Rendered {
  readonly inside: FunctionSymbol;
  readonly values: ReadonlyMap<string, Expression>;
}

const contexts = perModel((model): ReadonlyMap<string, readonly Context[]> => {
  const found = new Map<string, Context[]>();
  const add = (path: string | undefined, context: Context): void => {
    if (path !== undefined && context.size > 0) found.set(path, [...(found.get(path) ?? []), context]);
  };
  const { names } = model.django.templates;
  const files = ['render', 'render_to_string', 'TemplateResponse'].flatMap((word) => model.symbols.mentions(word));
  for (const path of new Set(files)) {
    if (!isServerPath(path)) continue;
    for (const [name, context] of contextsIn(model, path)) add(names.get(name), context);
  }
  for (const path of classViews(model).keys()) for (const [name, context] of contextsOfViews(model, path)) add(names.get(name), context);
  return found;
});

/** By file. */
const classViews = perModel((model) => groupedBy(model.django.views.views.filter(({ form, path }) => form === 'class' && isServerPath(path)), ({ path }) => path));

/** What the class views of a file give their templates, by name. */
const contextsOfViews = perModelAnd((model, path: string): readonly (readonly [string, Context])[] =>
  (classViews(model).get(path) ?? []).flatMap((view) => {
    const symbol: ClassSymbol = { kind: 'class', path, symbol: view.symbol, node: view.node as ClassNode };
    const name = templateOf(model, symbol);
    return name !== undefined && model.django.templates.names.has(name) ? [[name, contextOf(model, symbol)] as const] : [];
  }),
);

/** What the functions of a file give templates, by name. */
const contextsIn = perModelAnd((model, path: string): readonly (readonly [string, Context])[] => model.symbols.functions(path).flatMap((fn) => renderedIn(fn).map(([name, rendered]) => [name, typed(model, rendered)] as const)));

/** What the views of the repository give a template, one context for each view. */
export function contextsOf(model: ProjectModel, template: string): readonly Context[] {
  return contexts(model).get(template) ?? [];
}

function renderedIn(fn: FunctionSymbol): (readonly [string, Rendered])[] {
  const found: (readonly [string, Rendered])[] = [];
  walkStatements(fn.node.body, (statement) => {
    if (statement.kind === 'function' || statement.kind === 'class') return false;
    for (const expression of expressionsOf(statement)) {
      walkExpressions(expression, (one) => {
        if (one.kind !== 'call' || !RENDERS.test(endOf(one.callee))) return;
        const at = one.args.findIndex((argument) => literalString(argument) !== undefined);
        const name = literalString(one.args[at]);
        const given = keywordOf(one, 'context')?.value ?? one.args[at + 1];
        if (name !== undefined && given !== undefined) found.push([name, { inside: fn, values: entriesOf(fn, given) }]);
      });
    }
    return true;
  });
  return found;
}

function endOf(callee: Expression): string {
  return callee.kind === 'attribute' ? callee.attribute : callee.kind === 'name' ? callee.id : '';
}

/** The entries of a dictionary literal, or of a local name that is given one and then more. */
function entriesOf(fn: FunctionSymbol, given: Expression): ReadonlyMap<string, Expression> {
  const found = new Map<string, Expression>();
  if (given.kind === 'dictionary') addEntries(given, found);
  if (given.kind === 'name') addAssigned(fn.node.body, given.id, found);
  return found;
}

function addEntries({ entries }: DictionaryExpression, found: Map<string, Expression>): void {
  for (const { key, value } of entries) {
    const name = literalString(key);
    if (name !== undefined) found.set(name, value);
  }
}

/** `context = {…}`, `context["orders"] = …`, `context.update({…})` */
function addAssigned(body: readonly Statement[], holder: string, found: Map<string, Expression>): void {
  walkStatements(body, (statement) => {
    if (statement.kind === 'function' || statement.kind === 'class') return false;
    if (statement.kind === 'assign' && statement.value !== null) {
      for (const target of statement.targets) {
        if (target.kind === 'name' && target.id === holder && statement.value.kind === 'dictionary') addEntries(statement.value, found);
        if (target.kind === 'subscript' && target.value.kind === 'name' && target.value.id === holder) {
          const name = literalString(target.index);
          if (name !== undefined) found.set(name, statement.value);
        }
      }
    }
    const updated = statement.kind === 'expression' ? updatedWith(statement.value, holder) : undefined;
    if (updated !== undefined) addEntries(updated, found);
    return true;
  });
}

function updatedWith(value: Expression, holder: string): DictionaryExpression | undefined {
  if (value.kind !== 'call' || value.callee.kind !== 'attribute' || value.callee.attribute !== 'update') return undefined;
  const [first] = value.args;
  return value.callee.value.kind === 'name' && value.callee.value.id === holder && first?.kind === 'dictionary' ? first : undefined;
}

function typed(model: ProjectModel, { inside, values }: Rendered): Context {
  const found = new Map<string, Given>();
  for (const [name, value] of values) {
    const rows = rowsOf(model, inside, value);
    if (rows !== undefined) {
      if (!isFew(inside, value, rows)) found.set(name, { kind: 'rows', rows });
      continue;
    }
    const type = model.django.orm.typeOf(inside, value);
    if (type.kind === 'instance') found.set(name, { kind: 'one', type });
  }
  return found;
}

/** `template_name`, or what ListView and DetailView make of the model's name. */
function templateOf(model: ProjectModel, symbol: ClassSymbol): string | undefined {
  const written = valueOf(model, symbol, 'template_name');
  if (written !== undefined) return literalString(written.value);
  if (methodOf(model, symbol, 'get_template_names') !== undefined) return undefined;
  const suffix = isA(model, symbol, LIST_VIEW) ? 'list' : isA(model, symbol, DETAIL_VIEW) ? 'detail' : undefined;
  const known = suffix === undefined ? undefined : model.django.orm.modelOf(symbol);
  return known === undefined || known.model.app === '' ? undefined : `${known.model.app}/${known.model.name.toLowerCase()}_${suffix}.html`;
}

function isA(model: ProjectModel, symbol: ClassSymbol, pattern: RegExp): boolean {
  return model.symbols.ancestry(symbol).external.some((base) => pattern.test(base));
}

function contextOf(model: ProjectModel, symbol: ClassSymbol): Context {
  const found = new Map<string, Given>(shownBy(model, symbol));
  const method = methodOf(model, symbol, 'get_context_data');
  if (method === undefined) return found;
  const values = new Map<string, Expression>();
  walkStatements(method.node.body, (statement) => {
    for (const expression of expressionsOf(statement)) walkExpressions(expression, (one) => addKeywords(one, values));
    if (statement.kind === 'assign' || statement.kind === 'expression') addAssigned([statement], holderOf(statement), values);
  });
  return new Map([...found, ...typed(model, { inside: method, values })]);
}

/** `super().get_context_data(orders=…)` */
function addKeywords(expression: Expression, found: Map<string, Expression>): void {
  if (expression.kind !== 'call' || endOf(expression.callee) !== 'get_context_data') return;
  for (const { name, value } of (expression satisfies CallExpression).keywords) if (name !== null) found.set(name, value);
}

/** The local name that a statement adds to: any name counts as the context in `get_context_data`. */
function holderOf(statement: Statement): string {
  if (statement.kind === 'assign') {
    const [target] = statement.targets;
    if (target?.kind === 'subscript' && target.value.kind === 'name') return target.value.id;
    return target?.kind === 'name' && /context|ctx|data|kwargs/.test(target.id) ? target.id : '';
  }
  if (statement.kind !== 'expression' || statement.value.kind !== 'call' || statement.value.callee.kind !== 'attribute') return '';
  const holder = statement.value.callee.value;
  return holder.kind === 'name' ? holder.id : '';
}

/** `object_list`, `order_list`, `page_obj` of a ListView; `object`, `order` of a DetailView; `context_object_name` of both. */
function shownBy(model: ProjectModel, symbol: ClassSymbol): (readonly [string, Given])[] {
  const list = isA(model, symbol, LIST_VIEW);
  if (!list && !isA(model, symbol, DETAIL_VIEW)) return [];
  const known = model.django.orm.modelOf(symbol);
  const rows = known?.queryset ?? null;
  if (known === undefined || methodOf(model, symbol, 'get_object') !== undefined) return [];
  const named = literalString(valueOf(model, symbol, 'context_object_name')?.value);
  const name = known.model.name.toLowerCase();
  const names = list ? ['object_list', `${name}_list`, 'page_obj'] : ['object', name];
  if (named !== undefined) names.push(named);
  const given = list ? listed(known.model, rows) : shownOne(known.model, rows);
  return given === undefined ? [] : names.map((one) => [one, given] as const);
}

function listed(shown: Rows['model'], rows: OrmType | null): Given | undefined {
  if (rows === null) return shown.managers.length > 0 ? undefined : { kind: 'rows', rows: { kind: 'manager', model: shown, loaded: { select: [], prefetch: [], open: null }, added: { names: [], open: null, classes: [] } } };
  return rows.kind === 'manager' || (rows.kind === 'queryset' && rows.rows === 'instances') ? { kind: 'rows', rows } : undefined;
}

function shownOne(shown: Rows['model'], rows: OrmType | null): Given | undefined {
  if (rows === null) return { kind: 'one', type: { kind: 'instance', model: shown, loaded: { select: [], prefetch: [], open: shown.managers.length > 0 ? 'the manager may load more' : null }, origin: null } };
  if (rows.kind !== 'manager' && rows.kind !== 'queryset') return undefined;
  return { kind: 'one', type: { kind: 'instance', model: rows.model, loaded: rows.loaded, origin: null } };
}
