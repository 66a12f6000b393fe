/** The frame of every page: its head, its policy, its styles, data and script. Pure. */
import { createHash } from 'node:crypto';
import { shown, type Element } from './element.js';
import { escapeHtml, serialise } from './serialise.js';
import { BASE_STYLE } from './style.js';

export interface Page {
  /** May hold text of a repository. */
  readonly title: string;
  readonly body: readonly Element[];
  /** Beside the styles that all pages share. Ours, never a repository's. */
  readonly style?: string;
  /** A classic script, run when the body is there. Ours, never a repository's. */
  readonly script?: string;
  /** Read by the script: the text of `#data`, as JSON. May hold text of a repository. */
  readonly data?: unknown;
}

/** The whole page, with a final newline: it loads nothing, sends nothing and is not to be listed. */
export function renderPage(page: Page): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policyOf(page))}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="robots" content="noindex, nofollow, noarchive">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(shown(page.title).replaceAll('\n', ' '))}</title>`,
    `<style>${styleOf(page)}</style>`,
    '</head>',
    '<body>',
    ...page.body.map(serialise),
    ...(page.data === undefined ? [] : [`<script type="application/json" id="data">${jsonInHtml(page.data)}</script>`]),
    ...(page.script === undefined ? [] : [`<script>${page.script}</script>`]),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** What the page may do: run its own script and style, known by their hashes, and no more. Also good as a header. */
export function policyOf(page: Pick<Page, 'style' | 'script'>): string {
  const script = page.script === undefined ? "'none'" : `'${hashOf(page.script)}'`;
  return `default-src 'none'; script-src ${script}; style-src '${hashOf(styleOf(page))}'; base-uri 'none'; form-action 'none'`;
}

/** The policy of a page that `renderPage` wrote, from its beginning; one that allows nothing where there is none. */
export function policyIn(html: string): string {
  const [, written] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html) ?? [];
  return written === undefined ? "default-src 'none'" : written.replaceAll('&#39;', "'");
}

/** JSON that stands in a `script` element without ending it or beginning a comment there. */
export function jsonInHtml(data: unknown): string {
  return JSON.stringify(data).replace(/[<\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function styleOf({ style }: Pick<Page, 'style'>): string {
  return style === undefined ? BASE_STYLE : `${BASE_STYLE}\n${style}`;
}

/** As policies name what stands in the page (Content Security Policy Level 3, section 2.3.1). */
function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}
