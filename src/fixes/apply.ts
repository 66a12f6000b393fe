/** Edits on texts. Pure. */
import type { Edit, Position } from '../findings/types.js';

/** Thrown when edits overlap or point outside the text: a defect of the rule that made them. */
export class EditError extends Error {
  override readonly name = 'EditError';
}

/**
 * Applies the `replace` edits of one file to its text. Positions are 1-based lines and UTF-16 columns of the text
 * before any edit; a position on the line after the last one is the text's end.
 * @throws EditError when edits overlap or a position does not exist.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const starts = lineStarts(text);
  const replacements = edits.flatMap((edit) =>
    edit.kind === 'replace' ? [{ start: offsetOf(text, starts, edit.range.start), end: offsetOf(text, starts, edit.range.end), text: edit.text }] : [],
  );
  replacements.sort((a, b) => a.start - b.start || a.end - b.end);
  let result = '';
  let position = 0;
  for (const replacement of replacements) {
    if (replacement.start < position || replacement.end < replacement.start) throw new EditError('edits overlap');
    result += text.slice(position, replacement.start) + replacement.text;
    position = replacement.end;
  }
  return result + text.slice(position);
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) starts.push(index + 1);
  return starts;
}

function offsetOf(text: string, starts: readonly number[], position: Position): number {
  if (position.line === starts.length + 1 && position.column === 1) return text.length;
  const start = starts[position.line - 1];
  if (start === undefined || position.column < 1) throw new EditError(`no line ${position.line}`);
  const end = starts[position.line] ?? text.length + 1;
  const offset = start + position.column - 1;
  if (offset >= end) throw new EditError(`no column ${position.column} on line ${position.line}`);
  return offset;
}
