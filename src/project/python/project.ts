/** The Python side of the project model: composed of roots, modules and names. Pure. */
import type { PythonImport } from '../../facts/types.js';
import { nearest } from '../nearest.js';
import { folderOf, inFolder, lazily, stemOf } from '../tree.js';
import type { PythonProject } from '../types.js';
import { createModules, type ModulesInput } from './modules.js';
import { createNames } from './names.js';
import { createRoots } from './roots.js';

/** Builds the Python project of one tree; lazy and memoised. */
export function createPythonProject(input: ModulesInput): PythonProject {
  const rootsFor = createRoots(input);
  const modules = createModules(input, rootsFor);
  const exportsName = createNames({ ...input, resolve: modules.resolve, submodule: modules.submodule });
  const pythonFiles = lazily(() => input.tree.paths.filter((path) => /\.pyi?$/.test(path)));
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
    nearestModules: (path, name) => nearestModules(path, name, pythonFiles(), dottedName),
  };
}

/** Same last name elsewhere first (a moved module), then look-alikes in the same package, then anywhere. */
function nearestModules(
  path: string,
  name: string,
  files: readonly string[],
  dottedName: (path: string, from: string) => string | undefined,
): string[] {
  const last = name.slice(name.lastIndexOf('.') + 1);
  const parent = name.slice(0, Math.max(0, name.lastIndexOf('.')));
  const known = new Set<string>();
  for (const file of files) {
    if (file === path) continue;
    const candidate = dottedName(file, path);
    if (candidate !== undefined) known.add(candidate);
  }
  const all = [...known];
  const moved = all.filter((candidate) => candidate.slice(candidate.lastIndexOf('.') + 1) === last);
  const siblings = all.filter((candidate) => candidate.slice(0, Math.max(0, candidate.lastIndexOf('.'))) === parent);
  const result = [...moved.slice(0, 2), ...nearest(name, siblings, { max: 3 }), ...nearest(name, all, { max: 3 })];
  return [...new Set(result)].slice(0, 3);
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

/** The import statement that a `module:attribute` string stands for. */
export function absoluteImport(module: string): Pick<PythonImport, 'module' | 'level'> {
  return { module, level: 0 };
}
