/** The routes of a Django repository, from its root urlconfs down. Pure. */
import { groupedBy } from '../../grouped.js';
import { keepEntities, sameData } from '../../same-data.js';
import { early, earlyPerKey, sameItems } from '../../tracked.js';
import type { DjangoInput } from '../input.js';
import type { ErrorHandler, OpenRoutes, Place, Route, RouteGraph } from '../types.js';
import { createFinder } from './finder.js';
import { createMatch } from './matching.js';
import { createNames } from './names.js';
import { UrlconfReader } from './reader.js';
import { readAll, type Readings } from './roots.js';

const EMPTY: RouteGraph = {
  routes: [],
  open: [],
  reached: [],
  orphans: [],
  roots: [],
  handlers: [],
  at: () => ({ routes: [], open: [], handlers: [] }),
  named: () => ({ kind: 'unknown', reason: 'nothing in the repository imports Django' }),
  to: () => [],
  match: () => [],
};

/** Builds the route graph of one tree, which it follows. A route stays the same object as long as all that is told of it does. */
export function createRouteGraph(input: DjangoInput): RouteGraph {
  if (!input.django.present) return EMPTY;
  let known: Parts = { routes: [], open: [], handlers: [] };
  const whole = early(() => {
    // They keep what they found: it must not outlive this answer.
    const finder = createFinder(input);
    const all = withEntities(readAll(input, finder, new UrlconfReader(input, finder)), known);
    const [routes, open, handlers] = [all.readings.flatMap((one) => one.routes), all.readings.flatMap((one) => one.open), all.readings.flatMap((one) => one.handlers)];
    known = { routes, open, handlers };
    return { ...known, reached: all.reached, orphans: all.orphans, roots: all.roots, readings: all.readings };
  }, sameData);
  const part = <Key extends keyof ReturnType<typeof whole>>(key: Key): (() => ReturnType<typeof whole>[Key]) => early(() => whole()[key], sameData);
  const [routes, open, handlers, reached, orphans, roots] = [part('routes'), part('open'), part('handlers'), part('reached'), part('orphans'), part('roots')];
  const byView = early(() => groupedBy(routes(), ({ target }) => (target.kind === 'view' ? `${target.view.path} ${target.view.symbol}` : '')));
  const to = earlyPerKey((view: string): readonly Route[] => byView().get(view) ?? [], sameItems);
  const placed = <T extends { readonly place: Place }>(items: () => readonly T[]): ((path: string) => readonly T[]) => {
    const byPath = early(() => groupedBy(items(), ({ place }) => place.path));
    return (path) => byPath().get(path) ?? [];
  };
  const [routesAt, openAt, handlersAt] = [placed(routes), placed(open), placed(handlers)];
  const match = early(() => createMatch(routes()));
  const named = early(() => createNames(whole()));
  return {
    get routes() {
      return routes();
    },
    get open() {
      return open();
    },
    get handlers() {
      return handlers();
    },
    get reached() {
      return reached();
    },
    get orphans() {
      return orphans();
    },
    get roots() {
      return roots();
    },
    at: earlyPerKey((path: string) => ({ routes: routesAt(path), open: openAt(path), handlers: handlersAt(path) }), sameData),
    named: earlyPerKey((name: string) => named()(name), sameData),
    to: (path, symbol) => to(`${path} ${symbol}`),
    match: earlyPerKey((url: string) => match()(url), sameItems),
  };
}

interface Parts {
  readonly routes: readonly Route[];
  readonly open: readonly OpenRoutes[];
  readonly handlers: readonly ErrorHandler[];
}

/** With what was known before in the place of what is the same. */
function withEntities(all: Readings, known: Parts): Readings {
  const [routes, open, handlers] = [known.routes, known.open, known.handlers];
  const kept = {
    routes: keepEntities(routes, all.readings.flatMap((one) => one.routes)),
    open: keepEntities(open, all.readings.flatMap((one) => one.open)),
    handlers: keepEntities(handlers, all.readings.flatMap((one) => one.handlers)),
  };
  const at = { routes: 0, open: 0, handlers: 0 };
  const next = <Key extends keyof Parts>(key: Key, count: number): (typeof kept)[Key][number][] => kept[key].slice(at[key], (at[key] += count));
  return { ...all, readings: all.readings.map((one) => ({ ...one, routes: next('routes', one.routes.length), open: next('open', one.open.length), handlers: next('handlers', one.handlers.length) })) };
}
