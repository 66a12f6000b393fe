/** The Python side of the project model: composed of roots, modules and names. Pure. */
import { folderOf, inFolder, stemOf } from '../tree.js';
import type { PythonProject } from '../types.js';
import { createModules, type ModulesInput } from './modules.js';
import { createNames } from './names.js';
import { createNearestModules } from './nearest-modules.js';
import { createRoots } from './roots.js';

/** Builds the Python project of one tree; lazy and memoised. */
export function createPythonProject(input: ModulesInput): PythonProject {
  const rootsFor = createRoots(input);
  const modules = createModules(input, rootsFor);
  const exportsName = createNames({ ...input, resolve: modules.resolve, submodule: modules.submodule });
  const dottedName = (path: string, from: string): string | undefined => dotted(path, rootsFor(from).strong);
  return {
    rootsFor: (path) => {
      const roots = rootsFor(path);
      return [...roots.strong, ...roots.weak];
    },
    resolve: modules.resolve,
    candidates: modules.candidates,
    resolveSubmodule: (path, statement, name) => modules.submodule(modules.resolve(path, statement), name),
    exportsName,
    dottedName,
    nearestModules: createNearestModules({ tree: input.tree, dotted, rootsOf: (path) => rootsFor(path).strong }),
  };
}

/** The shortest dotted name over the given roots. */
function dotted(path: string, roots: readonly string[]): string | undefined {
  let best: string | undefined;
  const module = /(^|\/)__init__\.pyi?$/.test(path) ? folderOf(path) : inFolder(folderOf(path), stemOf(path));
  for (const root of roots) {
    if (root !== '' && !module.startsWith(`${root}/`)) continue;
    const name = (root === '' ? module : module.slice(root.length + 1)).replaceAll('/', '.');
    if (!/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(name)) continue;
    if (best === undefined || name.length < best.length) best = name;
  }
  return best;
}
