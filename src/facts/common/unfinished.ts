/** Comments that say that code is still to be written. Pure. */
import type { LineIndex } from './spans.js';

const UNFINISHED = /#[^\n]*(?:\b(?:TODO|FIXME)\b|\bnot (?:yet )?implemented\b|\bimplementation (?:needed|required|pending|goes here)\b|\bplaceholder\b|\bstub\b|\bto be implemented\b)/gi;

/** 1-based lines of `#` comments that say so, in order. A `#` in a string counts as well: who asks looks at the code beside it. */
export function findUnfinished(text: string, lines: LineIndex): readonly number[] {
  const found = new Set<number>();
  for (const match of text.matchAll(UNFINISHED)) found.add(lines.lineAt(match.index));
  return [...found];
}
