/** The HTTP routes of all frameworks of a repository together. Pure; made when first asked for. */
import { groupedBy } from '../grouped.js';
import { keepEntities, sameData } from '../same-data.js';
import { early, earlyPerKey, perKey } from '../tracked.js';
import { mayBeBelow, mayBeSame, segmentsOf, sharedHead } from './paths.js';
import type { HttpIndex, HttpMatch, HttpRoute, OpenHttpRoutes, PathSegment } from './types.js';

export interface HttpSource {
  readonly routes: readonly HttpRoute[];
  readonly open: readonly OpenHttpRoutes[];
}

/** Builds the index over the sources of each framework, which are asked only when a route is wanted. */
export function createHttpIndex(sources: readonly (() => HttpSource)[]): HttpIndex {
  const told = sources.map((source) => {
    let known: readonly HttpRoute[] = [];
    return early(() => {
      const { routes, open } = source();
      known = keepEntities(known, routes);
      return routes.length + open.length === 0 ? NONE : { routes: known, open };
    }, sameData);
  });
  const whole = early(() => {
    const all = told.map((one) => one());
    return { routes: all.flatMap(({ routes }) => routes), open: all.flatMap(({ open }) => open) };
  }, sameData);
  const byHead = early(() => groupedBy(whole().routes, ({ segments }) => headOf(segments)));
  const matches = perKey((method: string) => earlyPerKey((path: string) => match(whole(), byHead(), method, path), sameData));
  return {
    get routes() {
      return whole().routes;
    },
    get open() {
      return whole().open;
    },
    match: (method, path) => matches(method)(path),
  };
}

/** One for all times, so that sources without routes never count as changed. */
const NONE: HttpSource = { routes: [], open: [] };

function headOf([first]: readonly PathSegment[]): string {
  return first?.kind === 'text' ? first.text : first === undefined ? '/' : '';
}

function match({ routes, open }: HttpSource, byHead: ReadonlyMap<string, readonly HttpRoute[]>, method: string, path: string): HttpMatch {
  const segments = segmentsOf(path.replace(/[?#].*$/s, ''));
  const head = headOf(segments);
  const near = head === '' ? routes : [...(byHead.get(head) ?? []), ...(byHead.get('') ?? [])];
  const alike = near.filter((route) => mayBeSame(route.segments, segments));
  const answering = alike.filter(({ methods }) => method === 'any' || methods === 'any' || methods.includes(method));
  if (answering.length > 0) return { kind: 'found', routes: answering };
  const doubtful = open.find((one) => mayBeBelow(one.segments, segments));
  if (doubtful !== undefined) return { kind: 'unknown', reason: doubtful.reason };
  const floating = routes.find((route) => route.unknown !== null && endsAlike(route.segments, segments));
  if (floating !== undefined) return { kind: 'unknown', reason: floating.unknown as string };
  if (alike.length > 0) return { kind: 'method', routes: alike };
  return { kind: 'none', nearest: nearest(routes, segments) };
}

/** A route below a prefix that can't be told may be the one. */
function endsAlike(route: readonly PathSegment[], asked: readonly PathSegment[]): boolean {
  return mayBeSame([{ kind: 'rest' }, ...route], asked);
}

function nearest(routes: readonly HttpRoute[], segments: readonly PathSegment[]): readonly HttpRoute[] {
  const scored = routes.map((route) => ({ route, shared: sharedHead(route.segments, segments), apart: Math.abs(route.segments.length - segments.length) }));
  return scored.filter(({ shared }) => shared > 0).sort((a, b) => b.shared - a.shared || a.apart - b.apart).slice(0, 3).map(({ route }) => route);
}
