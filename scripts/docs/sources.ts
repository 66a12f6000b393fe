/** What the site is made of: the rules' Markdown pages, and the guides under `docs/`. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pathOfRule } from '../../src/report/links.js';
import { RULES } from '../../src/rules/registry.js';
import type { RuleMeta } from '../../src/rules/types.js';

/** The top of the repository, with a slash at the end. */
const TOP = fileURLToPath(new URL('../../', import.meta.url));

export interface PageSource {
  /** Path of the Markdown in the repository. */
  readonly source: string;
  /** Path of the page, from the top of the site. */
  readonly target: string;
  /** null: a guide. */
  readonly rule: RuleMeta<unknown> | null;
}

/** The list of all rules in Markdown: on the site, its index says the same. */
const RULES_LIST = 'docs/rules.md';
const LINTERS = 'src/linters/linters.md';

/** All pages but the index, in the order in which they are listed: rules by id, guides by path. */
export function pageSources(): readonly PageSource[] {
  const rules = RULES.map(({ meta }): PageSource => ({ source: `src/rules/${meta.id}.md`, target: pathOfRule(meta.id), rule: meta }));
  const guides = readdirSync(`${TOP}docs`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => posix.join(posix.normalize(entry.parentPath).slice(TOP.length), entry.name))
    .filter((path) => path !== RULES_LIST)
    .map((path): PageSource => ({ source: path, target: path.replace(/^docs\//, 'guides/').replace(/\.md$/, '.html'), rule: null }));
  return [...rules, { source: LINTERS, target: 'rules/linters.html', rule: null } as const, ...guides].sort((a, b) => (a.source < b.source ? -1 : 1));
}

export function readSource(path: string): string {
  return readFileSync(`${TOP}${path}`, 'utf8');
}

export function readBytes(path: string): Uint8Array {
  return new Uint8Array(readFileSync(`${TOP}${path}`));
}

/** What stands at a path of the repository; null: nothing. */
export function kindOf(path: string): 'file' | 'folder' | null {
  if (!existsSync(`${TOP}${path}`)) return null;
  return statSync(`${TOP}${path}`).isDirectory() ? 'folder' : 'file';
}

/** Where a link from one source to a path of the repository leads. */
export type Destination =
  /** A page or a file of the site, by its path from the top. */
  | { readonly kind: 'site'; readonly path: string }
  /** A file under `docs/` that the site is to hold as it is. */
  | { readonly kind: 'copy'; readonly path: string; readonly source: string }
  | { readonly kind: 'repository'; readonly path: string; readonly what: 'file' | 'folder' };

/** @throws Error when nothing stands there: a link of our own that leads nowhere */
export function destinationOf(path: string, pages: readonly PageSource[]): Destination {
  const page = pages.find(({ source }) => source === path);
  if (page !== undefined) return { kind: 'site', path: page.target };
  if (path === RULES_LIST) return { kind: 'site', path: 'index.html' };
  const what = kindOf(path);
  if (what === null) throw new Error(`a page links ${path}, which does not exist`);
  if (what === 'file' && path.startsWith('docs/')) return { kind: 'copy', path: path.replace(/^docs\//, 'guides/'), source: path };
  return { kind: 'repository', path, what };
}
