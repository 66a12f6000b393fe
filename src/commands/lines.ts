/** The lines of a comment that speak to the App: text of its own, neither quoted nor shown as code. Pure. */
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import type { Paragraph, Root, RootContent } from 'mdast';

/** What a command begins with; nothing but white space may follow it directly. */
const CALL = /^\/shipworthy(?=\s|$)/i;
/** Whether a body is worth parsing: most comments hold no line like this. */
const MAY_CALL = /^[ \t]*\/shipworthy(?=\s|$)/im;
/** UTF-16 code units: what is hostile takes time that grows with the square of its length. */
const LONGEST_BODY = 4_096;
/** Quotes within quotes and lists within lists, at the head of one line. Nobody nests this deep; parsing it is slow. */
const DEEPLY_NESTED = /^(?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])){20}/m;
/** Tags that hold nothing, so that nothing after them stands in them. */
const VOID_TAGS = new Set(['br', 'hr', 'img', 'wbr', 'input']);

export type CommandLines =
  /** What follows `/shipworthy` on each line, as written and trimmed. */
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'too-long' };

/**
 * Reads a comment's body as GitHub does, and takes the lines of top-level paragraphs that begin with `/shipworthy`. Fences,
 * indented and inline code, quotes, lists, tables and HTML hold no commands, nor does what follows an HTML tag that is still open.
 */
export function commandLines(body: string): CommandLines {
  const text = body.replace(/\r\n?/g, '\n');
  if (!MAY_CALL.test(text) || DEEPLY_NESTED.test(text)) return { kind: 'lines', lines: [] };
  if (text.length > LONGEST_BODY) return { kind: 'too-long' };
  const open: string[] = [];
  const lines = parse(text).children.flatMap((node) => {
    if (node.type === 'paragraph') return linesOf(node, text, open);
    if (node.type === 'html') followTags(node.value, open);
    return [];
  });
  return { kind: 'lines', lines };
}

/** Without the part that turns text into links: it leaves nodes that do not know their place. */
function parse(text: string): Root {
  return fromMarkdown(text, { extensions: [gfm()], mdastExtensions: gfmFromMarkdown().filter(({ transforms }) => transforms === undefined) });
}

/** @param open names of the HTML elements that are open before the paragraph; those it opens are added */
function linesOf(paragraph: Paragraph, text: string, open: string[]): string[] {
  const found: string[] = [];
  let offset = paragraph.position?.start.offset ?? 0;
  const end = paragraph.position?.end.offset ?? 0;
  let followed = offset;
  for (const raw of text.slice(offset, end).split('\n')) {
    const start = offset + (raw.length - raw.trimStart().length);
    offset += raw.length + 1;
    for (const node of paragraph.children) {
      const at = startOf(node);
      if (node.type === 'html' && at >= followed && at < start) followTags(node.value, open);
    }
    followed = start;
    const line = raw.trim();
    if (CALL.test(line) && open.length === 0 && isText(paragraph, start)) found.push(line.replace(CALL, '').trim());
  }
  for (const node of paragraph.children) if (node.type === 'html' && startOf(node) >= followed) followTags(node.value, open);
  return found;
}

function isText({ children }: Paragraph, offset: number): boolean {
  return children.some((node) => node.type === 'text' && startOf(node) <= offset && offset < (node.position?.end.offset ?? 0));
}

function startOf(node: RootContent): number {
  return node.position?.start.offset ?? 0;
}

/** Keeps the names of open elements by the tags in a piece of HTML. */
function followTags(html: string, open: string[]): void {
  for (const [, slash, name = '', own] of html.matchAll(/<(\/?)([a-z][a-z0-9-]*)[^<>]*?(\/?)>/gi)) {
    const tag = name.toLowerCase();
    const at = open.lastIndexOf(tag);
    if (slash === '/') open.splice(at < 0 ? open.length : at);
    else if (own !== '/' && !VOID_TAGS.has(tag)) open.push(tag);
  }
}
