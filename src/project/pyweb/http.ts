/** The routes of FastAPI, Starlette and Flask as HTTP routes. Pure. */
import { patternOf, segmentsOf } from '../http/paths.js';
import type { HttpRoute, OpenHttpRoutes } from '../http/types.js';
import type { PywebProject, PywebRoute } from './types.js';

/** Routes of apps, and those of routers that no app is seen to include, whose prefixes can't be told. */
export function ofPyweb(project: PywebProject): { readonly routes: readonly HttpRoute[]; readonly open: readonly OpenHttpRoutes[] } {
  if (!project.present) return { routes: [], open: [] };
  const routes = project.routes.map(toRoute);
  const served = new Set(project.routes.map(({ declared }) => declared));
  const loose = project.declared.filter((one) => !served.has(one) && project.registration(one.holder).kind === 'unknown');
  const open = project.includes.filter(({ open: reason }) => reason !== null);
  return {
    routes,
    open: [
      ...open.map(({ parent, prefix, place, open: reason }) => ({ framework: parent.framework, segments: prefix === undefined ? [] : segmentsOf(prefix), reason: reason ?? '', place, server: parent.path })),
      ...loose.map(({ holder, place }) => ({ framework: holder.framework, segments: [], reason: 'a router is included in a way that can\'t be seen', place, server: holder.path })),
    ],
  };
}

function toRoute({ declared, framework, segments, pattern, unknown, conditional, app }: PywebRoute): HttpRoute {
  return {
    framework,
    protocol: declared.protocol,
    methods: declared.protocol === 'websocket' ? 'any' : declared.methods,
    segments,
    slash: framework === 'flask' ? (pattern !== '/' && pattern.endsWith('/') ? 'either' : false) : 'either',
    pattern: patternOf(segments, pattern.endsWith('/')),
    place: declared.place,
    ...(declared.handler === undefined ? {} : { handler: { path: declared.handler.path, symbol: declared.handler.symbol } }),
    ...(declared.name === null ? {} : { name: declared.name }),
    unknown,
    conditional,
    server: app.path,
  };
}
