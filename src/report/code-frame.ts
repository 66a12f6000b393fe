/** A line of source with the place in it underlined, within a terminal's columns. Pure. */
import type { Range } from '../findings/types.js';
import { visibleCode } from './escape.js';
import { columnsOf, cutStartTo, cutTo } from './terminal-text.js';

export interface Frame {
  /** The line without its indentation, cut around the place. */
  readonly text: string;
  /** Columns before the first caret. */
  readonly before: number;
  /** At least one. */
  readonly carets: number;
}

/** Columns of the place that are seen at least, of a line that does not fit. */
const LEAST_SHOWN = 24;

/** null for a line without text. */
export function frameOf(source: string, { start, end }: Range, width: number): Frame | null {
  if (source.trim() === '') return null;
  const lead = source.length - source.trimStart().length;
  const from = Math.min(source.length, Math.max(lead, start.column - 1));
  const to = end.line === start.line ? Math.min(source.length, Math.max(from, end.column - 1)) : source.trimEnd().length;
  const marked = visibleCode(source.slice(from, to));
  const after = visibleCode(source.slice(to)).trimEnd();
  const room = width - Math.min(Math.max(1, columnsOf(marked)), LEAST_SHOWN, Math.floor(width / 2)) - (after === '' ? 0 : 1);
  const before = cutStartTo(visibleCode(source.slice(lead, from)), room);
  const text = cutTo(before + marked + after, width);
  const at = columnsOf(before);
  return { text, before: at, carets: Math.max(1, Math.min(columnsOf(marked), columnsOf(text) - at)) };
}
