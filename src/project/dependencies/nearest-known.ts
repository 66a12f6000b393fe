/** Spellings of known names. Pure. */
import { distance } from 'fastest-levenshtein';
import { nearest } from '../nearest.js';

/** Known names that differ by a slip of the keyboard: at most two edits, one for short names. At most three. */
export function nearestKnown(name: string, known: Iterable<string>): readonly string[] {
  const most = name.length < 6 ? 1 : 2;
  const close: string[] = [];
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) <= most && distance(candidate, name) <= most) close.push(candidate);
  }
  return nearest(name, close, { max: 3 });
}
