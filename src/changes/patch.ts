import type { Hunk, HunkLine } from './types.js';

/** One `diff --git` section of a patch. */
export interface PatchSection {
  /** Git compared the two sides as bytes and shows no lines. */
  readonly binary: boolean;
  readonly hunks: readonly Hunk[];
  /** Index of the first character after the section. */
  readonly end: number;
}

/**
 * Reads the section of a git patch that begins at `start`. Names are not read: the caller has them from the raw part.
 * Hunk lines are counted by the hunk's header, so a line that looks like a header is still a line.
 * @throws Error when no section begins there, or it is cut off
 */
export function parseSection(text: string, start: number): PatchSection {
  const cursor = new LineCursor(text, start);
  if (cursor.startsWith('* Unmerged path ')) {
    cursor.take();
    return { binary: true, hunks: [], end: cursor.position };
  }
  if (!cursor.startsWith('diff --git ')) throw new Error(`git diff: a section was expected at ${start}`);
  cursor.take();
  while (!cursor.done() && !cursor.startsWith('@@ ') && !cursor.startsWith('diff --git ')) {
    if (cursor.startsWith('* Unmerged path ')) break;
    if (cursor.take().startsWith('Binary files ')) return { binary: true, hunks: [], end: cursor.position };
  }
  const hunks: Hunk[] = [];
  while (cursor.startsWith('@@ ')) hunks.push(parseHunk(cursor));
  return { binary: false, hunks, end: cursor.position };
}

class LineCursor {
  position: number;
  private readonly text: string;

  constructor(text: string, position: number) {
    this.text = text;
    this.position = position;
  }

  done(): boolean {
    return this.position >= this.text.length;
  }

  startsWith(prefix: string): boolean {
    return this.text.startsWith(prefix, this.position);
  }

  /** The line at the cursor without its newline; the cursor moves behind it. */
  take(): string {
    if (this.done()) throw new Error('git diff: the patch ends inside a section');
    const newline = this.text.indexOf('\n', this.position);
    const end = newline < 0 ? this.text.length : newline;
    const line = this.text.slice(this.position, end);
    this.position = end + 1;
    return line;
  }
}

/** `@@ -start[,count] +start[,count] @@`; a count that is left out is 1. */
const HUNK_HEADER = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

function parseHunk(cursor: LineCursor): Hunk {
  const header = cursor.take();
  const match = HUNK_HEADER.exec(header);
  if (match === null) throw new Error(`git diff: unreadable hunk header "${header.slice(0, 80)}"`);
  const baseStart = Number(match[1]);
  const baseLines = Number(match[2] ?? 1);
  const headStart = Number(match[3]);
  const headLines = Number(match[4] ?? 1);
  const lines: HunkLine[] = [];
  let baseLine = baseStart;
  let headLine = headStart;
  while (baseLine < baseStart + baseLines || headLine < headStart + headLines) {
    const line = cursor.take();
    const text = line.slice(1);
    switch (line.charAt(0)) {
      case ' ':
        lines.push({ kind: 'context', baseLine: baseLine++, headLine: headLine++, text });
        break;
      case '-':
        lines.push({ kind: 'removed', baseLine: baseLine++, headLine: null, text });
        break;
      case '+':
        lines.push({ kind: 'added', baseLine: null, headLine: headLine++, text });
        break;
      case '\\': // "\ No newline at end of file" speaks of the line before it
        markLast(lines);
        break;
      default:
        throw new Error(`git diff: unreadable hunk line "${line.slice(0, 80)}"`);
    }
  }
  if (cursor.startsWith('\\ ')) {
    cursor.take();
    markLast(lines);
  }
  return { baseStart, baseLines, headStart, headLines, lines };
}

function markLast(lines: HunkLine[]): void {
  const last = lines.pop();
  if (last !== undefined) lines.push({ ...last, noNewline: true });
}
