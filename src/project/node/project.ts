/** Express, Fastify, Koa, Hono and Next in one repository; everything is made when first asked for. Pure. */
import type { DeclaredDependency, FileFacts } from '../../facts/types.js';
import { textOf } from '../javascript/texts.js';
import { groupedBy } from '../grouped.js';
import { isFixturePath, isTestPath } from '../path-uses.js';
import { isWithin } from '../javascript/tree.js';
import { perFacts } from '../per-facts.js';
import { asEntity, sameData } from '../same-data.js';
import { early } from '../tracked.js';
import { folderOf } from '../tree.js';
import { Composer, type Item } from './compose.js';
import { Declarer, type Declarations } from './declare.js';
import { Holders } from './holders.js';
import type { NodeInput } from './input.js';
import { UNREAD_SERVERS } from './known.js';
import { nextRoutes } from './next.js';
import { registrations } from './registration.js';
import { scanOf } from './scan.js';
import type { DeclaredNodeRoute, NodeHolder, NodeMiddleware, NodeMount, NodeOpening, NodePlace, NodeProject, NodeRoute } from './types.js';

interface Whole {
  readonly apps: readonly NodeHolder[];
  readonly routers: readonly NodeHolder[];
  readonly declared: readonly DeclaredNodeRoute[];
  readonly mounts: readonly NodeMount[];
  readonly middleware: ReadonlyMap<NodeHolder, readonly NodeMiddleware[]>;
  readonly routes: readonly NodeRoute[];
  readonly open: readonly NodeOpening[];
  readonly reached: ReadonlySet<NodeHolder>;
}

/** One for all times: a repository without servers never counts as changed. */
const NOTHING: Whole = { apps: [], routers: [], declared: [], mounts: [], middleware: new Map(), routes: [], open: [], reached: new Set() };

/** Builds the part of the model for one tree. */
export function createNodeProject(input: NodeInput): NodeProject {
  const whole = early(() => readAll(input));
  const routesAt = early(() => groupedBy(whole().routes, ({ declared }) => declared.place.path));
  const registered = early(() => registrations(input, whole()));
  return {
    get present() {
      return whole().apps.length > 0 || whole().routers.length > 0 || whole().routes.length > 0;
    },
    get apps() {
      return whole().apps;
    },
    get routers() {
      return whole().routers;
    },
    get declared() {
      return whole().declared;
    },
    get mounts() {
      return whole().mounts;
    },
    get routes() {
      return whole().routes;
    },
    get open() {
      return whole().open;
    },
    middlewareOf: (holder) => whole().middleware.get(holder) ?? [],
    at: (path) => routesAt().get(path) ?? [],
    registration: (router) => registered()(router),
  };
}

function mayServe(facts: FileFacts, path: string): boolean {
  return facts.javascript !== undefined && !isTestPath(path) && !isFixturePath(path) && speaksOfIt(facts);
}

function readAll(input: NodeInput): Whole {
  const holders = new Holders(input);
  const declarer = new Declarer(input, holders);
  const all: Declarations = { routes: [], mounts: [], middleware: [] };
  const found = new Set<NodeHolder>();
  for (const { path } of input.scan(mayServe)()) {
    for (const one of holders.madeIn(path)) found.add(one);
    const { routes, mounts, middleware } = declarer.read(path);
    all.routes.push(...routes);
    all.mounts.push(...mounts);
    all.middleware.push(...middleware);
  }
  for (const { holder } of [...all.routes, ...all.middleware]) found.add(holder);
  for (const { parent, child } of all.mounts) for (const one of child === undefined ? [parent] : [parent, child]) found.add(one);
  return composed(input, [...found], all);
}

const speaksOfIt = perFacts((facts: FileFacts) => {
  const { creations, calls } = scanOf(facts);
  return creations.length > 0 || calls.length > 0;
});

function composed(input: NodeInput, all: readonly NodeHolder[], { routes: declared, mounts, middleware }: Declarations): Whole {
  const mounted = new Set(mounts.map(({ child }) => child));
  const apps = all.filter((one) => one.form === 'app' && !mounted.has(one));
  const items = itemsByHolder(declared, mounts, middleware);
  const composer = new Composer({ itemsOf: (holder) => items.get(holder) ?? [], prefixOf: (holder) => prefixOf(input, holder) });
  for (const app of apps) composer.app(app, null);
  const reached = new Set<NodeHolder>(apps);
  for (const queue = [...apps]; queue.length > 0; ) {
    const parent = queue.pop();
    for (const one of mounts) if (one.parent === parent && one.child !== undefined && !reached.has(one.child)) queue.push(reached.add(one.child) && one.child);
  }
  // What no application is seen to mount may still be served, below some prefix.
  const loose = all.filter((one) => !reached.has(one) && !(mounted.has(one) && mounts.some(({ child, parent }) => child === one && parent !== one && !reached.has(parent) && items.has(parent))));
  const registration = registrations(input, { apps, mounts, open: composer.open, reached });
  for (const one of loose) if (registration(one).kind !== 'no') composer.app(one, 'no application of the repository is seen to mount its router');
  const routes = [...composer.routes, ...nextRoutes(input)];
  const open = [...composer.open, ...unreadServers(input, all)];
  if (all.length + routes.length + open.length === 0) return NOTHING;
  for (const one of [...all, ...declared, ...mounts, ...routes]) asEntity(one);
  return { apps, routers: all.filter((one) => !apps.includes(one)), declared, mounts, middleware: byHolder(middleware), routes, open, reached };
}

function byHolder(middleware: Declarations['middleware']): ReadonlyMap<NodeHolder, readonly NodeMiddleware[]> {
  const found = new Map<NodeHolder, NodeMiddleware[]>();
  for (const { holder, middleware: one } of middleware) found.set(holder, [...(found.get(holder) ?? []), one]);
  return found;
}

/** What stands on each holder in the order of the source; what other files add comes after its own file's. */
function itemsByHolder(declared: readonly DeclaredNodeRoute[], mounts: readonly NodeMount[], middleware: Declarations['middleware']): ReadonlyMap<NodeHolder, readonly Item[]> {
  const entries: { readonly holder: NodeHolder; readonly place: NodePlace; readonly item: Item }[] = [
    ...declared.map((route) => ({ holder: route.holder, place: route.place, item: { kind: 'route' as const, route } })),
    ...mounts.map((mount) => ({ holder: mount.parent, place: mount.place, item: { kind: 'mount' as const, mount } })),
    ...middleware.map(({ holder, middleware: one }) => ({ holder, place: one.place, item: { kind: 'middleware' as const, middleware: one } })),
  ];
  const found = new Map<NodeHolder, typeof entries>();
  for (const entry of entries) found.set(entry.holder, [...(found.get(entry.holder) ?? []), entry]);
  const isOwn = ({ holder, place }: (typeof entries)[number]): number => (place.path === holder.path ? 0 : 1);
  return new Map([...found].map(([holder, list]) => [holder, list.sort((a, b) => isOwn(a) - isOwn(b) || a.place.path.localeCompare(b.place.path) || a.place.span[0] - b.place.span[0] || a.place.span[1] - b.place.span[1]).map(({ item }) => item)]));
}

/** Koa: `new Router({ prefix: '/users' })`. */
function prefixOf(input: NodeInput, { framework, args, path }: NodeHolder): string | undefined {
  const [options] = framework === 'koa' ? args : [];
  const written = options?.kind === 'object' ? options.entries.find(({ key }) => key === 'prefix')?.value : undefined;
  return written === undefined ? '/' : textOf(input.bindings, path, written);
}

function serversDeclared({ manifest }: FileFacts, path: string): readonly DeclaredDependency[] | false {
  const servers = /(^|\/)package\.json$/.test(path) && !isTestPath(path) && !isFixturePath(path) ? manifest?.dependencies.filter(({ name, group }) => group === 'main' && (UNREAD_SERVERS.has(name) || MADE.test(name))) : undefined;
  return servers !== undefined && servers.length > 0 && servers;
}

/** Packages that declare a server whose routes are not read, or one of which no application is seen to be made. */
function unreadServers(input: NodeInput, holders: readonly NodeHolder[]): NodeOpening[] {
  return input.scan(serversDeclared, sameData)().flatMap(({ path, told }) => {
    const server = told.find(({ name }) => !MADE.test(name) || !holders.some((one) => isWithin(one.path, folderOf(path))));
    if (server === undefined) return [];
    return [{ framework: 'express' as const, pattern: '/', reason: `\`${server.name}\` (${path}) may serve it, and its routes are not read`, place: { path, span: server.span }, server: path }];
  });
}

const MADE = /^(express|fastify|koa|hono)$/;
