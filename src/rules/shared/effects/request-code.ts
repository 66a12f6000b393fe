/** Which code runs while a client waits, and which never does. Pure. */
import type { ClassSymbol, FunctionSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';
import { isFixturePath, isSupportPath, isTestPath } from '../../../project/path-uses.js';
import { perModel } from '../per-model.js';

const NEVER_SERVES = /(^|\/)(management|[^/]*migrations|settings|conf|commands)\/|(^|\/)(settings[^/]*|[^/]*_settings|manage|setup|wsgi|asgi|gunicorn[^/]*|celery|cli|__main__|[^/]*_cli)\.py$/;

/** A path of code that a server runs: no tests, fixtures, scripts, commands, migrations and settings. */
export function isServerPath(path: string): boolean {
  return runsInService(path) && !NEVER_SERVES.test(path);
}

/** Code of the product, its commands and settings among it. Below the top, `tasks.py` and `profile.py` are modules of an application, no tools. */
export function runsInService(path: string): boolean {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return !isTestPath(path) && !isFixturePath(path) && !isSupportPath(folder === '' ? path : `${folder}module.py`);
}

const handlersByPath = perModel((model): ReadonlyMap<string, readonly FunctionSymbol[]> => {
  const found = new Map<string, Map<FunctionSymbol['node'], FunctionSymbol>>();
  for (const view of model.django.views.views) {
    for (const handler of model.django.views.handlers(view)) {
      const known = found.get(handler.path) ?? new Map<FunctionSymbol['node'], FunctionSymbol>();
      found.set(handler.path, known.set(handler.node, handler));
    }
  }
  return new Map([...found].map(([path, handlers]) => [path, [...handlers.values()]]));
});

/** The functions of a file that run for a request, in the order in which views name them. */
export function handlersIn(model: ProjectModel, path: string): readonly FunctionSymbol[] {
  return handlersByPath(model).get(path) ?? [];
}

/** Helper calls between a handler of FastAPI or Flask and what it reaches. */
const REACH = 2;

const servedByPath = perModel((model): ReadonlyMap<string, ReadonlySet<FunctionSymbol['node']>> => {
  const found = new Map<string, Set<FunctionSymbol['node']>>();
  const isNew = ({ path, node }: FunctionSymbol): boolean => {
    const known = found.get(path) ?? new Set<FunctionSymbol['node']>();
    found.set(path, known);
    return known.size < known.add(node).size;
  };
  let level = model.symbols.paths.flatMap((path) => model.pyweb.serving(path)).filter(isNew);
  for (let depth = 0; depth < REACH; depth += 1) level = level.flatMap((one) => model.django.calls.from(one).map(({ to }) => to)).filter(isNew);
  return found;
});

/** The functions of a file that handlers of FastAPI and Flask are or reach. */
export function servedIn(model: ProjectModel, path: string): Iterable<FunctionSymbol['node']> {
  return model.pyweb.present ? (servedByPath(model).get(path) ?? []) : [];
}

/** The functions of a file that answer routes of Flask; those of FastAPI run in threads of their own. */
export function flaskHandlersIn(model: ProjectModel, path: string): readonly FunctionSymbol[] {
  if (!model.pyweb.present) return [];
  const nodes = new Set(model.pyweb.at(path).declared.flatMap(({ holder, handler }) => (holder.framework === 'flask' && handler?.path === path ? [handler.node] : [])));
  return model.symbols.functions(path).filter((one) => nodes.has(one.node));
}

/** What a class is to a server: one object of a middleware serves all requests, one of a view or a consumer a single request or connection; a `singleton` is made once at the top of a module. */
export type ServingClass = 'middleware' | 'limiter' | 'view' | 'consumer' | 'singleton';

const CONSUMER = /^channels\.(generic\.|consumer\.)/;
const VIEW = /^(django\.(views|contrib\.\w+\.views)\.|rest_framework\.(views|viewsets|generics)\.)/;
const LIMITER = /rate_?limit|throttl|limiter/i;

/** What a class serves as, or undefined. */
export function servingClass(model: ProjectModel, symbol: ClassSymbol): ServingClass | undefined {
  const { external } = model.symbols.ancestry(symbol);
  if (external.some((dotted) => CONSUMER.test(dotted))) return 'consumer';
  if (external.some((dotted) => VIEW.test(dotted))) return 'view';
  if (isMiddleware(model, symbol, external)) return 'middleware';
  return LIMITER.test(symbol.node.name) ? 'limiter' : undefined;
}

function isMiddleware(model: ProjectModel, symbol: ClassSymbol, external: readonly string[]): boolean {
  if (external.some((dotted) => /\bMiddlewareMixin$|^channels\.middleware\.|BaseHTTPMiddleware$/.test(dotted))) return true;
  const made = model.symbols.attribute(symbol, '__init__');
  return made.kind === 'found' && made.attribute.kind === 'function' && made.attribute.parameters.some(({ name }) => name === 'get_response');
}

/** Whether a name speaks of limiting how often something may happen. */
export function speaksOfLimits(name: string): boolean {
  return LIMITER.test(name);
}
