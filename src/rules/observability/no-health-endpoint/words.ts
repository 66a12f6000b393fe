/** How health routes are called. Pure. */
import type { ProjectModel } from '../../../project/types.js';
import { perModelScan } from '../../shared/per-model.js';

/** Words by which health routes go, as whole parts of a path or of a route's name. */
export const HEALTH = /(^|[/_.:\-^])(health\w*|healthz|livez?|liveness\w*|alive|readyz?|readiness\w*|ping|pong|heartbeat|__heartbeat__|__lbheartbeat__|lbheartbeat|status|server-status|_?up|ht|watchman|probe\w*|isalive|monitor(ing)?|uptime|version|__version__)([/_.:\-$]|$)/i;
export const WORDS = ['health', 'healthz', 'health_check', 'healthcheck', 'livez', 'readyz', 'liveness', 'readiness', 'heartbeat', 'ping'];
export const MIDDLEWARE = /health|heartbeat|liveness|ready/i;

/** A deployment file or a script asks some route whether the service is well. */
export function isAsked(model: ProjectModel): boolean {
  return asking(model).length > 0;
}

const asking = perModelScan(({ deployment }, path) => /(^|[/_-])health[_-]?checks?\.(py|sh|[cm]?[jt]s)$/i.test(path) || (deployment?.healthChecks?.length ?? 0) > 0);
