/** A fix as a diff to be read, from the texts of the head. Pure. */
import type { Edit, Fix } from '../findings/types.js';
import { applyEdits, EditError } from '../fixes/apply.js';
import { groupedBy } from '../project/grouped.js';

/** A line of a diff: as it is, removed or added. */
export interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** Lines that stand together. */
export interface DiffHunk {
  /** Of the first line in the head, 1-based. */
  readonly line: number;
  readonly lines: readonly DiffLine[];
}

export interface FileDiff {
  readonly path: string;
  readonly kind: 'changed' | 'new' | 'deleted';
  /** Empty for a deleted file. */
  readonly hunks: readonly DiffHunk[];
}

type Replace = Extract<Edit, { kind: 'replace' }>;
type TextOf = (path: string) => string | undefined;

/** Edits with no more lines between them are told together. */
const GAP = 2;

/** What a fix does to each file, in the order of its edits; null where the text of a file is not at hand, or an edit has no place in it. */
export function fixDiff(fix: Fix, textOf: TextOf): FileDiff[] | null {
  const files = [...groupedBy(fix.edits, (edit) => edit.path)].map(([path, edits]) => fileDiff(path, edits, textOf));
  return files.every((file) => file !== null) ? files : null;
}

function fileDiff(path: string, edits: readonly Edit[], textOf: TextOf): FileDiff | null {
  const [first] = edits;
  if (first?.kind === 'create') return { path, kind: 'new', hunks: [{ line: 1, lines: linesOf(first.text).map((text) => ({ sign: '+', text })) }] };
  if (first?.kind === 'delete') return { path, kind: 'deleted', hunks: [] };
  const text = textOf(path);
  if (text === undefined) return null;
  try {
    const hunks = windowsOf(edits.filter((edit) => edit.kind === 'replace')).map((window) => hunkOf(text, window));
    return { path, kind: 'changed', hunks };
  } catch (error) {
    if (error instanceof EditError) return null;
    throw error;
  }
}

interface Window {
  readonly first: number;
  last: number;
  readonly edits: Replace[];
}

function windowsOf(edits: readonly Replace[]): Window[] {
  const windows: Window[] = [];
  for (const edit of [...edits].sort((a, b) => a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column)) {
    const { start, end } = edit.range;
    const first = start.line;
    const last = end.column === 1 && end.line > first ? end.line - 1 : end.line;
    const before = windows.at(-1);
    if (before !== undefined && first <= before.last + GAP + 1) {
      before.last = Math.max(before.last, last);
      before.edits.push(edit);
    } else windows.push({ first, last, edits: [edit] });
  }
  return windows;
}

function hunkOf(text: string, { first, last, edits }: Window): DiffHunk {
  const lines = text.split('\n');
  // The place behind the last line is a line without text.
  const before = lines.slice(first - 1, last).map((line, index) => (first + index === lines.length ? line : `${line}\n`)).join('');
  const moved = edits.map((edit) => ({ ...edit, range: { start: up(edit.range.start, first), end: up(edit.range.end, first) } }));
  return { line: first, lines: difference(linesOf(before), linesOf(applyEdits(before, moved))) };
}

function up<T extends { readonly line: number }>(position: T, first: number): T {
  return { ...position, line: position.line - first + 1 };
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
}

/** Lines with which both begin or end stay. */
function difference(before: readonly string[], after: readonly string[]): DiffLine[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const signed = (sign: DiffLine['sign'], lines: readonly string[]) => lines.map((text) => ({ sign, text }));
  return [
    ...signed(' ', before.slice(0, start)),
    ...signed('-', before.slice(start, before.length - end)),
    ...signed('+', after.slice(start, after.length - end)),
    ...signed(' ', before.slice(before.length - end)),
  ];
}
