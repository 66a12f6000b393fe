/** A run for people at a terminal. Pure: colours, links and the texts of files are passed in. */
import type { Finding, Unknown } from '../findings/types.js';
import { groupedBy } from '../project/grouped.js';
import { plural } from '../score/verdict.js';
import { actionPlan, PLAN_TITLES, type PlanStep } from './action-plan.js';
import { visible } from './escape.js';
import { byPlace, compareText, isReported } from './order.js';
import { findingBlocks, previewBlock } from './terminal-findings.js';
import { hang, INDENT, proseWidth, type Page, type TerminalOptions } from './terminal-page.js';
import { scoreBlock } from './terminal-score.js';
import { cutTo, pad, wrap } from './terminal-text.js';
import type { RunResult } from './types.js';

export type { Colors, TerminalLinks, TerminalOptions } from './terminal-page.js';

const SYMBOLS = { pass: '✔', fail: '✖', neutral: '○' } as const;
/** Entries under "skipped" and "fixed". */
const MOST_LISTED = 5;
/** Findings of rules in preview that a change brings and that are told in full. */
const MOST_FULL_PREVIEWS = 8;
/** Reasons of one rule under "not verified", and of all: of more, one line for each rule has to do. */
const MOST_REASONS = 3;
const MOST_REASONS_OF_ALL = 10;
/** Entries of one phase of the plan. */
const MOST_ACTIONS = 5;

/** The report, with a final newline. Holds no escape sequences but those of `colors`, and hyperlinks where `links` are given. */
export function renderTerminal(result: RunResult, options: TerminalOptions): string {
  const page = pageOf(result, options);
  const reported = result.findings.filter(isReported);
  const isShort = result.mode === 'review' && reported.filter(isPreview).length <= MOST_FULL_PREVIEWS;
  const isFull = (finding: Finding): boolean => page.verbose || isShort || !isPreview(finding);
  const blocks = [
    // The verdict is said at either end of a long report, so that it is seen in a pager and at a prompt.
    [heading(page), ...(reported.length === 0 ? [] : verdictLines(page))].join('\n'),
    result.notices.flatMap((notice) => hang(page.colors.yellow('!'), visible(notice), proseWidth(page))).join('\n'),
    ...findingBlocks(reported.filter(isFull), page),
    previewBlock(reported.filter((finding) => !isFull(finding)), page),
    listBlock('Fixed by this change', plural(result.fixed.length, 'finding'), fixedRows(page), page),
    listBlock('Not verified', `${plural(result.unknowns.length, 'place')} that can't be judged without running the code`, unknownRows(page), page),
    listBlock('Skipped', plural(result.skipped.length, 'file'), skippedRows(page), page),
    scoreBlock(page),
    planBlock(reported, page),
    closing(page),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function isPreview({ status }: Finding): boolean {
  return status === 'preview';
}

/** The verdict alone, with a final newline. */
export function renderVerdict(result: RunResult, options: TerminalOptions): string {
  return `${verdictLines(pageOf(result, options)).join('\n')}\n`;
}

function pageOf(result: RunResult, options: TerminalOptions): Page {
  const lines = new Map<string, readonly string[]>();
  function lineOf(path: string, line: number): string | undefined {
    const known = lines.get(path) ?? options.textOf?.(path)?.split(/\r?\n/) ?? [];
    lines.set(path, known);
    return known[line - 1];
  }
  return { ...options, width: options.width ?? 80, verbose: options.verbose === true, result, lineOf };
}

function heading({ result, colors }: Page): string {
  const at = result.head === null ? 'working tree' : result.head.slice(0, 10);
  const against = result.mode === 'audit' ? '' : `${result.base === null ? 'empty tree' : result.base.slice(0, 10)} → `;
  return `${colors.bold('Shipworthy')} ${visible(result.repository)} ${colors.dim(`${against}${at}`)}`;
}

function verdictLines({ result: { verdict }, colors, width }: Page): string[] {
  const color = { pass: colors.green, fail: colors.red, neutral: colors.yellow }[verdict.result];
  return wrapWhole(visible(verdict.title).split(' · '), width - 2).map((line, index) => colors.bold(color(`${index === 0 ? SYMBOLS[verdict.result] : ' '} ${line}`)));
}

function listBlock(title: string, counted: string, rows: readonly string[], { colors }: Page): string {
  if (rows.length === 0) return '';
  return [`${colors.bold(title)} ${colors.dim(counted)}`, ...rows.map((row) => `${INDENT}${row}`)].join('\n');
}

function fixedRows({ result, width, colors, verbose }: Page): string[] {
  const rows = [...result.fixed].sort(byPlace).map(({ path, range, message }) => `${colors.green('✔')} ${cutTo(`${visible(path)}:${range.start.line}  ${visible(message.what)}`, width - 4)}`);
  return verbose || rows.length <= MOST_LISTED ? rows : [...rows.slice(0, MOST_LISTED), `and ${rows.length - MOST_LISTED} more`];
}

/** By rule; of each the reasons that are given most. */
function unknownRows(page: Page): string[] {
  const { result, verbose, width, colors } = page;
  const rules = [...groupedBy([...result.unknowns].sort((a, b) => compareText(a.ruleId, b.ruleId)), (unknown) => unknown.ruleId)].map(([ruleId, group]) => {
    const reasons = [...groupedBy(group, (unknown) => unknown.reason)].sort(([, a], [, b]) => b.length - a.length);
    return { name: `${visible(ruleId)} ${group.length}`, reasons: reasons.map(([reason, places]) => ({ text: unknownText(reason, places), places: places.length })) };
  });
  if (!verbose && rules.flatMap(({ reasons }) => reasons).length > MOST_REASONS_OF_ALL) {
    return rules.map(({ name, reasons }) => `${name}${colors.dim(`  ${cutTo(reasons[0]?.text ?? '', Math.max(20, width - INDENT.length - name.length - 2))}`)}`);
  }
  return rules.flatMap(({ name, reasons }) => {
    const shown = verbose ? reasons : reasons.slice(0, MOST_REASONS);
    const left = reasons.slice(shown.length).reduce((sum, { places }) => sum + places, 0);
    const rows = [...shown.flatMap(({ text }) => hang('-', text, proseWidth(page) - 2 * INDENT.length)), ...(left === 0 ? [] : [`- and ${plural(left, 'place')} more`])];
    return [name, ...rows.map((row) => `${INDENT}${row}`)];
  });
}

function unknownText(reason: string, places: readonly Unknown[]): string {
  const [first] = places;
  return visible(`${reason}: ${first?.path}:${first?.line}${places.length > 1 ? ` and ${places.length - 1} more` : ''}`);
}

function skippedRows({ result, width, verbose }: Page): string[] {
  return [...groupedBy([...result.skipped].sort((a, b) => compareText(a.path, b.path)), (file) => file.reason)].flatMap(([reason, group]) => {
    if (verbose) return group.map((file) => cutTo(visible(`${reason}: ${file.path}${file.detail === '' ? '' : ` (${file.detail})`}`), width - 2));
    const names = group.slice(0, MOST_LISTED).map((file) => file.path).join(', ');
    const more = group.length > MOST_LISTED ? ` and ${group.length - MOST_LISTED} more` : '';
    return wrap(visible(`${reason} ${group.length}: ${names}${more}`), width - 2);
  });
}

/** What to do, and in which order; nothing where the findings say it shorter. */
function planBlock(reported: readonly Finding[], page: Page): string {
  const phases = actionPlan(reported, page.gate);
  if (phases.flatMap(({ actions }) => actions).length < 2) return '';
  let number = 0;
  const rows = phases.flatMap(({ priority, actions }) => {
    const first = number + 1;
    number += actions.length;
    return [page.colors.bold(`${INDENT}${PLAN_TITLES[page.result.mode][priority]}`), ...phaseRows(actions, first, page)];
  });
  return [page.colors.bold('Plan'), ...rows, ...fixHint(reported, page)].join('\n');
}

function phaseRows(actions: PlanStep['actions'], first: number, page: Page): string[] {
  const shown = page.verbose ? actions : actions.slice(0, MOST_ACTIONS);
  const rows = shown.flatMap(({ text, findings }, index) => {
    const [at] = findings;
    const fix = findings.every(({ fix: one }) => one?.safety === 'safe') ? ' (safe fix)' : '';
    const where = `${visible(`${at?.path}:${at?.range.start.line}`)}${findings.length > 1 ? ` and ${findings.length - 1} more` : ''}${fix}`;
    return wrap(`${visible(text)} ${where.replaceAll(' ', '\u00A0')}`, proseWidth(page) - 8).map((line, row) => `${INDENT.repeat(2)}${pad(row === 0 ? String(first + index) : '', 4)}${line.replaceAll('\u00A0', ' ')}`);
  });
  const rest = actions.slice(shown.length).flatMap(({ findings }) => findings).length;
  return rest === 0 ? rows : [...rows, page.colors.dim(`${INDENT.repeat(4)}and ${plural(rest, 'finding')} more`)];
}

function fixHint(reported: readonly Finding[], { fixCommand, colors }: Page): string[] {
  const safe = reported.filter(({ fix }) => fix?.safety === 'safe').length;
  if (safe === 0 || fixCommand === undefined) return [];
  return [`${INDENT}${safe === 1 ? '1 has a safe fix' : `${safe} have safe fixes`}: ${colors.bold(fixCommand)}`];
}

function closing(page: Page): string {
  const { result, colors, width } = page;
  const { stats } = result;
  const files = result.mode === 'audit' ? plural(stats.files, 'file') : `${plural(stats.changedFiles, 'changed file')} of ${stats.files}`;
  const facts = [files, `${plural(stats.opportunities, 'place')} judged`, `${stats.parsedFiles} parsed`, duration(stats.milliseconds), ...held(result)];
  return [...verdictLines(page), ...wrapWhole(facts, width - 2).map((line) => colors.dim(`${INDENT}${line}`))].join('\n');
}

function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
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
