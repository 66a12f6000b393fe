/** Patterns that a repository writes, matched at a price that it can't raise. Pure. */
import picomatch, { type PicomatchOptions } from 'picomatch';

/** Characters; what is longer, nobody writes. */
const LONGEST = 500;
/** Runs of stars. Each takes picomatch's regular expression a further power of the path's length: four take about 0.2 s on a hostile path of 250 characters, five seconds, six a minute. */
const MOST_STARS = 4;

/** Whether a pattern can be matched at all: it is neither too long, nor has more than four runs of stars, nor groups that repeat. */
export function isBoundedGlob(pattern: string): boolean {
  if (pattern.length > LONGEST || /[+*]\(/.test(pattern)) return false;
  const runs = pattern.replace(/(\*\*\/)+/g, '**/').match(/\*+|!\(/g) ?? [];
  return runs.length <= MOST_STARS;
}

/**
 * Whether a path matches one of the patterns.
 * @param patterns globs as picomatch reads them; one that is not bounded matches nothing
 */
export function globMatcher(patterns: readonly string[], options: PicomatchOptions): (path: string) => boolean {
  const isMatch = picomatch(patterns.filter(isBoundedGlob), options);
  // picomatch takes a second argument, and callers like `some` pass one.
  return (path) => isMatch(path);
}
