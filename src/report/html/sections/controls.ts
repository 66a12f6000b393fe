/** What chooses findings. Useless without the page's script, and hidden until it runs. Pure. */
import { AREAS } from '../../../findings/types.js';
import type { FindingData, ReportData } from '../data.js';
import { h, type Element } from '../element.js';
import { grouped, SEVERITIES, SHOWN, type Shown } from '../select.js';

const SEVERITY_WORDS = { error: 'Errors', warning: 'Warnings', info: 'Notes' } as const;
const SHOWN_WORDS: Readonly<Record<Shown, string>> = { open: 'Open', report: 'Open, in the diff', 'out-of-diff': 'Open, outside the diff', suppressed: 'Suppressed in the source', baselined: 'In the baseline', ignored: 'Ignored on the pull request', all: 'All' };
const GROUP_WORDS = { cause: 'Cause', file: 'File', rule: 'Rule' } as const;

export function controlsView(data: ReportData): Element {
  const { findings, rules } = data;
  const by = (fits: (finding: FindingData) => boolean): number => findings.filter(fits).length;
  const areas = AREAS.map((area) => ({ value: area, text: area, number: by(({ rule }) => rules[rule]?.area === area) }));
  const known = rules.map(({ id }, index) => ({ value: id, text: id, number: by(({ rule }) => rule === index) })).sort((a, b) => (a.value < b.value ? -1 : 1));
  const shown = SHOWN.map((value) => ({ value, text: SHOWN_WORDS[value], number: by((finding) => isShown(finding, value)) })).filter(({ value, number }) => number > 0 || value === 'open');
  return h(
    'div',
    { id: 'controls', class: 'controls card on-screen', role: 'search', 'aria-label': 'Findings', hidden: true },
    h('label', { class: 'wide' }, h('span', {}, 'Search'), h('input', { id: 'words', type: 'search', autocomplete: 'off', spellcheck: 'false', placeholder: 'path, rule, word' })),
    h('div', { class: 'row', role: 'group', 'aria-label': 'Severity' }, ...SEVERITIES.map((severity) => h('button', { type: 'button', 'data-severity': severity, 'aria-pressed': 'false' }, `${SEVERITY_WORDS[severity]} ${grouped(by((finding) => finding.severity === severity && isShown(finding, 'open')))}`))),
    h('div', { class: 'row', role: 'group', 'aria-label': 'Group by' }, h('span', { class: 'muted', 'aria-hidden': 'true' }, 'Group by'), ...(['cause', 'file', 'rule'] as const).map((grouping) => h('button', { type: 'button', 'data-group': grouping, 'aria-pressed': String(grouping === data.grouping) }, GROUP_WORDS[grouping]))),
    choice('area', 'Area', [{ value: '', text: 'All areas' }, ...areas.filter(({ number }) => number > 0)]),
    choice('rule', 'Rule', [{ value: '', text: 'All rules' }, ...known]),
    choice('show', 'State', shown),
    choice('fix', 'Fix', [{ value: '', text: 'With or without a fix' }, { value: 'yes', text: 'With a fix', number: by(({ fix }) => fix !== undefined) }, { value: 'safe', text: 'With a safe fix', number: by(({ fix }) => fix?.safe === true) }]),
    h('div', { class: 'row wide' }, h('button', { type: 'button', id: 'clear' }, 'Clear filters'), h('button', { type: 'button', id: 'unfold' }, 'Open all shown'), h('button', { type: 'button', id: 'fold' }, 'Close all')),
  );
}

interface Option {
  readonly value: string;
  readonly text: string;
  readonly number?: number;
}

function choice(id: string, label: string, options: readonly Option[]): Element {
  return h('label', {}, h('span', {}, label), h('select', { id }, ...options.map(({ value, text, number }) => h('option', { value }, number === undefined ? text : `${text} (${grouped(number)})`))));
}

function isShown({ disposition }: FindingData, shown: Shown): boolean {
  if (shown === 'all') return true;
  return shown === 'open' ? disposition === 'report' || disposition === 'out-of-diff' : disposition === shown;
}
