/** Merge-conflict markers that were committed. Pure. */
import type { LineIndex } from '../common/spans.js';
import type { SyntaxProblem } from './types.js';

/**
 * Git's three markers in their order, each at the start of its line. In documents a line of seven equals signs underlines
 * a heading, so all three are asked for.
 */
export function conflictProblem(text: string, lines: LineIndex): SyntaxProblem | undefined {
  if (!text.includes('<<<<<<< ')) return undefined;
  // One marker after the other: a pattern for all three would begin again at each line.
  let begin: number | null = null;
  let isDivided = false;
  for (const { index, 0: marker } of text.matchAll(/^(?:<{7} (?=[^\r\n])|={7}\r?\n|>{7} (?=\S))/gm)) {
    if (marker.startsWith('<')) [begin, isDivided] = [index, false];
    else if (marker.startsWith('=')) isDivided = begin !== null;
    else if (begin !== null && isDivided) return { parser: 'Git', message: 'markers of a merge that was not finished', span: lines.span(begin, text.indexOf('\n', begin)) };
  }
  return undefined;
}
