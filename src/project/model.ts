/** Composes the project model of one tree from the facts of its files. Pure and synchronous. */
import type { Snapshot } from '../changes/types.js';
import type { FileFacts } from '../facts/types.js';
import { createDependencyIndex } from './dependencies/index.js';
import { createIgnored } from './ignored.js';
import { createDjangoProject } from './django/project.js';
import { ofDjango } from './http/django.js';
import { createHttpIndex } from './http/index.js';
import { createJavaScriptProject } from './javascript/project.js';
import { invertLinks, linksOf, type Link } from './links.js';
import { createLoaders } from './python/loaders.js';
import { createPythonProject } from './python/project.js';
import { createSymbols } from './python/symbols.js';
import { ofPyweb } from './pyweb/http.js';
import { createPywebProject } from './pyweb/project.js';
import { createTree, lazily, type TreeIndex } from './tree.js';
import type { Catalogue, ProjectModel, ReferenceIndex } from './types.js';

export interface ModelInput {
  readonly snapshot: Snapshot;
  /** Facts of a path of the snapshot; undefined for what is not in it. */
  facts(path: string): FileFacts | undefined;
  readonly catalogue: Catalogue;
  /** As in `ProjectModel`. */
  readonly formerPaths: ReadonlyMap<string, string | null>;
  /** As in `ProjectModel`. None when absent. */
  readonly formerDependencies?: ReadonlySet<string>;
  /** Links of files whose links are known to be the same as in another model of the same repository. */
  knownLinks?(path: string): readonly Link[] | undefined;
  /**
   * A model of a tree with the same paths and kinds of entries, and the same manifests, deployment and ignore files: what depends on
   * these alone is taken over.
   */
  readonly like?: LinkedModel;
  /** References that another model of the same repository knows; those from files that are not known are read anew. */
  readonly knownReferences?: { readonly index: ReferenceIndex; isKnown(from: string): boolean };
}

/** A model, with each file's outgoing links for the affected-set computation. */
export interface LinkedModel extends ProjectModel {
  linksFrom(path: string): readonly Link[];
  readonly tree: TreeIndex;
}

/** Builds the model; parts are computed when first asked for. */
export function createModel(input: ModelInput): LinkedModel {
  const { like } = input;
  const tree = like?.tree ?? createTree(input.snapshot);
  const facts = (path: string): FileFacts | undefined => (tree.hasFile(path) ? input.facts(path) : undefined);
  const isIgnored = like?.isIgnored ?? createIgnored({ tree, facts });
  const shared = { paths: tree.paths, hasFile: tree.hasFile, hasFolder: tree.hasFolder, facts, isIgnored, catalogue: input.catalogue };
  const formerDependencies = input.formerDependencies ?? new Set<string>();
  const dependencies = like?.dependencies ?? createDependencyIndex({ ...shared, formerDependencies });
  const python = createPythonProject({
    tree,
    facts,
    isIgnored,
    standardLibrary: input.catalogue.python.standardLibrary,
    standing: (path, dotted) => {
      const answer = dependencies.declaration(path, 'python', dotted);
      if (answer.kind === 'declared') return 'declared';
      return answer.kind === 'undeclared' || input.catalogue.python.distributionsByImport.has(dotted.split('.')[0] as string) ? 'known' : 'none';
    },
  });
  const javascript = createJavaScriptProject(shared);
  const symbols = createSymbols({ paths: tree.paths, facts, python });
  const treeOnly = { hasFile: tree.hasFile, hasFolder: tree.hasFolder, children: tree.children, isIgnored };
  const django = createDjangoProject({ paths: tree.paths, facts, tree: treeOnly, python, symbols, dependencies });
  const pyweb = createPywebProject({ paths: tree.paths, facts, symbols, calls: () => django.calls });
  const http = createHttpIndex([() => ofDjango(django.routes), () => ofPyweb(pyweb)]);
  const memo = new Map<string, readonly Link[]>();
  const linksFrom = (path: string): readonly Link[] => {
    const known = memo.get(path) ?? input.knownLinks?.(path) ?? linksOf({ tree, facts, python, javascript }, path);
    memo.set(path, known);
    return known;
  };
  const references = lazily(() => joinReferences(tree.paths, linksFrom, input.knownReferences));
  return {
    snapshot: input.snapshot,
    paths: tree.paths,
    facts,
    hasFile: tree.hasFile,
    hasFolder: tree.hasFolder,
    children: tree.children,
    isIgnored,
    python,
    symbols,
    django,
    pyweb,
    http,
    javascript,
    dependencies,
    loaderAbove: createLoaders(tree.paths, facts),
    references: { incoming: (path) => references().incoming(path) },
    formerPaths: input.formerPaths,
    formerDependencies,
    linksFrom,
    tree,
  };
}

/** The known references whose files are still there, and all others read from their files. */
function joinReferences(paths: readonly string[], linksFrom: (path: string) => readonly Link[], known: ModelInput['knownReferences']): ReferenceIndex {
  if (known === undefined) return invertLinks(paths, linksFrom);
  const own = invertLinks(paths.filter((path) => !known.isKnown(path)), linksFrom);
  const present = new Set(paths);
  return {
    incoming: (path) => [...known.index.incoming(path).filter(({ from }) => present.has(from) && known.isKnown(from)), ...own.incoming(path)],
  };
}
