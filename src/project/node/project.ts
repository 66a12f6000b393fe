/** Express, Fastify, Koa, Hono and Next in one repository; everything is made when first asked for. Pure. */
import type { DeclaredDependency, FileFacts } from '../../facts/types.js';
import { textOf } from '../javascript/texts.js';
import { createGroups } from '../inverse.js';
import { isFixturePath, isTestPath } from '../path-uses.js';
import { isWithin } from '../javascript/tree.js';
import { perFacts } from '../per-facts.js';
import { keepEntities, keepEntitiesBy, sameData } from '../same-data.js';
import { early, earlyPerKey } from '../tracked.js';
import { folderOf } from '../tree.js';
import { Composer, type Item } from './compose.js';
import { Declarer, type Declarations } from './declare.js';
import { Holders } from './holders.js';
import type { NodeInput } from './input.js';
import { UNREAD_SERVERS } from './known.js';
import { nextRoutes } from './next.js';
import { createImporters, registrations, type Importers } from './registration.js';
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

/** Builds the part of the model for one tree. What stands in a file is read file by file. */
export function createNodeProject(input: NodeInput): NodeProject {
  const reading: Reading = { ...input, inFile: createFileReader(input), importers: createImporters(input) };
  let known = NOTHING;
  const whole = early(() => {
    const now = readAll(reading);
    known = { ...now, routes: keepEntitiesBy(known.routes, now.routes, (route) => route.declared.place) };
    return known;
  }, sameData);
  const part = <T>(of: (whole: Whole) => T): (() => T) => early(() => of(whole()), sameData);
  const [apps, routers, declared, mounts, routes, open] = [part((all) => all.apps), part((all) => all.routers), part((all) => all.declared), part((all) => all.mounts), part((all) => all.routes), part((all) => all.open)];
  const present = part((all) => all.apps.length > 0 || all.routers.length > 0 || all.routes.length > 0);
  const registered = early(() => registrations(reading, whole()));
  return {
    get present() {
      return present();
    },
    get apps() {
      return apps();
    },
    get routers() {
      return routers();
    },
    get declared() {
      return declared();
    },
    get mounts() {
      return mounts();
    },
    get routes() {
      return routes();
    },
    get open() {
      return open();
    },
    middlewareOf: earlyPerKey((holder: NodeHolder) => whole().middleware.get(holder) ?? [], sameData),
    at: createGroups(routes, (route) => route.declared.place.path),
    registration: earlyPerKey((router: NodeHolder) => registered()(router), sameData),
  };
}

function mayServe(facts: FileFacts, path: string): boolean {
  return facts.javascript !== undefined && !isTestPath(path) && !isFixturePath(path) && speaksOfIt(facts);
}

/** What stands in one file. */
interface InFile {
  readonly made: readonly NodeHolder[];
  readonly routes: readonly DeclaredNodeRoute[];
  readonly mounts: readonly NodeMount[];
  readonly middleware: Declarations['middleware'];
}

interface Reading extends NodeInput {
  inFile(path: string): InFile;
  readonly importers: Importers;
}

/** Builds a question: what stands in a file. What it declares the same way again stays the same objects. */
function createFileReader(input: NodeInput): (path: string) => InFile {
  const holders = new Holders(input);
  const declarer = new Declarer(input, holders);
  const known = new Map<string, InFile>();
  return earlyPerKey((path: string) => {
    const before = known.get(path);
    const { routes, mounts, middleware } = declarer.read(path);
    const now = { made: holders.madeIn(path), routes: keepEntities(before?.routes ?? [], routes), mounts: keepEntities(before?.mounts ?? [], mounts), middleware };
    known.set(path, now);
    return now;
  }, sameData);
}

function readAll(input: Reading): Whole {
  const files = input.scan(mayServe)().map(({ path }) => input.inFile(path));
  const routes = files.flatMap((file) => file.routes);
  const mounts = files.flatMap((file) => file.mounts);
  const middleware = files.flatMap((file) => file.middleware);
  const found = new Set(files.flatMap(({ made }) => made));
  for (const { holder } of [...routes, ...middleware]) found.add(holder);
  for (const { parent, child } of mounts) for (const one of child === undefined ? [parent] : [parent, child]) found.add(one);
  return composed(input, [...found], { routes, mounts, middleware });
}

const speaksOfIt = perFacts((facts: FileFacts) => {
  const { creations, calls } = scanOf(facts);
  return creations.length > 0 || calls.length > 0;
});

function composed(input: Reading, all: readonly NodeHolder[], { routes: declared, mounts, middleware }: Omit<InFile, 'made'>): Whole {
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
