/** What was fixed, held back, not verified and not read. Pure. */
import type { Finding } from '../../../findings/types.js';
import { groupedBy } from '../../../project/grouped.js';
import { heldBackRows, NOTHING_HELD } from '../../held-back.js';
import { byPlace, compareText } from '../../order.js';
import type { RunResult } from '../../types.js';
import { h, prose, type Child, type Element } from '../element.js';
import { grouped, many } from '../select.js';
import type { HtmlOptions } from '../types.js';

/** Rows of one list: what is more is counted. */
const MOST_ROWS = 500;
/** So many are listed without folding them by rule. */
const FEW_FIXED = 40;

export function fixedView({ fixed }: RunResult): Element | null {
  if (fixed.length === 0) return null;
  const sorted = [...fixed].sort((a, b) => compareText(a.ruleId, b.ruleId) || byPlace(a, b));
  const rows = fixed.length <= FEW_FIXED ? [h('ul', {}, ...sorted.map((finding) => fixedRow(finding, true)))] : [...groupedBy(sorted, ({ ruleId }) => ruleId)].map(([ruleId, group]) => fold([h('code', {}, ruleId)], group.length, group.map((finding) => fixedRow(finding, false))));
  return h('section', { 'aria-labelledby': 'fixed' }, h('h2', { id: 'fixed' }, 'Fixed by this change ', h('span', { class: 'muted count' }, many(fixed.length, 'finding'))), ...rows);
}

/** Their lines are those of the base, so they are not linked into the head. */
function fixedRow({ path, range, message, ruleId }: Finding, named: boolean): Element {
  return h('li', {}, h('code', {}, `${path}:${range.start.line}`), ' ', ...prose(message.what), named ? h('span', { class: 'muted count' }, ` ${ruleId}`) : null);
}

export function heldBackView(result: RunResult, { heldBack, unproven }: HtmlOptions): Element | null {
  const rows = heldBackRows(result, heldBack ?? NOTHING_HELD).map((row) => h('li', {}, ...prose(row)));
  const reasons = groupedBy(result.findings.filter(({ fingerprint }) => unproven?.has(fingerprint) === true), ({ fingerprint }) => unproven?.get(fingerprint) ?? '');
  const fixes = [...reasons].map(([reason, group]) => h('li', {}, `${many(group.length, 'fix').replace(/fixs$/, 'fixes')} not offered: `, ...prose(reason)));
  if (rows.length + fixes.length === 0) return null;
  return h('section', { 'aria-labelledby': 'held-back' }, h('h2', { id: 'held-back' }, 'Held back'), h('ul', {}, ...rows, ...fixes));
}

/** By rule, then by reason. */
export function unknownView({ unknowns }: RunResult): Element | null {
  if (unknowns.length === 0) return null;
  const rules = groupedBy([...unknowns].sort((a, b) => compareText(a.ruleId, b.ruleId) || compareText(a.path, b.path) || a.line - b.line), ({ ruleId }) => ruleId);
  const folds = [...rules].map(([ruleId, group]) => fold([h('code', {}, ruleId)], group.length, group.map(({ path, line, reason }) => h('li', {}, h('code', {}, `${path}:${line}`), ' ', ...prose(reason)))));
  return h(
    'section',
    { 'aria-labelledby': 'not-verified' },
    h('h2', { id: 'not-verified' }, 'Not verified ', h('span', { class: 'muted count' }, many(unknowns.length, 'place'))),
    h('p', { class: 'muted' }, "Places that can't be judged without running the code. They count neither for nor against the score."),
    ...folds,
  );
}

export function skippedView({ skipped }: RunResult): Element | null {
  if (skipped.length === 0) return null;
  const reasons = groupedBy([...skipped].sort((a, b) => compareText(a.path, b.path)), ({ reason }) => reason);
  const folds = [...reasons].map(([reason, group]) => fold([reason], group.length, group.map(({ path, detail }) => h('li', {}, h('code', {}, path), detail === '' ? null : h('span', {}, ': ', ...prose(detail))))));
  return h('section', { 'aria-labelledby': 'skipped' }, h('h2', { id: 'skipped' }, 'Not read ', h('span', { class: 'muted count' }, many(skipped.length, 'file'))), ...folds);
}

function fold(title: readonly Child[], number: number, rows: readonly Element[]): Element {
  const more = rows.length - MOST_ROWS;
  return h('details', { class: 'fold' }, h('summary', {}, ...title, ' ', h('span', { class: 'muted count' }, grouped(number))), h('ul', {}, ...rows.slice(0, MOST_ROWS), more > 0 ? h('li', {}, `and ${grouped(more)} more: \`--format json\` has them all`) : null));
}
