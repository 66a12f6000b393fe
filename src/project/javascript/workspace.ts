/** Packages of the repository itself, and `#imports`: enhanced-resolve reads their maps over the tree in memory. */
import resolve from 'enhanced-resolve';
import { parse } from 'jsonc-parser';
import type { Resolution } from '../types.js';
import type { FileFinder } from './files.js';
import type { PackageFile } from './packages.js';
import { CODE_EXTENSIONS, folderOf, join, under, type JavaScriptProjectInput, keyedByPair, sameData } from './tree.js';

type Options = Parameters<typeof resolve.ResolverFactory.createResolver>[0];

export interface WorkspaceResolver {
  /** A package of the repository, with the rest of the specifier ('' or '/sub/path'). */
  resolve(target: PackageFile, rest: string, importer: string): Resolution;
  /** `#name` through the `imports` of the package that owns the importer. */
  resolveImports(owner: PackageFile, specifier: string): Resolution;
}

/** Conditions in turn: sources and types first, then what bundlers take, then CommonJS. A map's own order decides within each. */
const CONDITIONS = [
  ['source', 'types', 'development', 'import', 'module', 'browser', 'default'],
  ['import', 'module', 'browser', 'node', 'react-native', 'worker', 'default'],
  ['require', 'node', 'default'],
] as const;

/** Where build tools put what they make of `src`. */
const OUTPUT = /^(?:dist|build|lib|out|es|esm|cjs|umd)(?:\/(?:types|esm|cjs|es|src|node|browser|module|commonjs))?\//;

/** Makes the resolvers; nothing is read until the first question. */
export function createWorkspaceResolver(input: JavaScriptProjectInput, finder: FileFinder): WorkspaceResolver {
  const resolvers = CONDITIONS.map((conditionNames) => resolve.ResolverFactory.createResolver(optionsFor(input, [...conditionNames])));

  /** The first file that some set of conditions leads to, and every path that was looked for in vain. */
  function ask(folder: string, request: string): { readonly found: string | undefined; readonly missing: readonly string[] } {
    const missing = new Set<string>();
    for (const resolver of resolvers) {
      const found = attempt(() => resolver.resolveSync({}, `/${folder}`, request, { missingDependencies: missing }));
      if (found !== undefined) return { found: found.replace(/^\//, '').replace(/[?#].*$/, ''), missing: [] };
    }
    return { found: undefined, missing: [...missing].map((path) => path.replace(/^\/+/, '')).filter((path) => !path.endsWith('package.json')) };
  }

  function sourceFor(folder: string, output: string): string | undefined {
    const inside = folder === '' ? output : output.slice(folder.length + 1);
    if (!OUTPUT.test(inside)) return undefined;
    const plain = inside.replace(OUTPUT, '').replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '');
    return finder.find(under(folder, `src/${plain}`)) ?? finder.find(under(folder, plain));
  }

  function throughExports(target: PackageFile, rest: string): Resolution {
    const { found, missing } = ask(target.folder, `${target.name ?? ''}${rest}`);
    if (found !== undefined) return { kind: 'local', path: found };
    const source = missing.map((path) => sourceFor(target.folder, path)).find((path) => path !== undefined);
    if (source !== undefined) return { kind: 'local', path: source };
    const plain = missing.length > 0 && missing.every((path) => path.startsWith(under(target.folder, 'src/')) && !input.isIgnored(path));
    if (plain) return { kind: 'missing', tried: missing, reason: `the exports of ${under(target.folder, 'package.json')} lead to no file` };
    return { kind: 'unknown', reason: `${under(target.folder, 'package.json')} leads to a file that is not in the repository` };
  }

  function entry(target: PackageFile): Resolution {
    const named = target.main === undefined ? undefined : join(target.folder, target.main);
    const path = (named === undefined ? undefined : (finder.find(named) ?? sourceFor(target.folder, named))) ?? finder.find(under(target.folder, 'index')) ?? finder.find(under(target.folder, 'src/index'));
    if (path !== undefined) return { kind: 'local', path };
    return { kind: 'unknown', reason: `the entry of ${under(target.folder, 'package.json')} is not in the repository` };
  }

  const exported = keyedByPair<PackageFile, string, Resolution>(sameData);
  return {
    resolve(target, rest, importer) {
      if (target.hasExports) {
        return exported(target, rest, () => throughExports(target, rest));
      }
      const inside = rest.replace(/^\/+|\/+$/g, '');
      if (inside === '') return entry(target);
      const path = under(target.folder, inside);
      const source = finder.find(path) ?? sourceFor(target.folder, path) ?? finder.find(under(target.folder, `src/${inside}`));
      if (source !== undefined) return { kind: 'local', path: source };
      // Without a map of exports any file that a build adds to the package answers; only sources are always tracked.
      return inside.startsWith('src/') ? finder.resolve(path, importer, false) : { kind: 'unknown', reason: `${target.folder} may get it from a build` };
    },
    resolveImports(owner, specifier) {
      const { found } = ask(owner.folder, specifier);
      return found === undefined ? { kind: 'unknown', reason: `the imports of ${under(owner.folder, 'package.json')} lead out of the repository` } : { kind: 'local', path: found };
    },
  };
}

function attempt(ask: () => string | false): string | undefined {
  try {
    return ask() || undefined;
  } catch {
    // Not found is the resolver's only way to say no.
    return undefined;
  }
}

function optionsFor(input: JavaScriptProjectInput, conditionNames: string[]): Options {
  return {
    // The library's type asks for the asynchronous methods too; with synchronous calls it uses none of them.
    fileSystem: memoryFileSystem(input) as unknown as Options['fileSystem'],
    useSyncFileSystemCalls: true,
    symlinks: false,
    extensions: [...CODE_EXTENSIONS],
    extensionAlias: { '.js': ['.js', '.ts', '.tsx', '.jsx', '.d.ts'], '.mjs': ['.mjs', '.mts'], '.cjs': ['.cjs', '.cts'] },
    conditionNames,
    mainFields: ['module', 'main'],
    modules: [],
    unsafeCache: false,
  };
}

/** The tree as a read-only synchronous file system whose `/` is the repository's top; only package.json has content. */
function memoryFileSystem(input: JavaScriptProjectInput): object {
  const pathOf = (path: string): string => path.replace(/^\/+|\/+$/g, '');
  const textOf = (path: string): string => {
    const text = input.facts(pathOf(path))?.text;
    if (text === undefined) throw absent(path);
    return text;
  };
  const statSync = (path: string): object => {
    const inside = pathOf(path);
    const isFile = input.hasFile(inside);
    if (!isFile && inside !== '' && !input.hasFolder(inside)) throw absent(path);
    return { isFile: () => isFile, isDirectory: () => !isFile, isSymbolicLink: () => false };
  };
  return {
    statSync,
    lstatSync: statSync,
    readFileSync: textOf,
    readJsonSync: (path: string) => parse(textOf(path)) as unknown,
    readdirSync: (path: string) => input.paths.filter((one) => folderOf(one) === pathOf(path)),
    readlinkSync: (path: string) => {
      throw absent(path);
    },
    realpathSync: (path: string) => path,
  };
}

function absent(path: string): Error {
  return Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
}
