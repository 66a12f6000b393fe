/** Where GitHub lets a comment stand, judged by the parsed diff before anything is sent. Pure. */
import type { ChangedFile, ChangeSet, Hunk } from '../changes/types.js';
import type { CommentPlace, PlannedComment } from '../report/types.js';
import type { PlacedComment } from './types.js';

/** The comment at its places that stand in the diff, in the order to try them; empty when none does. Only at its own can its suggestion be applied. */
export function placesOf(comment: PlannedComment, changes: ChangeSet): readonly PlacedComment[] {
  const { path, anchor, body, plainBody, fallbacks } = comment;
  return [{ path, anchor, body }, ...fallbacks.map((place) => ({ ...place, body: plainBody }))].filter((place) => {
    const file = changes.files.find((one) => one.path === place.path);
    return file !== undefined && standsIn(place.anchor, file);
  });
}

function standsIn(anchor: CommentPlace['anchor'], file: ChangedFile): boolean {
  if (anchor.kind === 'file') return true;
  return file.hunks.some((hunk) => {
    if (!hasLine(hunk, anchor.side, anchor.line)) return false;
    if (anchor.startLine === undefined) return true;
    return anchor.startLine < anchor.line && hasLine(hunk, anchor.side, anchor.startLine);
  });
}

/** Context lines count on both sides, as on GitHub. */
function hasLine(hunk: Hunk, side: 'LEFT' | 'RIGHT', line: number): boolean {
  return hunk.lines.some((one) => (side === 'RIGHT' ? one.headLine === line : one.baseLine === line));
}
