/** What the shipped Python code of a repository uses from outside. Pure. */
import type { ProjectModel } from '../../project/types.js';
import { isFixturePath, isTestPath } from '../../project/path-uses.js';
import { perModel, perModelScan } from './per-model.js';

const importsOf = perModel((model): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const { path, told } of modulesOfFiles(model)) for (const module of told) if (!found.has(module)) found.set(module, path);
  return found;
});

const modulesOfFiles = perModelScan(({ python }, path) => {
  if (!path.endsWith('.py') || isTestPath(path) || isFixturePath(path)) return false;
  const modules = (python?.imports ?? []).filter(({ level }) => level === 0).map(({ module }) => module);
  return modules.length > 0 && modules;
});

/** The first file, tests left out, that imports a module for which the test holds; undefined when none does. */
export function importerOf(model: ProjectModel, test: RegExp): string | undefined {
  for (const [module, path] of importsOf(model)) if (test.test(module)) return path;
  return undefined;
}
