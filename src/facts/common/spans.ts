import type { Span } from '../types.js';

/** Turns offsets of one text into lines and columns. Offsets are 0-based UTF-16 code units. */
export interface LineIndex {
  /** Number of lines; a newline at the very end starts no further line, an empty text has none. */
  readonly lineCount: number;
  /** 1-based line that holds the offset. The newline belongs to the line that it ends. */
  lineAt(offset: number): number;
  /** Offset of the first character of a 1-based line; the text's length for a line after the last. */
  startOf(line: number): number;
  /** Half-open span between two offsets, 1-based lines and UTF-16 columns. */
  span(start: number, end: number): Span;
}

/** Indexes a text by its line feeds, the only line ends that git and GitHub count (a CRLF's carriage return is the line's last character). */
export function indexLines(text: string): LineIndex {
  const starts = lineStarts(text);
  const lineAt = (offset: number): number => upperBound(starts, offset);
  const startOf = (line: number): number => starts[line - 1] ?? text.length;
  return {
    lineCount: text.length === startOf(starts.length) ? starts.length - 1 : starts.length,
    lineAt,
    startOf,
    span(start, end) {
      const first = lineAt(start);
      const last = lineAt(end);
      return [first, start - startOf(first) + 1, last, end - startOf(last) + 1];
    },
  };
}

/** Number of lines as `LineIndex.lineCount` has it, for files that need no index. */
export function countLines(text: string): number {
  return indexLines(text).lineCount;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Number of entries that are at most `offset`. */
function upperBound(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
