/** The site as files: one page a rule, the guides, an index, the search. The same files from the same sources. */
import { AREAS } from '../../src/findings/types.js';
import { LISTED_LINTERS } from '../../src/linters/index.js';
import { h, prose, type Child, type Element } from '../../src/report/html/element.js';
import { BASE_STYLE } from '../../src/report/html/style.js';
import { REPOSITORY } from '../../src/report/links.js';
import type { RuleMeta } from '../../src/rules/types.js';
import { FIXES } from '../../src/cli/rules.js';
import { convert, relativeTo, type Converted } from './markdown.js';
import { searchIndex, searchScript, type Entry } from './search.js';
import { INDEX_PATH, SCRIPT_PATH, sitePage, STYLE_PATH } from './shell.js';
import { pageSources, readBytes, readSource, type PageSource } from './sources.js';
import { SITE_STYLE } from './style.js';

export type Site = ReadonlyMap<string, string | Uint8Array>;

interface Page {
  readonly from: PageSource;
  readonly converted: Converted;
}

/** Path -> content, by path. Throws where a link within our Markdown leads nowhere. */
export async function buildSite(): Promise<Site> {
  const sources = pageSources();
  const pages = sources.map((from): Page => ({ from, converted: convert(readSource(from.source), from, sources) }));
  const files = new Map<string, string | Uint8Array>();
  files.set('index.html', indexPage(pages));
  for (const page of pages) {
    files.set(page.from.target, page.from.rule === null ? guidePage(page) : rulePage(page, page.from.rule, pages));
    for (const [source, path] of page.converted.copies) files.set(path, readBytes(source));
  }
  files.set(STYLE_PATH, `${BASE_STYLE}${SITE_STYLE}`);
  files.set(SCRIPT_PATH, await searchScript());
  files.set(INDEX_PATH, searchIndex(pages.map(entryOf)));
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function entryOf({ from, converted }: Page): Entry {
  const { rule, target } = from;
  return { path: target, title: converted.title, about: rule === null ? guideAbout(converted) : rule.summary, kind: rule === null ? 'guide' : 'rule', sections: converted.sections.map(({ title }) => title).join(' '), words: converted.words };
}

function guideAbout({ words, title }: Converted): string {
  const text = words.slice(words.indexOf(title) + title.length).trim().replace(/\s+/g, ' ');
  if (text.length < 20) return title;
  return /^.{10,150}?[.:](?=\s|$)/.exec(text)?.[0].replace(/:$/, '.') ?? `${text.slice(0, 150).replace(/\s+\S*$/, '')} …`;
}

function indexPage(pages: readonly Page[]): string {
  const rules = pages.flatMap(({ from }) => (from.rule === null ? [] : [from.rule]));
  const stable = rules.filter(({ status }) => status === 'stable').length;
  const areas = AREAS.filter((area) => rules.some((rule) => rule.area === area));
  const main = [
    h('h1', {}, 'Rules of Shipworthy'),
    h('p', {}, `${rules.length} rules, of which ${stable} are stable: they comment inline and count for the gate. The others are previews, shown in the summary only until they have proved themselves on real code.`),
    h('nav', { 'aria-label': 'Areas', id: 'rules' }, h('ul', { class: 'areas' }, areas.map((area) => h('li', {}, h('a', { href: `#${area}` }, area, ' ', h('span', { class: 'muted' }, String(rules.filter((rule) => rule.area === area).length))))))),
    ...areas.map((area) => h('section', { 'aria-labelledby': area }, h('h2', { id: area }, area), h('ul', { class: 'plain rules' }, rules.filter((rule) => rule.area === area).sort((a, b) => (a.id < b.id ? -1 : 1)).map((rule) => ruleRow(rule))))),
    lintersSection(),
    guidesSection(pages),
  ];
  return sitePage({ path: 'index.html', title: 'Shipworthy', description: 'The rules by which Shipworthy reviews pull requests, and how it is run and configured.', main });
}

function ruleRow(rule: RuleMeta<unknown>): Element {
  return h('li', {}, h('a', { href: `rules/${rule.id}.html` }, h('code', {}, rule.id)), h('span', {}, ...prose(rule.summary)), h('span', { class: 'marks' }, ...marksOf(rule)));
}

function marksOf({ severity, status, fix }: RuleMeta<unknown>): Element[] {
  const badges = [h('span', { class: `badge ${severity}` }, severity), h('span', { class: `badge ${status === 'stable' ? 'good' : 'neutral'}` }, status)];
  return fix === 'none' ? badges : [...badges, h('span', { class: 'badge' }, `fix: ${FIXES[fix]}`)];
}

function lintersSection(): Element {
  const rows = LISTED_LINTERS.map(({ id, summary, status }) => h('li', {}, h('a', { href: 'rules/linters.html' }, h('code', {}, id)), h('span', {}, ...prose(summary)), h('span', { class: 'marks' }, h('span', { class: 'badge good' }, status))));
  return h('section', { 'aria-labelledby': 'linters' }, h('h2', { id: 'linters' }, 'Linters'), h('p', {}, 'Diagnostics of others that are passed on under their own codes.'), h('ul', { class: 'plain rules' }, ...rows));
}

const FOLDERS: readonly (readonly [folder: string, title: string])[] = [['docs', ''], ['docs/accuracy', 'How accurate the rules are'], ['docs/decisions', 'Decisions']];

function guidesSection(pages: readonly Page[]): Element {
  const guides = pages.filter(({ from }) => from.rule === null && from.source.startsWith('docs/'));
  const known = new Map(FOLDERS);
  const folders = [...new Set(guides.map(({ from }) => folderOf(from)))].sort();
  return h('section', { 'aria-labelledby': 'guides' }, h('h2', { id: 'guides' }, 'Guides'), ...folders.flatMap((folder): Child[] => [
    folder === 'docs' ? null : h('h3', {}, known.get(folder) ?? folder.slice('docs/'.length)),
    h('ul', { class: 'columns' }, guides.filter(({ from }) => folderOf(from) === folder).map(({ from, converted }) => h('li', {}, h('a', { href: from.target }, converted.title)))),
  ]));
}

function folderOf({ source }: PageSource): string {
  return source.slice(0, source.lastIndexOf('/'));
}

function rulePage({ from, converted }: Page, rule: RuleMeta<unknown>, pages: readonly Page[]): string {
  const to = (target: string): string => relativeTo(from.target, target);
  const area = pages.flatMap((page) => (page.from.rule?.area === rule.area ? [page.from] : []));
  const at = area.findIndex(({ target }) => target === from.target);
  const [, ...rest] = converted.body;
  const main = [
    h('nav', { class: 'crumbs', 'aria-label': 'Where this is' }, h('a', { href: to('index.html') }, 'Rules'), ' › ', h('a', { href: `${to('index.html')}#${rule.area}` }, rule.area)),
    h('article', {}, h('h1', {}, h('code', {}, rule.id)), h('p', { class: 'row facts' }, ...marksOf(rule), h('span', { class: 'badge' }, `confidence: ${rule.confidence}`), h('span', { class: 'badge' }, rule.languages.join(', '))), ...rest, ...configure(rule, to)),
    h('nav', { class: 'next', 'aria-label': `Other rules of ${rule.area}` }, neighbour('←', area[at - 1], to), neighbour('→', area[at + 1], to)),
  ];
  return sitePage({ path: from.target, title: rule.id, description: rule.summary, main });
}

function neighbour(arrow: string, source: PageSource | undefined, to: (target: string) => string): Element {
  return source === undefined ? h('span', {}) : h('a', { href: to(source.target) }, arrow === '←' ? '← ' : '', h('code', {}, source.rule?.id ?? ''), arrow === '→' ? ' →' : '');
}

function configure({ id }: RuleMeta<unknown>, to: (target: string) => string): Element[] {
  const yaml = `rules:\n  ${id}: off        # or: error, warning, info`;
  return [
    h('h2', { id: 'configuring-it' }, 'Configuring it'),
    h('p', {}, 'In ', h('code', {}, '.github/shipworthy.yml'), ' of the repository under review (', h('a', { href: to('guides/configuration.html') }, 'configuration'), '):'),
    h('figure', { class: 'code' }, h('pre', { tabindex: '0', role: 'group', 'aria-label': 'Configuration' }, h('code', {}, yaml, '\n'))),
    h('p', {}, 'For ', h('a', { href: `${to('guides/configuration.html')}#silence-for-one-line` }, 'one line'), ', with a reason: ', h('code', {}, `# shipworthy: ignore[${id}] why`), '.'),
  ];
}

function guidePage({ from, converted }: Page): string {
  const to = (target: string): string => relativeTo(from.target, target);
  const crumbs = h('nav', { class: 'crumbs', 'aria-label': 'Where this is' }, h('a', { href: `${to('index.html')}#guides` }, 'Guides'), ' · ', h('a', { href: `${REPOSITORY}/blob/main/${from.source}` }, 'its source'));
  const inside = converted.sections.filter(({ depth }) => depth === 2);
  const contents = inside.length < 3 ? [] : [h('nav', { 'aria-label': 'On this page' }, h('ul', { class: 'areas' }, inside.map(({ id, title }) => h('li', {}, h('a', { href: `#${id}` }, title)))))];
  const [first, ...rest] = converted.body;
  return sitePage({ path: from.target, title: converted.title, description: guideAbout(converted), main: [crumbs, h('article', {}, first ?? null, ...contents, ...rest)] });
}
