/** The applications of Node that serve requests in production, and what stands before their handlers. Pure. */
import { packedWord, unpackWords } from '../../../facts/content/words.js';
import type { NodeHolder, NodeMiddleware, NodeRoute } from '../../../project/node/types.js';
import { isFixturePath, isShippedPath } from '../../../project/path-uses.js';
import type { ProjectModel } from '../../../project/types.js';
import { isForDevelopment } from '../javascript/server-code.js';
import { perModel } from '../per-model.js';

/** Fewer routes are a helper's beside something else: a proxy for development, a page for a login. */
const FEWEST_ROUTES = 3;

/** Apps of shipped code with some routes whose paths are known; Next's routes have none. */
export const nodeServers = perModel((model): readonly NodeHolder[] => {
  if (!model.node.present) return [];
  const routes = servedRoutes(model);
  return model.node.apps.filter((app) => !app.isParameter && routes.filter((route) => route.app === app).length >= FEWEST_ROUTES);
});

/** Routes of shipped applications, those of Next left out. */
export const servedRoutes = perModel((model): readonly NodeRoute[] => {
  const isShipped = (path: string): boolean => isShippedPath(path) && !isFixturePath(path) && !isForDevelopment(path);
  return model.node.routes.filter(({ framework, app, declared, unknown }) => framework !== 'next' && unknown === null && declared.protocol === 'http' && isShipped(app.path) && isShipped(declared.place.path));
});

/** The package that a middleware comes from; '' for the repository's own and what can't be told. */
export function packageOf({ origin }: NodeMiddleware): string {
  return origin.kind === 'package' ? origin.package : '';
}

/** A file of shipped JavaScript code that holds one of the words, in any role. */
export function shippedWord(model: ProjectModel, words: readonly string[]): string | undefined {
  return model.paths.find((path) => {
    const facts = model.facts(path);
    return facts?.javascript !== undefined && facts.skip === undefined && isShippedPath(path) && holdsWord(model, path, words);
  });
}

/** Whether one of the words stands in a file. */
export function holdsWord(model: ProjectModel, path: string, words: readonly string[]): boolean {
  const wanted = new Set(words.map(packedWord));
  for (const word of unpackWords(model.facts(path)?.content?.words ?? '')) if (wanted.has(word)) return true;
  return false;
}
