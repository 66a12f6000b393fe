/** Merge-conflict markers that were committed. Pure. */
import type { LineIndex } from '../common/spans.js';
import type { SyntaxProblem } from './types.js';

/**
 * Git's three markers in their order, each at the start of its line. In documents a line of seven equals signs underlines
 * a heading, so all three are asked for.
 */
export function conflictProblem(text: string, lines: LineIndex): SyntaxProblem | undefined {
  if (!text.includes('<<<<<<< ')) return undefined;
  const conflict = /^<{7} [^\r\n]+\r?\n(?:(?!<{7} )[^\n]*\n)*?={7}\r?\n(?:(?!<{7} )[^\n]*\n)*?>{7} \S/m.exec(text);
  if (conflict === null) return undefined;
  const end = text.indexOf('\n', conflict.index);
  return { parser: 'Git', message: 'markers of a merge that was not finished', span: lines.span(conflict.index, end) };
}
