/** The routes of JavaScript servers as HTTP routes. Pure. */
import { patternOf, segmentsOf } from '../http/paths.js';
import type { HttpRoute, OpenHttpRoutes } from '../http/types.js';
import type { NodeProject, NodeRoute } from './types.js';

/** Routes and what is open of all applications. */
export function ofNode(project: NodeProject): { readonly routes: readonly HttpRoute[]; readonly open: readonly OpenHttpRoutes[] } {
  return {
    routes: project.routes.map(toRoute),
    open: project.open.map(({ framework, pattern, reason, place, server }) => ({ framework, segments: segmentsOf(pattern), reason, place, server })),
  };
}

function toRoute({ framework, declared, app, segments, unknown, conditional }: NodeRoute): HttpRoute {
  const { methods } = declared;
  return {
    framework,
    protocol: declared.protocol,
    // All of these frameworks answer HEAD where they answer GET.
    methods: methods === 'any' ? 'any' : methods.includes('GET') && !methods.includes('HEAD') ? [...methods, 'HEAD'].sort() : methods,
    segments,
    slash: 'either',
    pattern: patternOf(segments),
    place: declared.place,
    ...(declared.handler === undefined || declared.handler.symbol === '' ? {} : { handler: { path: declared.handler.path, symbol: declared.handler.symbol } }),
    unknown,
    conditional,
    server: app.path,
  };
}
