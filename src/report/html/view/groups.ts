/** Groups of findings as elements, in portions. Pure; also runs in the page. */
import type { CauseData, FindingData, ReportData } from '../data.js';
import { h, prose, type Element } from '../element.js';
import { countsOf, grouped, groupsOf, many, type Group, type Selection } from '../select.js';
import { findingView, placeText } from './finding.js';

export interface GroupsView {
  readonly data: ReportData;
  readonly alive: boolean;
  /** Findings to show at most; the rest is told as a number. */
  readonly most: number;
  /** Whether all are shown open. */
  readonly open: boolean;
}

/** Findings in a first portion, and more with each further one. */
export const PORTION = 50;
/** So few are shown open at once. */
export const FEW = 4;
/** Ends of one graph. */
const MOST_ENDS = 12;

export function groupsView(findings: readonly FindingData[], { grouping }: Pick<Selection, 'grouping'>, view: GroupsView): Element[] {
  if (findings.length === 0) return [h('p', { class: 'card' }, nothingThere(view.data))];
  let left = view.most;
  const sections: Element[] = [];
  for (const group of groupsOf(findings, grouping, view.data)) {
    if (left <= 0) break;
    const shown = group.findings.slice(0, left);
    left -= shown.length;
    sections.push(groupView(group, shown, view));
  }
  return sections;
}

function nothingThere({ findings, mode }: ReportData): string {
  if (findings.length > 0) return 'No finding fits these filters.';
  return mode === 'audit' ? 'There is nothing to report.' : 'This change brings nothing to report.';
}

function groupView(group: Group, shown: readonly FindingData[], { data, alive, open }: GroupsView): Element {
  const more = group.findings.length - shown.length;
  const cause = group.cause === undefined ? undefined : data.causes[group.cause];
  return h(
    'section',
    { class: 'group' },
    h('h3', { class: 'row' }, h('span', {}, ...prose(group.title)), h('span', { class: 'muted count' }, countsOf(group.findings))),
    ruleLine(group, data),
    cause === undefined || group.findings.length < 2 ? null : graphView(cause, group.findings, data),
    ...shown.map((finding) => findingView(finding, { data, alive, open })),
    more === 0 ? null : h('p', { class: 'muted' }, `and ${grouped(more)} more here`),
  );
}

function ruleLine(group: Group, data: ReportData): Element | null {
  const rule = group.key.startsWith('rule ') ? data.rules[group.findings[0]?.rule ?? -1] : undefined;
  return rule?.summary === undefined ? null : h('p', { class: 'muted' }, rule.summary);
}

/** What one change leads to: the change, and a branch to each place. Drawn with a list, so that it reads and folds as one. */
function graphView(cause: CauseData, findings: readonly FindingData[], data: ReportData): Element {
  const shown = findings.slice(0, MOST_ENDS);
  const files = new Set(findings.map(({ place }) => place.file)).size;
  const more = findings.length - shown.length;
  return h(
    'figure',
    { class: 'graph' },
    h('figcaption', { class: 'unseen' }, `What it breaks: ${many(findings.length, 'place')} in ${many(files, 'file')}`),
    h('div', { class: `node ${cause.side === 'base' ? 'gone' : 'made'}` }, h('strong', {}, ...prose(cause.label)), cause.line === null ? null : h('span', { class: 'muted' }, ` line ${cause.line}`), cause.text === undefined ? null : h('code', { class: 'excerpt' }, cause.text.trim().slice(0, 200))),
    h(
      'ul',
      { class: 'branches plain' },
      ...shown.map((finding) => h('li', {}, h('a', { class: `node ${finding.severity}`, href: `#${finding.id}` }, placeText(finding.place, data)))),
      more === 0 ? null : h('li', {}, h('span', { class: 'node' }, `and ${grouped(more)} more`)),
    ),
  );
}
