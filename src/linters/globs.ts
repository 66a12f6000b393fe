/** Patterns of linter configurations, read as the linters read them. Pure. */
import picomatch from 'picomatch';

/**
 * A pattern of a configuration file as one over paths from the repository's root: one without a slash means any file or folder
 * of this name below.
 * @param folder of the configuration, '' or with a final slash
 */
export function rooted(folder: string, pattern: string): string {
  const plain = pattern.replace(/^\.?\//, '').replace(/\/+$/, '');
  return plain.includes('/') || /^\.?\//.test(pattern) ? `${folder}${plain}` : `${folder}**/${plain}`;
}

/** Characters and stars; what is longer takes long to match, and nobody writes it. */
const LONGEST = 300;
const MOST_STARS = 12;

/** Whether a path matches a pattern from the root. As in Rust's globset, `*` crosses slashes. A pattern that is too long matches nothing. */
export function matcher(pattern: string): (path: string) => boolean {
  if (pattern.length > LONGEST || (pattern.match(/\*/g)?.length ?? 0) > MOST_STARS) return () => false;
  const isMatch = picomatch(pattern, { dot: true, bash: true });
  // picomatch takes a second argument, and callers like `some` pass one.
  return (path) => isMatch(path);
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
