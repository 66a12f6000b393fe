import type { Suppression } from '../types.js';
import type { LineIndex } from './spans.js';

/** The four openers of a suppression comment, the words, the rules in brackets. Bounded, so that a line of many openers costs no more than its length. */
const SUPPRESSION = /(#|\/\/|\/\*+|<!--)[ \t]*shipworthy:[ \t]*ignore\b(?:[ \t]*\[([^\]\r\n]{0,1000})\])?/g;

type Opener = '#' | '//' | '/*' | '<!--';

/**
 * Finds `shipworthy: ignore[rule-a, rule-b] reason` in `#`, `//`, `/* … *\/` and `<!-- … -->` comments.
 * A comment without brackets or with nothing in them gives no rules, and so suppresses nothing.
 * @param isComment Asked for the 0-based offset of an opener; a syntax tree can tell a comment from a string that looks
 *   like one. Without it every line that reads so counts.
 */
export function findSuppressions(text: string, lines: LineIndex, isComment?: (offset: number) => boolean): readonly Suppression[] {
  if (!text.includes('shipworthy:')) return [];
  const found: Suppression[] = [];
  let readTo = 0;
  for (const match of text.matchAll(SUPPRESSION)) {
    if (match.index < readTo || (isComment && !isComment(match.index))) continue;
    const { suppression, end } = readSuppression(text, lines, match);
    found.push(suppression);
    readTo = end;
  }
  return found;
}

/** `end` is the offset behind the comment. */
function readSuppression(text: string, lines: LineIndex, match: RegExpMatchArray & { index: number }): { suppression: Suppression; end: number } {
  const opener = normaliseOpener(match[1] ?? '#');
  const head = match.index + match[0].length;
  const tail = text.slice(head, lines.startOf(lines.lineAt(head) + 1)).trimEnd();
  const closer = closerOf(opener);
  const closed = closer === undefined ? -1 : tail.indexOf(closer);
  const end = head + (closed === -1 || closer === undefined ? tail.length : closed + closer.length);
  const suppression = {
    rules: (match[2] ?? '').split(',').map((rule) => rule.trim()).filter((rule) => rule !== ''),
    reason: (closed === -1 ? tail : tail.slice(0, closed)).trim(),
    span: lines.span(match.index, end),
    targetLine: targetLine(text, lines, { start: match.index, end, opener, open: closer !== undefined && closed === -1 }),
  };
  return { suppression, end };
}

interface Comment {
  readonly start: number;
  readonly end: number;
  readonly opener: Opener;
  /** Its closing mark stands on a later line. */
  readonly open: boolean;
}

function targetLine(text: string, lines: LineIndex, comment: Comment): number {
  const own = lines.lineAt(comment.start);
  if (!standsAlone(text, lines, comment, own)) return own;
  let waitingFor = comment.open ? closerOf(comment.opener) : undefined;
  for (let line = own + 1; line <= lines.lineCount; line += 1) {
    let content = text.slice(lines.startOf(line), lines.startOf(line + 1)).trim();
    if (waitingFor !== undefined) {
      const closed = content.indexOf(waitingFor);
      if (closed === -1) continue;
      content = content.slice(closed + waitingFor.length).trim();
      waitingFor = undefined;
    }
    const rest = skipComments(content, comment.opener);
    if (rest === 'open') waitingFor = closerOf(comment.opener === '//' ? '/*' : comment.opener);
    else if (rest !== '' && !isJsxBrace(rest)) return line;
  }
  return own;
}

/** Nothing but white space (and the braces of a JSX comment) shares the comment's line. */
function standsAlone(text: string, lines: LineIndex, comment: Comment, line: number): boolean {
  const before = text.slice(lines.startOf(line), comment.start).trim();
  const after = text.slice(comment.end, lines.startOf(line + 1)).trim();
  if (before === '' || (before === '{' && comment.opener === '/*')) return after === '' || isJsxBrace(after);
  return isOnlyComment(before, comment.opener) && after === '';
}

/** `# noqa  # shipworthy: …`: the text before is a comment itself. */
function isOnlyComment(before: string, opener: Opener): boolean {
  return opener === '#' ? before.startsWith('#') : opener === '//' && before.startsWith('//');
}

/** What is left of a trimmed line after the comments at its start; `open` when one of them goes on. */
function skipComments(line: string, family: Opener): string {
  if (family === '#') return line.startsWith('#') ? '' : line;
  const slashes = family === '//' || family === '/*';
  const [opener, closer] = slashes ? ['/*', '*/'] : ['<!--', '-->'];
  let at = slashes && line.startsWith('{/*') ? 1 : 0;
  while (line.startsWith(opener, at)) {
    const closed = line.indexOf(closer, at + opener.length);
    if (closed === -1) return 'open';
    at = closed + closer.length;
    while (line[at] === ' ' || line[at] === '\t') at += 1;
  }
  return slashes && line.startsWith('//', at) ? '' : line.slice(at);
}

function isJsxBrace(text: string): boolean {
  return text === '}';
}

function normaliseOpener(opener: string): Opener {
  if (opener.startsWith('/*')) return '/*';
  return opener === '//' || opener === '<!--' ? opener : '#';
}

function closerOf(opener: Opener): string | undefined {
  if (opener === '/*') return '*/';
  return opener === '<!--' ? '-->' : undefined;
}
