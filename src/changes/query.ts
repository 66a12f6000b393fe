import type { ChangedFile, ChangeSet, HunkLine } from './types.js';

/** A side of the diff. GitHub calls the base LEFT and the head RIGHT. */
export type DiffSide = 'base' | 'head';

/** The change of the file with this path: in the head, or for a deleted file in the base. Undefined when it did not change. */
export function findFile(changes: ChangeSet, path: string): ChangedFile | undefined {
  return changes.files.find((file) => file.path === path);
}

/**
 * Whether GitHub accepts an inline comment at a line: it must stand in a hunk (changed or context) of that side.
 * @param line 1-based
 */
export function isCommentable(file: ChangedFile, side: DiffSide, line: number): boolean {
  return file.hunks.some((hunk) => {
    const start = side === 'base' ? hunk.baseStart : hunk.headStart;
    const length = side === 'base' ? hunk.baseLines : hunk.headLines;
    return line >= start && line < start + length;
  });
}

/** The 1-based head lines that the change added or rewrote. */
export function changedHeadLines(file: ChangedFile): Set<number> {
  const lines = new Set<number>();
  for (const hunk of file.hunks)
    for (const line of hunk.lines) if (line.kind === 'added' && line.headLine !== null) lines.add(line.headLine);
  return lines;
}

/** The lines that the change took away, in order; `baseLine` is set on each. */
export function removedLines(file: ChangedFile): HunkLine[] {
  return file.hunks.flatMap((hunk) => hunk.lines.filter((line) => line.kind === 'removed'));
}

/**
 * Where a line of the base stands in the head.
 * @param line 1-based line of the base
 * @returns the 1-based line of the head, or null when the change removed it (or the file), or the file shows no lines
 */
export function mapBaseLine(file: ChangedFile, line: number): number | null {
  if (file.status === 'deleted' || file.binary) return null;
  let shift = 0;
  for (const hunk of file.hunks) {
    // Of a hunk that only adds, git names the line before it: that line stays where it was.
    const first = hunk.baseLines === 0 ? hunk.baseStart + 1 : hunk.baseStart;
    if (line < first) break;
    if (line < first + hunk.baseLines)
      return hunk.lines.find((candidate) => candidate.baseLine === line)?.headLine ?? null;
    shift += hunk.headLines - hunk.baseLines;
  }
  return line + shift;
}
