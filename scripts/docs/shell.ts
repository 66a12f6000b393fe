/** The frame of the site's pages. They load their style and script from beside them, so they work from a folder and below any path. */
import { h, type Child, type Element } from '../../src/report/html/element.js';
import { escapeHtml, serialise } from '../../src/report/html/serialise.js';
import { relativeTo } from './markdown.js';

export interface SitePage {
  /** Path from the top of the site. */
  readonly path: string;
  readonly title: string;
  /** One sentence, for who finds the page elsewhere. */
  readonly description: string;
  readonly main: readonly Child[];
}

export const STYLE_PATH = 'assets/site.css';
export const SCRIPT_PATH = 'assets/search.js';
export const INDEX_PATH = 'assets/search-index.js';

/** The whole page, with a final newline. */
export function sitePage({ path, title, description, main }: SitePage): string {
  const to = (target: string): string => relativeTo(path, target);
  const top = to('index.html').replace(/index\.html$/, '');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(title === 'Shipworthy' ? title : `${title} · Shipworthy`)}</title>`,
    `<meta name="description" content="${escapeHtml(description)}">`,
    `<link rel="stylesheet" href="${to(STYLE_PATH)}">`,
    `<script src="${to(SCRIPT_PATH)}" data-top="${top}" data-index="${to(INDEX_PATH)}" defer></script>`,
    '</head>',
    '<body>',
    serialise(h('a', { class: 'skip', href: '#content' }, 'Skip to the content')),
    serialise(header(to)),
    serialise(h('main', { id: 'content', tabindex: '-1' }, ...main)),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** The search is there for who has scripts; the index has all for who has not. */
function header(to: (target: string) => string): Element {
  const search = h(
    'form',
    { class: 'search', role: 'search', id: 'search', hidden: true },
    h('label', { class: 'unseen', for: 'words' }, 'Search rules and guides'),
    h('input', { id: 'words', type: 'search', placeholder: 'Search  ( / )', autocomplete: 'off', spellcheck: 'false', role: 'combobox', 'aria-expanded': 'false', 'aria-controls': 'hits', 'aria-autocomplete': 'list' }),
    h('ul', { id: 'hits', role: 'listbox', 'aria-label': 'Pages found', hidden: true }),
    h('p', { id: 'found', class: 'unseen', role: 'status' }),
  );
  const links = h('nav', { 'aria-label': 'Site' }, h('a', { class: 'home', href: to('index.html') }, 'Shipworthy'), h('a', { href: `${to('index.html')}#rules` }, 'Rules'), h('a', { href: `${to('index.html')}#guides` }, 'Guides'));
  return h('header', { class: 'site' }, links, search);
}
