/** Document facts: the paths that a Markdown document names. */
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfm } from 'micromark-extension-gfm';
import type { Code, Nodes, Parent } from 'mdast';
import { indexLines } from '../common/spans.js';
import { findManagementCommands } from '../common/management-commands.js';
import type { DocumentFacts, PathMention, Span } from '../types.js';
import { cleanLink, cleanPath, looksLikePath } from './paths.js';
import { readTree } from './tree.js';

const CONTEXT_LIMIT = 300;
const LEAD_LIMIT = 160;
const SHELL = /^(bash|sh|shell|zsh|console|terminal|shell-session|shellsession)$/i;

interface Walk {
  readonly source: string;
  readonly mentions: PathMention[];
  readonly commands: { name: string; span: Span; headings: readonly string[] }[];
  /** Open headings by level, 1 to 6. */
  headings: readonly { readonly level: number; readonly text: string }[];
}

/** What surrounds a node. */
interface Surroundings {
  /** A line such as "Files created:" that introduces the list or fence. */
  readonly lead: string | null;
  readonly context: string;
}

/** Reads the paths that a Markdown document names. Pure and synchronous; never throws: unreadable text has no mentions. */
export function extractDocument(source: string): DocumentFacts {
  const walk: Walk = { source, mentions: [], commands: [], headings: [] };
  try {
    const root = fromMarkdown(source, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
    visitChildren(root, { lead: null, context: '' }, walk);
  } catch {
    return { mentions: [] };
  }
  return { mentions: walk.mentions, ...(walk.commands.length === 0 ? {} : { managementCommands: walk.commands }) };
}

function visitChildren(parent: Parent, around: Surroundings, walk: Walk): void {
  let lead = around.lead;
  for (const child of parent.children) {
    visit(child, { ...around, lead }, walk);
    if (child.type === 'paragraph' || child.type === 'html') lead = leadOf(child) ?? around.lead;
    else if (child.type === 'heading' || child.type === 'thematicBreak') lead = around.lead;
  }
}

/** A paragraph that ends in a colon (its end is kept) or a short one that is all bold introduces what follows. */
function leadOf(node: Nodes): string | null {
  if (node.type !== 'paragraph') return null;
  const text = plainText(node).trim();
  const bold = node.children.every((child) => child.type === 'strong' || (child.type === 'text' && child.value.trim() === ''));
  if (text.endsWith(':')) return text.slice(-LEAD_LIMIT);
  return bold && text.length <= LEAD_LIMIT ? text : null;
}

function visit(node: Nodes, around: Surroundings, walk: Walk): void {
  switch (node.type) {
    case 'heading': {
      walk.headings = [...walk.headings.filter((heading) => heading.level < node.depth), { level: node.depth, text: plainText(node) }];
      return visitChildren(node, { lead: null, context: plainText(node) }, walk);
    }
    case 'paragraph':
    case 'tableCell':
      return visitChildren(node, { lead: around.lead, context: plainText(node).slice(0, CONTEXT_LIMIT) }, walk);
    case 'link':
    case 'image':
    case 'definition':
      addLink(node.url, node, around, walk);
      return 'children' in node ? visitChildren(node, around, walk) : undefined;
    case 'inlineCode':
      return addCode(node.value, node, around, walk);
    case 'code':
      if (SHELL.test(node.lang ?? '')) addCommands(node, walk);
      return addTree(node, around, walk);
    default:
      return 'children' in node ? visitChildren(node, around, walk) : undefined;
  }
}

function plainText(node: Nodes): string {
  if ('value' in node && node.type !== 'html') return node.value;
  if (node.type === 'break') return ' ';
  return 'children' in node ? (node.children as readonly Nodes[]).map(plainText).join('') : '';
}

function spanOf(node: Nodes): Span {
  const start = node.position?.start;
  const end = node.position?.end;
  return [start?.line ?? 1, start?.column ?? 1, end?.line ?? 1, end?.column ?? 1];
}

function add(path: string, form: PathMention['form'], span: Span, around: Surroundings, walk: Walk): void {
  const headings = walk.headings.map((heading) => heading.text);
  walk.mentions.push({ path, form, headings: around.lead === null ? headings : [...headings, around.lead], context: around.context.slice(0, CONTEXT_LIMIT), span });
}

function addLink(url: string, node: Nodes, around: Surroundings, walk: Walk): void {
  const path = cleanLink(url);
  if (path !== null) add(path, 'link', urlSpan(path, node, walk) ?? spanOf(node), around, walk);
}

/** Where the path stands in the link, when it is written there plainly and on one line. */
function urlSpan(path: string, node: Nodes, walk: Walk): Span | undefined {
  const { start, end } = node.position ?? {};
  if (start?.offset === undefined || end?.offset === undefined || start.line !== end.line) return undefined;
  const at = walk.source.slice(start.offset, end.offset).lastIndexOf(`(${path}`);
  return at === -1 ? undefined : [start.line, start.column + at + 1, start.line, start.column + at + 1 + path.length];
}

function addCode(text: string, node: Nodes, around: Surroundings, walk: Walk): void {
  const path = cleanPath(text);
  if (looksLikePath(path)) add(path, 'code', spanOf(node), around, walk);
}

/** Lines of a fence are lines of the document: only the first one, which holds the fence itself, can be indented otherwise. */
function addCommands(node: Code, walk: Walk): void {
  const { start, end } = node.position ?? {};
  if (start?.offset === undefined || end?.offset === undefined) return;
  const text = walk.source.slice(start.offset, end.offset);
  const headings = walk.headings.map((heading) => heading.text);
  for (const { name, span } of findManagementCommands(text, indexLines(text))) {
    const down = start.line - 1;
    walk.commands.push({ name, span: [span[0] + down, span[1], span[2] + down, span[3]], headings });
  }
}

function addTree(node: Code, around: Surroundings, walk: Walk): void {
  const start = node.position?.start;
  if (!start) return;
  const context = node.value.slice(0, CONTEXT_LIMIT);
  for (const entry of readTree(node.value)) {
    const line = start.line + 1 + entry.line;
    const column = start.column + entry.column;
    add(entry.path, 'tree', [line, column, line, column + entry.length], { lead: around.lead, context }, walk);
  }
}
