/** Specifiers that are not relative: packages, aliases, built-in modules. */
import type { JavaScriptImport } from '../../facts/types.js';
import type { Resolution } from '../types.js';
import type { FileFinder } from './files.js';
import { matchPattern, packageName, type Mappings, type PathConfig } from './mappings.js';
import type { Packages } from './packages.js';
import { ancestors, folderOf, join, under, type JavaScriptProjectInput } from './tree.js';
import type { WorkspaceResolver } from './workspace.js';

export interface BareContext {
  readonly input: JavaScriptProjectInput;
  readonly finder: FileFinder;
  readonly packages: Packages;
  readonly mappings: Mappings;
  readonly workspace: WorkspaceResolver;
}

type Import = Pick<JavaScriptImport, 'specifier' | 'form' | 'typeOnly'>;

/** npm's rule for new package names, with an optional scope (validate-npm-package-name). */
const PACKAGE_NAME = /^(?:@[a-z\d-][a-z\d._~-]*\/)?[a-z\d][a-z\d._~-]*$/;
/** Files that tests or bundlers put in the place of a package. */
const STAND_IN = /(?:^|[/._-])(?:__mocks__|mocks?|__tests__|tests?|stubs?|shims?|polyfills?)(?:[/._-]|$)/i;
/** Names that a framework or runtime answers by itself and npm does not. */
const PROVIDED =
  /^(?:@theme(?:-original|-init)?|@site|@generated|@ember|@glimmer|@app|@root|@env|@src|k6|vscode|virtual-.*|gatsby-browser-entry|server-only|client-only|theme|deno|std|meteor|goog)(?:\/|$)/;

/** Where a specifier without a leading dot leads for the file at `path`. */
export function resolveBare(context: BareContext, path: string, statement: Import): Resolution {
  const specifier = statement.specifier.replace(/(?<=.)\?.*$/, '').replace(/(?<=[^/])\/\/+(?=[^/])/g, '/');
  const scheme = /^([A-Za-z][\w+.-]*):/.exec(specifier);
  if (scheme) return byScheme(context, specifier, scheme[1] ?? '');
  if (/[!\0*{}\s]/.test(specifier) || specifier === '') return { kind: 'unknown', reason: 'a loader or a pattern' };
  if (specifier.startsWith('/')) return { kind: 'unknown', reason: 'an absolute path' };
  const mapped = throughPaths(context, path, specifier);
  if (mapped?.kind === 'local') return mapped;
  const aliased = throughAliases(context, path, specifier);
  if (aliased?.kind === 'local') return aliased;
  if (specifier.startsWith('#')) return throughImports(context, path, specifier) ?? aliased ?? mapped ?? { kind: 'unknown', reason: 'an alias that no package.json explains' };
  return aliased ?? mapped ?? byPackage(context, path, specifier, statement);
}

function byScheme(context: BareContext, specifier: string, scheme: string): Resolution {
  if (scheme !== 'node') return { kind: 'unknown', reason: `the scheme ${scheme}: is answered outside the repository` };
  const name = specifier.slice('node:'.length);
  return { kind: 'standard-library', name: isBuiltin(context, name) ? name : specifier };
}

function isBuiltin(context: BareContext, name: string): boolean {
  const { builtins } = context.input.catalogue.npm;
  return builtins.has(name) || builtins.has(name.split('/')[0] ?? name);
}

/** `paths` of the configurations above; any that leads to a file wins, and only the nearest may say that one is missing. */
function throughPaths(context: BareContext, path: string, specifier: string): Resolution | undefined {
  const groups = context.mappings.configs(path);
  for (const config of groups.flat()) {
    const found = pathTargets(config, specifier).map((target) => context.finder.find(target)).find((one) => one !== undefined);
    if (found !== undefined) return { kind: 'local', path: found };
  }
  for (const config of groups.flat()) {
    const based = config.baseUrl === undefined ? undefined : join(config.baseUrl, specifier);
    const found = based === undefined ? undefined : context.finder.find(based);
    if (found !== undefined) return { kind: 'local', path: found };
  }
  return missingTarget(context, path, specifier, groups[0] ?? []) ?? missingUnderBase(context, path, specifier, groups[0] ?? []);
}

function pathTargets(config: PathConfig, specifier: string): readonly string[] {
  for (const { pattern, targets } of config.paths) {
    const rest = matchPattern(pattern, specifier);
    if (rest !== undefined) return targets.map((target) => target.replace('*', () => rest).replace(/\/+$/, ''));
  }
  return [];
}

function missingTarget(context: BareContext, path: string, specifier: string, nearest: readonly PathConfig[]): Resolution | undefined {
  const config = nearest.find((one) => pathTargets(one, specifier).length > 0);
  if (!config) return undefined;
  const targets = pathTargets(config, specifier);
  const name = packageName(specifier);
  const isCatchAll = config.paths.some(({ pattern }) => pattern.startsWith('*') && matchPattern(pattern, specifier) !== undefined);
  if (targets.some((target) => /(?:^|\/)node_modules(?:\/|$)/.test(target)) || isCatchAll) return undefined;
  if (context.packages.declared(name, path) !== undefined || context.packages.local(name, path)) return undefined;
  const answers = targets.map((target) => context.finder.resolve(target, path, false));
  const doubt = answers.find((one) => one.kind === 'unknown');
  if (doubt) return doubt;
  if (config.open || config.hasRootDirs) return { kind: 'unknown', reason: `${config.path} extends a file that is not in the repository` };
  const tried = answers.flatMap((one) => (one.kind === 'missing' ? one.tried : []));
  return { kind: 'missing', tried, reason: `${config.path} maps it to no file` };
}

/** `components/Button` with a `baseUrl` in which a folder `components` stands, and no package of that name is declared. */
function missingUnderBase(context: BareContext, path: string, specifier: string, nearest: readonly PathConfig[]): Resolution | undefined {
  const [first, ...rest] = specifier.split('/');
  const config = nearest.find((one) => one.baseUrl !== undefined && !one.open && first !== undefined && context.input.hasFolder(under(one.baseUrl, first)));
  if (config?.baseUrl === undefined || first === undefined || rest.length === 0) return undefined;
  const name = packageName(specifier);
  if (context.packages.declared(name, path) !== undefined || context.packages.local(name, path) || isBuiltin(context, specifier)) return undefined;
  if (context.packages.declared(typesName(name), path) !== undefined || context.mappings.isAmbient(specifier)) return undefined;
  if (context.input.catalogue.npm.knownPackages.has(name)) return undefined;
  const answer = context.finder.resolve(under(config.baseUrl, specifier), path, false);
  return answer.kind === 'missing' ? { ...answer, reason: `${config.path} has it below its baseUrl, where no such file is` } : answer;
}

function throughAliases(context: BareContext, path: string, specifier: string): Resolution | undefined {
  const rules = context.mappings.aliases(path).filter(({ prefix, exact }) => specifier === prefix || (!exact && specifier.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`)));
  const name = packageName(specifier);
  if (context.packages.declared(name, path) !== undefined || context.packages.local(name, path)) return undefined;
  for (const { prefix, targets, source } of rules) {
    const rest = specifier.slice(prefix.length).replace(/^\/+|\/+$/g, '');
    const found = targets.flatMap((target) => context.finder.find(under(target, rest)) ?? [])[0];
    if (found === undefined) continue;
    return STAND_IN.test(found) ? { kind: 'unknown', reason: `${source} puts ${found} in its place` } : { kind: 'local', path: found };
  }
  const [rule] = rules;
  return rule && { kind: 'unknown', reason: `${rule.source} has an alias for ${rule.prefix}` };
}

function throughImports(context: BareContext, path: string, specifier: string): Resolution | undefined {
  const owner = context.packages.above(path).find((one) => one.hasImports);
  return owner ? context.workspace.resolveImports(owner, specifier) : undefined;
}

function byPackage(context: BareContext, path: string, specifier: string, statement: Import): Resolution {
  const name = packageName(specifier);
  const target = context.packages.local(name, path);
  if (target) return context.workspace.resolve(target, specifier.slice(name.length), path);
  const isDeclared = context.packages.declared(name, path) !== undefined;
  if (!isDeclared && !specifier.endsWith('/') && isBuiltin(context, specifier)) return { kind: 'standard-library', name: specifier };
  if (isDeclared) return { kind: 'package', name };
  const doubt = reasonForDoubt(context, path, specifier, statement);
  if (typeof doubt === 'string') return { kind: 'unknown', reason: doubt };
  return doubt ?? { kind: 'package', name };
}

function reasonForDoubt(context: BareContext, path: string, specifier: string, statement: Import): string | Resolution | undefined {
  const { input, packages, mappings } = context;
  const name = packageName(specifier);
  const isKnown = input.catalogue.npm.knownPackages.has(name);
  const folders = ancestors(folderOf(path));
  if (mappings.isAmbient(specifier)) return 'a declaration file of the repository declares it';
  if (PROVIDED.test(specifier)) return 'a framework or runtime provides it';
  if (!PACKAGE_NAME.test(name) && !isKnown) return 'not a package name: perhaps an alias of the bundler';
  if (folders.some((folder) => input.hasFolder(under(folder, `node_modules/${name}`)))) return 'vendored in node_modules';
  const isTypeScript = statement.typeOnly || /\.[cm]?tsx?$/.test(path);
  if (isTypeScript && packages.declared(typesName(name), path) !== undefined) return `only ${typesName(name)} is declared`;
  const importMap = folders.flatMap((folder) => ['deno.json', 'deno.jsonc', 'import_map.json'].map((file) => under(folder, file))).find((file) => input.hasFile(file));
  if (importMap !== undefined) return `${importMap} may map it`;
  if (!isKnown && mappings.configs(path)[0]?.some((config) => config.open)) return 'the TypeScript configuration extends a file that is not in the repository';
  return ownFolder(context, folders, specifier, isKnown);
}

/** A folder of the repository with the specifier's first word: bundlers can be told to look there. */
function ownFolder(context: BareContext, folders: readonly string[], specifier: string, isKnown: boolean): string | Resolution | undefined {
  const [first = '', second] = specifier.split('/');
  const roots = folders.flatMap((folder) => [folder, under(folder, 'src'), under(folder, 'app'), under(folder, 'client')]);
  const found = roots.map((root) => (second === undefined ? undefined : context.finder.find(under(root, specifier)))).find((one) => one !== undefined);
  if (found !== undefined) return { kind: 'local', path: found };
  if (isKnown) return undefined;
  const wordsOf = first.startsWith('@') ? [first.slice(1), second ?? ''] : [first];
  const folder = roots.flatMap((root) => wordsOf.filter((word) => word !== '').map((word) => under(root, word))).find((one) => context.input.hasFolder(one));
  return folder === undefined ? undefined : `${folder} is a folder of the repository: perhaps an alias of the bundler`;
}

/** `@types/x` of `x`, `@types/scope__x` of `@scope/x` (DefinitelyTyped's convention). */
function typesName(name: string): string {
  return `@types/${name.replace(/^@/, '').replace('/', '__')}`;
}
