/** The Python side of the project model: composed of roots, modules and names. Pure. */
import { distance } from 'fastest-levenshtein';
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

/** A misspelt sibling, else a module of the same last name elsewhere (it moved), else look-alikes in the package, then anywhere. */
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
  const misspelt = siblings.filter((candidate) => isSpelling(candidate.slice(parent.length), name.slice(parent.length)));
  if (misspelt.length > 0) return nearest(name, misspelt, { max: 3 });
  if (moved.length > 0) return moved.slice(0, 3);
  return [...new Set([...nearest(name, siblings, { max: 3 }), ...nearest(name, all, { max: 3 })])].filter((candidate) => !name.startsWith(`${candidate}.`)).slice(0, 3);
}

/** One edit in four characters, at least one. */
function isSpelling(a: string, b: string): boolean {
  return distance(a, b) <= Math.max(1, Math.floor(Math.max(a.length, b.length) / 4));
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
