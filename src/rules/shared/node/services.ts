/** Services of Express, Fastify, Koa and Hono: of each package the application that stands for it. Pure. */
import { groupedBy } from '../../../project/grouped.js';
import type { NodeHolder, NodeRoute } from '../../../project/node/types.js';
import type { ProjectModel } from '../../../project/types.js';
import { perModel } from '../per-model.js';
import { nodeServers, servedRoutes } from './servers.js';

export interface NodeService {
  readonly app: NodeHolder;
  readonly routes: readonly NodeRoute[];
}

/** Of the applications of one package the one with the most routes. */
export const nodeServices = perModel((model: ProjectModel): readonly NodeService[] => {
  const all = nodeServers(model).map((app) => ({ app, routes: servedRoutes(model).filter((route) => route.app === app) }));
  const byPackage = groupedBy(all, ({ app }) => model.dependencies.scopeFor(app.path, 'npm').manifests[0] ?? '');
  return [...byPackage.values()].map((services) => services.toSorted((left, right) => right.routes.length - left.routes.length)[0] as NodeService);
});
