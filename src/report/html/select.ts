/** Which findings of a report are shown, in which groups; and how that is written in the page's address. Pure; also runs in the page. */
import type { Disposition, Severity } from '../../findings/types.js';
import type { FindingData, Grouping, ReportData } from './data.js';

/** `open`: what is reported; the others are one disposition each, or all. */
export type Shown = 'open' | 'all' | Disposition;

export interface Selection {
  readonly grouping: Grouping;
  /** Empty: all. */
  readonly severities: readonly Severity[];
  /** '' for all of them, also below. */
  readonly area: string;
  readonly rule: string;
  readonly shown: Shown;
  /** `yes`: only what has a fix; `safe`: a safe one. */
  readonly fix: '' | 'yes' | 'safe';
  /** Words that all stand in the finding's text, in any case. */
  readonly words: string;
}

export interface Group {
  /** The same for as long as the report is. */
  readonly key: string;
  /** May hold code in back-ticks. */
  readonly title: string;
  /** Index in `causes`, where the change brought them about. */
  readonly cause?: number;
  readonly findings: readonly FindingData[];
}

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];
export const SHOWN: readonly Shown[] = ['open', 'report', 'out-of-diff', 'suppressed', 'baselined', 'ignored', 'all'];
const GROUPINGS: readonly Grouping[] = ['cause', 'file', 'rule'];
const FINGERPRINT = /^[0-9a-f]{32}$/;

/** Everything that is reported. */
export function firstSelection({ grouping }: Pick<ReportData, 'grouping'>): Selection {
  return { grouping, severities: [], area: '', rule: '', shown: 'open', fix: '', words: '' };
}

/** Finds the findings of selections; texts are made ready for searching when first asked for. */
export function createSelector(data: ReportData): (selection: Selection) => FindingData[] {
  let texts: string[] | null = null;
  return (selection) => {
    const words = selection.words.toLowerCase().split(/\s+/).filter((word) => word !== '');
    if (words.length > 0) texts ??= data.findings.map((finding) => textOf(finding, data));
    return data.findings.filter((finding, index) => matches(finding, selection, data) && words.every((word) => texts?.[index]?.includes(word) === true));
  };
}

/** In the order of each group's first finding. */
export function groupsOf(findings: readonly FindingData[], grouping: Grouping, data: ReportData): Group[] {
  const groups = new Map<string, FindingData[]>();
  const alike = new Map<string, number>();
  if (grouping === 'cause') for (const finding of findings) alike.set(causeOf(finding, data), (alike.get(causeOf(finding, data)) ?? 0) + 1);
  for (const finding of findings) {
    const shared = (alike.get(causeOf(finding, data)) ?? 0) > 1;
    const key = grouping === 'cause' && (shared || reachesOut(finding, data)) ? causeOf(finding, data) : keyOf(finding, grouping, data);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups].map(([key, group]) => ({ key, ...titleOf(key, group[0] as FindingData, data), findings: group }));
}

/** Numbers of findings by severity, as "2 errors, 1 note". */
export function countsOf(findings: readonly Pick<FindingData, 'severity'>[]): string {
  return SEVERITIES.flatMap((severity) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [many(number, severity === 'info' ? 'note' : severity)];
  }).join(', ');
}

/** "1 error", "2 errors", "5,000 findings". */
export function many(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** The number with commas, in every locale. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** What an address asks for behind its `#`: a finding, or a selection; null for neither. What is not known in it is passed over. */
export function readHash(hash: string, data: Pick<ReportData, 'grouping'>): { readonly finding: string } | { readonly selection: Selection } | null {
  const text = hash.replace(/^#/, '');
  if (FINGERPRINT.test(text)) return { finding: text };
  if (!text.includes('=')) return null;
  const given = new URLSearchParams(text);
  const first = firstSelection(data);
  const one = <T extends string>(name: string, known: readonly T[], otherwise: T): T => known.find((value) => value === given.get(name)) ?? otherwise;
  return {
    selection: {
      grouping: one('group', GROUPINGS, first.grouping),
      severities: SEVERITIES.filter((severity) => (given.get('severity') ?? '').split(',').includes(severity)),
      area: given.get('area') ?? '',
      rule: given.get('rule') ?? '',
      shown: one('show', SHOWN, first.shown),
      fix: one('fix', ['yes', 'safe'], '' as Selection['fix']),
      words: given.get('q') ?? '',
    },
  };
}

/** '' for the first selection; else `#…`, with what differs from it. */
export function writeHash(selection: Selection, data: Pick<ReportData, 'grouping'>): string {
  const first = firstSelection(data);
  const asked = new URLSearchParams();
  if (selection.grouping !== first.grouping) asked.set('group', selection.grouping);
  if (selection.severities.length > 0) asked.set('severity', selection.severities.join(','));
  if (selection.area !== '') asked.set('area', selection.area);
  if (selection.rule !== '') asked.set('rule', selection.rule);
  if (selection.shown !== first.shown) asked.set('show', selection.shown);
  if (selection.fix !== '') asked.set('fix', selection.fix);
  if (selection.words !== '') asked.set('q', selection.words);
  const text = asked.toString();
  return text === '' ? '' : `#${text}`;
}

function matches({ severity, rule, disposition, fix }: FindingData, selection: Selection, { rules }: ReportData): boolean {
  if (selection.severities.length > 0 && !selection.severities.includes(severity)) return false;
  if (selection.rule !== '' && rules[rule]?.id !== selection.rule) return false;
  if (selection.area !== '' && rules[rule]?.area !== selection.area) return false;
  if (selection.fix !== '' && (fix === undefined || (selection.fix === 'safe' && !fix.safe))) return false;
  if (selection.shown === 'all') return true;
  return selection.shown === 'open' ? disposition === 'report' || disposition === 'out-of-diff' : disposition === selection.shown;
}

function textOf({ what, why, todo, place, rule, symbol = '', id }: FindingData, { files, rules }: ReportData): string {
  return `${files[place.file]?.path ?? ''}:${place.line} ${rules[rule]?.id ?? ''} ${symbol} ${what} ${why} ${todo} ${id}`.toLowerCase();
}

function keyOf({ place, rule }: FindingData, grouping: Grouping, { files, rules }: ReportData): string {
  return grouping === 'rule' ? `rule ${rules[rule]?.id}` : `file ${files[place.file]?.path}`;
}

/** What the change brought about elsewhere by one cause; else what says the same. */
function causeOf(finding: FindingData, data: ReportData): string {
  return reachesOut(finding, data) ? `cause ${finding.cause}` : `same ${data.rules[finding.rule]?.id} ${finding.what}`;
}

/** The change that brought it about stands in another file. */
function reachesOut({ place, cause }: FindingData, { files, causes }: ReportData): boolean {
  return cause !== undefined && causes[cause]?.path !== files[place.file]?.path;
}

function titleOf(key: string, { place, rule, cause, what }: FindingData, { files, rules, causes }: ReportData): Pick<Group, 'title' | 'cause'> {
  if (key.startsWith('rule ')) return { title: rules[rule]?.id ?? '' };
  if (key.startsWith('same ')) return { title: what };
  if (key.startsWith('cause ') && cause !== undefined) return { title: `This change ${causes[cause]?.label}`, cause };
  return { title: files[place.file]?.path ?? '' };
}
