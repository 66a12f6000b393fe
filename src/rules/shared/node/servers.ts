/** The applications of Node that serve requests in production, and what stands before their handlers. Pure. */
import { holdsWord, packedWord } from '../../../facts/content/words.js';
import type { FileFacts } from '../../../facts/types.js';
import { createGroups } from '../../../project/inverse.js';
import type { NodeHolder, NodeMiddleware, NodeRoute } from '../../../project/node/types.js';
import { isFixturePath, isShippedPath } from '../../../project/path-uses.js';
import type { ProjectModel } from '../../../project/types.js';
import { isForDevelopment } from '../javascript/server-code.js';
import { perObject } from '../../../project/per-object.js';
import { perModel, perModelAnd, perModelScan } from '../per-model.js';

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

/** Those of them that a file declares. */
export function servedRoutesAt(model: ProjectModel, path: string): readonly NodeRoute[] {
  return servedByPath(model)(path);
}

const servedByPath = perObject((model: ProjectModel) => createGroups(() => servedRoutes(model), ({ declared }) => declared.place.path));

/** The package that a middleware comes from; '' for the repository's own and what can't be told. */
export function packageOf({ origin }: NodeMiddleware): string {
  return origin.kind === 'package' ? origin.package : '';
}

/** Builds a question: a file of shipped JavaScript code that holds one of the words, in any role. */
export function shippedWord(words: readonly string[]): (model: ProjectModel) => string | undefined {
  const wanted = words.map(packedWord);
  const holding = perModelScan((facts, path) => facts.javascript !== undefined && facts.skip === undefined && isShippedPath(path) && holdsSome(facts, wanted));
  return (model) => holding(model)[0]?.path;
}

/** Builds a question: whether one of the words stands in a file. */
export function holdsWordOf(words: readonly string[]): (model: ProjectModel, path: string) => boolean {
  const wanted = words.map(packedWord);
  return perModelAnd((model, path: string) => holdsSome(model.facts(path), wanted));
}

function holdsSome(facts: FileFacts | undefined, wanted: readonly string[]): boolean {
  const packed = facts?.content?.words ?? '';
  return wanted.some((word) => holdsWord(packed, word));
}
