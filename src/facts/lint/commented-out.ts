/** Which comments that Ruff takes for code are left-over code, and which were written to be read. Pure. */
import type { Span } from '../types.js';
import type { RuffDiagnostic } from './ruff.js';

/** The blocks of left-over code: whole lines, half-open. */
export function commentedOut(lines: readonly string[], found: readonly RuffDiagnostic[]): readonly Span[] {
  return blocks(found).filter((span) => !isToBeRead(lines, span));
}

/** Lines of commented-out code that follow each other are one block. */
function blocks(found: readonly RuffDiagnostic[]): Span[] {
  const spans: Span[] = [];
  for (const { span } of found) {
    const last = spans.at(-1);
    if (last !== undefined && last[2] === span[0]) spans[spans.length - 1] = [last[0], 1, span[0] + 1, 1];
    else spans.push([span[0], 1, span[0] + 1, 1]);
  }
  return spans;
}

/** Comments for tools that Ruff takes for code. */
const DIRECTIVE = /^\s*#\s*(?:trunk-ignore[\w-]*\(|(?:isort|mypy|flake8|pyre|pytype|yapf|black|codespell|cspell|spell-checker|nosemgrep|coverage)\s*:\s*\S)/i;
/** `(entity, action, own)` alone does nothing as code: it names the parts of what stands below it. */
const NAMES = /^\s*#\s*[([]\s*[\w.]+(?:\s*,\s*[\w.]+)+,?\s*[)\]]\s*$/;
/** Words with an aside (`Emailing (management)`): nobody writes a call so. */
const ASIDE = /^\s*#\s*(?!(?:assert|await|del|elif|exec|if|in|not|print|raise|return|while|yield)\b)\w[\w ,-]*\s\([a-z][^()'"]*\)[,.]?\s*$/i;
/** One word, or a value that nothing is done with. */
const WORD = /^\s*#\s*(?!(?:break|breakpoint|continue|pass|raise|return|yield)\b)(?:[a-z_]\w*|\([a-z_]\w*\))\s*$/i;
const VALUE = /^\s*#\s*(?:\{.*\}|\[.*\]|(['"]).*\1)\s*$/;
/** What an interpreter answers, or which value leads to which. */
const SHOWN = /^\s*#+\s*>>> |^\s*#\s*[\w.]+\[[^#]*\] -> [^:]*$/m;
/** `Add [b], [i]`, `returns (key, value)`: no code has a space there behind a word that is no keyword. */
const BRACKETS_BEHIND_WORD = /^\s*#\s*(?!(?:return|yield|await|assert|raise|del|print|exec|not|if|elif|while|for|in|is|and|or|lambda|with|import|from|global|nonlocal|match|case|except)\b)[A-Za-z_]\w* [[(]/;
/** A label with what it stands for: `Updated: 2010/11/30`, `Default : Shop`, `Names: ["a"]`; and rules that a standard gives. */
const LABEL = /^\s*#\s*(?:[A-Z]\w*:\s*[[{("']|[A-Z][a-z]\w*\s*:\s*[\w./-]+\s*$|(?:RFC|PEP|ISO)[ -]?\d+\s*:)/;
const ASKS_TO_BE_READ = /\bun-?comment|\bcomment(ed)? out\b|\bfor (example|instance)\b|\be\.g\.|^\s*#\s*examples?\b|^\s*#\s*```/im;
/** Words alone, at least four. */
const PROSE = /^\s*#\s*[A-Za-z][\w'’,.;:()/-]*(?:\s+[\w'’,.;:()/-]+){3,}\s*$/;
/** What a sentence that goes on ends in. */
const GOES_ON = /\b(?:of|to|like|as|is|are|be|with|by|from|calling|returns?)\s*$/i;

/**
 * Code that was written to be read: the comment that it stands in introduces it as an example or tells to take the comment signs off, or it is a label with what it stands for, names of parts,
 * a sample of a value, or a word to a tool.
 */
function isToBeRead(lines: readonly string[], [from, , to]: Span): boolean {
  const around = commentAround(lines, from - 1, to - 2);
  const [before = '', line = '', after = ''] = [lines[from - 2], lines[from - 1], lines[to - 1]];
  // A drawn table, or a sentence that goes on.
  if (/-\+-|-\|-/.test(around) || (isComment(after) && /;\s*$/.test(lines[to - 2] ?? ''))) return true;
  if (ASKS_TO_BE_READ.test(around) || SHOWN.test(around) || isIntroduced(lastWords(lines, from - 2), line)) return true;
  if (lines.slice(from - 1, to - 1).every((one) => ASIDE.test(one))) return true;
  if (to !== from + 1) return false;
  const alone = !isComment(before) && !isComment(after);
  return DIRECTIVE.test(line) || LABEL.test(line) || BRACKETS_BEHIND_WORD.test(line) || isSample(lines, from - 1) || (NAMES.test(line) && (alone || isProse(before)));
}

/** The line at a row (from 0) shows what a value looks like; between the items of a list it would be one of them. */
function isSample(lines: readonly string[], row: number): boolean {
  const line = lines[row] ?? '';
  if (WORD.test(line)) return true;
  const before = lines.slice(0, row).findLast((other) => other.trim() !== '' && !isComment(other)) ?? '';
  return VALUE.test(line) && !/[,[({]\s*(?:#.*)?$/.test(before);
}

/** The comment that rows (from 0) stand in: paragraphs above belong to it, up to the code before. */
function commentAround(lines: readonly string[], from: number, to: number): string {
  let first = from;
  while (first > 0 && (isComment(lines[first - 1]) || (lines[first - 1] ?? '').trim() === '')) first -= 1;
  let last = to;
  while (isComment(lines[last + 1])) last += 1;
  return lines.slice(first, last + 1).join('\n');
}

function isComment(line: string | undefined): boolean {
  return /^\s*#/.test(line ?? '');
}

/** The comment at a row (from 0), or the one above where it is empty. */
function lastWords(lines: readonly string[], row: number): string {
  let at = row;
  while (/^\s*#\s*$/.test(lines[at] ?? '')) at -= 1;
  return lines[at] ?? '';
}

/** The line before ends in a colon, breaks off in its sentence, or is prose that stands further left. */
function isIntroduced(before: string, line: string): boolean {
  if (!isComment(before) || isStatement(before)) return false;
  if (/\w[^\w]*:\s*$/.test(before)) return true;
  return isProse(before) && (GOES_ON.test(before) || indent(line) >= indent(before) + 2);
}

function isProse(line: string): boolean {
  return PROSE.test(line) && !isStatement(line);
}

/** Columns before the first word of a comment. */
function indent(comment: string): number {
  return /^\s*#+\s*/.exec(comment)?.[0].length ?? 0;
}

/** Heads of blocks end in a colon as sentences do. */
function isStatement(comment: string): boolean {
  return /^\s*#\s*(async |class |def |elif |else\s*:|except\b|finally\s*:|for .* in |if |match |try\s*:|while |with |case |@)/.test(comment);
}
