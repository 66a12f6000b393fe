/** GitHub Markdown for a terminal: enough of it to read what the App writes. Pure. */
import type { BlockContent, DefinitionContent, List, Nodes, PhrasingContent, RootContent, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import type { Colors } from '../../../src/report/terminal.js';
import { columnsOf, cutTo, pad, wrap } from '../../../src/report/terminal-text.js';

export interface MarkdownOptions {
  readonly colors: Colors;
  /** Columns. */
  readonly width: number;
  /** The lines that a suggestion replaces. */
  readonly replaced?: readonly string[];
}

/** Columns between those of a table. */
const GAP = '  ';

/** Lines without a newline, none wider than the width but for words and suggested code that are longer; a quoted line is cut. */
export function renderMarkdown(markdown: string, options: MarkdownOptions): string[] {
  const { children } = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  return blocks(children, options);
}

function blocks(nodes: readonly RootContent[], options: MarkdownOptions): string[] {
  return nodes.map((node) => block(node, options)).filter((lines) => lines.length > 0).flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]));
}

function block(node: RootContent | BlockContent | DefinitionContent, options: MarkdownOptions): string[] {
  const { colors, width } = options;
  switch (node.type) {
    case 'heading':
      return wrap(inline(node.children), width).map((line) => colors.underline(line));
    case 'paragraph':
      return paragraph(node.children, options);
    case 'list':
      return list(node, options);
    case 'table':
      return table(node, options);
    case 'blockquote':
      return blocks(node.children, { ...options, width: width - 2 }).map((line) => `${colors.dim('│')} ${line}`);
    case 'code':
      return code(node.lang ?? '', node.value.split('\n'), options);
    case 'html':
      return html(node.value, options);
    default:
      return [];
  }
}

/** Bold as a whole or not at all: escape sequences must not be wrapped. */
function paragraph(children: readonly PhrasingContent[], { colors, width }: MarkdownOptions): string[] {
  const lines = inline(children).split('\n').flatMap((line) => wrap(line, width)).filter((line) => line !== '');
  return children.length === 1 && children[0]?.type === 'strong' ? lines.map((line) => colors.bold(line)) : lines;
}

function inline(nodes: readonly Nodes[]): string {
  return nodes.map((node) => {
    if (node.type === 'inlineCode') return `\`${node.value}\``;
    if (node.type === 'text') return node.value.replaceAll('\n', ' ');
    if (node.type === 'break') return '\n';
    return 'children' in node ? inline(node.children) : '';
  }).join('');
}

function list(node: List, options: MarkdownOptions): string[] {
  return node.children.flatMap((item) => {
    const mark = item.checked === false ? '[ ] ' : item.checked ? '[x] ' : '- ';
    const lines = item.children.flatMap((child) => block(child, { ...options, width: options.width - mark.length }));
    return lines.map((line, at) => (at === 0 ? mark : ' '.repeat(mark.length)) + line);
  });
}

/** In columns where they fit; otherwise a row is a paragraph of its cells. */
function table(node: Table, options: MarkdownOptions): string[] {
  const rows = node.children.map((row) => row.children.map((cell) => inline(cell.children)));
  const [head = [], ...body] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => columnsOf(row[column] ?? ''))));
  if (widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length) > options.width) return body.flatMap((cells) => cellLines(cells, options));
  const line = (cells: readonly string[]): string => cells.map((cell, column) => pad(cell, widths[column] ?? 0)).join(GAP).trimEnd();
  return [options.colors.dim(line(head)), ...body.map(line)];
}

function cellLines(cells: readonly string[], { width }: MarkdownOptions): string[] {
  const text = cells.filter((cell) => cell !== '').join(' · ');
  return wrap(text, width - 2).map((line, at) => (at === 0 ? '- ' : '  ') + line);
}

function code(language: string, lines: readonly string[], { colors, replaced, width }: MarkdownOptions): string[] {
  if (language !== 'suggestion') return lines.map((line) => colors.dim(cutTo(`  ${line}`, width)));
  return [colors.bold('Suggested change:'), ...difference(replaced ?? [], lines, colors)];
}

/** Lines that both begin or end with stand as context. */
function difference(before: readonly string[], after: readonly string[], colors: Colors): string[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return [
    ...before.slice(0, start).map((line) => `    ${line}`),
    ...before.slice(start, before.length - end).map((line) => colors.red(`  - ${line}`)),
    ...after.slice(start, after.length - end).map((line) => colors.green(`  + ${line}`)),
    ...before.slice(before.length - end).map((line) => `    ${line}`),
  ];
}

/** The text between tags; comments (the hidden markers) are as invisible as on GitHub. */
function html(value: string, { colors, width }: MarkdownOptions): string[] {
  const text = value.replace(/<!--[\s\S]*?-->/g, '').replace(/<[^>]*>/g, '').trim();
  return text === '' ? [] : wrap(text, width).map((line) => colors.dim(line));
}
