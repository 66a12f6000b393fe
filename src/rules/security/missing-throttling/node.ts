/** Limits of Express, Koa, Fastify and Hono. Pure. */
import type { NodeMiddleware, NodeRoute } from '../../../project/node/types.js';
import type { ProjectModel } from '../../../project/types.js';
import { nodeServers, packageOf, servedRoutes, shippedWord } from '../../shared/node/servers.js';
import { perModel } from '../../shared/per-model.js';
import { invitesAbuse, type Unlimited } from './sensitive.js';

const LIMIT = /limit|throttl|slow_?down|brute|quota|cooldown/i;
/** Words of code that counts requests in a way of its own, or by a package. */
const WORDS = ['rateLimit', 'rateLimiter', 'RateLimiter', 'rate_limit', 'ratelimit', 'limiter', 'throttle', 'Throttle', 'slowDown', 'brute', 'ExpressBrute', 'TooManyRequests', 'TOO_MANY_REQUESTS', 'tooManyRequests', 'Ratelimit', 'RateLimiterMemory', 'RateLimiterRedis', 'rateLimiting', 'authLimiter', 'apiLimiter'];

const speaking = shippedWord(WORDS);

/** Routes without a limit that should have one: each beside others that are limited, else one for its service. */
export const unlimitedInNode = perModel((model: ProjectModel): readonly Unlimited[] => {
  const servers = nodeServers(model);
  if (servers.length === 0) return [];
  const routes = servedRoutes(model).filter(({ app }) => servers.includes(app));
  const limited = routes.find(({ middleware }) => middleware.some((one) => isLimit(one) && !one.conditional));
  const open = routes.filter((route) => isSensitive(route) && !route.middleware.some(isLimit) && !model.node.open.some(({ server }) => server === route.app.path));
  if (limited !== undefined) return once(open).map((route) => toUnlimited(route, `${limited.pattern} (${limited.declared.place.path}:${limited.declared.place.span[0]})`));
  if (routes.some(({ middleware }) => middleware.some(isLimit)) || speaking(model) !== undefined) return [];
  const first = new Map<unknown, NodeRoute>();
  for (const route of open) if (!first.has(route.app)) first.set(route.app, route);
  return [...first.values()].map((route) => toUnlimited(route, null));
});

function isLimit(one: NodeMiddleware): boolean {
  const text = `${one.name} ${packageOf(one)} ${one.origin.kind === 'local' ? `${one.origin.name} ${one.origin.members}` : ''}`;
  return LIMIT.test(text) && !/size|body|length/i.test(text);
}

function isSensitive({ pattern, declared }: NodeRoute): boolean {
  return declared.methods !== 'any' && declared.methods.includes('POST') && invitesAbuse(pattern);
}

function once(routes: readonly NodeRoute[]): readonly NodeRoute[] {
  return [...new Map(routes.map((route) => [route.declared, route])).values()];
}

function toUnlimited({ declared, pattern }: NodeRoute, limited: string | null): Unlimited {
  const { path } = declared.place;
  return { path, span: declared.place.span, symbol: declared.symbol, route: `POST ${pattern}`, limited, stack: 'node' };
}
