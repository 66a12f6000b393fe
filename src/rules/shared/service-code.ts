/** What the shipped Python code of a repository uses from outside. Pure. */
import type { ProjectModel } from '../../project/types.js';
import { isFixturePath, isTestPath } from '../../project/path-uses.js';
import { perModel } from './per-model.js';

const importsOf = perModel((model): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const path of model.paths) {
    if (!path.endsWith('.py') || isTestPath(path) || isFixturePath(path)) continue;
    for (const { module, level } of model.facts(path)?.python?.imports ?? []) if (level === 0 && !found.has(module)) found.set(module, path);
  }
  return found;
});

/** The first file, tests left out, that imports a module for which the test holds; undefined when none does. */
export function importerOf(model: ProjectModel, test: RegExp): string | undefined {
  for (const [module, path] of importsOf(model)) if (test.test(module)) return path;
  return undefined;
}
