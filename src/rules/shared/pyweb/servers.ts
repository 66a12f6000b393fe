/** The applications of a repository that serve requests in production. Pure. */
import { isFixturePath, isShippedPath } from '../../../project/path-uses.js';
import type { Holder } from '../../../project/pyweb/types.js';
import { perModel } from '../per-model.js';

/** Apps of shipped code that answer routes themselves or through routers; those that are mounted below another are not among them. */
export const servers = perModel((model): readonly Holder[] => {
  if (!model.pyweb.present) return [];
  const serving = new Set(model.pyweb.routes.map(({ app }) => app));
  return model.pyweb.apps.filter((app) => serving.has(app) && isShippedPath(app.path) && !isFixturePath(app.path));
});

/** A configuration of nginx, or of another proxy that stands before the service. */
export const proxyOf = perModel((model): string | undefined => model.paths.find((path) => /(^|\/)(nginx[^/]*|[^/]*\.nginx|default\.conf|haproxy[^/]*\.cfg|Caddyfile)(\.conf|\.template|\.tmpl|\.j2|\.conf\.template)?$|(^|\/)nginx\//i.test(path)));
