/** Routes of FastAPI that answer with all rows of a table. Pure. */
import type { CallExpression, Expression, FunctionNode, Statement } from '../../../facts/python/code/nodes.js';
import { childExpressions, dottedName, walkStatements } from '../../../facts/python/code/walk.js';
import type { Span } from '../../../facts/types.js';
import { localValues } from '../../../project/python/calls/local-values.js';
import type { FunctionSymbol, Resolved } from '../../../project/python/symbols-types.js';
import type { DeclaredRoute } from '../../../project/pyweb/types.js';
import type { ProjectModel } from '../../../project/types.js';
import { handlerOf } from '../../shared/pyweb/requirements.js';

export interface WholeTable {
  readonly handler: FunctionSymbol;
  readonly span: Span;
  /** The model whose rows are read. */
  readonly table: string;
}

/** Names of parameters and dependencies that speak of pages. */
const PAGES = /limit|page|offset|skip|cursor|per_?page|pagina|size|count|top|take|params|filter|since|after|before/i;
const SPEAKS_OF_PAGES = /page|pagina|cursor/i;
const LEADS_ON = /^(next|previous|next_\w+|has_next|has_more|cursor|offset|page|pages|page_size|total_pages)$/;
/** Methods that leave all rows in. */
const KEEPS_ALL = /^(all|order_by|options|select_from|join|outerjoin|distinct|scalars|unique|execution_options|query|exec|execute|select|fetchall|mappings|with_for_update|populate_existing|add_columns)$/;
/** Tables that stay small by what they are. */
const SMALL = /(role|categor|countr|language|currenc|tag|setting|permission|status|type|plan|config|feature|flag|group|team|provider|model|integration|preset|template|label|unit|timezone|region|level|tier|scope|option)s?$/i;

/** What the routes declared in a file come to. */
export function wholeTables(path: string, model: ProjectModel): { readonly found: readonly WholeTable[]; readonly passed: number } {
  if (!model.pyweb.present) return { found: [], passed: 0 };
  const found: WholeTable[] = [];
  let passed = 0;
  for (const declared of model.pyweb.at(path).declared) {
    const handler = isList(declared) ? handlerOf(model, declared) : undefined;
    if (handler === undefined || handler.path !== path) continue;
    const table = asksForPages(declared, handler, model) ? undefined : tableOf(handler, model);
    if (table === undefined) passed += 1;
    else found.push({ handler, span: nameSpan(handler, model), table });
  }
  return { found, passed };
}

function isList({ holder, protocol, methods }: DeclaredRoute): boolean {
  return holder.framework === 'fastapi' && protocol === 'http' && methods !== 'any' && methods.includes('GET');
}

function asksForPages(route: DeclaredRoute, { node }: FunctionSymbol, { pyweb }: ProjectModel): boolean {
  if (node.parameters.some(({ name }) => PAGES.test(name)) || route.dependencies.some(({ name }) => PAGES.test(name))) return true;
  const response = pyweb.response(route);
  return response.kind === 'model' && [response.model, ...response.envelopes].some(isPage);
}

/** By its name (`LimitOffsetPage`), or by a field that leads to the rows that are left out. */
function isPage(type: Resolved): boolean {
  if (type.kind !== 'class') return type.kind === 'external' && SPEAKS_OF_PAGES.test(type.dotted);
  return SPEAKS_OF_PAGES.test(type.node.name) || type.node.body.some((statement) => statement.kind === 'assign' && statement.targets.some((target) => target.kind === 'name' && LEADS_ON.test(target.id)));
}

/** The table whose rows the function gives back whole, itself or through the one helper that it calls for them. */
function tableOf(handler: FunctionSymbol, model: ProjectModel): string | undefined {
  for (const value of returned(handler.node.body)) {
    const own = rowsOf(value, handler, model);
    if (own !== undefined) return own;
    const helper = helperOf(value, handler, model);
    if (helper === undefined || helper.node.parameters.some(({ name }) => PAGES.test(name))) continue;
    const table = returned(helper.node.body).map((inner) => rowsOf(inner, helper, model)).find((one) => one !== undefined);
    if (table !== undefined) return table;
  }
  return undefined;
}

function returned(body: readonly Statement[]): readonly Expression[] {
  const found: Expression[] = [];
  walkStatements(body, (statement) => {
    if (statement.kind === 'return' && statement.value !== null) found.push(statement.value);
    return statement.kind !== 'function' && statement.kind !== 'class';
  });
  return found;
}

function helperOf(value: Expression, inside: FunctionSymbol, model: ProjectModel): FunctionSymbol | undefined {
  const expression = bare(value, inside.node);
  if (expression?.kind !== 'call') return undefined;
  return model.django.calls.from(inside).find(({ call }) => call === expression)?.to;
}

/** A name as the one value that the function binds to it; `await x` as x. */
function bare(expression: Expression | undefined, node: FunctionNode, depth = 0): Expression | undefined {
  if (expression?.kind === 'await') return bare(expression.value, node, depth);
  if (expression?.kind !== 'name' || depth > 4) return expression;
  const bound = localValues(node).get(expression.id);
  return bound === undefined || bound.open || bound.values.length !== 1 ? undefined : bare(bound.values[0], node, depth + 1);
}

/** `db.query(Item).all()`, `session.exec(select(Item)).all()`, `(await db.execute(statement)).scalars().all()`: the table, where nothing narrows its rows. */
function rowsOf(value: Expression, inside: FunctionSymbol, model: ProjectModel): string | undefined {
  const { node } = inside;
  let current = bare(value, node);
  if (current?.kind === 'call' && dottedName(current.callee) === 'list') current = current.args[0] === undefined ? undefined : bare(current.args[0], node);
  if (current?.kind !== 'call' || current.callee.kind !== 'attribute' || !/^(all|fetchall)$/.test(current.callee.attribute)) return undefined;
  return tableBelow(current, inside, model, 0);
}

function tableBelow(call: CallExpression, inside: FunctionSymbol, model: ProjectModel, depth: number): string | undefined {
  if (depth > 12) return undefined;
  const { callee } = call;
  const name = callee.kind === 'attribute' ? callee.attribute : callee.kind === 'name' ? callee.id : '';
  if (!KEEPS_ALL.test(name)) return undefined;
  if (name === 'select' || name === 'query') return modelOf(call, inside, model);
  const next = /^(exec|execute|scalars)$/.test(name) && call.args.length > 0 ? call.args[0] : callee.kind === 'attribute' ? callee.value : undefined;
  const below = bare(next, inside.node);
  return below?.kind === 'call' ? tableBelow(below, inside, model, depth + 1) : undefined;
}

/** The one class of the repository that is asked for whole. */
function modelOf(call: CallExpression, inside: FunctionSymbol, model: ProjectModel): string | undefined {
  const [only, ...others] = call.args;
  if (only === undefined || others.length > 0 || childExpressions(call).length > 2) return undefined;
  const resolved = dottedName(only) === undefined ? undefined : model.symbols.resolveExpression(inside.path, only, inside.node);
  return resolved?.kind === 'class' && !SMALL.test(resolved.node.name) ? resolved.node.name : undefined;
}

function nameSpan({ path, node }: FunctionSymbol, model: ProjectModel): Span {
  return model.symbols.span(path, { start: node.nameStart, end: node.nameStart + node.name.length });
}
