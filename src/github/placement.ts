/** Where GitHub lets a comment stand, judged by the parsed diff before anything is sent. Pure. */
import type { ChangedFile, ChangeSet, Hunk } from '../changes/types.js';
import type { CommentAnchor, PlannedComment } from '../report/types.js';

/** The comment's anchors that stand in the diff, in the order to try them; empty when none does. */
export function placesOf(comment: PlannedComment, changes: ChangeSet): readonly CommentAnchor[] {
  const file = changes.files.find((one) => one.path === comment.path);
  if (file === undefined) return [];
  return [comment.anchor, ...comment.fallbacks].filter((anchor) => standsIn(anchor, file));
}

function standsIn(anchor: CommentAnchor, file: ChangedFile): boolean {
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
