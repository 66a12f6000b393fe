/** Which file of the tree a path without its extension, or a folder, stands for. */
import type { Resolution } from '../types.js';
import { CODE_EXTENSIONS, ancestors, baseOf, folderOf, join, lazy, under, type JavaScriptProjectInput } from './tree.js';

/** Platform file suffixes of React Native, Expo and React Native for Web. */
const PLATFORMS = ['.ios', '.android', '.native', '.web', '.macos', '.windows'] as const;
/** TypeScript's mapping of written extensions to source extensions. */
const SOURCES_OF: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.d.ts', '.jsx'],
  '.jsx': ['.tsx', '.ts', '.d.ts'],
  '.mjs': ['.mts', '.d.mts'],
  '.cjs': ['.cts', '.d.cts'],
};
/** Folders that tools write into. Absent ones may exist after a build, whether .gitignore names them or not. */
const OUTPUT_FOLDERS =
  /^(?:dist|build|out|output|lib|es|esm|cjs|umd|target|pkg|artifacts|coverage|codegen|gen|generated|_generated|__generated__|typechain|typechain-types|\+types|\..+)$/;
/** Files next to a module that do not answer its import. */
const COMPANION = /^\.(?:(?:[\w-]+\.)*(?:test|tests|spec|stories|story|cy|bench|e2e|mock|mocks|fixture|fixtures|snap)(?:\.[\w.]+)?|(?:module\.)?(?:css|scss|sass|less|styl)(?:\.d\.ts)?|mdx?|html|txt|snap|png|svg|jpg)$/i;

export interface FileFinder {
  /** The file that `target` (a repository path, extension optional) stands for, or undefined. */
  find(target: string): string | undefined;
  /** Like `find`, but says why not: `missing` only when nothing can answer it after a checkout. */
  resolve(target: string, importer: string, folderOnly: boolean): Resolution;
  /** Names of the files directly in a folder. */
  files(folder: string): readonly string[];
}

/** `mainOf` gives the entry that a folder's package.json names, as a repository path. */
export function createFileFinder(input: JavaScriptProjectInput, mainOf: (folder: string) => string | undefined): FileFinder {
  const listing = lazy(() => groupByFolder(input.paths));
  const files = (folder: string): readonly string[] => listing().get(folder) ?? [];

  function asFile(target: string): string | undefined {
    if (input.hasFile(target)) return target;
    return [...sourcesOf(target), ...withExtensions(target)].find((path) => input.hasFile(path));
  }

  function asFolder(target: string): string | undefined {
    if (!input.hasFolder(target)) return undefined;
    const main = mainOf(target);
    return (main === undefined ? undefined : (asFile(main) ?? indexOf(main))) ?? indexOf(target);
  }

  function indexOf(folder: string): string | undefined {
    return input.hasFolder(folder) ? withExtensions(under(folder, 'index')).find((path) => input.hasFile(path)) : undefined;
  }

  function resolve(target: string, importer: string, folderOnly: boolean): Resolution {
    const path = (folderOnly ? undefined : asFile(target)) ?? asFolder(target);
    if (path !== undefined) return { kind: 'local', path };
    const doubt = reasonForDoubt(target);
    if (doubt !== undefined) return { kind: 'unknown', reason: doubt };
    const tried = folderOnly ? triedFor(under(target, 'index'), importer) : [...triedFor(target, importer), ...triedIndex(target, importer)];
    return { kind: 'missing', tried, reason: input.hasFolder(target) ? 'the folder has no index file' : 'no such file' };
  }

  function reasonForDoubt(target: string): string | undefined {
    const prefixes = ancestors(target).filter((prefix) => prefix !== '');
    const link = prefixes.slice(1).find((prefix) => input.hasFile(prefix));
    if (link !== undefined) return `${link} is a link or a submodule`;
    const output = prefixes.find((prefix) => OUTPUT_FOLDERS.test(baseOf(prefix)) && !input.hasFolder(prefix));
    if (output !== undefined && !(output === target && /^(?:lib|es|target|out|gen|pkg)$/.test(baseOf(output)))) return `${output} is written by a build`;
    if (prefixes.some((prefix) => baseOf(prefix) === 'node_modules')) return 'it lies in node_modules';
    if (/generated|[.-]gen(?:\.|$)|^\$types/i.test(baseOf(target))) return 'its name says that it is generated';
    if (input.hasFolder(target) && mainOf(target) !== undefined) return 'its package.json names an entry that is not in the repository';
    const ignored = [target, ...sourcesOf(target), ...withExtensions(target), ...withExtensions(under(target, 'index'))].find((path) => input.isIgnored(path));
    if (ignored !== undefined) return `.gitignore names ${ignored}`;
    const stem = baseOf(target);
    const rival = files(folderOf(target)).find((name) => name.startsWith(`${stem}.`) && !COMPANION.test(name.slice(stem.length)));
    return rival === undefined ? undefined : `${under(folderOf(target), rival)} may answer it`;
  }

  return { find: (target) => asFile(target) ?? asFolder(target), resolve, files };
}

function withExtensions(target: string): string[] {
  const plain = CODE_EXTENSIONS.map((extension) => target + extension);
  const platform = PLATFORMS.flatMap((suffix) => CODE_EXTENSIONS.slice(0, 9).map((extension) => target + suffix + extension));
  return [...plain, ...platform];
}

function sourcesOf(target: string): string[] {
  const match = /\.[cm]?jsx?$/.exec(target);
  if (!match) return [];
  const stem = target.slice(0, match.index);
  return (SOURCES_OF[match[0]] ?? []).map((extension) => stem + extension);
}

/** What would have answered, in the importer's language first; a written extension is taken at its word. */
function triedFor(target: string, importer: string): string[] {
  if (/\.[A-Za-z]\w{0,5}$/.test(target) && /\.(?:[cm]?[jt]sx?|json|css|s[ac]ss|less|svg|png|jpe?g|gif|webp|ico|mdx?|vue|svelte|html|txt|ya?ml|woff2?|ttf|mp[34]|wasm)$/i.test(target)) {
    return /\.[cm]?tsx?$/.test(importer) ? [...sourcesOf(target).filter((path) => !path.includes('.d.')), target] : [target];
  }
  return extensionsFor(importer).map((extension) => target + extension);
}

function triedIndex(target: string, importer: string): string[] {
  return /\.\w+$/.test(target) ? [] : extensionsFor(importer).map((extension) => under(target, `index${extension}`));
}

function extensionsFor(importer: string): readonly string[] {
  return /\.[cm]?tsx?$/.test(importer) ? ['.ts', '.tsx', '.js', '.jsx'] : ['.js', '.jsx', '.ts', '.tsx'];
}

function groupByFolder(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const folder = folderOf(path);
    const group = groups.get(folder);
    if (group) group.push(baseOf(path));
    else groups.set(folder, [baseOf(path)]);
  }
  return groups;
}

/** The folder part and whether only a folder can be meant (`./`, `..`, `./x/`). Undefined outside the repository. */
export function relativeTarget(importer: string, specifier: string): { readonly target: string; readonly folderOnly: boolean } | undefined {
  const target = join(folderOf(importer), specifier);
  return target === undefined ? undefined : { target, folderOnly: /(?:^|\/)\.{0,2}$/.test(specifier) || target === '' };
}
