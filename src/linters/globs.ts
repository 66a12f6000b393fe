/** Patterns of linter configurations, read as the linters read them. Pure. */
import { globMatcher } from '../project/globs.js';

/**
 * A pattern of a configuration file as one over paths from the repository's root: one without a slash means any file or folder
 * of this name below.
 * @param folder of the configuration, '' or with a final slash
 */
export function rooted(folder: string, pattern: string): string {
  const plain = pattern.replace(/^\.?\//, '').replace(/\/+$/, '');
  return plain.includes('/') || /^\.?\//.test(pattern) ? `${folder}${plain}` : `${folder}**/${plain}`;
}

/** Whether a path matches a pattern from the root. As in Rust's globset, `*` crosses slashes. */
export function matcher(pattern: string): (path: string) => boolean {
  return globMatcher([pattern], { dot: true, bash: true });
}

/** Whether the path itself or a folder above it matches one of the patterns. */
export function matcherWithin(patterns: readonly string[]): (path: string) => boolean {
  const matchers = patterns.map(matcher);
  return (path) => {
    const parts = path.split('/');
    const places = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
    return matchers.some((matches) => places.some(matches));
  };
}

/** Folders of a path from its own to the root, each '' or with a final slash. */
export function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return [...parts.map((_, index) => `${parts.slice(0, parts.length - index).join('/')}/`), ''];
}

/** A path as written in a file of a folder; undefined where it leads out of the repository or can't be told. */
export function within(folder: string, written: string): string | undefined {
  if (/^[/~]|[$\\:]|^$/.test(written)) return undefined;
  const parts: string[] = [];
  for (const part of `${folder}${written}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}
