/** What the repository's .gitignore files name: such paths may exist when the code runs. Pure. */
import ignore, { type Ignore } from 'ignore';
import type { FileFacts } from '../facts/types.js';
import { early, perKey } from './tracked.js';
import { ancestorsOf, folderOf, inFolder, type TreeIndex } from './tree.js';

export interface IgnoredInput {
  readonly tree: TreeIndex;
  facts(path: string): FileFacts | undefined;
}

/** Answers whether a .gitignore above a path names it or a folder above it. */
export function createIgnored(input: IgnoredInput): (path: string) => boolean {
  const matchers = early(() => readMatchers(input));
  return perKey((path: string) => isNamed(matchers(), path));
}

function readMatchers(input: IgnoredInput): ReadonlyMap<string, Ignore> {
  const matchers = new Map<string, Ignore>();
  for (const path of input.tree.endingWith('.gitignore')) {
    const text = input.facts(path)?.text;
    if (text !== undefined) matchers.set(folderOf(path), ignore().add(text));
  }
  return matchers;
}

function isNamed(matchers: ReadonlyMap<string, Ignore>, path: string): boolean {
  if (path === '' || !ignore.isPathValid(path)) return false;
  for (const folder of ancestorsOf(folderOf(path))) {
    const matcher = matchers.get(folder);
    if (matcher === undefined) continue;
    const relative = folder === '' ? path : path.slice(inFolder(folder, '').length);
    // A path that does not exist may be meant as a folder.
    if (matcher.ignores(relative) || (!relative.endsWith('/') && matcher.ignores(`${relative}/`))) return true;
  }
  return false;
}
