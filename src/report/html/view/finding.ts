/** A finding as elements. Pure; also runs in the page. */
import type { CauseData, FileData, FindingData, FixData, PlaceData, ReportData, StepData } from '../data.js';
import { h, prose, type Child, type Element } from '../element.js';
import { codeView, diffView } from './code.js';

export interface FindingView {
  readonly data: ReportData;
  /** The page's script runs, so that what needs it may be shown. */
  readonly alive: boolean;
  /** Shown with what is below its line. */
  readonly open: boolean;
}

const WORDS = { error: 'Error', warning: 'Warning', info: 'Note' } as const;
const DISPOSITIONS = { report: null, 'out-of-diff': 'outside the diff', suppressed: 'suppressed', baselined: 'baselined', ignored: 'ignored' } as const;
const OWN_LINES = { before: 3, after: 3 };
const NO_MORE = { before: 0, after: 0 };

/** The finding, folded; `body` is left out where it is folded and the script can make it when it is opened. */
export function findingView(finding: FindingData, view: FindingView): Element {
  const { data, alive, open } = view;
  const head = h('summary', {}, h('span', { class: 'head' }, ...headOf(finding, data)));
  return h('article', { class: `finding ${finding.severity}`, id: finding.id }, h('details', { open }, head, ...(open || !alive ? [bodyView(finding, view)] : [])));
}

/** What is below the line that folds it. */
export function bodyView(finding: FindingData, { data, alive }: Pick<FindingView, 'data' | 'alive'>): Element {
  const { why, todo, place, cause, fix, unproven } = finding;
  const file = data.files[place.file] as FileData;
  const causes = cause === undefined ? [] : causeView(data.causes[cause], file);
  return h(
    'div',
    { class: 'body' },
    h('dl', { class: 'message' }, h('dt', {}, 'Why'), h('dd', {}, ...prose(why)), h('dt', {}, 'Do'), h('dd', {}, ...prose(todo))),
    ...causes,
    ...(wayOf(finding).length > 1 ? [wayView(finding, data)] : [codeView(file, place, OWN_LINES)]),
    ...asideView(finding, data),
    ...(fix === undefined ? [] : [fixView(fix, finding.id, alive)]),
    unproven === undefined ? null : h('p', { class: 'muted' }, 'No fix is offered: ', ...prose(unproven)),
    footView(finding, data, alive),
  );
}

function headOf(finding: FindingData, data: ReportData): Child[] {
  const { severity, what, place, rule, fix, preview, disposition, cause } = finding;
  const state = DISPOSITIONS[disposition];
  const elsewhere = cause !== undefined && data.causes[cause]?.path !== data.files[place.file]?.path;
  return [
    h('span', { class: `badge ${severity}` }, WORDS[severity]),
    h('span', { class: 'what' }, ...prose(what)),
    h('span', { class: 'facts' }, h('span', { class: 'at' }, placeText(place, data)), h('span', {}, data.rules[rule]?.id ?? ''), ...[preview ? 'preview' : null, state, elsewhere ? 'caused elsewhere' : null, fix === undefined ? null : fix.safe ? 'safe fix' : 'fix to review'].flatMap((word) => (word === null ? [] : [h('span', { class: word.endsWith('fix') ? 'badge good' : 'badge' }, word)]))),
  ];
}

/** `path:line` */
export function placeText({ file, line }: PlaceData, { files }: Pick<ReportData, 'files'>): string {
  return `${files[file]?.path ?? ''}:${line}`;
}

/** As a link into the repository, where there is one. */
function placeView(place: PlaceData, data: ReportData): Element {
  const address = data.files[place.file]?.address;
  const code = h('code', {}, placeText(place, data));
  return address === undefined ? code : h('a', { href: `${address}${place.line}`, rel: 'noreferrer' }, code);
}

function causeView(cause: CauseData | undefined, file: FileData): Element[] {
  if (cause === undefined || (cause.path === file.path && cause.text === undefined)) return [];
  const at = cause.line === null ? cause.path : `${cause.path}:${cause.line}`;
  const sign = cause.side === 'base' ? '-' : '+';
  const line = cause.text === undefined ? null : h('pre', { class: 'source' }, h('code', {}, h(sign === '-' ? 'del' : 'ins', { class: 'line' }, h('span', { class: 'no', 'aria-hidden': 'true' }, sign), h('span', { class: 'src' }, cause.text, '\n'))));
  return [h('div', { class: 'cause' }, h('p', {}, h('strong', {}, 'Brought about by: '), 'this change ', ...prose(cause.label), ' ', cause.label.includes(cause.path) && cause.line === null ? null : h('span', { class: 'muted' }, h('code', {}, at))), line)];
}

interface WayStep {
  readonly place: PlaceData;
  readonly label: string;
  readonly own: boolean;
}

/** The finding among the steps that lead to it or from it; alone where there are none. */
function wayOf({ place, steps = [], shape, symbol }: FindingData): WayStep[] {
  const own = { place, label: symbol === undefined ? 'here' : `here, in \`${symbol}\``, own: true };
  const way = shape === undefined ? [] : steps.filter(({ aside }) => aside === undefined).map((step) => ({ place: step, label: step.label, own: false }));
  return shape === 'up' ? [...way.reverse(), own] : [own, ...way];
}

/** Steps below each other, an arrow between each two. */
function wayView(finding: FindingData, data: ReportData): Element {
  const steps = wayOf(finding).map(({ place, label, own }) =>
    h('li', { class: own ? 'own' : null }, h('p', {}, ...prose(label), ' ', placeView(place, data)), codeView(data.files[place.file] as FileData, place, own ? { before: 1, after: 1 } : NO_MORE)),
  );
  return h('div', {}, h('h4', {}, finding.shape === 'down' ? 'Call path' : 'How it gets here'), h('ol', { class: 'way' }, ...steps));
}

function asideView({ steps = [], shape }: FindingData, data: ReportData): Element[] {
  const beside: readonly StepData[] = shape === undefined ? steps : steps.filter(({ aside }) => aside === true);
  if (beside.length === 0) return [];
  return [h('div', {}, h('h4', {}, 'See also'), h('ul', { class: 'plain beside' }, ...beside.map((step) => h('li', {}, h('p', {}, ...prose(step.label), ' ', placeView(step, data)), codeView(data.files[step.file] as FileData, step, NO_MORE)))))];
}

function fixView({ title, safe, files, noPatch }: FixData, id: string, alive: boolean): Element {
  const copy = noPatch === undefined && alive ? [h('button', { type: 'button', 'data-copy': 'patch', 'data-id': id }, 'Copy patch'), h('span', { class: 'muted' }, 'for ', h('code', {}, 'git apply'))] : [];
  return h(
    'div',
    { class: 'fix' },
    h('h4', {}, 'Fix: ', ...prose(title), ' ', h('span', { class: safe ? 'badge good' : 'badge' }, safe ? 'safe' : 'to review')),
    ...files.map(diffView),
    noPatch === undefined ? null : h('p', { class: 'muted' }, ...prose(noPatch)),
    copy.length === 0 ? null : h('p', { class: 'row on-screen' }, ...copy),
  );
}

function footView(finding: FindingData, data: ReportData, alive: boolean): Element {
  const rule = data.rules[finding.rule];
  const name = h('code', {}, rule?.id ?? '');
  return h(
    'p',
    { class: 'foot muted' },
    h('span', {}, 'Rule ', rule?.address === undefined ? name : h('a', { href: rule.address, rel: 'noreferrer' }, name), rule?.summary === undefined ? null : `: ${rule.summary}`),
    h('span', {}, `Confidence ${finding.confidence}`),
    h('span', {}, placeView(finding.place, data)),
    h('a', { href: `#${finding.id}`, class: 'on-screen' }, 'Link to this finding'),
    alive ? h('button', { type: 'button', class: 'small on-screen', 'data-copy': 'place', 'data-id': finding.id }, 'Copy place') : null,
  );
}
