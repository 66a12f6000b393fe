/** Where Python imports lead. Pure; every rule about what Python itself would do stands here. */
import type { PythonImport } from '../../facts/types.js';
import type { Resolution } from '../types.js';
import { early, earlyPerKey, perKey, perPair } from '../tracked.js';
import { sameData } from '../same-data.js';
import { folderOf, inFolder, stemOf, type TreeIndex } from '../tree.js';
import { pythonFolders } from './folders.js';
import { isRegularPackage, type PythonRoots, type RootsInput } from './roots.js';

export interface ModulesInput extends RootsInput {
  isIgnored(path: string): boolean;
  readonly standardLibrary: ReadonlySet<string>;
  /** Whether an import name belongs to a declared dependency of the file, or else to a package of the public index. */
  standing(path: string, dotted: string): 'declared' | 'known' | 'none';
}

export interface PythonModules {
  resolve(path: string, statement: Pick<PythonImport, 'module' | 'level'>): Resolution;
  /** The module or folder `name` inside the package that `resolution` leads to. */
  submodule(resolution: Resolution, name: string): Resolution | undefined;
  /** Paths that would answer an absolute or relative import, likeliest first. */
  candidates(path: string, statement: Pick<PythonImport, 'module' | 'level'>): readonly string[];
}

/** A module may be built when the package is installed: nothing can be said about its absence. */
const BUILT_SOURCES = ['.pyx', '.pxd', '.c', '.cc', '.cpp', '.rs', '.so', '.pyd', '.i', '.f90', '.pyi', '.in', '.j2', '.proto', '.thrift', '.tmpl'];
const GENERATED_NAME = /^(_?version|__version__|__about__|_build|_generated.*|parsetab|lextab|.*_pb2(_grpc)?|_?git_?version|resources_rc|ui_.*)$/;

/** Builds the resolver of one tree. `rootsFor` answers the import roots of a file. */
export function createModules(input: ModulesInput, rootsFor: (path: string) => PythonRoots): PythonModules {
  // By level, then scope, then module: the facts' own strings are keys, so that none are put together.
  const answers: ((scope: string, module: string) => Resolution)[] = [];
  const memoScopeOf = perKey((path: string) => memoScope(path, input));
  const scopeOf = (path: string, module: string): string => (module.split('.', 1)[0] === importedAs(path) ? path : memoScopeOf(path));
  const pythonIn = early(() => pythonFolders(input.tree.paths, (path) => input.tree.closedAt(path) !== undefined), sameData);
  const hasPython = earlyPerKey((folder: string) => pythonIn().has(folder));
  const finder = new ModuleFinder(input, hasPython);
  return {
    resolve(path, statement) {
      const { level } = statement;
      const atLevel = (answers[level] ??= perPair((scope: string, module: string) => (level > 0 ? finder.relative(scope, { module, level }) : finder.absolute(scope, module, rootsFor(scope))), sameData));
      return atLevel(scopeOf(path, statement.module), statement.module);
    },
    submodule: (resolution, name) => finder.submodule(resolution, name),
    candidates(path, statement) {
      if (statement.level > 0) return finder.relativeCandidates(path, statement);
      return rootsFor(path).strong.flatMap((root) => modulePaths(inFolder(root, statement.module.replaceAll('.', '/'))));
    },
  };
}

/** Resolution depends on the folder alone, unless the file edits sys.path or could import itself: then any file of it stands for all. */
function memoScope(path: string, input: ModulesInput): string {
  const edits = input.facts(path)?.python?.sysPathEdits.length ?? 0;
  return edits > 0 ? path : inFolder(folderOf(path), ANY_FILE);
}

/** No module can be called so. */
const ANY_FILE = '*.py';

/** The name by which a file would import itself. */
function importedAs(path: string): string {
  return stemOf(isPackageFile(path) ? folderOf(path) : path);
}

/** The two paths that a module can have. */
export function modulePaths(withoutExtension: string): string[] {
  return [`${withoutExtension}.py`, `${withoutExtension}/__init__.py`];
}

class ModuleFinder {
  private readonly inFolderOf: (folder: string, name: string) => Resolution | undefined;

  constructor(
    private readonly input: ModulesInput,
    private readonly hasPython: (folder: string) => boolean,
  ) {
    this.inFolderOf = perPair((folder: string, name: string) => this.findOrDoubt(folder, name), sameData);
  }

  /** A module by its path without extension. */
  private find(location: string): Resolution | undefined {
    const { tree } = this.input;
    for (const candidate of [`${location}/__init__.py`, `${location}.py`, `${location}/__init__.pyi`, `${location}.pyi`]) {
      if (tree.hasFile(candidate)) return { kind: 'local', path: candidate };
    }
    const closed = tree.closedAt(location);
    if (closed !== undefined) return { kind: 'unknown', reason: closed === 'symlink' ? `${location} is a symbolic link` : `${location} is a submodule` };
    return this.hasPython(location) ? { kind: 'namespace', folder: location } : undefined;
  }

  submodule(resolution: Resolution, name: string): Resolution | undefined {
    const folder = packageFolder(resolution);
    return folder === undefined ? undefined : this.inFolderOf(folder, name);
  }

  private findOrDoubt(folder: string, name: string): Resolution | undefined {
    const found = this.find(inFolder(folder, name));
    if (found !== undefined) return found;
    const built = this.builtOrDynamic(folder, name);
    return built === undefined ? undefined : { kind: 'unknown', reason: built };
  }

  relative(path: string, statement: Pick<PythonImport, 'module' | 'level'>): Resolution {
    const base = folderAbove(folderOf(path), statement.level - 1);
    if (base === undefined) return { kind: 'unknown', reason: 'the relative import leaves the repository' };
    if (statement.module === '') return this.packageAt(base);
    return this.descend(base, statement.module.split('.')) ?? this.missing(this.relativeCandidates(path, statement), statement.module, 'no such module in this package');
  }

  relativeCandidates(path: string, statement: Pick<PythonImport, 'module' | 'level'>): string[] {
    const base = folderAbove(folderOf(path), statement.level - 1);
    if (base === undefined) return [];
    if (statement.module === '') return [inFolder(base, '__init__.py')];
    return modulePaths(inFolder(base, statement.module.replaceAll('.', '/')));
  }

  private packageAt(folder: string): Resolution {
    for (const name of ['__init__.py', '__init__.pyi']) {
      if (this.input.tree.hasFile(inFolder(folder, name))) return { kind: 'local', path: inFolder(folder, name) };
    }
    return { kind: 'namespace', folder };
  }

  absolute(path: string, dotted: string, roots: PythonRoots): Resolution {
    const parts = dotted.split('.');
    const top = parts[0] ?? '';
    const strong = this.firstFull(path, roots.strong, parts);
    if (strong?.kind === 'local') return this.rival(path, parts, roots) ?? strong;
    if (this.input.standardLibrary.has(top)) return { kind: 'standard-library', name: top };
    const standing = this.input.standing(path, dotted);
    if (strong !== undefined && (strong.kind !== 'namespace' || standing === 'none' || this.isInsideOwnPackage(roots.strong, parts))) return strong;
    const claimed = standing === 'declared' ? undefined : this.claim(path, roots.strong, parts, standing === 'known');
    if (claimed !== undefined) return roots.open ? unknownRoots() : claimed;
    if (standing !== 'none') return { kind: 'package', name: dotted };
    return this.weakly(path, parts, roots) ?? { kind: 'package', name: dotted };
  }

  /**
   * A folder of samples can bear the name of a package that it uses (`examples/pydantic/`), and so can a module beside the
   * script of a package (`shop/factory.py`, `shop/manage.py`): which one an import means depends on the folder the program
   * is started in.
   */
  private rival(path: string, parts: readonly string[], roots: PythonRoots): Resolution | undefined {
    const [firm, chance] = partition(roots.strong, (root) => root !== roots.incidental && (root === '' || !isRegularPackage(this.input.tree, root)));
    const place = chance.find((root) => this.firstFull(path, [root], parts)?.kind === 'local');
    if (place === undefined || this.input.standing(path, parts.join('.')) !== 'declared') return undefined;
    if (this.firstFull(path, firm, parts)?.kind === 'local') return undefined;
    return { kind: 'unknown', reason: `${inFolder(place, parts[0] as string)} and a declared dependency bear the same name` };
  }

  /** A folder without `__init__.py` below a regular package of the repository is that package's own. */
  private isInsideOwnPackage(roots: readonly string[], parts: readonly string[]): boolean {
    const head = parts[0] as string;
    return parts.length > 1 && roots.some((root) => this.find(inFolder(root, head))?.kind === 'local' && this.descend(root, parts) !== undefined);
  }

  /** Roots that Python may or may not use: enough to be silent, never enough to claim absence. */
  private weakly(path: string, parts: readonly string[], roots: PythonRoots): Resolution | undefined {
    if (roots.open) return unknownRoots();
    const weak = this.firstFull(path, roots.weak, parts);
    const [first] = weak?.kind === 'local' ? [weak.path] : weak?.kind === 'namespace' ? [weak.folder] : this.anywhere(path, parts);
    if (first === undefined) return undefined;
    return { kind: 'unknown', reason: `it is ${first} only if that module's folder is on the import path` };
  }

  private firstFull(path: string, roots: readonly string[], parts: readonly string[]): Resolution | undefined {
    let namespace: Resolution | undefined;
    for (const root of roots) {
      const found = this.descend(root, parts);
      if (found === undefined || (found.kind === 'local' && found.path === path && parts.length === 1 && !isPackageFile(path))) continue;
      if (found.kind !== 'namespace') return found;
      namespace ??= found;
    }
    return namespace;
  }

  /** Follows the parts below a root; undefined when they lead nowhere. */
  private descend(root: string, parts: readonly string[]): Resolution | undefined {
    let folder = root;
    for (const [index, part] of parts.entries()) {
      const found = this.find(inFolder(folder, part));
      const last = index === parts.length - 1;
      if (found === undefined) {
        const built = index > 0 || root !== '' ? this.builtOrDynamic(folder, part) : undefined;
        return built !== undefined && (last || index > 0) ? { kind: 'unknown', reason: built } : undefined;
      }
      if (last || found.kind === 'unknown') return found;
      const next = packageFolder(found);
      if (next === undefined) return this.moduleActsAsPackage(found) ? { kind: 'unknown', reason: 'the module makes up its own submodules' } : undefined;
      folder = next;
    }
    return undefined;
  }

  /** The first strong root whose own package or module bears the import's first name: it owns the name, so the rest must be there. */
  private claim(path: string, roots: readonly string[], parts: readonly string[], regularOnly: boolean): Resolution | undefined {
    if (parts.length < 2) return undefined;
    for (const root of roots) {
      const head = this.find(inFolder(root, parts[0] as string));
      // A module that is called like a package means the package; a package that imports from itself means itself.
      if (head === undefined || (head.kind === 'local' && head.path === path && !isPackageFile(path))) continue;
      // A plain folder, or a module beside the file, may bear the name of a public package by chance.
      if (regularOnly && packageFolder(head) === undefined) continue;
      if (regularOnly && head.kind === 'namespace') continue;
      return this.missing(modulePaths(inFolder(root, parts.join('/'))), parts.join('.'), `\`${parts[0]}\` is a package of this repository and has no such module`);
    }
    return undefined;
  }

  /** A module that nothing answers; unknown where a build writes it, also when no folder above it is tracked. */
  private missing(tried: readonly string[], module: string, reason: string): Resolution {
    const name = module.slice(module.lastIndexOf('.') + 1);
    if (GENERATED_NAME.test(name)) return { kind: 'unknown', reason: `\`${name}\` is usually generated` };
    if (tried.some(this.input.isIgnored)) return { kind: 'unknown', reason: 'a .gitignore names it: generated' };
    return { kind: 'missing', tried, reason };
  }

  private anywhere(path: string, parts: readonly string[]): string[] {
    const tail = parts.join('/');
    return [...this.input.tree.endingWith(`${tail}.py`), ...this.input.tree.endingWith(`${tail}/__init__.py`)].filter((found) => found !== path);
  }

  /** Why a module that is not in the tree may still exist at run time. */
  private builtOrDynamic(folder: string, name: string): string | undefined {
    const { tree, isIgnored } = this.input;
    if (GENERATED_NAME.test(name)) return `\`${name}\` is usually generated`;
    if (modulePaths(inFolder(folder, name)).some(isIgnored)) return 'a .gitignore names it: generated';
    const built = tree.children(folder).files.find((file) => BUILT_SOURCES.some((extension) => file.startsWith(`${name}.`) && file.endsWith(extension)));
    if (built !== undefined) return `built from ${inFolder(folder, built)}`;
    const entry = tree.children(folder).folders.includes(name);
    if (entry && !this.hasPython(inFolder(folder, name)) && !hasFiles(tree, inFolder(folder, name))) return 'a submodule or an empty folder stands there';
    return this.packageIsDynamic(folder) ? `${inFolder(folder, '__init__.py')} changes where its submodules are looked for` : undefined;
  }

  private packageIsDynamic(folder: string): boolean {
    if (!isRegularPackage(this.input.tree, folder)) return false;
    const facts = this.input.facts(inFolder(folder, '__init__.py'));
    if (facts?.python === undefined) return true;
    return facts.python.definitions.some((definition) => definition.name === '__path__');
  }

  private moduleActsAsPackage(found: Resolution): boolean {
    if (found.kind !== 'local') return false;
    const facts = this.input.facts(found.path);
    return facts?.python === undefined || facts.python.dynamicNamespace || facts.python.definitions.some((definition) => definition.name === '__path__');
  }
}

/** So many folders up; undefined when that leaves the repository. */
function folderAbove(folder: string, steps: number): string | undefined {
  let current = folder;
  for (let step = 0; step < steps; step++) {
    if (current === '') return undefined;
    current = folderOf(current);
  }
  return current;
}

/** Those of whom it holds, and the others. */
function partition<T>(items: readonly T[], holds: (item: T) => boolean): readonly [T[], T[]] {
  return [items.filter(holds), items.filter((item) => !holds(item))];
}

function isPackageFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name === '__init__.py' || name === '__init__.pyi';
}

function hasFiles(tree: TreeIndex, folder: string): boolean {
  const content = tree.children(folder);
  return content.files.length > 0 || content.folders.length > 0;
}

function packageFolder(resolution: Resolution): string | undefined {
  if (resolution.kind === 'namespace') return resolution.folder;
  if (resolution.kind === 'local' && isPackageFile(resolution.path)) return folderOf(resolution.path);
  return undefined;
}

function unknownRoots(): Resolution {
  return { kind: 'unknown', reason: 'sys.path is changed in a way that cannot be read' };
}
