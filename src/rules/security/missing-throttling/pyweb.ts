/** Limits of FastAPI and Flask services. Pure. */
import { isShippedPath } from '../../../project/path-uses.js';
import type { PywebRoute } from '../../../project/pyweb/types.js';
import type { ProjectModel } from '../../../project/types.js';
import { perModel } from '../../shared/per-model.js';
import { limitOf, speaksOfLimit } from '../../shared/pyweb/requirements.js';
import { importerOf } from '../../shared/service-code.js';
import { invitesAbuse, type Unlimited } from './sensitive.js';

const LIBRARIES = /^(slowapi|fastapi_limiter|flask_limiter|asgi_ratelimit|ratelimit|limits|pyrate_limiter|fastapi_guard|guard|starlette_rate_?limit|fastapi_throttle|aiolimiter)(\.|$)/;
/** Routes without a limit that should have one: each beside others that are limited, else one for its service. */
export const unlimitedRoutes = perModel((model): readonly Unlimited[] => {
  const { pyweb } = model;
  if (!pyweb.present || pyweb.middleware.some(({ dotted }) => speaksOfLimit(dotted) && !/size|body|length/i.test(dotted))) return [];
  const routes = pyweb.routes.filter(({ declared, unknown, app }) => unknown === null && declared.protocol === 'http' && isShippedPath(declared.place.path) && isShippedPath(app.path));
  const limited = routes.find((route) => limitOf(model, route) !== undefined);
  const sensitive = routes.filter((route) => isSensitive(route) && route.openDependencies === null && limitOf(model, route) === undefined);
  if (limited !== undefined) {
    const label = `${limited.pattern} (${limited.declared.place.path}:${limited.declared.place.span[0]})`;
    return once(sensitive).map((route) => toUnlimited(route, label));
  }
  if (importerOf(model, LIBRARIES) !== undefined || limitsItself(model)) return [];
  const first = new Map<unknown, PywebRoute>();
  for (const route of sensitive) if (!first.has(route.app)) first.set(route.app, route);
  return [...first.values()].map((route) => toUnlimited(route, null));
});

function isSensitive({ pattern, declared }: PywebRoute): boolean {
  return declared.methods !== 'any' && declared.methods.includes('POST') && invitesAbuse(pattern);
}

/** Code of the repository that counts requests in a way of its own. */
function limitsItself(model: ProjectModel): boolean {
  return ['rate_limit', 'ratelimit', 'RateLimiter', 'limiter', 'throttle', 'rate_limiter', 'check_rate_limit', 'too_many_requests', 'HTTP_429_TOO_MANY_REQUESTS'].some((word) => model.symbols.mentions(word).some(isShippedPath));
}

function once(routes: readonly PywebRoute[]): readonly PywebRoute[] {
  return [...new Map(routes.map((route) => [route.declared, route])).values()];
}

function toUnlimited({ declared, pattern }: PywebRoute, limited: string | null): Unlimited {
  const { path } = declared.place;
  return { path, span: declared.place.span, symbol: declared.handler?.symbol ?? '', route: `POST ${pattern}`, limited, stack: 'python' };
}
