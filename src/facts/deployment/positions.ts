/** Turns offsets of a source into spans and finds where a value is written. */
import type { Span } from '../types.js';

/** Answers positions in one source text. */
export interface Positions {
  /** Half-open span of `[start, end)`, UTF-16 offsets into the source. */
  span(start: number, end: number): Span;
  /**
   * Where `text` is first written within `[start, end)` as a whole word (not inside a longer path or name); the whole
   * range where it is not written literally.
   */
  find(text: string, start: number, end: number): Span;
}

const WORD = /[\w./-]/;

/** Builds the line table of a source once. */
export function createPositions(source: string): Positions {
  const starts = [0];
  for (let i = source.indexOf('\n'); i !== -1; i = source.indexOf('\n', i + 1)) starts.push(i + 1);
  function place(offset: number): [number, number] {
    const at = Math.max(0, Math.min(offset, source.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return [low + 1, at - (starts[low] ?? 0) + 1];
  }
  function span(start: number, end: number): Span {
    const [startLine, startColumn] = place(start);
    const [endLine, endColumn] = place(end);
    return [startLine, startColumn, endLine, endColumn];
  }
  function find(text: string, start: number, end: number): Span {
    if (text === '') return span(start, end);
    for (let at = source.indexOf(text, start); at !== -1 && at + text.length <= end; at = source.indexOf(text, at + 1)) {
      const before = source[at - 1] ?? ' ';
      const after = source[at + text.length] ?? ' ';
      if ((at === start || !WORD.test(before)) && !WORD.test(after)) return span(at, at + text.length);
    }
    return span(start, end);
  }
  return { span, find };
}
