/** What a diagnostic marks, as text. Pure. */
import type { Span } from '../facts/types.js';

const LONGEST = 120;

/** The first line of what a span covers, without the spaces around it; the whole line where it covers nothing. */
export function subjectAt(lines: readonly string[], [startLine, startColumn, endLine, endColumn]: Span): string {
  const line = lines[startLine - 1] ?? '';
  const covered = line.slice(startColumn - 1, startLine === endLine ? endColumn - 1 : undefined).trim();
  return (covered === '' ? line.trim() : covered).slice(0, LONGEST);
}
