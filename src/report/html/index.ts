/** A result as one page that needs nothing beside itself. Pure. */
import type { RunResult } from '../types.js';
import { collectData } from './collect.js';
import type { ReportData } from './data.js';
import { h, type Element } from './element.js';
import { REPORT_SCRIPT } from './report-script.js';
import { REPORT_STYLE } from './report-style.js';
import { controlsView } from './sections/controls.js';
import { planView } from './sections/plan.js';
import { fixedView, heldBackView, skippedView, unknownView } from './sections/rest.js';
import { scoresView, topView } from './sections/top.js';
import { createSelector, firstSelection, grouped } from './select.js';
import { renderPage } from './shell.js';
import type { HtmlOptions } from './types.js';
import { FEW, groupsView, PORTION } from './view/groups.js';

export type { HeadText, HtmlOptions, PageLink } from './types.js';

/** Paths of the head whose texts the report shows something of. */
export function pathsShown({ findings }: Pick<RunResult, 'findings'>): ReadonlySet<string> {
  return new Set(findings.flatMap((finding) => [finding.path, ...finding.related.map(({ path }) => path), ...(finding.fix?.edits ?? []).map(({ path }) => path)]));
}

/** The whole report: self-contained, the same bytes for the same input. */
export function renderHtml(result: RunResult, options: HtmlOptions): string {
  const data = collectData(result, options);
  const sections = [
    scoresView(result),
    planView(result, options),
    findingsView(data),
    fixedView(result),
    heldBackView(result, options),
    unknownView(result),
    skippedView(result),
  ].filter((section) => section !== null);
  const body = [
    h('a', { class: 'skip', href: '#findings' }, 'Skip to the findings'),
    topView(result, options),
    h('main', {}, contentsView(sections), ...sections),
    h('footer', {}, h('p', {}, `Shipworthy ${options.version}. Static analysis: nothing of the repository was run, and this page loads and sends nothing.`)),
  ];
  return renderPage({ title: `${result.repository}: ${result.verdict.title}`, body, style: REPORT_STYLE, script: REPORT_SCRIPT, data });
}

/** Links to the sections, by their headings. */
function contentsView(sections: readonly Element[]): Element {
  const items = sections.flatMap((section) => {
    const heading = section.children.find((child) => typeof child !== 'string' && child.tag === 'h2') as Element | undefined;
    const [title] = heading?.children ?? [];
    return heading === undefined || typeof title !== 'string' ? [] : [h('li', {}, h('a', { href: `#${heading.attributes.id}` }, title.trim()))];
  });
  return h('nav', { 'aria-label': 'Sections', class: 'on-screen' }, h('ul', { class: 'contents' }, ...items));
}

function findingsView(data: ReportData): Element {
  const selection = firstSelection(data);
  const chosen = createSelector(data)(selection);
  const shown = Math.min(PORTION, chosen.length);
  return h(
    'section',
    { 'aria-labelledby': 'findings' },
    h('h2', { id: 'findings', tabindex: -1 }, data.mode === 'audit' ? 'Findings' : 'Findings introduced'),
    data.findings.length === 0 ? null : controlsView(data),
    h('p', { id: 'status', class: 'status', role: 'status', hidden: data.findings.length === 0 }, `${grouped(chosen.length)} of ${grouped(data.findings.length)}${shown < chosen.length ? `, the first ${shown} shown` : ''}`),
    h('div', { id: 'list' }, ...groupsView(chosen, selection, { data, alive: false, most: PORTION, open: chosen.length <= FEW })),
    h('p', { id: 'more', class: 'row on-screen', hidden: true }, h('button', { type: 'button', id: 'next' }, 'Show more'), h('button', { type: 'button', id: 'all' }, 'Show all')),
    chosen.length > shown ? h('p', { id: 'unscripted' }, `${grouped(chosen.length - shown)} more are shown, filtered and searched where scripts run.`) : null,
  );
}
