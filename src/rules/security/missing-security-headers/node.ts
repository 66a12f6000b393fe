/** Security headers of Express, Koa, Fastify and Hono. Pure. */
import type { NodeHolder } from '../../../project/node/types.js';
import type { ProjectModel } from '../../../project/types.js';
import { nodeServers, servedRoutes, shippedWord } from '../../shared/node/servers.js';
import { perModel } from '../../shared/per-model.js';

/** Names of packages and texts of code that sets such headers, by their words. */
const WORDS = ['helmet', 'fastifyHelmet', 'koaHelmet', 'lusca', 'secureHeaders', 'hsts', 'contentSecurityPolicy', 'nosniff', 'SAMEORIGIN', 'helmetMiddleware'];

const speaking = shippedWord(WORDS);

/** Applications of which nothing sets security headers. */
export const bareServers = perModel((model: ProjectModel): readonly NodeHolder[] => {
  const servers = nodeServers(model);
  if (servers.length === 0 || speaking(model) !== undefined) return [];
  const speaks = /helmet|secure|security|headers|csp|hsts|frame/i;
  const routes = servedRoutes(model);
  return servers.filter((app) => ![...model.node.middlewareOf(app), ...routes.filter((route) => route.app === app).flatMap(({ middleware }) => middleware)].some(({ name }) => speaks.test(name)));
});
