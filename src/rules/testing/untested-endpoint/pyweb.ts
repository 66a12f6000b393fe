/** Routes of FastAPI, Starlette and Flask that no test reaches. Pure. */
import { mayBeSame, segmentsOf } from '../../../project/http/paths.js';
import type { PathSegment } from '../../../project/http/types.js';
import { isShippedPath } from '../../../project/path-uses.js';
import type { PywebRoute } from '../../../project/pyweb/types.js';
import type { ProjectModel } from '../../../project/types.js';
import { perModel } from '../../shared/per-model.js';
import { checkedPaths, evidenceOf } from './evidence.js';

/** Routes that some URL of the tests or of a health check leads to, or whose handler or name a test speaks of. */
const reached = perModel((model): ReadonlySet<PywebRoute> => {
  const evidence = evidenceOf(model);
  const { routes } = model.pyweb;
  const found = new Set<PywebRoute>();
  const urls = new Set([...evidence.urls.map(({ url }) => url), ...checkedPaths(model)].map((url) => url.replace(/[?#].*$/s, '').replace(/(?!^)\{\*\}/g, '{piece}')));
  // A client with a base path of its own, `client.get("/users")` for `/api/users`, and paths without a leading slash.
  const asked = [...urls, ...[...evidence.literals].filter((text) => /^[\w.{}-]+(\/[\w.{}<>-]+)*\/?$/.test(text) && text.includes('/'))].map((url) => segmentsOf(url));
  for (const route of routes) {
    const told = namesOf(route).some((name) => evidence.words.has(name) || evidence.literals.has(name) || [...evidence.literals].some((literal) => literal.endsWith(`.${name}`) || literal.endsWith(`:${name}`)));
    if (told || asked.some((url) => leadsTo(url, route.segments))) found.add(route);
  }
  return found;
});

/** Its name, its handler, and the name that Flask-RESTful makes of a resource: `WatchHistory` is `watchhistory`. */
function namesOf({ declared: { name, handler } }: PywebRoute): readonly string[] {
  const symbol = handler?.symbol.split('.').at(-1) ?? '';
  return [name ?? '', symbol, handler?.node.kind === 'class' ? symbol.toLowerCase() : ''].filter(Boolean);
}

/** The URL is the route's, or its end where the test's client knows the beginning. */
function leadsTo(url: readonly PathSegment[], route: readonly PathSegment[]): boolean {
  if (url.length === 0) return route.length === 0;
  if (mayBeSame(url, route) && (url.some(({ kind }) => kind === 'text') || route.every(({ kind }) => kind !== 'text'))) return true;
  const texts = url.filter(({ kind }) => kind === 'text').length;
  return texts > 0 && url.length < route.length && route.some(({ kind }) => kind === 'text') && mayBeSame(url, route.slice(route.length - url.length)) && sharesText(url, route.slice(route.length - url.length));
}

function sharesText(url: readonly PathSegment[], route: readonly PathSegment[]): boolean {
  return url.some((segment, index) => segment.kind === 'text' && route[index]?.kind === 'text');
}

export type Answer = { readonly route: PywebRoute; readonly tested: boolean | string };

/** What the routes that a file declares are: tested, not tested, or why it can't be told. */
export function judgedRoutes(path: string, model: ProjectModel): readonly Answer[] {
  if (!model.pyweb.present) return [];
  const seen = new Map<unknown, Answer>();
  for (const route of model.pyweb.at(path).routes) {
    const { declared, unknown, conditional } = route;
    if (conditional || declared.handler === undefined || !isShippedPath(declared.handler.path) || !isShippedPath(route.app.path)) continue;
    const tested = reached(model).has(route) ? true : (unknown ?? false);
    const known = seen.get(declared);
    if (known === undefined || known.tested !== true) seen.set(declared, { route, tested });
  }
  return [...seen.values()];
}
