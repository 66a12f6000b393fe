/** The package.json files of a tree: who owns a file, what is declared, which names are packages of the repository. */
import { parse } from 'jsonc-parser';
import { globMatcher } from '../globs.js';
import { sameItems } from '../tracked.js';
import { ancestors, baseOf, folderOf, lazy, memoised, sameData, under, type JavaScriptProjectInput } from './tree.js';

export interface PackageFile {
  /** Its folder; '' is the top. */
  readonly folder: string;
  readonly name: string | undefined;
  readonly private: boolean;
  readonly workspaces: readonly string[];
  /** Package name -> range, of all groups. */
  readonly dependencies: ReadonlyMap<string, string>;
  readonly main: string | undefined;
  readonly hasExports: boolean;
  readonly hasImports: boolean;
  /** Keys of `_moduleAliases`, `alias`, `browser` and jest's `moduleNameMapper`, with their targets. */
  readonly aliases: readonly { readonly key: string; readonly targets: readonly string[] }[];
}

export interface Packages {
  /** The package.json files above a file, nearest first. */
  above(path: string): readonly PackageFile[];
  at(folder: string): PackageFile | undefined;
  /** The package of this repository that an import of `name` from `path` reaches. */
  local(name: string, path: string): PackageFile | undefined;
  /** The range that the file's packages declare for a name, nearest first. */
  declared(name: string, path: string): string | undefined;
}

const GROUPS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'] as const;
/** Folders whose packages are examples of packages, not packages that other code imports. */
const SPECIMENS = /(?:^|\/)(?:node_modules|__fixtures__|fixtures?|__tests__|tests?|testdata|examples?|templates?|samples?|e2e|playgrounds?|\.[^/]+)(?:\/|$)/;
const LINKED = /^(?:workspace|file|link|portal):/;

/** Reads package.json files early, each once. */
export function createPackages(input: JavaScriptProjectInput): Packages {
  const at = memoised((folder: string) => readPackage(folder, input.facts(under(folder, 'package.json'))?.text), sameData);
  const above = memoised((folder: string): readonly PackageFile[] => ancestors(folder).flatMap((one) => at(one) ?? []), sameItems);
  const all = lazy(() => input.paths.filter((path) => baseOf(path) === 'package.json').flatMap((path) => at(folderOf(path)) ?? []), sameItems);
  const byName = lazy(() => groupByName(all()));
  const isMember = lazy(() => membership(input, all()));

  function declared(name: string, path: string): string | undefined {
    return above(folderOf(path)).find((one) => one.dependencies.has(name))?.dependencies.get(name);
  }

  function local(name: string, path: string): PackageFile | undefined {
    const own = above(folderOf(path)).find((one) => one.name === name);
    if (own) return own;
    const named = byName().get(name) ?? [];
    const member = named.find((one) => isMember()(one.folder));
    if (member) return member;
    const range = declared(name, path);
    if (range !== undefined && !LINKED.test(range)) return undefined;
    return named.find((one) => range !== undefined || !SPECIMENS.test(one.folder));
  }

  return { above: (path) => above(folderOf(path)), at, local, declared };
}

function readPackage(folder: string, text: string | undefined): PackageFile | undefined {
  const json = text === undefined ? undefined : record(parse(text) as unknown);
  if (!json) return undefined;
  const workspaces = Array.isArray(json['workspaces']) ? json['workspaces'] : record(json['workspaces'])?.['packages'];
  return {
    folder,
    name: string(json['name']),
    private: json['private'] === true,
    workspaces: strings(workspaces),
    dependencies: new Map(GROUPS.flatMap((group) => Object.entries(record(json[group]) ?? {}).map(([name, range]) => [name, string(range) ?? ''] as const)).reverse()),
    main: string(json['main']) ?? string(json['module']) ?? string(json['types']) ?? string(json['typings']),
    hasExports: json['exports'] !== undefined && json['exports'] !== null,
    hasImports: record(json['imports']) !== undefined,
    aliases: ['_moduleAliases', 'alias', 'browser'].flatMap((key) => aliasEntries(json[key])).concat(aliasEntries(record(json['jest'])?.['moduleNameMapper'])),
  };
}

function aliasEntries(value: unknown): { key: string; targets: string[] }[] {
  // `false` leaves a module out of the bundle: nothing is put in its place.
  const entries = Object.entries(record(value) ?? {}).filter(([, target]) => target !== false);
  return entries.map(([key, target]) => ({ key, targets: typeof target === 'string' ? [target] : strings(target) }));
}

function groupByName(packages: readonly PackageFile[]): ReadonlyMap<string, readonly PackageFile[]> {
  const groups = new Map<string, PackageFile[]>();
  for (const one of packages) if (one.name !== undefined) groups.set(one.name, [...(groups.get(one.name) ?? []), one]);
  return groups;
}

/** Whether a folder is a workspace of a package above it; pnpm's list counts as one that takes every package below it. */
function membership(input: JavaScriptProjectInput, packages: readonly PackageFile[]): (folder: string) => boolean {
  const roots = packages.flatMap((root) => {
    const globs = root.workspaces.map((glob) => glob.replace(/^\.\//, '').replace(/\/+$/, ''));
    const pnpm = input.hasFile(under(root.folder, 'pnpm-workspace.yaml')) || input.hasFile(under(root.folder, 'lerna.json'));
    if (globs.length === 0 && !pnpm) return [];
    const matches = globs.length === 0 ? (path: string) => !SPECIMENS.test(path) : globMatcher(globs, { dot: true });
    return [{ folder: root.folder, matches }];
  });
  return (folder) => roots.some((root) => folder !== root.folder && (root.folder === '' || folder.startsWith(`${root.folder}/`)) && root.matches(root.folder === '' ? folder : folder.slice(root.folder.length + 1)));
}

/** A JSON object, or undefined. */
export function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

/** The strings of a JSON array. */
export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
