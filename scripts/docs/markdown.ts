/** Markdown of ours as elements of a page: links lead within the site where they can, code is coloured, headings have names. */
import { posix } from 'node:path';
import GithubSlugger from 'github-slugger';
import type { Element as HastElement, ElementContent, Root, RootContent } from 'hast';
import type { Code, Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toHast } from 'mdast-util-to-hast';
import { gfm } from 'micromark-extension-gfm';
import { KINDS, type LineData } from '../../src/report/html/data.js';
import { h, type Child, type Element } from '../../src/report/html/element.js';
import { createHighlighter } from '../../src/report/html/highlight.js';
import { REPOSITORY } from '../../src/report/links.js';
import { destinationOf, type PageSource } from './sources.js';

export interface Section {
  readonly depth: number;
  /** Its anchor on the page. */
  readonly id: string;
  readonly title: string;
}

export interface Converted {
  readonly title: string;
  readonly body: readonly Element[];
  /** Below the title. */
  readonly sections: readonly Section[];
  /** All words, without the code of examples: for the search. */
  readonly words: string;
  /** Source -> path on the site, of files that are to be copied there. */
  readonly copies: ReadonlyMap<string, string>;
}

/** A way of the address of one page of the site to another, both from its top. */
export function relativeTo(from: string, to: string): string {
  return posix.relative(posix.dirname(from), to) || '.';
}

/** Throws where a link leads nowhere. */
export function convert(markdown: string, page: PageSource, pages: readonly PageSource[]): Converted {
  const tree = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const converter = new Converter(page, pages);
  const root = toHast(tree, { handlers: { code: (_state, node: Code) => ({ type: 'element', tagName: 'x-code', properties: { language: node.lang ?? '', meta: node.meta ?? '' }, children: [{ type: 'text', value: node.value }] }) } }) as Root;
  const body = root.children.flatMap((child) => converter.elements(child).filter((element) => typeof element !== 'string'));
  const [title, ...sections] = converter.sections;
  return { title: title?.title ?? page.source, body, sections, words: wordsOf(tree), copies: converter.copies };
}

class Converter {
  readonly sections: Section[] = [];
  readonly copies = new Map<string, string>();
  readonly #slugger = new GithubSlugger();
  #tables = 0;

  constructor(
    private readonly page: PageSource,
    private readonly pages: readonly PageSource[],
  ) {}

  elements(node: RootContent | ElementContent): (Element | string)[] {
    if (node.type === 'text') return [node.value];
    // Comments, and markup of which GitHub would show nothing.
    return node.type === 'element' ? [this.#element(node)] : [];
  }

  #element(node: HastElement): Element {
    const children = (): Child[] => node.children.flatMap((child) => this.elements(child));
    switch (node.tagName) {
      case 'h1':
      case 'h2':
      case 'h3':
      case 'h4':
        return this.#heading(node, children());
      case 'a':
        return h('a', { href: this.#href(String(node.properties['href'] ?? '')) }, ...children());
      case 'img':
        return h('img', { src: this.#href(String(node.properties['src'] ?? '')), alt: String(node.properties['alt'] ?? ''), loading: 'lazy' });
      case 'table':
        return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `Table ${(this.#tables += 1)}` }, h('table', {}, ...children()));
      case 'th':
        return node.children.length === 0 ? h('td', {}) : h('th', { scope: 'col' }, ...children());
      case 'x-code':
        return code(node);
      case 'input':
        return h('input', { type: 'checkbox', checked: node.properties['checked'] === true, disabled: true, 'aria-label': 'done' });
      default:
        return h(node.tagName, {}, ...children());
    }
  }

  #heading({ tagName }: HastElement, children: Child[]): Element {
    const title = children.map(textOf).join('');
    const id = this.#slugger.slug(title);
    this.sections.push({ depth: Number(tagName.slice(1)), id, title });
    return h(tagName, { id }, ...children);
  }

  #href(url: string): string {
    if (/^[a-z][a-z0-9+.-]*:/i.test(url) || url.startsWith('#')) return url;
    const [path = '', anchor] = url.split('#', 2);
    const to = destinationOf(posix.join(posix.dirname(this.page.source), decodeURIComponent(path)).replace(/\/$/, ''), this.pages);
    const fragment = anchor === undefined ? '' : `#${anchor}`;
    if (to.kind === 'repository') return `${REPOSITORY}/${to.what === 'file' ? 'blob' : 'tree'}/main/${to.path}${fragment}`;
    if (to.kind === 'copy') this.copies.set(to.source, to.path);
    return `${relativeTo(this.page.target, to.path)}${fragment}`;
  }
}

/** Languages of fences that have no file, as the ending of one. */
const ENDINGS: Readonly<Record<string, string>> = { python: 'py', javascript: 'js', typescript: 'ts', markdown: 'md', console: 'txt', dockerfile: 'dockerfile' };
const highlight = createHighlighter();

/** An example with its file's name above it, and the lines marked on which the rule speaks. */
function code({ properties, children }: HastElement): Element {
  const text = children.map((child) => (child.type === 'text' ? child.value : '')).join('');
  const meta = String(properties['meta']);
  const language = String(properties['language']);
  const file = attribute(meta, 'file');
  const found = new Set((attribute(meta, 'finds') ?? '').split(',').map(Number));
  const lines = highlight(file ?? (language === 'dockerfile' ? 'Dockerfile' : `example.${ENDINGS[language] ?? language}`), text.split('\n'));
  const drawn = lines.map((line, index) => (found.has(index + 1) ? h('span', { class: 'found' }, h('span', { class: 'unseen' }, 'Finding on this line: '), ...coloured(line), '\n') : [...coloured(line), '\n']));
  const caption = [file, meta.includes('deleted') ? 'deleted' : text === '' ? 'empty' : null].filter((part) => typeof part === 'string').join(', ');
  if (text === '') return h('p', { class: 'muted' }, h('code', {}, file ?? ''), caption.slice(file?.length ?? 0));
  return h('figure', { class: 'code' }, caption === '' ? null : h('figcaption', {}, caption), h('pre', { tabindex: '0', role: 'group', 'aria-label': caption === '' ? 'Code' : `Code of ${caption}` }, h('code', {}, ...drawn)));
}

/** The stretches of a line as `LineData` has them. */
function coloured(line: LineData): Child[] {
  if (typeof line === 'string') return [line];
  const [text, ...marks] = line;
  const parts: Child[] = [];
  let at = 0;
  for (let index = 0; index + 2 < marks.length; index += 3) {
    const start = at + (marks[index] ?? 0);
    const end = start + (marks[index + 1] ?? 0);
    parts.push(text.slice(at, start), h('span', { class: KINDS[marks[index + 2] ?? 0] }, text.slice(start, end)));
    at = end;
  }
  return [...parts, text.slice(at)];
}

function attribute(meta: string, name: string): string | undefined {
  return new RegExp(`${name}="([^"]*)"`).exec(meta)?.[1];
}

function textOf(child: Child): string {
  if (child === null || child === false || typeof child === 'number') return '';
  if (typeof child === 'string') return child;
  return 'tag' in child ? child.children.map(textOf).join('') : child.map(textOf).join('');
}

/** Examples are left out: their names are those of shops. */
function wordsOf(node: Nodes): string {
  if (node.type === 'code' || node.type === 'html') return '';
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map((child) => wordsOf(child)).join(node.type === 'paragraph' || node.type === 'heading' ? '' : ' ') : '';
}
