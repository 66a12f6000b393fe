/** "Did you mean" for specifiers. */
import { nearest } from '../nearest.js';
import type { FileFinder } from './files.js';
import { matchPattern, type Mappings } from './mappings.js';
import { baseOf, folderOf, isWithin, join, relativeSpecifier, type JavaScriptProjectInput } from './tree.js';

export interface SpecifierContext {
  readonly input: JavaScriptProjectInput;
  readonly finder: FileFinder;
  readonly mappings: Mappings;
  /** Importable files by their stem (`Button` of `Button.tsx`; the folder's name of an index file). */
  byStem(): ReadonlyMap<string, readonly string[]>;
}

const IMPORTABLE = /\.(?:[cm]?[jt]sx?|json|vue|svelte)$/;
const SPECIAL = /\.d\.[cm]?ts$|[.-](?:test|spec|stories|story)\.\w+$/;
const LIMIT = 3;

/** Existing specifiers near to one that leads nowhere, as the file at `path` would write them; at most three, likeliest first. */
export function nearSpecifiers(context: SpecifierContext, path: string, specifier: string): readonly string[] {
  const form = writtenForm(context, path, specifier);
  if (!form) return [];
  const target = form.target.replace(/\/$/, '');
  const extension = /\.[A-Za-z]\w{0,5}$/.exec(baseOf(target))?.[0] ?? '';
  const isAsset = extension !== '' && !IMPORTABLE.test(extension);
  const candidates = [...inFolder(context, target, isAsset ? extension : undefined), ...(isAsset ? [] : elsewhere(context, target, path))];
  const written = candidates.flatMap((one) => form.write(shorten(one, extension)) ?? []);
  return [...new Set(written)].filter((one) => one !== specifier).slice(0, LIMIT);
}

interface WrittenForm {
  readonly target: string;
  /** A repository path as a specifier of the same style, or undefined when that style can't reach it. */
  write(path: string): string | undefined;
}

function writtenForm(context: SpecifierContext, path: string, specifier: string): WrittenForm | undefined {
  const folder = folderOf(path);
  if (/^\.{1,2}(?:\/|$)/.test(specifier)) {
    const target = join(folder, specifier);
    return target === undefined ? undefined : { target, write: (one) => relativeSpecifier(folder, one) };
  }
  for (const config of context.mappings.configs(path).flat()) {
    for (const { pattern, targets } of config.paths) {
      const rest = matchPattern(pattern, specifier);
      const [target] = targets;
      if (rest === undefined || target === undefined || !target.includes('*')) continue;
      return {
        target: target.replace('*', () => rest),
        write: (one) => {
          const inner = matchPattern(target, one);
          return inner === undefined ? undefined : pattern.replace('*', () => inner);
        },
      };
    }
    const base = config.baseUrl;
    if (base === undefined) continue;
    const target = join(base, specifier);
    if (target !== undefined) return { target, write: (one) => (isWithin(one, base) ? one.slice(base === '' ? 0 : base.length + 1) : undefined) };
  }
  return undefined;
}

/** Near names in the folder where the file was looked for. */
function inFolder(context: SpecifierContext, target: string, extension: string | undefined): string[] {
  const folder = folderOf(target);
  const wanted = (file: string): boolean => (extension === undefined ? IMPORTABLE.test(file) && !SPECIAL.test(file) : file.endsWith(extension));
  const stems = new Map(context.finder.files(folder).filter(wanted).map((file) => [stemOf(file), file] as const));
  return nearest(stemOf(baseOf(target)), stems.keys(), { max: LIMIT }).flatMap((stem) => join(folder, stems.get(stem) ?? '') ?? []);
}

/** Files of the same name in other folders, nearest to the importer first. */
function elsewhere(context: SpecifierContext, target: string, importer: string): string[] {
  const same = context.byStem().get(stemOf(baseOf(target)).toLowerCase()) ?? [];
  const away = (path: string): number => relativeSpecifier(folderOf(importer), path).split('/').length;
  return [...same].sort((a, b) => away(a) - away(b)).slice(0, LIMIT);
}

function stemOf(file: string): string {
  return file.replace(/\.[^.]*$/, '');
}

/** Groups importable files by lower-case stem; index files go by their folder's name. */
export function groupByStem(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    if (!IMPORTABLE.test(path) || SPECIAL.test(path) || path.includes('node_modules/')) continue;
    const stem = stemOf(baseOf(path));
    const key = (stem === 'index' ? baseOf(folderOf(path)) : stem).toLowerCase();
    const group = groups.get(key);
    if (group) group.push(path);
    else groups.set(key, [path]);
  }
  return groups;
}

/** Leaves the extension out unless the missing specifier had one, and `index` always. */
function shorten(path: string, extension: string): string {
  if (extension === '' || !IMPORTABLE.test(path)) return path.replace(/(?:\/index)?\.[cm]?[jt]sx?$/, '');
  return /\.[cm]?jsx?$/.test(extension) ? path.replace(/\.([cm]?)tsx?$/, '.$1js') : path;
}
