/** Document facts: the paths that a Markdown document names. */
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfm } from 'micromark-extension-gfm';
import type { Code, Nodes, Paragraph, Parent } from 'mdast';
import { indexLines } from '../common/spans.js';
import { findManagementCommands } from '../common/management-commands.js';
import type { DocumentClaim, DocumentCommand, DocumentEndpoint, DocumentFacts, PathMention, Span } from '../types.js';
import { classNamesIn, isHeadOrMade, namedByCode, namesDefined, signOf } from './claims.js';
import { readCommandLines, type Session } from './commands.js';
import { curledEndpoint, endpointOf, endpointOfRow } from './endpoints.js';
import { cleanLink, cleanPath, looksLikePath } from './paths.js';
import { readTree } from './tree.js';

const CONTEXT_LIMIT = 300;
/** What is kept on each side of a path that stands farther behind in its paragraph. */
const WORDS_AROUND = 150;
const LEAD_LIMIT = 160;
const UNNAMED_SHELL = /^\s*([$>]\s+)?(npm|yarn|pnpm|make|python3?|pip|docker(-compose)?|uvicorn|celery|git|cd|cp|\.\/[\w.-]+)\s/;
const SCRIPT = /^(python|py|javascript|js|jsx|typescript|ts|tsx)$/i;
const SHELL = /^(bash|sh|shell|zsh|console|terminal|shell-session|shellsession)$/i;

interface Walk {
  readonly source: string;
  readonly mentions: PathMention[];
  /** The source's lines. */
  readonly lines: readonly string[];
  readonly managementCommands: { name: string; span: Span; headings: readonly string[] }[];
  readonly commands: DocumentCommand[];
  readonly claims: DocumentClaim[];
  readonly endpoints: DocumentEndpoint[];
  readonly session: Session;
  /** Open headings by level, 1 to 6. */
  headings: readonly { readonly level: number; readonly text: string }[];
}

/** What surrounds a node. */
interface Surroundings {
  /** The box of the list item, and the item's own text where it is a claim. */
  readonly checked?: boolean | null;
  /** A table's row that names an endpoint. */
  readonly row?: boolean;
  readonly claim?: { readonly sign: string; readonly text: string } | null;
  /** A line such as "Files created:" that introduces the list or fence. */
  readonly lead: string | null;
  readonly context: string;
}

/** Reads the paths that a Markdown document names. Pure and synchronous; never throws: unreadable text has no mentions. */
export function extractDocument(source: string): DocumentFacts {
  const session: Session = { directory: '', written: new Set() };
  const walk: Walk = { source, lines: source.split('\n'), mentions: [], managementCommands: [], commands: [], claims: [], endpoints: [], session, headings: [] };
  try {
    const root = fromMarkdown(source, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
    visitChildren(root, { lead: null, context: '' }, walk);
  } catch {
    return { mentions: [] };
  }
  const { mentions, managementCommands, commands, claims, endpoints } = walk;
  return {
    mentions,
    ...(managementCommands.length === 0 ? {} : { managementCommands }),
    ...(commands.length === 0 ? {} : { commands }),
    ...(claims.length === 0 ? {} : { claims }),
    ...(endpoints.length === 0 ? {} : { endpoints }),
  };
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
    case 'listItem':
      return visitChildren(node, { ...around, checked: node.checked ?? null }, walk);
    case 'paragraph':
      return visitParagraph(node, around, walk);
    case 'tableRow': {
      const cells = node.children.map(plainText);
      const endpoint = endpointOfRow(cells);
      if (endpoint !== null) walk.endpoints.push({ ...endpoint, form: 'table', ...placeOf(node, cells.join(' | '), walk) });
      return visitChildren(node, { ...around, row: endpoint !== null }, walk);
    }
    case 'tableCell':
      return visitChildren(node, { lead: around.lead, context: plainText(node).slice(0, CONTEXT_LIMIT), ...(around.row ? { row: true } : {}) }, walk);
    case 'link':
    case 'image':
    case 'definition':
      addLink(node.url, node, around, walk);
      return 'children' in node ? visitChildren(node, around, walk) : undefined;
    case 'inlineCode':
      return addCode(node.value, node, around, walk);
    case 'code':
      if (SHELL.test(node.lang ?? '')) addManagementCommands(node, walk);
      if (SHELL.test(node.lang ?? '') || (!node.lang && UNNAMED_SHELL.test(node.value))) addCommands(node, around, walk);
      else if (SCRIPT.test(node.lang ?? '')) addDefined(node, around, walk);
      else addRequests(node, around, walk);
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
  walk.mentions.push({ path, form, headings: around.lead === null ? headings : [...headings, around.lead], context: contextOf(path, around.context), span });
}

/** The beginning of a text and, where the path stands behind it, the words around the path. */
function contextOf(path: string, text: string): string {
  const start = text.slice(0, CONTEXT_LIMIT);
  const at = text.indexOf(path);
  if (at === -1 || at + path.length <= CONTEXT_LIMIT) return start;
  return `${start} ... ${text.slice(Math.max(CONTEXT_LIMIT, at - WORDS_AROUND), at + path.length + WORDS_AROUND)}`;
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

/** Headings, context and span of something found in a node. */
function placeOf(node: Nodes, context: string, walk: Walk): Pick<DocumentClaim, 'headings' | 'context' | 'span'> {
  return { headings: walk.headings.map((heading) => heading.text), context: context.slice(0, CONTEXT_LIMIT), span: spanOf(node) };
}

function visitParagraph(node: Paragraph, around: Surroundings, walk: Walk): void {
  const text = plainText(node);
  const headings = walk.headings.map((heading) => heading.text);
  const sign = signOf({ text, checked: around.checked ?? null, lead: around.lead, headings });
  const claim = sign === null ? null : { sign, text };
  for (const name of sign === 'tick' ? classNamesIn(textOutsideCode(node)) : []) {
    if (isHeadOrMade(text, name)) walk.claims.push({ name, kind: 'symbol', sign: 'tick', ...placeOf(node, text, walk) });
  }
  for (const [index, child] of node.children.entries()) {
    const before = node.children[index - 1];
    if (child.type === 'inlineCode' && isRun(child.value, before, around)) addInlineCommand(child, text, walk);
  }
  visitChildren(node, { lead: around.lead, context: text, claim }, walk);
}

function textOutsideCode(node: Paragraph): string {
  return node.children.map((child) => (child.type === 'inlineCode' ? ' ' : plainText(child))).join('');
}

/** Inline code that the text tells to run: "run `npm run dev`". */
function isRun(code: string, before: Nodes | undefined, around: Surroundings): boolean {
  if (!/\s/.test(code.trim())) return false;
  return before?.type === 'text' && /\b(run|running|execute|executing|invoke|type)\s*:?\s*$/i.test(before.value) && !/\b(example|instead of|like)\b/i.test(around.context);
}

function addInlineCommand(node: Nodes & { value: string }, context: string, walk: Walk): void {
  const session: Session = { ...walk.session, written: new Set(walk.session.written), directory: null };
  for (const { line: _, ...need } of readCommandLines(node.value, session)) walk.commands.push({ ...need, ...placeOf(node, context, walk) });
}

/** What stands in a code block, with the span of the text in its line. */
function inBlock(node: Code, line: number, text: string, around: Surroundings, walk: Walk): Pick<DocumentClaim, 'headings' | 'context' | 'span'> {
  const number = (node.position?.start.line ?? 1) + 1 + line;
  const at = Math.max(0, (walk.lines[number - 1] ?? '').indexOf(text));
  return { ...placeOf(node, around.lead ?? around.context, walk), span: [number, at + 1, number, at + 1 + text.length] };
}

function addCommands(node: Code, around: Surroundings, walk: Walk): void {
  for (const { line, ...need } of readCommandLines(node.value, walk.session)) {
    walk.commands.push({ ...need, ...inBlock(node, line, need.value, around, walk) });
  }
  for (const [line, text] of node.value.split('\n').entries()) {
    const endpoint = curledEndpoint(text);
    if (endpoint !== null) walk.endpoints.push({ ...endpoint, form: 'curl', ...inBlock(node, line, text.trim(), around, walk) });
  }
}

/** Names that a block defines below "✅ FIXED … New code:". */
function addDefined(node: Code, around: Surroundings, walk: Walk): void {
  const headings = walk.headings.map((heading) => heading.text);
  const sign = around.lead === null ? null : signOf({ text: '', checked: null, lead: around.lead, headings });
  if (sign === null) return;
  for (const { line, ...named } of namesDefined(node.value)) walk.claims.push({ ...named, sign, ...inBlock(node, line, named.name, around, walk) });
}

/** `GET /api/orders/` at the start of a line. */
function addRequests(node: Code, around: Surroundings, walk: Walk): void {
  if (node.lang && !/^(http|rest|text|txt|plaintext)$/i.test(node.lang)) return;
  for (const [line, text] of node.value.split('\n').entries()) {
    const endpoint = /^\s*[A-Z]{3,7}\s+\S/.test(text) ? endpointOf(text) : null;
    if (endpoint !== null) walk.endpoints.push({ ...endpoint, form: 'code', ...inBlock(node, line, text.trim(), around, walk) });
  }
}

function addCode(text: string, node: Nodes, around: Surroundings, walk: Walk): void {
  const claimed = around.claim ? namedByCode(text, around.claim.text) : null;
  if (around.claim && claimed !== null && (around.claim.sign !== 'tick' || isHeadOrMade(around.claim.text, text))) {
    walk.claims.push({ ...claimed, sign: around.claim.sign, ...placeOf(node, around.claim.text, walk) });
  }
  const endpoint = around.row ? null : endpointOf(text);
  if (endpoint !== null) walk.endpoints.push({ ...endpoint, form: 'code', ...placeOf(node, around.context, walk) });
  const path = cleanPath(text);
  if (looksLikePath(path)) add(path, 'code', spanOf(node), around, walk);
}

/** Lines of a fence are lines of the document: only the first one, which holds the fence itself, can be indented otherwise. */
function addManagementCommands(node: Code, walk: Walk): void {
  const { start, end } = node.position ?? {};
  if (start?.offset === undefined || end?.offset === undefined) return;
  const text = walk.source.slice(start.offset, end.offset);
  const headings = walk.headings.map((heading) => heading.text);
  for (const { name, span } of findManagementCommands(text, indexLines(text))) {
    const down = start.line - 1;
    walk.managementCommands.push({ name, span: [span[0] + down, span[1], span[2] + down, span[3]], headings });
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
