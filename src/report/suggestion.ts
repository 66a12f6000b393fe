/** Fixes as GitHub shows them: a suggestion that can be committed from the comment, or a diff to read. Pure. */
import type { ChangedFile, Hunk } from '../changes/types.js';
import type { Edit, Fix, Position } from '../findings/types.js';
import { isShowable } from './escape.js';

/** Whole lines of the head and what replaces them. */
export interface LineReplacement {
  readonly path: string;
  /** 1-based, inclusive; all in one hunk. */
  readonly startLine: number;
  readonly endLine: number;
  /** The lines as they are, each with its newline. */
  readonly before: string;
  /** '' removes the lines; otherwise ends with a newline. Holds `\r\n` where the lines and the fix do. */
  readonly after: string;
}

/** Lines of a hunk as a fix has them; whether GitHub could be asked to replace them is another matter. */
interface Window extends Omit<LineReplacement, 'path'> {
  /** One of them ends its file without a newline. `before` and `after` say so. */
  readonly atEnd: boolean;
}

/** UTF-16 code units. A suggestion of more text is not offered: GitHub takes 65,536 characters in a comment. */
export const LONGEST_SUGGESTION = 20_000;

type Replace = Extract<Edit, { kind: 'replace' }>;

/**
 * The fix as a replacement of whole lines that stand together in one hunk, or null where it can't be said so: it
 * touches other lines, several files, or characters that a code block does not show. The head's text is taken from
 * the hunks alone. Nor is it said where it is not known that committing the suggestion gives the fix: at the end of a file without a
 * newline, and where the lines or the fix mix line ends.
 */
export function replacementOf(fix: Fix, files: readonly ChangedFile[]): LineReplacement | null {
  const found = firstWindow(fix, files, ({ atEnd }) => !atEnd);
  if (found === null) return null;
  const { path, startLine, endLine, before, after } = found;
  return mixesLineEnds(before + after) ? null : { path, startLine, endLine, before, after };
}

function firstWindow(fix: Fix, files: readonly ChangedFile[], fits: (window: Window) => boolean): (Window & { readonly path: string }) | null {
  const edits = fix.edits.filter((edit) => edit.kind === 'replace');
  const path = edits[0]?.path;
  if (path === undefined || edits.length !== fix.edits.length || edits.some((edit) => edit.path !== path)) return null;
  const file = files.find((candidate) => candidate.path === path && candidate.status !== 'deleted');
  if (file === undefined) return null;
  for (const [first, last] of windows(edits)) {
    for (const hunk of file.hunks) {
      const found = replaceIn(hunk, first, last, edits);
      if (found !== null && fits(found)) return isShowable(found.before + found.after) ? { path, ...found } : null;
    }
  }
  return null;
}

function mixesLineEnds(text: string): boolean {
  return text.includes('\r\n') && /(?<!\r)\n/.test(text);
}

/** The windows of lines that may hold the edits whole, the tightest first. */
function windows(edits: readonly Replace[]): (readonly [first: number, last: number])[] {
  const first = Math.min(...edits.map(({ range }) => range.start.line));
  const last = Math.max(...edits.map(({ range }) => (range.end.column === 1 && range.end.line > range.start.line ? range.end.line - 1 : range.end.line)));
  // An insertion behind the last line of a hunk or file stands at the start of a line that the hunk does not have.
  const before: [number, number][] = last > first - 1 && first > 1 ? [[first - 1, Math.max(first - 1, last - 1)], [first - 1, last]] : [];
  return [[first, last], [first, last + 1], ...before];
}

function replaceIn(hunk: Hunk, first: number, last: number, edits: readonly Replace[]): Window | null {
  const lines = hunk.lines.filter((line) => line.headLine !== null && line.headLine >= first && line.headLine <= last);
  if (lines.length !== last - first + 1) return null;
  const texts = lines.map(({ text, noNewline }) => (noNewline === true ? text : `${text}\n`));
  const atEnd = lines.some(({ noNewline }) => noNewline === true);
  const before = texts.join('');
  const offset = (position: Position): number | null => offsetIn(texts, first, position);
  const after = applyAll(before, edits, offset);
  if (after === null || after === before || (!atEnd && after !== '' && !after.endsWith('\n'))) return null;
  return { startLine: first, endLine: last, before, after, atEnd };
}

/** null: the position is not in the window. The place behind the last line counts as in it. */
function offsetIn(texts: readonly string[], first: number, { line, column }: Position): number | null {
  const index = line - first;
  if (index < 0 || index > texts.length || (index === texts.length && column !== 1)) return null;
  const text = texts[index] ?? '\n';
  if (column < 1 || column > text.length + (text.endsWith('\n') ? 0 : 1)) return null;
  return texts.slice(0, index).reduce((sum, text) => sum + text.length, 0) + column - 1;
}

/** null: an edit is outside, or two overlap. Insertions at one place keep their order. */
function applyAll(text: string, edits: readonly Replace[], offset: (position: Position) => number | null): string | null {
  const placed = edits.map((edit) => ({ start: offset(edit.range.start), end: offset(edit.range.end), text: edit.text }));
  let result = '';
  let done = 0;
  for (const edit of placed.sort((a, b) => (a.start ?? 0) - (b.start ?? 0) || (a.end ?? 0) - (b.end ?? 0))) {
    if (edit.start === null || edit.end === null || edit.start < done || edit.end < edit.start) return null;
    result += text.slice(done, edit.start) + edit.text;
    done = edit.end;
  }
  return result + text.slice(done);
}

/** Longer previews are no help in a comment. */
const LONGEST_PREVIEW = 12;
/** Of a new file, which has no other place to be read. */
const LONGEST_NEW_FILE = 30;

export interface Preview {
  readonly path: string;
  readonly lines: readonly string[];
  /** The lines are a file that is not there yet. */
  readonly isNew: boolean;
}

/**
 * A short preview of a fix for reading, as the lines of a diff without headers: removed and added lines where the
 * head's text is known from the hunks, otherwise only what is added; a new file whole. null where there is nothing short to show.
 */
export function previewOf(fix: Fix, files: readonly ChangedFile[]): Preview | null {
  const [first] = fix.edits;
  if (first?.kind === 'create') return fix.edits.length === 1 ? shortEnough(first.path, mark('+', first.text), LONGEST_NEW_FILE, true) : null;
  if (first === undefined || fix.edits.some((edit) => edit.kind !== 'replace' || edit.path !== first.path)) return null;
  const whole = firstWindow(fix, files, () => true);
  const lines =
    whole === null
      ? fix.edits.flatMap((edit) => (edit.kind === 'replace' && isWholeLine(edit) ? mark('+', edit.text) : []))
      : difference(mark('-', whole.before), mark('+', whole.after));
  const known = whole !== null || fix.edits.every((edit) => edit.kind === 'replace' && isWholeLine(edit));
  return known ? shortEnough(first.path, lines, LONGEST_PREVIEW, false) : null;
}

function shortEnough(path: string, lines: readonly string[], longest: number, isNew: boolean): Preview | null {
  return lines.length === 0 || lines.length > longest || !isShowable(lines.join('\n')) ? null : { path, lines, isNew };
}

/** Only insertions of whole lines can be shown without the text around them. */
function isWholeLine({ range, text }: Replace): boolean {
  const empty = range.start.line === range.end.line && range.start.column === range.end.column;
  return empty && ((range.start.column === 1 && text.endsWith('\n')) || text.startsWith('\n'));
}

function mark(sign: '+' | '-', text: string): string[] {
  if (text === '') return [];
  return text.replace(/^\r?\n/, '').replace(/\r?\n$/, '').split(/\r?\n/).map((line) => sign + line);
}

/** Lines that both begin or end with are context. */
function difference(removed: readonly string[], added: readonly string[]): string[] {
  let start = 0;
  while (start < Math.min(removed.length, added.length) && removed[start]?.slice(1) === added[start]?.slice(1)) start += 1;
  let end = 0;
  while (end < Math.min(removed.length, added.length) - start && removed.at(-1 - end)?.slice(1) === added.at(-1 - end)?.slice(1)) end += 1;
  const context = (lines: readonly string[]) => lines.map((line) => ` ${line.slice(1)}`);
  return [...context(removed.slice(0, start)), ...removed.slice(start, removed.length - end), ...added.slice(start, added.length - end), ...context(removed.slice(removed.length - end))];
}
