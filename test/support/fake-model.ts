/** A small project model over literal facts, for the unit tests of rules. Every answer can be replaced. */
import type { TreeEntry } from '../../src/changes/types.js';
import type { FileFacts } from '../../src/facts/types.js';
import type { Catalogue, ProjectModel } from '../../src/project/types.js';

/** Facts of a file that nothing reads. */
export const PLAIN: FileFacts = { lineCount: 1, references: [], suppressions: [] };

/** A model of the given files. `ignored` are exact paths or folders that a .gitignore names. */
export function fakeModel(files: Readonly<Record<string, Partial<FileFacts>>>, overrides: Partial<ProjectModel> = {}, ignored: readonly string[] = []): ProjectModel {
  const paths = Object.keys(files).sort();
  const present = new Set(paths);
  const folders = new Set(paths.flatMap((path) => path.split('/').map((_, index, parts) => parts.slice(0, index).join('/'))));
  const entries = new Map(paths.map((path): [string, TreeEntry] => [path, { path, oid: '0', kind: 'file' }]));
  return {
    snapshot: { commit: null, entries },
    paths,
    facts: (path) => (present.has(path) ? { ...PLAIN, ...files[path] } : undefined),
    hasFile: (path) => present.has(path),
    hasFolder: (folder) => folders.has(folder),
    children: (folder) => childrenOf(folder, paths),
    isIgnored: (path) => ignored.some((one) => path === one || path.startsWith(`${one}/`)),
    python: {
      rootsFor: () => [''],
      candidates: () => [],
      resolve: (_path, statement) => ({ kind: 'package', name: statement.module }),
      resolveSubmodule: () => undefined,
      exportsName: () => ({ kind: 'unknown', reason: 'not told by the test' }),
      nearestModules: () => [],
      dottedName: () => undefined,
    },
    javascript: {
      resolve: () => ({ kind: 'unknown', reason: 'not told by the test' }),
      exportsName: () => ({ kind: 'unknown', reason: 'not told by the test' }),
      nearestSpecifiers: () => [],
    },
    dependencies: {
      scopeFor: () => ({ manifests: [], open: null, find: () => [], insertInto: undefined, knownConstraint: () => undefined }),
      declaration: () => ({ kind: 'unlisted', nearest: [] }),
      manifest: () => undefined,
    },
    references: { incoming: () => [] },
    loaderAbove: () => undefined,
    formerPaths: new Set(),
    ...overrides,
  };
}

function childrenOf(folder: string, paths: readonly string[]): { files: readonly string[]; folders: readonly string[] } {
  const prefix = folder === '' ? '' : `${folder}/`;
  const below = paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
  return {
    files: below.filter((path) => !path.includes('/')),
    folders: [...new Set(below.filter((path) => path.includes('/')).map((path) => path.slice(0, path.indexOf('/'))))],
  };
}

/** A catalogue that knows nothing. */
export const EMPTY_CATALOGUE: Catalogue = {
  python: { standardLibrary: new Set(), distributionsByImport: new Map(), knownDistributions: new Set() },
  npm: { builtins: new Set(), knownPackages: new Set() },
};
