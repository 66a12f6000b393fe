/** What our replies in a thread say. Pure. */
import { codeSpan, shorten } from './escape.js';
import { renderTold } from './marker.js';

/** UTF-16 code units of a path that is shown. */
const LONGEST_PATH = 300;

/** The finding is not there any more. GitHub shows a whole commit id short, and links it. Throws as `renderTold`. */
export function renderFixed(sha: string): string {
  return `No longer found as of ${sha}.\n\n${renderTold({ kind: 'fixed', sha })}`;
}

/** The finding is told in another comment, on a file or, where null, on one that need not be named. Throws as `renderTold`. */
export function renderMoved(sha: string, path: string | null): string {
  const where = path === null ? 'in another comment' : `of ${codeSpan(shorten(path, LONGEST_PATH))}`;
  return `No longer here as of ${sha}: the same is now said ${where}.\n\n${renderTold({ kind: 'moved', sha })}`;
}

/** The finding is there again. Throws as `renderTold`. */
export function renderBack(sha: string): string {
  return `Found again as of ${sha}.\n\n${renderTold({ kind: 'back', sha })}`;
}
