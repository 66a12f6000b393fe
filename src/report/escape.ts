/** Repository text made harmless for Markdown on GitHub. Pure. */

/**
 * Characters that show nothing or change how their neighbours show: controls, format characters (bidirectional
 * overrides, zero-width ones), lone surrogates, line separators, and what renderers ignore (fillers, tags, variation
 * selectors but for the two that choose between text and emoji). By Unicode's properties.
 */
const INVISIBLE = /(?!\uFE0E|\uFE0F)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
/** The same without tab and line feed: what a code block can't show. */
const INVISIBLE_IN_CODE = /(?!\t|\n|\uFE0E|\uFE0F)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
/** Separates what GitHub would link by its text alone (mentions, issues, addresses), which a backslash does not. */
const SPLIT = '&#8203;';

/**
 * The text on one line with every invisible character spelt out, e.g. `\u{202E}`. Runs of white space become one space.
 * The result is plain text: escape it for where it goes.
 */
export function visible(text: string): string {
  return text.replace(/[\t\n\r ]+/g, ' ').replace(INVISIBLE, spellOut);
}

/** As `visible`, for a line of code: its spaces stay as they are, and a tab is four. */
export function visibleCode(line: string): string {
  return line.replaceAll('\t', '    ').replace(INVISIBLE, spellOut);
}

/** Whether a code block shows the text as it is. A line may end with CRLF; a lone carriage return would break it. */
export function isShowable(text: string): boolean {
  return !INVISIBLE_IN_CODE.test(text.replaceAll('\r\n', '\n'));
}

/** Cuts text to a number of UTF-16 code units, with an ellipsis; never within a surrogate pair. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Plain text as Markdown that renders as that text, on one line: no markup, HTML, links, images, mentions, references or emoji codes. */
export function escapeMarkdown(text: string): string {
  return visible(text)
    .trim()
    .replace(/[&<>|]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[\\`*_[\]~$^]/g, '\\$&')
    .replace(/^(?:[-+=#]|(?<=^)\d{1,9}(?=[.)]))/, escapeStart)
    .replace(/@/g, `@${SPLIT}`)
    .replace(/(?<!&)#(?=\w)/g, `#${SPLIT}`)
    .replace(/(gh)-(?=\d)/gi, `$1-${SPLIT}`)
    .replace(/:(?=\/\/|[\w+-]+:)/g, `:${SPLIT}`)
    .replace(/(www)\./gi, `$1${SPLIT}.`)
    .replace(/(mailto|xmpp):/gi, `$1${SPLIT}:`);
}

/**
 * A code span that shows the text as it is. Safe anywhere but in a table cell, where a `|` would divide it: use
 * `codeCell` there.
 */
export function codeSpan(text: string): string {
  const content = visible(text);
  if (content.trim() === '') return '`(empty)`';
  const fence = '`'.repeat(longestRun(content) + 1);
  const pad = /^[` ]|[` ]$/.test(content) ? ' ' : '';
  return `${fence}${pad}${content}${pad}${fence}`;
}

/** As `codeSpan`, for a table cell: text with a `|` becomes escaped prose. */
export function codeCell(text: string): string {
  return text.includes('|') ? escapeMarkdown(text) : codeSpan(text);
}

/**
 * A sentence that may hold code between single back-ticks, as messages of rules do. The code becomes code spans,
 * the rest is escaped: whatever the repository put into it renders as text.
 */
export function prose(text: string, code: (text: string) => string = codeSpan): string {
  const parts = visible(text).trim().split('`');
  // An odd number of back-ticks: the pairing can't be trusted.
  if (parts.length % 2 === 0) return escapeMarkdown(text);
  return parts.map((part, index) => (index % 2 === 1 ? code(part) : keepSpaces(part))).join('');
}

/** A fenced code block. The content must be showable; it gets a final newline unless it has one or is empty. */
export function codeBlock(language: string, content: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(content) + 1));
  const end = content === '' || content.endsWith('\n') ? '' : '\n';
  return `${fence}${language}\n${content}${end}${fence}`;
}

/** A repository path as part of a URL: each segment percent-encoded, also the characters that end a Markdown link. */
export function encodePath(path: string): string {
  return path
    .replace(/\p{Cs}/gu, '\uFFFD')
    .split('/')
    .map((segment) => encodeURIComponent(segment).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`))
    .join('/');
}

function spellOut(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}}`;
}

function escapeStart(start: string): string {
  return /\d/.test(start) ? `${start}${SPLIT}` : `\\${start}`;
}

/** Escaped, with the one space at either end that `escapeMarkdown` trims. */
function keepSpaces(part: string): string {
  if (part.trim() === '') return part === '' ? '' : ' ';
  return `${part.startsWith(' ') ? ' ' : ''}${escapeMarkdown(part)}${part.endsWith(' ') ? ' ' : ''}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
