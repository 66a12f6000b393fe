/** Routes of FastAPI, Starlette and Flask that an earlier one hides. Pure. */
import { mayBeSame } from '../../../project/http/paths.js';
import { isShippedPath } from '../../../project/path-uses.js';
import type { PywebRoute } from '../../../project/pyweb/types.js';
import type { ProjectModel } from '../../../project/types.js';
import { groupedBy } from '../../../project/grouped.js';
import { perModel } from '../../shared/per-model.js';

/** Each route that another one hides -> the one that answers. */
export const hiddenPywebRoutes = perModel((model: ProjectModel): ReadonlyMap<PywebRoute, PywebRoute> => {
  const hidden = new Map<PywebRoute, PywebRoute>();
  if (!model.pyweb.present) return hidden;
  const firm = model.pyweb.routes.filter((route) => isFirm(route));
  for (const routes of groupedBy(firm, ({ app, segments, declared }) => `${app.path} ${app.place.span.join()} ${declared.protocol} ${segments.length}`).values()) {
    for (const [index, route] of routes.entries()) {
      const earlier = routes.slice(0, index).find((one) => hides(one, route));
      if (earlier !== undefined) hidden.set(route, earlier);
    }
  }
  return hidden;
});

function isFirm({ unknown, conditional, declared, pattern }: PywebRoute): boolean {
  // A converter narrows what a parameter takes.
  return unknown === null && !conditional && declared.handler !== undefined && isShippedPath(declared.place.path) && !pattern.includes(':');
}

function hides(earlier: PywebRoute, route: PywebRoute): boolean {
  if (earlier.declared === route.declared || !covers(earlier, route) || isSameHandler(earlier, route)) return false;
  if (isPlain(earlier) && isPlain(route)) return earlier.pattern === route.pattern;
  // Flask tries plain segments first, and its converters narrow; the order of routers that stand in different files can't be seen.
  if (route.framework === 'flask' || earlier.declared.holder !== route.declared.holder || earlier.declared.place.path !== route.declared.place.path) return false;
  return earlier.declared.expression.start < route.declared.expression.start && sameSlash(earlier, route) && isWider(earlier, route);
}

function isPlain({ segments }: PywebRoute): boolean {
  return segments.every(({ kind }) => kind === 'text');
}

/** Every request that the later one would take the earlier one takes. */
function isWider(earlier: PywebRoute, route: PywebRoute): boolean {
  if (!mayBeSame(earlier.segments, route.segments)) return false;
  return earlier.segments.every((segment, index) => (segment.kind === 'parameter' && segment.shape === undefined) || (segment.kind === 'text' && route.segments[index]?.kind === 'text'));
}

function sameSlash(earlier: PywebRoute, route: PywebRoute): boolean {
  return earlier.pattern.endsWith('/') === route.pattern.endsWith('/');
}

function covers({ declared: { methods: own } }: PywebRoute, { declared: { methods } }: PywebRoute): boolean {
  return own !== 'any' && methods !== 'any' && methods.every((method) => own.includes(method));
}

function isSameHandler({ declared: { handler: one } }: PywebRoute, { declared: { handler: other } }: PywebRoute): boolean {
  return one?.path === other?.path && one?.node === other?.node;
}
