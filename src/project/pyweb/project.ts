/** FastAPI, Starlette and Flask in one repository; everything is made when first asked for. Pure. */
import type { FileFacts } from '../../facts/types.js';
import { groupedBy } from '../grouped.js';
import { perFacts } from '../per-facts.js';
import { perObject } from '../per-object.js';
import { methodsOf } from '../python/calls/local-values.js';
import type { FunctionSymbol } from '../python/symbols-types.js';
import { early } from '../tracked.js';
import { asEntity, sameData } from '../same-data.js';
import { compose } from './compose.js';
import { Declarer } from './declare.js';
import { closureOf } from './dependencies.js';
import { Holders } from './holders.js';
import type { PywebInput } from './input.js';
import { isFramework } from './known.js';
import { responseOf } from './response.js';
import { registrations } from './registration.js';
import { scanOf } from './scan.js';
import { listedRoutes } from './starlette.js';
import { Surroundings } from './surroundings.js';
import type { DeclaredRoute, Holder, Include, PywebProject, PywebRoute } from './types.js';

const speaksOfIt = perFacts((facts: FileFacts) => facts.python?.imports.some(({ module, level }) => level === 0 && isFramework(module)) ?? false);

interface Whole {
  readonly apps: readonly Holder[];
  readonly routers: readonly Holder[];
  readonly declared: readonly DeclaredRoute[];
  readonly includes: readonly Include[];
  readonly routes: readonly PywebRoute[];
  readonly surroundings: Surroundings;
}

/** Builds the part of the model for one tree. */
export function createPywebProject(input: PywebInput): PywebProject {
  const speaking = input.scan((facts, path) => path.endsWith('.py') && speaksOfIt(facts));
  const present = early(() => speaking().length > 0);
  const whole = early(() => (present() ? readAll(input) : emptyWhole(input)));
  const declaredAt = early(() => groupedBy(whole().declared, ({ place }) => place.path));
  const includesAt = early(() => groupedBy(whole().includes, ({ place }) => place.path));
  const routesAt = early(() => groupedBy(whole().routes, ({ declared }) => declared.place.path));
  const byHandler = early(() => groupedBy(whole().routes, ({ declared: { handler } }) => (handler === undefined ? '' : `${handler.path} ${handler.symbol}`)));
  const serving = early(() => groupedBy(servingFunctions(input, whole()), ({ path }) => path));
  const response = perObject((route: DeclaredRoute) => responseOf(input.symbols, route));
  const registered = early(() => registrations(input, whole()));
  return {
    get present() {
      return present();
    },
    get apps() {
      return whole().apps;
    },
    get routers() {
      return whole().routers;
    },
    get includes() {
      return whole().includes;
    },
    get declared() {
      return whole().declared;
    },
    get routes() {
      return whole().routes;
    },
    get middleware() {
      return whole().surroundings.middleware;
    },
    get lifespans() {
      return whole().surroundings.lifespans;
    },
    at: (path) => ({ declared: declaredAt().get(path) ?? [], includes: includesAt().get(path) ?? [], routes: routesAt().get(path) ?? [] }),
    to: (path, symbol) => byHandler().get(`${path} ${symbol}`) ?? [],
    serving: (path) => serving().get(path) ?? [],
    response,
    registration: (router) => registered()(router),
    closure: (dependencies) => closureOf(input.symbols, dependencies),
  };
}

function emptyWhole(input: PywebInput): Whole {
  return { apps: [], routers: [], declared: [], includes: [], routes: [], surroundings: new Surroundings(input, new Holders(input)) };
}

const scanned = (facts: FileFacts, path: string) => path.endsWith('.py') && facts.code !== undefined && scanOf(facts);

function readAll(input: PywebInput): Whole {
  const holders = new Holders(input);
  const declarer = new Declarer(input, holders);
  const surroundings = new Surroundings(input, holders);
  const made: Holder[] = [];
  const declared: DeclaredRoute[] = [];
  const includes: Include[] = [];
  const readable = new Set(input.symbols.paths);
  for (const { path, told: scan } of input.scan(scanned, sameData)()) {
    if (!readable.has(path)) continue;
    made.push(...holders.inFile(path, scan.creations));
    for (const use of scan.decorators) declared.push(...declarer.decorated(path, use));
    for (const use of scan.calls) {
      declared.push(...declarer.called(path, use));
      includes.push(...declarer.included(path, use));
    }
    surroundings.read(path, scan);
  }
  const all = [...new Set([...made, ...declared.map(({ holder }) => holder), ...includes.flatMap(({ parent, child }) => (child === undefined ? [parent] : [parent, child]))])];
  const listed = listedRoutes(input, holders, all);
  declared.push(...listed.declared);
  includes.push(...listed.includes);
  const apps = all.filter(({ form }) => form === 'app');
  for (const app of apps) surroundings.app(app);
  const mounted = new Set(includes.map(({ child }) => child));
  const routes = compose({ input, apps: apps.filter((app) => !mounted.has(app)), declared, includes, before: surroundings.before });
  for (const one of [...declared, ...includes, ...routes, ...surroundings.middleware]) asEntity(one);
  return { apps, routers: all.filter(({ form }) => form === 'router'), declared, includes, routes, surroundings };
}

/** Handlers, methods of handler classes, what they depend on, middleware and what runs before requests. */
function servingFunctions(input: PywebInput, { declared, surroundings, includes }: Whole): readonly FunctionSymbol[] {
  const found = new Map<string, FunctionSymbol>();
  const add = (path: string, node: unknown): void => {
    const symbol = input.symbols.functions(path).find((one) => one.node === node);
    if (symbol !== undefined) found.set(`${path} ${symbol.symbol} ${symbol.node.start}`, symbol);
  };
  for (const { handler } of declared) {
    if (handler?.node.kind === 'function') add(handler.path, handler.node);
    else if (handler?.node.kind === 'class') for (const method of methodsOf(handler.node)) add(handler.path, method);
  }
  const dependencies = [...declared.flatMap((one) => one.dependencies), ...includes.flatMap((one) => one.dependencies), ...[...surroundings.before.values()].flat()];
  for (const one of closureOf(input.symbols, dependencies.filter(({ form }) => form !== 'decorator'))) if (one.kind === 'function') add(one.path, one.node);
  for (const { target } of surroundings.middleware) {
    if (target.kind === 'function') add(target.path, target.node);
    else if (target.kind === 'class') for (const method of methodsOf(target.node)) if (/^(dispatch|__call__)$/.test(method.name)) add(target.path, method);
  }
  return [...found.values()];
}
