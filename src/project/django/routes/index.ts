/** The routes of a Django repository, from its root urlconfs down. Pure. */
import { groupedBy } from '../../grouped.js';
import { asEntity } from '../../same-data.js';
import { early } from '../../tracked.js';
import type { DjangoInput } from '../input.js';
import type { RouteGraph } from '../types.js';
import { createFinder } from './finder.js';
import { createMatch } from './matching.js';
import { createNames } from './names.js';
import { UrlconfReader } from './reader.js';
import { readAll } from './roots.js';

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

/** Builds the route graph of one tree. */
export function createRouteGraph(input: DjangoInput): RouteGraph {
  if (!input.django.present) return EMPTY;
  const finder = createFinder(input);
  const all = readAll(input, finder, new UrlconfReader(input, finder));
  const routes = all.readings.flatMap((reading) => reading.routes);
  const open = all.readings.flatMap((reading) => reading.open);
  const handlers = all.readings.flatMap((reading) => reading.handlers);
  for (const one of [...routes, ...open, ...handlers]) asEntity(one);
  const byView = early(() => groupedBy(routes, ({ target }) => (target.kind === 'view' ? `${target.view.path} ${target.view.symbol}` : '')));
  const routesAt = early(() => groupedBy(routes, ({ place }) => place.path));
  const openAt = early(() => groupedBy(open, ({ place }) => place.path));
  const match = early(() => createMatch(routes));
  const named = early(() => createNames(all));
  return {
    routes,
    open,
    handlers,
    reached: all.reached,
    orphans: all.orphans,
    roots: all.roots,
    at: (path) => ({ routes: routesAt().get(path) ?? [], open: openAt().get(path) ?? [], handlers: handlers.filter(({ place }) => place.path === path) }),
    named: (name) => named()(name),
    to: (path, symbol) => byView().get(`${path} ${symbol}`) ?? [],
    match: (url) => match()(url),
  };
}
