/** A run for people at a terminal of 80 columns. Pure: colours and source lines are passed in. */
import type { createColors } from 'picocolors';
import type { Finding, Severity } from '../findings/types.js';
import { plural } from '../score/verdict.js';
import { groupedBy } from '../project/grouped.js';
import { visible } from './escape.js';
import { byPlace, byWorst, compareText, isReported } from './order.js';
import { cutTo, pad, wrap } from './terminal-text.js';
import { previewOf } from './suggestion.js';
import type { RunResult } from './types.js';

export type Colors = ReturnType<typeof createColors>;

export interface TerminalOptions {
  /** `createColors(enabled)` of picocolors. */
  readonly colors: Colors;
  /** A line of the head, 1-based, without its newline; undefined where it is not at hand. */
  lineOf?(path: string, line: number): string | undefined;
  /** Columns; 80 when absent. */
  readonly width?: number;
}

interface Page extends TerminalOptions {
  readonly width: number;
  readonly result: RunResult;
}

const SYMBOLS = { pass: '✔', fail: '✖', neutral: '○' } as const;
/** Entries under "skipped" and "fixed". */
const MOST_LISTED = 5;
/** Further places of one finding. */
const MOST_ALSO = 10;
/** Reasons of one rule under "not verified". */
const MOST_REASONS = 3;
const INDENT = '  ';
/** Columns of `why`, `do`, `cause` and `fix`. */
const LABEL = 7;

/** The report, with a final newline. Holds no escape sequences but those of `colors`. */
export function renderTerminal(result: RunResult, options: TerminalOptions): string {
  const page: Page = { ...options, width: options.width ?? 80, result };
  const reported = result.findings.filter(isReported);
  const blocks = [
    heading(page),
    result.notices.map((notice) => hang(page.colors.yellow('!'), visible(notice), page.width)).join('\n'),
    ...byFile(reported).map((group) => fileBlock(group, page)),
    listBlock('Fixed', plural(result.fixed.length, 'finding'), fixedRows(page), page),
    listBlock('Not verified', plural(result.unknowns.length, 'place'), unknownRows(page), page),
    listBlock('Skipped', plural(result.skipped.length, 'file'), skippedRows(page), page),
    scoreTable(page),
    closing(page),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function heading({ result, colors }: Page): string {
  const at = result.head === null ? 'working tree' : result.head.slice(0, 10);
  const against = result.mode === 'audit' ? '' : `${result.base === null ? 'empty tree' : result.base.slice(0, 10)} → `;
  return `${colors.bold('Shipworthy')} ${visible(result.repository)} ${colors.dim(`${against}${at}`)}`;
}

/** Findings that say the same of several places, as when a change deletes what many files import. */
interface Told {
  readonly finding: Finding;
  /** The other places, worst first. */
  readonly also: readonly Finding[];
}

/** Files in the order of their worst finding; within one by place. What one cause breaks in many places is told once. */
function byFile(findings: readonly Finding[]): Told[][] {
  const same = groupedBy([...findings].sort(byWorst), (finding) =>
    finding.cause === null ? finding.fingerprint : JSON.stringify([finding.ruleId, finding.severity, finding.status, finding.cause, finding.message.what, finding.message.todo]),
  );
  const told = [...same.values()].flatMap(([finding, ...also]) => (finding === undefined ? [] : [{ finding, also }]));
  return [...groupedBy(told, ({ finding }) => finding.path).values()].map((group) => group.sort((a, b) => byPlace(a.finding, b.finding)));
}

function fileBlock(told: readonly Told[], page: Page): string {
  const path = told[0]?.finding.path ?? '';
  return [page.colors.underline(visible(path)), ...told.map((one) => findingBlock(one, page))].join('\n');
}

function findingBlock({ finding, also }: Told, page: Page): string {
  const { colors, width } = page;
  const status = finding.status === 'preview' ? ' preview' : '';
  const head = `${INDENT}${severityColor(finding.severity, colors)(finding.severity)}${status} ${colors.dim(finding.ruleId)}  ${placeOf(finding)}`;
  const body = width - 2 * INDENT.length;
  return [
    head,
    ...indent(wrap(visible(finding.message.what), body), (line) => colors.bold(line)),
    ...codeLine(finding, page),
    ...labelled('why', finding.message.why, body, colors),
    ...labelled('do', finding.message.todo, body, colors),
    ...(finding.cause === null || finding.cause.path === finding.path ? [] : labelled('cause', `this change ${finding.cause.label}`, body, colors)),
    ...alsoLines(also, colors),
    ...fixLines(finding, page),
  ].join('\n');
}

function alsoLines(also: readonly Finding[], colors: Colors): string[] {
  const rows = also.slice(0, MOST_ALSO).map(placeOf);
  if (also.length > rows.length) rows.push(`and ${plural(also.length - rows.length, 'place')} more`);
  return rows.map((place, index) => `${INDENT.repeat(2)}${colors.dim(pad(index === 0 ? 'also' : '', LABEL))}${place}`);
}

/** `path:line:column`, as editors and terminals open it. */
function placeOf({ path, range: { start } }: Finding): string {
  return `${visible(path)}:${start.line}:${start.column}`;
}

/** The source line with its finding underlined, where it fits. */
function codeLine({ path, range }: Finding, { lineOf, colors, width }: Page): string[] {
  const source = lineOf?.(path, range.start.line);
  if (source === undefined || source.trim() === '') return [];
  const lead = source.length - source.trimStart().length;
  const margin = `${INDENT.repeat(2)}${range.start.line} │ `;
  const shown = cutTo(visible(source.slice(lead)), width - margin.length);
  const before = visible(source.slice(lead, Math.max(lead, range.start.column - 1)));
  const end = range.end.line === range.start.line ? range.end.column - 1 : source.length;
  const marked = Math.max(1, visible(source.slice(Math.max(lead, range.start.column - 1), end)).length);
  const row = `${colors.dim(margin)}${shown}`;
  if (before.length + 1 > shown.length) return [row];
  const carets = '^'.repeat(Math.min(marked, Math.max(1, shown.length - before.length)));
  return [row, `${' '.repeat(margin.length + before.length)}${colors.red(carets)}`];
}

function fixLines(finding: Finding, { colors, width, result }: Page): string[] {
  if (finding.fix === null) return [];
  const title = labelled('fix', `${finding.fix.title} (${finding.fix.safety})`, width - 2 * INDENT.length, colors);
  const preview = previewOf(finding.fix, result.changes.files);
  if (preview === null) return title;
  const margin = ' '.repeat(2 * INDENT.length + LABEL);
  const elsewhere = preview.path === finding.path ? [] : [colors.dim(visible(preview.isNew ? `${preview.path} (new)` : preview.path))];
  const rows = preview.lines.map((line) => {
    const text = cutTo(line.charAt(0) + visible(line.slice(1)), width - margin.length);
    return line.startsWith('+') ? colors.green(text) : line.startsWith('-') ? colors.red(text) : text;
  });
  return [...title, ...[...elsewhere, ...rows].map((row) => `${margin}${row}`)];
}

function labelled(label: string, text: string, width: number, colors: Colors): string[] {
  const lines = wrap(visible(text), width - LABEL);
  return lines.map((line, index) => `${INDENT.repeat(2)}${colors.dim(pad(index === 0 ? label : '', LABEL))}${line}`);
}

function indent(lines: readonly string[], style: (line: string) => string): string[] {
  return lines.map((line) => `${INDENT.repeat(2)}${style(line)}`);
}

/** A bullet with its text wrapped beside it. */
function hang(bullet: string, text: string, width: number): string {
  return wrap(text, width - 2).map((line, index) => `${index === 0 ? bullet : ' '} ${line}`).join('\n');
}

function listBlock(title: string, counted: string, rows: readonly string[], { colors }: Page): string {
  if (rows.length === 0) return '';
  return [`${colors.bold(title)} ${colors.dim(counted)}`, ...rows.map((row) => `${INDENT}${row}`)].join('\n');
}

function fixedRows({ result, width }: Page): string[] {
  const rows = [...result.fixed].sort(byPlace).map(({ path, range, message }) => cutTo(visible(`${path}:${range.start.line} ${message.what}`), width - 2));
  return limited(rows);
}

/** By rule; of each the reasons that are given most. */
function unknownRows({ result, width }: Page): string[] {
  const rules = groupedBy([...result.unknowns].sort((a, b) => compareText(a.ruleId, b.ruleId)), (unknown) => unknown.ruleId);
  return [...rules].flatMap(([ruleId, group]) => {
    const reasons = [...groupedBy(group, (unknown) => unknown.reason)].sort(([, a], [, b]) => b.length - a.length);
    const rows = reasons.slice(0, MOST_REASONS).flatMap(([reason, places]) => {
      const [first] = places;
      const more = places.length > 1 ? ` and ${places.length - 1} more` : '';
      return hang('-', visible(`${reason}: ${first?.path}:${first?.line}${more}`), width - 2 * INDENT.length).split('\n');
    });
    const left = reasons.slice(MOST_REASONS).reduce((sum, [, places]) => sum + places.length, 0);
    return [`${visible(ruleId)} ${group.length}`, ...[...rows, ...(left === 0 ? [] : [`- and ${plural(left, 'place')} more`])].map((row) => `${INDENT}${row}`)];
  });
}

function skippedRows({ result, width }: Page): string[] {
  return [...groupedBy([...result.skipped].sort((a, b) => compareText(a.path, b.path)), (file) => file.reason)].map(([reason, group]) => {
    const names = group.slice(0, MOST_LISTED).map((file) => file.path).join(', ');
    const more = group.length > MOST_LISTED ? ` and ${group.length - MOST_LISTED} more` : '';
    return cutTo(visible(`${reason}: ${names}${more}`), width - 2);
  });
}

function limited(rows: readonly string[]): string[] {
  return rows.length <= MOST_LISTED ? [...rows] : [...rows.slice(0, MOST_LISTED), `and ${rows.length - MOST_LISTED} more`];
}

function scoreTable({ result: { scores, mode }, colors }: Page): string {
  const judged = scores.areas.filter((area) => area.head !== null || area.base !== null);
  if (judged.length === 0) return '';
  const audit = mode === 'audit';
  const head = colors.dim(row('Score', audit ? '' : 'base', audit ? 'now' : 'head', 'after safe fixes', ''));
  const rows = [{ area: 'overall', ...scores.overall, lostTo: [] }, ...judged].map(({ area, base, head: now, projected, lostTo }) => {
    const text = row(area, audit ? '' : show(base), show(now), show(projected), lostTo.length === 0 ? '' : plural(lostTo.length, 'finding'));
    return area === 'overall' ? colors.bold(text) : text;
  });
  const silent = scores.areas.filter((area) => area.head === null && area.base === null).map((area) => area.area);
  return [head, ...rows, ...(silent.length === 0 ? [] : wrap(`not judged: ${silent.join(', ')}`, 78).map((line) => colors.dim(`${INDENT}${line}`)))].join('\n');
}

function row(area: string, base: string, head: string, projected: string, findings: string): string {
  return `${INDENT}${pad(area, 17)}${pad(base, 5, 'left')}${pad(head, 7, 'left')}${pad(projected, 18, 'left')}   ${findings}`.trimEnd();
}

function show(score: number | null): string {
  return score === null ? '–' : String(score);
}

function closing({ result, colors, width }: Page): string {
  const { stats, verdict } = result;
  const color = { pass: colors.green, fail: colors.red, neutral: colors.yellow }[verdict.result];
  const files = result.mode === 'audit' ? plural(stats.files, 'file') : `${plural(stats.changedFiles, 'changed file')} of ${stats.files}`;
  const facts = [files, `${plural(stats.opportunities, 'place')} judged`, `${stats.parsedFiles} parsed`, `${Math.round(stats.milliseconds)} ms`, ...held(result)];
  const title = wrapWhole(visible(verdict.title).split(' · '), width - 2).map((line, index) => `${index === 0 ? SYMBOLS[verdict.result] : ' '} ${line}`);
  return [...title.map((line) => colors.bold(color(line))), ...wrapWhole(facts, width - 2).map((line) => colors.dim(`${INDENT}${line}`))].join('\n');
}

/** Joined by dots and wrapped between, never within. */
function wrapWhole(facts: readonly string[], width: number): string[] {
  return wrap(facts.map((fact) => fact.replaceAll(' ', '\u00A0')).join(' · '), width).map((line) => line.replaceAll('\u00A0', ' '));
}

function held({ findings, existing }: RunResult): string[] {
  const number = (disposition: Finding['disposition']) => findings.filter((finding) => finding.disposition === disposition).length;
  const counts: [number, string][] = [[number('suppressed'), 'suppressed'], [number('baselined'), 'baselined'], [existing, 'already in the base']];
  return counts.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]));
}

function severityColor(severity: Severity, colors: Colors): (text: string) => string {
  return { error: colors.red, warning: colors.yellow, info: colors.cyan }[severity];
}
