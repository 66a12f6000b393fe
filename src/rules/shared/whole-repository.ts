/** Findings about what a whole repository lacks stand on its main manifest. Pure. */
import type { ProjectModel } from '../../project/types.js';
import { isFixturePath, isTestPath } from '../../project/path-uses.js';
import { perModel } from './per-model.js';

/** Likeliest first: what installs the project. */
const MAIN = ['requirements.txt', 'pyproject.toml', 'package.json', 'setup.py', 'setup.cfg', 'Pipfile'];

/** The manifest nearest to the top that declares the project; undefined where there is none. */
export const mainManifest = perModel((model: ProjectModel): string | undefined => {
  const found = model.paths.filter((path) => MAIN.includes(nameOf(path)) && !isTestPath(path) && !isFixturePath(path) && model.facts(path)?.manifest !== undefined);
  return found.toSorted((a, b) => depth(a) - depth(b) || rank(a) - rank(b) || (a < b ? -1 : 1))[0];
});

function rank(path: string): number {
  return MAIN.indexOf(nameOf(path));
}

function depth(path: string): number {
  return path.split('/').length;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
