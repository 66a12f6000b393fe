/** The verdict with its score, and the scores of the components. Pure. */
import { AREAS } from '../../../findings/types.js';
import type { AreaScore } from '../../../score/types.js';
import { isReported } from '../../order.js';
import type { RunResult } from '../../types.js';
import { h, prose, type Child, type Element } from '../element.js';
import { countsOf, grouped, many } from '../select.js';
import type { HtmlOptions } from '../types.js';

const WORDS = { pass: 'Pass', fail: 'Fail', neutral: 'Not judged in full' } as const;
const SYMBOLS = { pass: '✔', fail: '✖', neutral: '○' } as const;
/** Of the ring, in the units of its drawing. */
const RADIUS = 52;

/** What the page is about, the verdict and the ring. */
export function topView(result: RunResult, { above = [] }: HtmlOptions): Element {
  const { verdict, scores, mode } = result;
  return h(
    'header',
    {},
    above.length === 0 ? null : h('nav', { 'aria-label': 'Pages', class: 'row on-screen' }, ...above.map(({ text, href }) => h('a', { href }, text))),
    h('p', { class: 'muted over' }, mode === 'audit' ? 'Readiness report' : 'Review of a change'),
    h('h1', {}, result.repository),
    h('p', { class: 'muted' }, ...commits(result)),
    h('div', { class: `verdict card ${verdict.result}` }, ring(scores.overall.head), h('div', {}, h('p', { class: 'word' }, h('span', { 'aria-hidden': 'true' }, `${SYMBOLS[verdict.result]} `), WORDS[verdict.result]), h('p', {}, ...prose(verdict.title)), ...facts(result))),
    result.notices.length === 0 ? null : h('ul', { class: 'notices plain' }, ...result.notices.map((notice) => h('li', {}, h('span', { 'aria-hidden': 'true' }, '⚠ '), ...prose(notice)))),
  );
}

function commits({ base, head, mode }: RunResult): Child[] {
  const at = (commit: string | null, otherwise: string): Child => (commit === null ? otherwise : h('code', {}, commit.slice(0, 10)));
  return mode === 'audit' ? ['at ', at(head, 'the working tree')] : [at(base, 'an empty tree'), ' → ', at(head, 'the working tree')];
}

function facts({ mode, stats, findings, fixed, scores: { overall } }: RunResult): Element[] {
  const open = findings.filter(isReported);
  const preview = open.filter(({ status }) => status === 'preview').length;
  const files = mode === 'audit' ? many(stats.files, 'file') : `${many(stats.changedFiles, 'changed file')} of ${grouped(stats.files)}`;
  const rows: [string, string][] = [
    ['Open', open.length === 0 ? 'nothing' : `${countsOf(open)}${preview === 0 ? '' : ` (${grouped(preview)} in preview)`}`],
    ...(fixed.length === 0 ? [] : [['Fixed', many(fixed.length, 'finding')] as [string, string]]),
    ...(overall.base === null || overall.head === null || mode === 'audit' ? [] : [['Score', `${overall.base} → ${overall.head}`] as [string, string]]),
    ...(overall.projected === null || overall.projected === overall.head ? [] : [['After the safe fixes', String(overall.projected)] as [string, string]]),
    ['Judged', `${many(stats.opportunities, 'place')} in ${files}`],
  ];
  return [h('dl', { class: 'facts' }, ...rows.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))))];
}

/** Overall score as a ring that is full at 100. */
function ring(score: number | null): Element {
  const around = 2 * Math.PI * RADIUS;
  const part = ((score ?? 0) / 100) * around;
  const circle = { cx: 60, cy: 60, r: RADIUS, fill: 'none', 'stroke-width': 12 };
  return h(
    'svg',
    { class: `ring ${bandOf(score)}`, viewBox: '0 0 120 120', width: 120, height: 120, role: 'img', 'aria-label': score === null ? 'No score' : `Score ${score} of 100` },
    h('circle', { ...circle, class: 'track' }),
    score === null || score === 0 ? null : h('circle', { ...circle, class: 'value', 'stroke-dasharray': `${part.toFixed(2)} ${around.toFixed(2)}`, transform: 'rotate(-90 60 60)', 'stroke-linecap': 'butt' }),
    h('text', { x: 60, y: 60, 'text-anchor': 'middle', 'dominant-baseline': 'central', class: 'figure' }, score === null ? '–' : score),
  );
}

/** The bands of a score: see docs on scores. */
function bandOf(score: number | null): 'error' | 'warning' | 'good' | 'none' {
  if (score === null) return 'none';
  return score < 60 ? 'error' : score < 90 ? 'warning' : 'good';
}

/** A row for each area that was judged, with its bar; null where none was. */
export function scoresView({ scores, mode, findings }: RunResult): Element | null {
  const judged = scores.areas.filter(({ base, head }) => base !== null || head !== null);
  if (judged.length === 0) return null;
  const review = mode === 'review';
  const silent = AREAS.filter((area) => !judged.some((one) => one.area === area));
  const open = findings.filter(isReported);
  const rows = [{ area: 'overall', ...scores.overall }, ...judged].map((row) => scoreRow(row, open.filter(({ area }) => area === row.area).length, review));
  const head = h('tr', {}, ...['Component', ...(review ? ['Base'] : []), review ? 'Head' : 'Now', 'After safe fixes', 'Open'].map((name, index) => h('th', { scope: 'col', class: index === 0 ? null : 'number' }, name)));
  return h(
    'section',
    { 'aria-labelledby': 'scores' },
    h('h2', { id: 'scores' }, 'Components'),
    h('table', { class: 'scores' }, h('thead', {}, head), h('tbody', {}, ...rows)),
    h('p', { class: 'muted legend' }, ...(review ? [h('span', { class: 'key was', 'aria-hidden': 'true' }), 'base ', ' '] : []), h('span', { class: 'key now', 'aria-hidden': 'true' }), review ? 'head ' : 'now ', ' ', h('span', { class: 'key projected', 'aria-hidden': 'true' }), 'after the safe fixes'),
    silent.length === 0 ? null : h('p', { class: 'muted' }, `Not judged, as no rule found anything to look at: ${silent.join(', ')}.`),
    lostView(judged),
  );
}

type Row = Pick<AreaScore, 'base' | 'head' | 'projected'> & { readonly area: string };

function scoreRow({ area, base, head, projected }: Row, listed: number, review: boolean): Element {
  const name = area === 'overall' ? h('strong', {}, 'Overall') : area;
  const number = (score: number | null): Element => h('td', { class: 'number' }, score === null ? h('span', {}, h('span', { 'aria-hidden': 'true' }, '–'), h('span', { class: 'unseen' }, 'not judged')) : score);
  const open = listed === 0 ? '' : h('a', { href: `#area=${area}` }, grouped(listed), h('span', { class: 'unseen' }, ` open in ${area}`));
  return h('tr', {}, h('th', { scope: 'row' }, name, bar({ base: review ? base : null, head, projected })), ...(review ? [number(base)] : []), number(head), number(projected), h('td', { class: 'number' }, open));
}

/** From 0 to 100: what will be, over it what is, and a line where it was. The numbers stand beside it. */
function bar({ base, head, projected }: Pick<Row, 'base' | 'head' | 'projected'>): Element {
  const width = (score: number | null): number => score ?? 0;
  return h(
    'svg',
    { class: `bar ${bandOf(head)}`, viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true', focusable: 'false' },
    h('rect', { class: 'track', x: 0, y: 0, width: 100, height: 10 }),
    h('rect', { class: 'projected', x: 0, y: 0, width: width(projected), height: 10 }),
    h('rect', { class: 'value', x: 0, y: 0, width: width(head), height: 10 }),
    base === null ? null : h('rect', { class: 'base', x: Math.max(0, Math.min(99, base - 0.5)), y: 0, width: 1, height: 10 }),
  );
}

function lostView(judged: readonly AreaScore[]): Element | null {
  const rows = judged.filter(({ lostToRules }) => lostToRules.length > 0).map(({ area, lostToRules }) =>
    h('li', {}, h('strong', {}, area), ': ', ...lostToRules.flatMap(({ ruleId, open }, index): Child[] => [index === 0 ? '' : ', ', h('a', { href: `#rule=${encodeURIComponent(ruleId)}` }, ruleId), open === 1 ? '' : ` × ${grouped(open)}`])),
  );
  return rows.length === 0 ? null : h('details', { class: 'fold' }, h('summary', {}, 'Which rules cost points'), h('ul', {}, ...rows));
}
