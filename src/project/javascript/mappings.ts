/** `paths` and `baseUrl` of tsconfig and jsconfig files, and alias tables of bundler and test configuration. */
import { parse } from 'jsonc-parser';
import type { Told } from '../live-tree.js';
import { sameItems } from '../tracked.js';
import { record, strings, type Packages } from './packages.js';
import { ancestors, baseOf, folderOf, join, lazy, memoised, sameData, under, isWithin, type JavaScriptProjectInput } from './tree.js';

/** One TypeScript configuration with what it inherits. */
export interface PathConfig {
  readonly path: string;
  /** Absolute in the repository; undefined when there is none. */
  readonly baseUrl: string | undefined;
  /** Pattern -> targets (repository paths, `*` kept), longest prefix first. */
  readonly paths: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
  readonly hasRootDirs: boolean;
  /** It extends a file of the repository that is not there (generated), so that more may be mapped. */
  readonly open: boolean;
}

export interface AliasRule {
  /** The specifier itself or what it begins with. */
  readonly prefix: string;
  readonly exact: boolean;
  /** Repository paths the rest of the specifier may be appended to, likeliest first. */
  readonly targets: readonly string[];
  readonly source: string;
}

export interface Mappings {
  /** Configurations of the folders above a file, grouped by folder, nearest first. */
  configs(path: string): readonly (readonly PathConfig[])[];
  /** Alias rules whose project holds the file. */
  aliases(path: string): readonly AliasRule[];
  /** True when some file declares the module (`declare module 'x'`, `'*.svg'`). */
  isAmbient(specifier: string): boolean;
  /** Files whose exports are added to by `declare module './x'`: their paths without extension. */
  isAugmented(path: string): boolean;
}

const CONFIG_NAME = /^[jt]sconfig(?:\.[\w.-]+)?\.json$/;

/** Reads configuration early; alias tables and ambient modules take one pass over the facts of all files. */
export function createMappings(input: JavaScriptProjectInput, packages: Packages): Mappings {
  const byFolder = lazy(() => {
    const groups = new Map<string, string[]>();
    for (const path of input.paths) {
      if (!CONFIG_NAME.test(baseOf(path))) continue;
      groups.set(folderOf(path), [...(groups.get(folderOf(path)) ?? []), path]);
    }
    return groups;
  });
  const config = memoised((path: string) => readConfig(path, input, packages, []), sameData);
  const configs = memoised((folder: string) =>
    ancestors(folder)
      .map((one) => (byFolder().get(one) ?? []).flatMap((path) => config(path) ?? []))
      .filter((group) => group.length > 0),
    sameData,
  );
  const telling = input.scan(({ javascript }, path) => (javascript !== undefined && (javascript.ambientModules.length > 0 || javascript.aliases !== undefined) ? { ambient: javascript.ambientModules, aliases: javascript.aliases ?? [] } : baseOf(path) === 'package.json' && NOTHING), sameData);
  const scanned = lazy(() => readAll(telling(), packages));
  const aliases = memoised((folder: string) => scanned().aliases.filter((one) => isWithin(folder, one.scope)).map((one) => one.rule), sameItems);
  const ambient = memoised((specifier: string) => scanned().ambient.some((matches) => matches(specifier)));
  const augmented = memoised((stem: string) => scanned().augmented.has(stem));
  return {
    configs: (path) => configs(folderOf(path)),
    aliases: (path) => aliases(folderOf(path)),
    isAmbient: ambient,
    isAugmented: (path) => augmented(path.replace(/(?:\/index)?\.[^/]*$/, '')),
  };
}

/** The part of `specifier` that a pattern's `*` stands for ('' for a pattern without one), or undefined. */
export function matchPattern(pattern: string, specifier: string): string | undefined {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === specifier ? '' : undefined;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  const fits = specifier.length >= head.length + tail.length && specifier.startsWith(head) && specifier.endsWith(tail);
  return fits ? specifier.slice(head.length, specifier.length - tail.length) : undefined;
}

function readConfig(path: string, input: JavaScriptProjectInput, packages: Packages, seen: readonly string[]): PathConfig | undefined {
  const text = input.facts(path)?.text;
  if (text === undefined || seen.includes(path)) return undefined;
  const json = record(parse(text, [], { allowTrailingComma: true }) as unknown) ?? {};
  const options = record(json['compilerOptions']) ?? {};
  const folder = folderOf(path);
  const bases = (typeof json['extends'] === 'string' ? [json['extends']] : strings(json['extends'])).map((base) => ({ base, at: extendedPath(base, folder, input, packages) }));
  const inherited = bases.flatMap(({ at }) => (at === undefined ? [] : (readConfig(at, input, packages, [...seen, path]) ?? []))).reverse();
  const baseUrl = typeof options['baseUrl'] === 'string' ? join(folder, plainDir(options['baseUrl'])) : inherited.find((one) => one.baseUrl !== undefined)?.baseUrl;
  const own = record(options['paths']);
  const paths = own ? readPaths(own, baseUrl ?? folder) : (inherited.find((one) => one.paths.length > 0)?.paths ?? []);
  const open = bases.some(({ base, at }) => at === undefined && base.startsWith('.')) || inherited.some((one) => one.open);
  return { path, baseUrl, paths, open, hasRootDirs: options['rootDirs'] !== undefined || inherited.some((one) => one.hasRootDirs) };
}

function plainDir(path: string): string {
  return path.replace(/^\$\{configDir\}/, '.');
}

/** The file that `extends` names, if it is in the repository. A preset from npm maps nothing of this repository. */
function extendedPath(base: string, folder: string, input: JavaScriptProjectInput, packages: Packages): string | undefined {
  const name = packageName(base);
  const target = base.startsWith('.') ? join(folder, base) : withinPackage(packages.local(name, under(folder, 'tsconfig.json'))?.folder, base.slice(name.length));
  if (target === undefined) return undefined;
  return [target, `${target}.json`, `${target}/tsconfig.json`].find((path) => input.hasFile(path));
}

function withinPackage(folder: string | undefined, rest: string): string | undefined {
  return folder === undefined ? undefined : join(folder, rest);
}

function readPaths(own: Readonly<Record<string, unknown>>, root: string): PathConfig['paths'] {
  return Object.entries(own)
    .map(([pattern, targets]) => ({ pattern, targets: strings(targets).flatMap((target) => join(root, plainDir(target)) ?? []) }))
    .sort((a, b) => prefixLength(b.pattern) - prefixLength(a.pattern));
}

/** TypeScript takes an exact pattern first, then the longest part before the `*`. */
function prefixLength(pattern: string): number {
  const star = pattern.indexOf('*');
  return star < 0 ? Number.MAX_SAFE_INTEGER : star;
}

/** `lodash` of `lodash/fp`, `@scope/x` of `@scope/x/y`. */
export function packageName(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

interface Scanned {
  readonly aliases: readonly { readonly scope: string; readonly rule: AliasRule }[];
  readonly ambient: readonly ((specifier: string) => boolean)[];
  readonly augmented: ReadonlySet<string>;
}

/** What one file says of modules beside the file tree. */
interface Telling {
  readonly ambient: readonly string[];
  readonly aliases: readonly { readonly key: string; readonly targets: readonly string[] }[];
}

const NOTHING: Telling = { ambient: [], aliases: [] };

function readAll(files: readonly Told<Telling>[], packages: Packages): Scanned {
  const aliases: { scope: string; rule: AliasRule }[] = [];
  const ambient = new Set<string>();
  const augmented = new Set<string>();
  for (const { path, told } of files) {
    const folder = folderOf(path);
    const owner = baseOf(path) === 'package.json' ? packages.at(folder) : undefined;
    for (const one of owner?.aliases ?? []) aliases.push(...aliasRules(one, path, folder, folder));
    for (const name of told.ambient) {
      if (!name.startsWith('.')) ambient.add(name);
      else augmented.add(join(folder, name)?.replace(/\.[cm]?jsx?$/, '') ?? '');
    }
    const scope = told.aliases.length > 0 ? (packages.above(path)[0]?.folder ?? folder) : '';
    for (const one of told.aliases) aliases.push(...aliasRules(one, path, folder, scope));
  }
  return { aliases, augmented, ambient: [...ambient].map((pattern) => (specifier: string) => matchPattern(pattern, specifier) !== undefined) };
}

/** Reads an alias key: a name, a name with `$`, or a regular expression as `moduleNameMapper` and Vite take them. */
function aliasRules(one: { readonly key: string; readonly targets: readonly string[] }, source: string, folder: string, scope: string): { scope: string; rule: AliasRule }[] {
  const exact = one.key.endsWith('$') && !/[*)]\$$/.test(one.key);
  const prefix = one.key
    .replace(/^\^/, '')
    .replace(/\$$/, '')
    .replace(/\(?\.[*+]\)?$|\/?\*$/, '')
    .replace(/\\(.)/g, '$1');
  if (prefix === '' || /[()[\]|*+?^]/.test(prefix) || prefix.startsWith('.')) return [];
  const written = one.targets.map((target) => target.replace(/^<rootDir>\/?/, '').replace(/\/?(?:\$1|\*)$/, ''));
  const joined = [written.join('/'), ...written];
  const targets = [folder, scope].flatMap((base) => joined.flatMap((target) => join(base, target) ?? []));
  return [{ scope, rule: { prefix, exact, targets: [...new Set(targets)], source } }];
}
