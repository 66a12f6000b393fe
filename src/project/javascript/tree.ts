/** What the JavaScript side of the model needs of a tree, and path arithmetic on repository paths. */
import type { FileFacts } from '../../facts/types.js';
import type { Scan } from '../live-tree.js';
import type { Catalogue } from '../types.js';

export { sameData } from '../same-data.js';
export { keyed, keyedByPair, early as lazy, perKey as memoised } from '../tracked.js';
export { ancestorsOf as ancestors, folderOf, joinPath as join } from '../tree.js';

export interface JavaScriptProjectInput {
  /** Every file's repository path, sorted. */
  readonly paths: readonly string[];
  hasFile(path: string): boolean;
  /** True for a folder that holds a tracked file at any depth; '' is the top. */
  hasFolder(path: string): boolean;
  facts(path: string): FileFacts | undefined;
  readonly scan: Scan;
  /** A .gitignore of the repository names this path. */
  isIgnored(path: string): boolean;
  readonly catalogue: Pick<Catalogue, 'npm'>;
}

/** Extensions that an import may leave out, TypeScript's first. Sources: TypeScript, Vite, webpack and Metro defaults. */
export const CODE_EXTENSIONS = ['.ts', '.tsx', '.d.ts', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json', '.vue', '.svelte', '.node'] as const;

/** The last segment of a path. */
export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `child` under `folder`, where '' is the top. */
export function under(folder: string, child: string): string {
  return folder === '' ? child : child === '' ? folder : `${folder}/${child}`;
}

/** True when `path` is `folder` or stands below it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** The specifier that leads from a folder to a path: always begins with `./` or `../`. */
export function relativeSpecifier(fromFolder: string, path: string): string {
  const from = fromFolder === '' ? [] : fromFolder.split('/');
  const to = path.split('/');
  let shared = 0;
  while (shared < from.length && shared < to.length && from[shared] === to[shared]) shared += 1;
  const up = '../'.repeat(from.length - shared);
  return `${up === '' ? './' : up}${to.slice(shared).join('/')}`;
}
