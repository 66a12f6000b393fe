/** Django's routes as HTTP routes. Pure. */
import type { OpenRoutes, Route, RouteGraph } from '../django/types.js';
import { segmentsOf } from './paths.js';
import type { HttpRoute, OpenHttpRoutes } from './types.js';

/** The routes of root urlconfs; those of urlconfs that no root reaches have prefixes that can't be told. */
export function ofDjango(graph: RouteGraph): { readonly routes: readonly HttpRoute[]; readonly open: readonly OpenHttpRoutes[] } {
  const roots = new Set(graph.roots);
  return { routes: graph.routes.map((route) => toRoute(route, roots)), open: graph.open.map((open) => toOpen(open, graph.roots[0] ?? '')) };
}

function toRoute(route: Route, roots: ReadonlySet<string>): HttpRoute {
  const { pattern, target, name, methods } = route;
  return {
    framework: 'django',
    protocol: 'http',
    methods: methods ?? 'any',
    segments: segmentsOf(pattern),
    slash: pattern !== '/' && pattern.endsWith('/'),
    pattern,
    place: route.place,
    ...(target.kind === 'view' ? { handler: { path: target.view.path, symbol: target.view.symbol } } : {}),
    ...(name == null ? {} : { name }),
    unknown: route.open ?? (roots.has(route.root) ? null : `no root urlconf that can be read includes ${route.root}`),
    conditional: route.conditional,
    server: route.root,
  };
}

function toOpen({ prefix, reason, place }: OpenRoutes, server: string): OpenHttpRoutes {
  return { framework: 'django', segments: segmentsOf(prefix), reason, place, server };
}
