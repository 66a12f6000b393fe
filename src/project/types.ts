/**
 * The project model: what can be told of a whole tree from the facts of its files. Pure and synchronous.
 * Every question that can't be decided answers `unknown` with its reason.
 */
import type { DjangoProject } from './django/types.js';
import type { HttpCalls } from './http/calls/types.js';
import type { Scan } from './live-tree.js';
import type { HttpIndex } from './http/types.js';
import type { Bindings } from './javascript/bindings.js';
import type { NodeProject } from './node/types.js';
import type { PythonSymbols } from './python/symbols-types.js';
import type { PywebProject } from './pyweb/types.js';
import type { DeclaredDependency, FileFacts, JavaScriptImport, ManifestFacts, PythonImport } from '../facts/types.js';

/** What an import leads to. */
export type Resolution =
  /** A file of the repository. */
  | { readonly kind: 'local'; readonly path: string }
  /** A folder of the repository that is imported as a package without a file of its own (PEP 420). */
  | { readonly kind: 'namespace'; readonly folder: string }
  | { readonly kind: 'standard-library'; readonly name: string }
  /** Not in the repository and not claimed by it: a third-party package by this import name (Python) or package name (npm). */
  | { readonly kind: 'package'; readonly name: string }
  /** It should be in the repository and is not. `tried`: the repository paths that would have answered it, likeliest first. */
  | { readonly kind: 'missing'; readonly tried: readonly string[]; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Whether a name is exported by a module. `nearest` are existing names, likeliest first. */
export type NameAnswer =
  | { readonly kind: 'yes' }
  | { readonly kind: 'no'; readonly nearest: readonly string[] }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface PythonProject {
  /** Folders that are import roots for a file, likeliest first; '' is the repository's top. */
  rootsFor(path: string): readonly string[];
  /** Where the imported module itself leads (`a.b` of `from a.b import c`; for `from . import c` the package). */
  resolve(path: string, statement: Pick<PythonImport, 'module' | 'level'>): Resolution;
  /** The repository paths that would answer the import, likeliest first, whether or not they exist. */
  candidates(path: string, statement: Pick<PythonImport, 'module' | 'level'>): readonly string[];
  /** Where one name of a `from` import leads when it is a submodule; undefined when it is not a module of the repository. */
  resolveSubmodule(path: string, statement: Pick<PythonImport, 'module' | 'level'>, name: string): Resolution | undefined;
  /** Whether the module at `path` (a `.py`/`.pyi` file) has the name, following star imports. */
  exportsName(path: string, name: string): NameAnswer;
  /** Existing modules nearest to a dotted name, likeliest first, at most three; dotted as `from` would import them. */
  nearestModules(path: string, dotted: string): readonly string[];
  /** A module as the file at `from` would import it, or undefined when it is not importable from there. */
  dottedName(path: string, from: string): string | undefined;
}

export interface JavaScriptProject {
  resolve(path: string, statement: Pick<JavaScriptImport, 'specifier' | 'form' | 'typeOnly'>): Resolution;
  exportsName(path: string, name: string): NameAnswer;
  /** Nearest existing specifiers for a missing one, written as the importing file would write them, likeliest first, at most three. */
  nearestSpecifiers(path: string, specifier: string): readonly string[];
}

/** The manifests that speak for a source file, nearest first, with includes and lock files followed. */
export interface DependencyScope {
  /** Manifest files, nearest folder first. Empty: nothing declares dependencies for this file. */
  readonly manifests: readonly string[];
  /** True when some manifest in the scope is dynamic or unreadable, so that absence can't be claimed; with the reason. */
  readonly open: string | null;
  /** The declaring entries of a distribution/package name in scope (any group), nearest first. */
  find(name: string): readonly { readonly manifest: string; readonly dependency: DeclaredDependency }[];
  /** Manifest to add a dependency to, or undefined. */
  readonly insertInto: string | undefined;
  /** A version known for a name from a lock file or a sibling manifest anywhere in the repository: a constraint as its manifest writes it. */
  knownConstraint(name: string): string | undefined;
}

/** How an import name is provided by declared dependencies. */
export type DeclarationAnswer =
  | { readonly kind: 'declared'; readonly group: DeclaredDependency['group']; readonly manifest: string; readonly name: string }
  /** Known to the public index under these distribution names, none declared. */
  | { readonly kind: 'undeclared'; readonly distributions: readonly string[] }
  /** In no table: not local, not declared, not known. `nearest` known names. */
  | { readonly kind: 'unlisted'; readonly nearest: readonly string[] }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface DependencyIndex {
  scopeFor(path: string, ecosystem: 'python' | 'npm'): DependencyScope;
  /** `name`: Python dotted import ("google.cloud.storage"; the longest known prefix decides) or npm package name ("@scope/x"). */
  declaration(path: string, ecosystem: 'python' | 'npm', name: string): DeclarationAnswer;
  manifest(path: string): ManifestFacts | undefined;
}

/** That a file mentions another, however often. */
export interface Reference {
  readonly from: string;
  readonly kind: 'import' | 'string' | 'deployment' | 'document' | 'manifest';
}

/** Who mentions a file. */
export interface ReferenceIndex {
  /** Sorted by the files that mention it. */
  incoming(path: string): readonly Reference[];
  /** The files that a file mentions itself, once for each kind of mention, in the order of the first places. */
  outgoing(path: string): readonly { readonly to: string; readonly kind: Reference['kind'] }[];
}

export interface ProjectModel {
  /** Every file's path, sorted. */
  readonly paths: readonly string[];
  facts(path: string): FileFacts | undefined;
  /** Asks all files at once; made once, outside of what asks it. */
  readonly scan: Scan;
  hasFile(path: string): boolean;
  /** What keeps a path from being looked into: a link, which is not followed, or a submodule, which is not fetched. */
  closedAt(path: string): 'symlink' | 'submodule' | undefined;
  /** True for a folder that holds a tracked file at any depth; '' is true unless the tree is empty. */
  hasFolder(path: string): boolean;
  /** Direct children of a folder: file names and folder names. */
  children(folder: string): { readonly files: readonly string[]; readonly folders: readonly string[] };
  /** A .gitignore of the repository names this path, so it may exist when the code runs. */
  isIgnored(path: string): boolean;
  readonly python: PythonProject;
  /** What names in Python code mean; empty where no file's code was read. */
  readonly symbols: PythonSymbols;
  readonly django: DjangoProject;
  /** FastAPI, Starlette and Flask. */
  readonly pyweb: PywebProject;
  /** Express, Fastify, Koa, Hono and the file routes of Next. */
  readonly node: NodeProject;
  /** The routes of all frameworks in one form. */
  readonly http: HttpIndex;
  /** Requests that JavaScript code makes. */
  readonly httpCalls: HttpCalls;
  readonly javascript: JavaScriptProject;
  /** What names in JavaScript code lead to. */
  readonly bindings: Bindings;
  readonly dependencies: DependencyIndex;
  readonly references: ReferenceIndex;
  /** A Python file of the same top-level package that loads modules by computed names (importlib, pkgutil), or undefined. */
  loaderAbove(path: string): string | undefined;
  /** Paths that the change under review takes away -> where it moves them, null for deleted ones. Empty in an audit. */
  readonly formerPaths: Pick<ReadonlyMap<string, string | null>, 'has' | 'get' | 'keys'>;
  /** `ecosystem:name` of each dependency that the change under review takes out of every manifest. Empty in an audit. */
  readonly formerDependencies: ReadonlySet<string>;
}

/** Tables shipped with the tool; see the files' own source notes in src/assets/data. */
export interface Catalogue {
  readonly python: {
    /** Top-level names of the standard library, all supported versions together. */
    readonly standardLibrary: ReadonlySet<string>;
    /** Import name (dotted for namespaces such as google.cloud.storage) -> PEP 503 distribution names, likeliest first. */
    readonly distributionsByImport: ReadonlyMap<string, readonly string[]>;
    readonly knownDistributions: ReadonlySet<string>;
  };
  readonly npm: {
    /** Without the `node:` prefix. */
    readonly builtins: ReadonlySet<string>;
    readonly knownPackages: ReadonlySet<string>;
  };
}
