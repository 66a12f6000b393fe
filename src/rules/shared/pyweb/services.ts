/** Services of FastAPI, Starlette and Flask: of each project the application that stands for it. Pure. */
import { groupedBy } from '../../../project/grouped.js';
import type { Holder, PywebRoute } from '../../../project/pyweb/types.js';
import { folderOf } from '../../../project/tree.js';
import type { ProjectModel } from '../../../project/types.js';
import { perModel } from '../per-model.js';
import { productionModules } from '../production-settings.js';
import { servers } from './servers.js';

export interface PywebService {
  readonly app: Holder;
  readonly routes: readonly PywebRoute[];
}

/** An application with fewer routes is a stub, or one of several parts. */
const FEWEST_ROUTES = 2;

/** Of the applications under one manifest the one with the most routes; none where settings of Django speak for the repository. */
export const pywebServices = perModel((model: ProjectModel): readonly PywebService[] => {
  if (!model.pyweb.present || productionModules(model).length > 0) return [];
  const all = servers(model).map((app) => ({ app, routes: model.pyweb.routes.filter((route) => route.app === app) }));
  const byProject = groupedBy(all.filter(({ routes }) => routes.length >= FEWEST_ROUTES), ({ app }) => folderOf(model.dependencies.scopeFor(app.path, 'python').manifests[0] ?? ''));
  return [...byProject.values()].map((services) => services.toSorted((left, right) => right.routes.length - left.routes.length)[0] as PywebService);
});
