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
/** Elements that GitHub shows as quotes, code, lists, tables, struck out or folded; it drops tags that it does not know, such as `List<String>` has one. */
const HOLDING_TAGS: ReadonlySet<string> = new Set(['blockquote', 'q', 'pre', 'code', 'kbd', 'samp', 'tt', 'var', 'ul', 'ol', 'dl', 'table', 'del', 's', 'strike', 'details']);

export type CommandLines =
  /** What follows `/shipworthy` on each line, as written and trimmed. */
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'too-long' };

/**
 * Reads a comment's body as GitHub does, and takes the lines of top-level paragraphs that begin with `/shipworthy`. Fences,
 * indented and inline code, quotes, lists, tables and HTML hold no commands, nor does what stands within an HTML element that holds such things.
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

/** @param open names of the HTML elements that are open before the paragraph; follows what it opens and closes */
function linesOf(paragraph: Paragraph, text: string, open: string[]): string[] {
  const found: string[] = [];
  const tags = paragraph.children.filter((node) => node.type === 'html');
  let offset = startOf(paragraph);
  for (const raw of text.slice(offset, paragraph.position?.end.offset).split('\n')) {
    const start = offset + (raw.length - raw.trimStart().length);
    offset += raw.length + 1;
    for (let tag = tags[0]; tag !== undefined && startOf(tag) < start; tag = tags[0]) {
      followTags(tag.value, open);
      tags.shift();
    }
    const line = raw.trim();
    if (CALL.test(line) && open.length === 0 && isText(paragraph, start)) found.push(line.replace(CALL, '').trim());
  }
  for (const tag of tags) followTags(tag.value, open);
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
  for (const [, slash, name = ''] of html.replace(/<!--.*?-->/gs, '').matchAll(/<(\/?)([a-z][a-z0-9-]*)[^<>]*>/gi)) {
    const tag = name.toLowerCase();
    if (!HOLDING_TAGS.has(tag)) continue;
    const at = open.lastIndexOf(tag);
    if (slash !== '/') open.push(tag);
    else if (at >= 0) open.splice(at);
  }
}
