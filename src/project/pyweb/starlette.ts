/** Routes that are listed where an app or router is made: `Starlette(routes=[Route("/x", f), Mount("/y", app=z)])`. Pure. */
import type { CallExpression, Expression } from '../../facts/python/code/nodes.js';
import { keywordOf, literalString } from '../../facts/python/code/walk.js';
import type { Holders } from './holders.js';
import type { PywebInput } from './input.js';
import { textOf, UNTOLD } from './texts.js';
import type { DeclaredRoute, Holder, Include } from './types.js';

interface Listed {
  readonly declared: DeclaredRoute[];
  readonly includes: Include[];
}

interface Where {
  readonly holder: Holder;
  readonly path: string;
  readonly prefix: string;
}

/** The routes that makers list themselves; for flask-restful's `Api(app)` the app that it belongs to. */
export function listedRoutes(input: PywebInput, holders: Holders, all: readonly Holder[]): Listed {
  const found: Listed = { declared: [], includes: [] };
  for (const holder of all) {
    if (holder.dotted.endsWith('.Api')) found.includes.push(...ofApi(holders, holder));
    const routes = keywordOf(holder.call, 'routes')?.value ?? (holder.dotted === 'starlette.routing.Router' ? holder.call.args[0] : undefined);
    if (routes !== undefined && holder.framework !== 'flask') readList(input, holders, routes, { holder, path: holder.path, prefix: '' }, found, 0);
  }
  return found;
}

function ofApi(holders: Holders, holder: Holder): readonly Include[] {
  const parent = holder.call.args[0] ?? keywordOf(holder.call, 'app')?.value;
  if (parent === undefined) return [];
  const scopes = holder.inside === null ? [] : [holder.inside.node];
  const found = holders.of(holder.path, parent, { scopes, loops: [] });
  return found.holders.map((one) => ({ ...edge(holder.place, holder.call), parent: one, child: holder, prefix: undefined }));
}

function edge(place: Holder['place'], call: CallExpression): Omit<Include, 'parent' | 'child' | 'prefix'> {
  return { missing: undefined, place, call, conditional: false, dependencies: [], openDependencies: null, open: null };
}

function readList(input: PywebInput, holders: Holders, list: Expression, where: Where, found: Listed, depth: number): void {
  if (list.kind === 'list' || list.kind === 'tuple') {
    for (const item of list.items) readItem(input, holders, item, where, found, depth);
    return;
  }
  if (list.kind === 'binary' && list.operator === '+') {
    readList(input, holders, list.left, where, found, depth);
    readList(input, holders, list.right, where, found, depth);
    return;
  }
  const resolved = input.symbols.resolveExpression(where.path, list, where.path === where.holder.path ? where.holder.inside?.node : undefined);
  if (resolved.kind === 'value' && depth < 4) return readList(input, holders, resolved.value, { ...where, path: resolved.path }, found, depth + 1);
  leaveOpen(input, list, where, found);
}

function leaveOpen(input: PywebInput, expression: Expression, { holder, path, prefix }: Where, found: Listed): void {
  found.includes.push({ ...edge({ path, span: input.symbols.span(path, expression) }, holder.call), parent: holder, child: undefined, prefix, open: 'a list of routes is made when the program runs' });
}

function readItem(input: PywebInput, holders: Holders, item: Expression, where: Where, found: Listed, depth: number): void {
  const { path, holder } = where;
  if (item.kind === 'starred') return readList(input, holders, item.value, where, found, depth + 1);
  const resolved = item.kind === 'call' ? input.symbols.resolveExpression(path, item.callee) : undefined;
  const kind = resolved?.kind === 'external' ? /^(?:starlette|fastapi)\.routing\.(Route|APIRoute|WebSocketRoute|APIWebSocketRoute|Mount)$/.exec(resolved.dotted)?.[1] : undefined;
  if (item.kind !== 'call' || kind === undefined) return leaveOpen(input, item, where, found);
  const text = item.args[0] ?? keywordOf(item, 'path')?.value;
  const own = where.prefix + (text === undefined ? `/${UNTOLD}` : textOf(input, path, text, [])).replace(/^(?!\/|$)/, '/');
  if (kind === 'Mount') return readMount(input, holders, item, { ...where, prefix: own.replace(/\/$/, '') }, found, depth);
  const target = item.args[1] ?? keywordOf(item, 'endpoint')?.value;
  const handler = target === undefined ? undefined : input.symbols.resolveExpression(path, target);
  const written = keywordOf(item, 'methods')?.value;
  const methods = written?.kind === 'list' || written?.kind === 'tuple' ? written.items.map((one) => literalString(one)?.toUpperCase() ?? '') : undefined;
  const known = handler?.kind === 'function' || handler?.kind === 'class' ? { path: handler.path, symbol: handler.symbol, node: handler.node } : undefined;
  found.declared.push({
    holder,
    protocol: kind.includes('WebSocket') ? 'websocket' : 'http',
    methods: methods?.includes('') === true ? 'any' : (methods?.sort() ?? (handler?.kind === 'function' ? ['GET'] : 'any')),
    pattern: own,
    place: { path, span: input.symbols.span(path, item) },
    handler: known,
    missing: handler?.kind === 'missing' ? handler : undefined,
    expression: item,
    name: literalString(keywordOf(item, 'name')?.value) ?? null,
    conditional: false,
    dependencies: [],
    openDependencies: known === undefined ? 'the handler can\'t be told' : known.node.decorators.length > 0 ? 'its handler has decorators' : null,
  });
}

function readMount(input: PywebInput, holders: Holders, item: CallExpression, where: Where, found: Listed, depth: number): void {
  const { path, holder, prefix } = where;
  const routes = keywordOf(item, 'routes')?.value;
  if (routes !== undefined) return readList(input, holders, routes, where, found, depth + 1);
  const app = item.args[1] ?? keywordOf(item, 'app')?.value;
  if (app === undefined || (app.kind === 'call' && input.symbols.resolveExpression(path, app.callee).kind === 'external')) return;
  const answer = holders.of(path, app, { scopes: [], loops: [] });
  const place = { path, span: input.symbols.span(path, item) };
  for (const child of answer.holders) found.includes.push({ ...edge(place, item), parent: holder, child, prefix });
  if (answer.holders.length === 0) leaveOpen(input, item, where, found);
}
