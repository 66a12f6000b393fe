/** Patterns of linter configurations, read as the linters read them. Pure. */
import { globMatcher } from '../project/globs.js';
import { remembered } from '../project/remembered.js';
import { ancestorsOf, folderOf, inFolder, joinPath } from '../project/tree.js';

/**
 * A pattern of a configuration file as one over paths from the repository's root: one without a slash means any file or folder
 * of this name below. One that leads out of the repository matches nothing in it.
 * @param folder of the configuration, '' for the root
 */
export function rooted(folder: string, pattern: string): string {
  const plain = pattern.replace(/^\.?\//, '').replace(/\/+$/, '');
  const isPlace = plain.includes('/') || /^\.?\//.test(pattern);
  return isPlace ? (joinPath(folder, plain) ?? `/${plain}`) : inFolder(folder, `**/${plain}`);
}

/** Whether a path matches a pattern from the root. As in Rust's globset, `*` crosses slashes. */
export const matcher: (pattern: string) => (path: string) => boolean = remembered((pattern) => globMatcher([pattern], { dot: true, bash: true }), 1000);

/** Whether the path itself or a folder above it matches one of the patterns. */
export function matcherWithin(patterns: readonly string[]): (path: string) => boolean {
  const matchers = patterns.map(matcher);
  return (path) => {
    const places = ancestorsOf(path).filter((place) => place !== '');
    return matchers.some((matches) => places.some(matches));
  };
}

/**
 * A path as written in a file of a folder; undefined where it leads out of the repository or can't be told.
 * @param folder '' for the root
 */
export function within(folder: string, written: string): string | undefined {
  return /^[/~]|[$\\:]|^$/.test(written) ? undefined : joinPath(folder, written);
}

/** Where a file of one of the names may stand that speaks for a path: those of the nearest folder first, in the order of the names. */
export function placesAbove(path: string, names: readonly string[]): string[] {
  return ancestorsOf(folderOf(path)).flatMap((folder) => names.map((name) => inFolder(folder, name)));
}
