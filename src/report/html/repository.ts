/** What the reviews of a repository tell together, as a page. Pure. */
import { AREAS } from '../../findings/types.js';
import type { RuleStats } from '../../usefulness/report.js';
import { ruleLinks } from '../links.js';
import { compareText } from '../order.js';
import { dayName, scoreChart, shareBar, sparkline, weeksChart, type ScorePoint, type Week } from './charts.js';
import { h, type Child, type Element } from './element.js';
import { OVERALL, type ReportDigest } from './kept.js';
import { renderPage } from './shell.js';

/** One review that is kept. */
export interface HistoryEntry {
  /** Of its own page. */
  readonly href: string;
  /** null where it was no pull request's. */
  readonly pullNumber: number | null;
  /** Commit id. */
  readonly headSha: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly digest: ReportDigest;
}

export interface RepositoryHistory {
  /** `owner/name` */
  readonly repository: string;
  /** Newest first, at least one. */
  readonly entries: readonly HistoryEntry[];
  /** What people made of its comments, in any order. */
  readonly rules: readonly RuleStats[];
}

export interface RepositoryPageOptions {
  /** Of this program. */
  readonly version: string;
  /** Where repositories are read, without a slash at the end. */
  readonly gitUrl: string;
  /** See `GitHubPlace.docsUrl`. */
  readonly docsUrl: string | null;
  /** Reviews are kept for so many days. */
  readonly days: number;
}

/** Rows of the lists. */
const SLOWEST = 10;
const NEWEST = 30;
/** Weeks in the chart. */
const MOST_WEEKS = 26;

/** Milliseconds. */
const DAY = 24 * 60 * 60 * 1000;
const WEEK = 7 * DAY;
/** The first Monday of the epoch. */
const MONDAY = 4 * DAY;

/** The whole page: the same bytes for the same input. */
export function renderRepositoryPage(history: RepositoryHistory, options: RepositoryPageOptions): string {
  const { repository, entries } = history;
  const reviews = `${entries.length} ${entries.length === 1 ? 'review' : 'reviews'}`;
  const body = [
    h('header', {}, h('p', { class: 'muted' }, 'Shipworthy'), h('h1', {}, h('a', { href: `${options.gitUrl}/${repository}`, rel: 'noreferrer' }, repository)), h('p', { class: 'muted' }, `${reviews} of at most ${options.days} days, the newest of ${dayName(entries[0]?.at ?? 0)}`)),
    h('main', {}, scoreSection(entries), weeksSection(entries), rulesSection(history.rules, options), slowestSection(entries, repository, options), newestSection(entries, repository, options)),
    h('footer', {}, `Shipworthy ${options.version}. Days are by UTC.`),
  ];
  return renderPage({ title: `Reviews of ${repository}`, body, style: STYLE });
}

function scoreSection(entries: readonly HistoryEntry[]): Element {
  const days = lastOfEachDay(entries);
  const pointsOf = (name: string): ScorePoint[] => days.map(({ at, digest }) => ({ at, score: standing(digest, name) }));
  const overall = pointsOf(OVERALL);
  const judged = AREAS.filter((area) => pointsOf(area).some(({ score }) => score !== null));
  const intro = h('p', {}, 'Where the branch stood that changes go into, as the last review of each day found it. From 90 on a component has no open warning, from 60 on no open error.');
  if (overall.every(({ score }) => score === null)) return section('score', 'Score over time', h('p', {}, 'No review has judged a component of the branch that changes go into.'));
  return section(
    'score',
    'Score over time',
    intro,
    scoreChart({ id: 'overall', title: 'Overall score over time', description: spoken(overall) }, overall),
    h('ul', { class: 'plain tiles' }, judged.map((area) => h('li', { class: 'card' }, h('h3', {}, area), h('p', { class: 'muted' }, spoken(pointsOf(area))), sparkline(pointsOf(area))))),
    asTable('Scores by day', ['Day', 'overall', ...judged], days.map(({ at, digest }) => [dayName(at), ...[OVERALL, ...judged].map((name) => number(standing(digest, name)))])),
  );
}

/** Where the branch stood: the base of a review, the tree of an audit. */
function standing({ mode, scores }: ReportDigest, name: string): number | null {
  return scores[name]?.[mode === 'review' ? 'base' : 'head'] ?? null;
}

/** Oldest first, each at the beginning of its day. */
function lastOfEachDay(entries: readonly HistoryEntry[]): HistoryEntry[] {
  const days = new Map<number, HistoryEntry>();
  for (const entry of entries.toReversed()) days.set(Math.floor(entry.at / DAY) * DAY, entry);
  return [...days].map(([at, entry]) => ({ ...entry, at }));
}

function spoken(points: readonly ScorePoint[]): string {
  const known = points.flatMap(({ score }) => (score === null ? [] : [score]));
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return 'not judged';
  return known.length === 1 || first === last ? `${last}` : `${first} → ${last}`;
}

function weeksSection(entries: readonly HistoryEntry[]): Element {
  const weeks = weeksOf(entries);
  const sum = (count: (week: Week) => number): number => weeks.reduce((total, week) => total + count(week), 0);
  const description = `${sum(({ introduced }) => introduced)} findings introduced and ${sum(({ fixed }) => fixed)} fixed in ${weeks.length} ${weeks.length === 1 ? 'week' : 'weeks'}.`;
  return section(
    'weeks',
    'Findings introduced and fixed',
    h('p', {}, 'By week: each pull request counts once, as its last review found it.'),
    h('p', { class: 'row legend' }, h('span', { class: 'key introduced' }), 'introduced, upwards', h('span', { class: 'key fixed' }), 'fixed, downwards'),
    weeksChart({ id: 'by-week', title: 'Findings introduced and fixed by week', description }, weeks),
    asTable('Findings by week', ['Week of', 'introduced', 'fixed'], weeks.map(({ at, introduced, fixed }) => [dayName(at), String(introduced), String(fixed)])),
  );
}

/** From the first to the last, those without reviews as well. */
function weeksOf(entries: readonly HistoryEntry[]): Week[] {
  const seen = new Set<number>();
  const weeks = new Map<number, { introduced: number; fixed: number }>();
  for (const { at, pullNumber, digest } of entries) {
    // Newest first: what comes later of the same pull request is older.
    if (digest.mode !== 'review' || pullNumber === null || seen.has(pullNumber)) continue;
    seen.add(pullNumber);
    const { introduced, fixed } = weeks.get(weekOf(at)) ?? { introduced: 0, fixed: 0 };
    weeks.set(weekOf(at), { introduced: introduced + digest.introduced, fixed: fixed + digest.fixed });
  }
  const last = weekOf(entries[0]?.at ?? 0);
  const first = Math.max(last - (MOST_WEEKS - 1) * WEEK, weekOf(entries.at(-1)?.at ?? 0));
  return Array.from({ length: (last - first) / WEEK + 1 }, (_, index) => ({ at: first + index * WEEK, introduced: 0, fixed: 0, ...weeks.get(first + index * WEEK) }));
}

function weekOf(at: number): number {
  return Math.floor((at - MONDAY) / WEEK) * WEEK + MONDAY;
}

function rulesSection(rules: readonly RuleStats[], { docsUrl }: RepositoryPageOptions): Element {
  if (rules.length === 0) return section('rules', 'Rules by usefulness', h('p', {}, 'No comment on a pull request was judged yet.'));
  const { rule: linkOf } = ruleLinks(docsUrl);
  const sorted = [...rules].sort((a, b) => (a.share ?? 0) - (b.share ?? 0) || b.fixed - a.fixed || b.shown - a.shown || compareText(a.ruleId, b.ruleId));
  const rows = sorted.map(({ ruleId, shown, fixed, judged, notUseful, probationSince }) => [
    [linked(ruleId, linkOf(ruleId)), probationSince === null ? null : ' ', probationSince === null ? null : h('span', { class: 'badge warning' }, `on probation since ${probationSince.slice(0, 10)}`)],
    String(shown),
    String(fixed),
    String(judged),
    [shareBar([['bar-fixed', Math.min(fixed, shown - Math.min(notUseful, shown))], ['bar-introduced', Math.min(notUseful, shown)]], shown), ` ${notUseful}`],
  ]);
  return section(
    'rules',
    'Rules by usefulness',
    h('p', {}, 'What people made of the comments of each rule: how many were shown, how many of those were mended on their pull request, and how many were called not useful. The most useful first.'),
    table('Rules by usefulness', ['Rule', 'shown', 'fixed', 'judged', 'not useful'], rows),
  );
}

function slowestSection(entries: readonly HistoryEntry[], repository: string, options: RepositoryPageOptions): Element {
  const slowest = [...entries].sort((a, b) => b.digest.milliseconds - a.digest.milliseconds || b.at - a.at).slice(0, SLOWEST);
  const longest = slowest[0]?.digest.milliseconds ?? 0;
  const rows = slowest.map((entry) => [reviewed(entry, repository, options), dayName(entry.at), [shareBar([['bar-time', entry.digest.milliseconds]], longest), ` ${seconds(entry.digest.milliseconds)}`]]);
  return section('slowest', 'Slowest reviews', h('p', {}, 'From the start of the work to the answer, fetching included.'), table('Slowest reviews', ['Review', 'day', 'seconds'], rows));
}

function newestSection(entries: readonly HistoryEntry[], repository: string, options: RepositoryPageOptions): Element {
  const rows = entries.slice(0, NEWEST).map((entry) => {
    const { verdict, title, scores, introduced, fixed } = entry.digest;
    const { base = null, head = null } = scores[OVERALL] ?? {};
    const score = base === null || base === head ? number(head) : `${base} → ${number(head)}`;
    return [reviewed(entry, repository, options), dayName(entry.at), [h('span', { class: `badge ${verdict}` }, verdict), ` ${title}`], score, String(introduced), String(fixed)];
  });
  const more = entries.length > NEWEST ? [h('p', { class: 'muted' }, `The newest ${NEWEST} of ${entries.length}.`)] : [];
  return section('newest', 'Newest reviews', ...more, table('Newest reviews', ['Review', 'day', 'verdict', 'score', 'introduced', 'fixed'], rows));
}

/** A link to the review's page, and beside it one to the pull request. */
function reviewed({ href, pullNumber, headSha }: HistoryEntry, repository: string, { gitUrl }: RepositoryPageOptions): Child[] {
  const commit = headSha.slice(0, 7);
  if (pullNumber === null) return [h('a', { href }, commit)];
  return [h('a', { href }, `#${pullNumber} at ${commit}`), ' ', h('a', { class: 'out', href: `${gitUrl}/${repository}/pull/${pullNumber}`, rel: 'noreferrer', 'aria-label': `Pull request ${pullNumber} on GitHub` }, '↗')];
}

function section(id: string, title: string, ...children: Child[]): Element {
  return h('section', { 'aria-labelledby': `${id}-heading` }, h('h2', { id: `${id}-heading` }, title), children);
}

function asTable(caption: string, head: readonly string[], rows: readonly (readonly Child[])[]): Element {
  return h('details', {}, h('summary', {}, 'As a table'), table(caption, head, rows));
}

/** The first column is words, the others are numbers where they look like it. */
function table(caption: string, head: readonly string[], rows: readonly (readonly Child[])[]): Element {
  const isNumeric = (column: number): boolean => column > 0 && rows.some((row) => /^\d/.test(textOf(row[column]))) && rows.every((row) => /^(?:\d[\d.]*(?: → \d+)?|–)$/.test(textOf(row[column])));
  const numeric = head.map((_, column) => isNumeric(column));
  const classOf = (column: number): string | null => (numeric[column] === true ? 'number' : null);
  return h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `Table: ${caption}` },
    h(
      'table',
      {},
      h('caption', { class: 'unseen' }, caption),
      h('thead', {}, h('tr', {}, head.map((name, column) => h('th', { scope: 'col', class: classOf(column) }, name)))),
      h('tbody', {}, rows.map((row) => h('tr', {}, row.map((cell, column) => (column === 0 ? h('th', { scope: 'row' }, cell) : h('td', { class: classOf(column) }, cell)))))),
    ),
  );
}

/** Of a cell that is one text; else ''. */
function textOf(cell: Child | undefined): string {
  return typeof cell === 'string' ? cell : '';
}

function linked(text: string, href: string | null): Child {
  return href === null ? h('code', {}, text) : h('a', { href, rel: 'noreferrer' }, h('code', {}, text));
}

function number(score: number | null): string {
  return score === null ? '–' : String(score);
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}

const STYLE = `
.charts svg { display: block; width: 100%; height: auto; }
.charts .middle, .charts .narrow { display: none; }
@media screen and (max-width: 60rem) { .charts .wide { display: none; } .charts .middle { display: block; } }
@media screen and (max-width: 32rem) { .charts .middle { display: none; } .charts .narrow { display: block; } }
.label { fill: var(--muted); font-size: 12px; font-variant-numeric: tabular-nums; }
.grid { stroke: var(--line); fill: none; }
.axis { stroke: var(--muted); fill: none; }
.score-line { stroke: var(--info-mark); stroke-width: 2; stroke-linejoin: round; fill: none; }
.score-dot { fill: var(--info-mark); }
.bar-introduced { fill: var(--error-mark); }
.bar-fixed { fill: var(--good-mark); }
.bar-rest { fill: var(--line); }
.bar-time { fill: var(--info-mark); }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .75rem; margin-top: 1rem; }
.tiles .card { padding: .75rem; }
.tiles h3, .tiles p { margin: 0 0 .25rem; font-size: .9375rem; }
.spark { display: block; width: 100%; height: auto; }
.share { display: inline-block; width: 7.5rem; height: .625rem; vertical-align: baseline; }
.key { display: inline-block; width: .875rem; height: .875rem; border-radius: .125rem; }
.key.introduced { background: var(--error-mark); } .key.fixed { background: var(--good-mark); }
.legend { font-size: .875rem; }
.out { display: inline-block; min-width: 1.75rem; text-align: center; }
.scroll { overflow-x: auto; }
tbody th { font-weight: 400; }
td, th { white-space: nowrap; }
details { margin-top: .75rem; }
@media print { .key, .share rect, .chart rect { print-color-adjust: exact; } }
`;
