/** Composes the project model of a tree from the facts of its files. Pure and synchronous. */
import { createDependencyIndex } from './dependencies/index.js';
import { createDjangoProject } from './django/project.js';
import { ofDjango } from './http/django.js';
import { createHttpCalls } from './http/calls/index.js';
import { createHttpIndex } from './http/index.js';
import { createIgnored } from './ignored.js';
import { createBindings } from './javascript/bindings.js';
import { createJavaScriptProject } from './javascript/project.js';
import { createReferences, linksOf, type Link } from './links.js';
import { createLiveTree, type TreeState } from './live-tree.js';
import { ofNode } from './node/http.js';
import { createNodeProject } from './node/project.js';
import { succeed } from './python/code.js';
import { createLoaders } from './python/loaders.js';
import { createPythonProject } from './python/project.js';
import { createSymbols } from './python/symbols.js';
import { ofPyweb } from './pyweb/http.js';
import { createPywebProject } from './pyweb/project.js';
import { earlyPerKey, perKey } from './tracked.js';
import { sameData } from './same-data.js';
import type { Catalogue, ProjectModel } from './types.js';

export interface ModelInput extends TreeState {
  readonly catalogue: Catalogue;
}

/** A model that can be moved to other states of its tree: what does not hang on the difference is not made again. */
export interface LiveModel extends ProjectModel {
  /** The state it tells of. */
  readonly state: TreeState;
  moveTo(state: TreeState): void;
  /** Each file's outgoing links. */
  linksFrom(path: string): readonly Link[];
}

/** Builds the model; parts are computed when first asked for. */
export function createModel(input: ModelInput): LiveModel {
  const live = createLiveTree(input, succeed);
  const { tree, facts, scan } = live;
  const treeOnly = { hasFile: tree.hasFile, hasFolder: tree.hasFolder, children: tree.children, isIgnored: createIgnored({ tree, facts }) };
  // Never spread: that would keep the listing of the moment.
  const shared = {
    ...treeOnly,
    facts,
    scan,
    catalogue: input.catalogue,
    get paths() {
      return tree.paths;
    },
    get formerDependencies() {
      return live.formerDependencies();
    },
  };
  const { isIgnored } = treeOnly;
  const dependencies = createDependencyIndex(shared);
  const python = createPythonProject({
    tree,
    facts,
    scan,
    isIgnored,
    standardLibrary: input.catalogue.python.standardLibrary,
    standing: (path, dotted) => {
      const answer = dependencies.declaration(path, 'python', dotted);
      if (answer.kind === 'declared') return 'declared';
      return answer.kind === 'undeclared' || input.catalogue.python.distributionsByImport.has(dotted.split('.')[0] as string) ? 'known' : 'none';
    },
  });
  const javascript = createJavaScriptProject(shared);
  const symbols = createSymbols({ facts, scan, python });
  const django = createDjangoProject({ facts, scan, tree: shared, python, symbols, dependencies });
  const pyweb = createPywebProject({ facts, scan, symbols, calls: () => django.calls });
  const bindings = createBindings({ facts, javascript });
  const node = createNodeProject({ facts, scan, bindings });
  const http = createHttpIndex([() => ofDjango(django.routes), () => ofPyweb(pyweb), () => ofNode(node)]);
  const formerPath = earlyPerKey((path: string) => live.formerPaths().get(path));
  const linksFrom = perKey((path: string) => linksOf({ tree, facts, python, javascript }, path), sameData);
  const references = createReferences(() => tree.paths, linksFrom);
  return {
    get state() {
      return live.state();
    },
    moveTo: live.moveTo,
    get paths() {
      return tree.paths;
    },
    ...treeOnly,
    closedAt: tree.closedAt,
    facts,
    scan,
    python,
    symbols,
    django,
    pyweb,
    node,
    http,
    httpCalls: createHttpCalls({ facts, scan, bindings }),
    javascript,
    bindings,
    dependencies,
    loaderAbove: createLoaders(scan),
    references,
    formerPaths: {
      has: (path) => formerPath(path) !== undefined,
      get: formerPath,
      keys: () => live.formerPaths().keys(),
    },
    get formerDependencies() {
      return live.formerDependencies();
    },
    linksFrom,
  };
}
