/** Routes of JavaScript servers that an earlier one hides. Pure. */
import type { Value } from '../../../facts/javascript/uses/types.js';
import { groupedBy } from '../../../project/grouped.js';
import { mayBeSame } from '../../../project/http/paths.js';
import type { NodeRoute } from '../../../project/node/types.js';
import { isShippedPath } from '../../../project/path-uses.js';
import type { ProjectModel } from '../../../project/types.js';
import { perModel } from '../../shared/per-model.js';

/** Each route that another one hides -> the one that answers. */
export const hiddenNodeRoutes = perModel((model: ProjectModel): ReadonlyMap<NodeRoute, NodeRoute> => {
  const hidden = new Map<NodeRoute, NodeRoute>();
  const firm = model.node.routes.filter((route) => isFirm(route));
  for (const routes of groupedBy(firm, ({ app, segments, declared }) => `${app.path} ${app.place.span.join()} ${declared.protocol} ${segments.length}`).values()) {
    for (const [index, route] of routes.entries()) {
      const earlier = routes.slice(0, index).find((one) => hides(one, route, model));
      if (earlier !== undefined) hidden.set(route, earlier);
    }
  }
  return hidden;
});

/** Files of Next are routes by themselves, Fastify tells routes apart by constraints and refuses others; what narrows a parameter is written behind a colon. */
function isFirm({ framework, unknown, conditional, declared, pattern }: NodeRoute): boolean {
  return framework !== 'next' && framework !== 'fastify' && unknown === null && !conditional && declared.handler !== undefined && declared.methods !== 'any' && isShippedPath(declared.place.path) && !/[:*]/.test(pattern);
}

function hides(earlier: NodeRoute, route: NodeRoute, model: ProjectModel): boolean {
  const [one, other] = [earlier.declared, route.declared];
  if (one === other || (one.place.path === other.place.path && one.place.span.join() === other.place.span.join())) return false;
  if (!covers(earlier, route) || !mayBeSame(earlier.segments, route.segments) || isSameHandler(earlier, route) || !isLast(earlier, model)) return false;
  const isPlain = [...earlier.segments, ...route.segments].every(({ kind }) => kind === 'text');
  if (isPlain) return true;
  // Hono's routers try plain pieces first, wherever they stand.
  if (!/^(express|koa)$/.test(route.framework) || one.holder !== other.holder || one.place.path !== other.place.path || one.place.span[0] >= other.place.span[0]) return false;
  return earlier.segments.every((segment, index) => (segment.kind === 'parameter' && segment.shape === undefined) || (segment.kind === 'text' && route.segments[index]?.kind === 'text'));
}

function covers({ declared: { methods: own } }: NodeRoute, { declared: { methods } }: NodeRoute): boolean {
  return own !== 'any' && methods !== 'any' && methods.every((method) => own.includes(method));
}

function isSameHandler({ declared: { handler: one } }: NodeRoute, { declared: { handler: other } }: NodeRoute): boolean {
  return one?.path === other?.path && one?.symbol === other?.symbol && one?.symbol !== '';
}

/** Its handler is seen, and is handed no `next`: no other is tried. */
function isLast({ declared: { handler } }: NodeRoute, model: ProjectModel): boolean {
  const params = paramsOf(handler?.value, handler?.path ?? '', handler?.symbol ?? '', model);
  return params !== undefined && params.length > 0 && params.length <= 2 && !params.some((param) => /next|^\.\.\./i.test(param));
}

function paramsOf(value: Value | undefined, path: string, symbol: string, model: ProjectModel): readonly string[] | undefined {
  if (value?.kind === 'function') return value.params;
  return model.facts(path)?.javascript?.uses?.functions.find((one) => one.symbol === symbol && symbol !== '')?.params;
}
