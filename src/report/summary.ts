/** The summary of a run as Markdown: sections from the most to the least needed. Pure. */
import type { Gate } from '../config/types.js';
import type { Finding } from '../findings/types.js';
import { plural } from '../score/verdict.js';
import { groupedBy } from '../project/grouped.js';
import { actionPlan, PLAN_TITLES, type PlanStep } from './action-plan.js';
import type { Section } from './cut.js';
import { codeCell, codeSpan, prose, shorten, visible } from './escape.js';
import { heldBackRows, type HeldBack } from './held-back.js';
import { linked } from './links.js';
import type { ReportLinks } from './links.js';
import { byPlace, byWorst, compareText, isReported, lastLine } from './order.js';
import type { AreaScore } from '../score/types.js';
import type { RunResult } from './types.js';

export interface SummaryContext {
  readonly result: RunResult;
  readonly links: ReportLinks;
  readonly gate: Gate;
  readonly heldBack: HeldBack;
}

/** UTF-16 code units of a text in a row. */
const LONGEST_CELL = 300;
/** Entries of one step of the action plan; the table of findings has them all. */
const MOST_ACTIONS = 15;
/** Places named in one action. */
const MOST_PLACES = 3;
/** Rules named for one area's score. */
const MOST_RULES = 4;
/** Unknowns named for one rule. */
const MOST_UNKNOWNS = 20;

/** All sections that have something to say. */
export function summarySections(context: SummaryContext): Section[] {
  const { result } = context;
  const reported = result.findings.filter(isReported).sort(byWorst);
  const stable = reported.filter((finding) => finding.status !== 'preview');
  const preview = reported.filter((finding) => finding.status === 'preview');
  const sections = [
    verdictSection(result),
    noticeSection(result.notices),
    scoreSection(context),
    planSection(context),
    findingsSection(result.mode === 'audit' ? 'Findings' : 'Findings introduced', stable, context),
    findingsSection('Preview', preview, context, 'From rules that are being tried out. They neither gate nor cost points.'),
    heldBackSection(context),
    fixedSection(result.fixed),
    unknownSection(result),
    skippedSection(result),
    statsSection(result),
  ];
  return sections.filter((section) => section !== null);
}

const ICONS = { pass: '✅', fail: '❌', neutral: '⚪' } as const;

function verdictSection({ verdict }: RunResult): Section {
  return { open: `**${ICONS[verdict.result]} ${prose(verdict.title)}**\n`, rows: [], close: '' };
}

function noticeSection(notices: readonly string[]): Section | null {
  if (notices.length === 0) return null;
  return { open: '', rows: notices.map((notice) => `- ⚠️ ${prose(shorten(visible(notice), LONGEST_CELL * 2))}`), close: '' };
}

function scoreSection({ result: { scores, mode }, links }: SummaryContext): Section | null {
  const judged = scores.areas.filter((area) => area.head !== null || area.base !== null);
  if (judged.length === 0) return null;
  const rows = [{ area: '**Overall**', ...scores.overall, lostTo: [] }, ...judged].map(({ area, base, head, projected, lostTo }) => {
    const score = mode === 'audit' || base === head ? show(head) : `${show(base)} → ${show(head)}`;
    return `| ${area} | ${score} | ${show(projected)} | ${lostTo.length === 0 ? '' : lostTo.length} |`;
  });
  const silent = scores.areas.filter((area) => area.head === null && area.base === null).map((area) => area.area);
  const lost = judged.filter(({ lostToRules }) => lostToRules.length > 0).map(({ area, lostToRules }) => `- ${area} loses points to ${rulesOf(lostToRules, links)}\n`);
  const notJudged = silent.length === 0 ? '' : `\nNot judged, as no rule found anything to look at: ${silent.join(', ')}.\n`;
  const close = `${lost.length === 0 ? '' : '\n'}${lost.join('')}${notJudged}`;
  const head = mode === 'audit' ? 'Score' : 'Base → head';
  return { open: `### Score\n\n| Area | ${head} | After the safe fixes | Open findings |\n|---|---|---|---|\n`, rows, close };
}

function rulesOf(rules: AreaScore['lostToRules'], links: ReportLinks): string {
  const named = rules.slice(0, MOST_RULES).map(({ ruleId, open }) => `${linked(codeSpan(ruleId), links.rule(ruleId))}${open === 1 ? '' : ` × ${open}`}`);
  const more = rules.length - named.length;
  return `${named.join(', ')}${more === 0 ? '' : ` and ${plural(more, 'more rule')}`}`;
}

function show(score: number | null): string {
  return score === null ? 'not judged' : String(score);
}

function planSection(context: SummaryContext): Section | null {
  const rows = actionPlan(context.result.findings, context.gate).flatMap((step) => stepRows(step, context));
  return rows.length === 0 ? null : { open: '### Action plan\n', rows, close: '' };
}

function stepRows({ priority, actions }: PlanStep, context: SummaryContext): string[] {
  const rows = actions.slice(0, MOST_ACTIONS).map(({ text: what, findings }) => {
    const places = findings.slice(0, MOST_PLACES).map((finding) => placeOf(finding, context, codeSpan));
    const more = findings.length > places.length ? ` and ${findings.length - places.length} more` : '';
    return `- [ ] ${text(what)} (${places.join(', ')}${more})`;
  });
  const rest = actions.slice(MOST_ACTIONS).flatMap(({ findings }) => findings).length;
  if (rest > 0) rows.push(`- and ${plural(rest, 'finding')} more, listed below`);
  return [`\n**${PLAN_TITLES[context.result.mode][priority]}**\n`, ...rows];
}

function findingsSection(title: string, findings: readonly Finding[], context: SummaryContext, note?: string): Section | null {
  if (findings.length === 0) return null;
  const rows = findings.map((finding) => {
    const rule = linked(codeCell(finding.ruleId), context.links.rule(finding.ruleId));
    const fix = finding.fix === null ? '' : finding.fix.safety;
    const cause = finding.cause === null || finding.cause.path === finding.path ? '' : ` (this change ${text(finding.cause.label, codeCell)})`;
    return `| ${finding.severity} | ${placeOf(finding, context, codeCell)} | ${text(finding.message.what, codeCell)}${cause} | ${rule} | ${fix} |`;
  });
  const intro = note === undefined ? '' : `${note}\n\n`;
  const head = '| Severity | Where | What | Rule | Fix |\n|---|---|---|---|---|\n';
  return { open: `### ${title}: ${findings.length}\n\n${intro}${head}`, rows, close: '', again: `### ${title}, continued\n\n${head}` };
}

/** Their lines are those of the base, so they are not linked into the head. */
function fixedSection(fixed: readonly Finding[]): Section | null {
  if (fixed.length === 0) return null;
  const rows = [...fixed].sort(byPlace).map(({ path, range, message, ruleId }) => `- ${codeSpan(`${shorten(path, LONGEST_CELL)}:${range.start.line}`)}: ${text(message.what)} (${codeSpan(ruleId)})`);
  return { open: `### Fixed by this change: ${fixed.length}\n\n`, rows, close: '' };
}

function heldBackSection({ result, heldBack }: SummaryContext): Section | null {
  const rows = heldBackRows(result, heldBack).map((row) => `- ${prose(row)}`);
  return rows.length === 0 ? null : { open: '### Held back\n\n', rows, close: '' };
}

function unknownSection({ unknowns }: RunResult): Section | null {
  if (unknowns.length === 0) return null;
  const rows = [...groupedBy([...unknowns].sort((a, b) => compareText(a.ruleId, b.ruleId) || compareText(a.path, b.path) || a.line - b.line), (unknown) => unknown.ruleId)].flatMap(([ruleId, group]) => [
    `- ${codeSpan(ruleId)}: ${group.length}`,
    ...group.slice(0, MOST_UNKNOWNS).map(({ path, line, reason }) => `  - ${codeSpan(`${shorten(path, LONGEST_CELL)}:${line}`)}: ${text(reason)}`),
    ...(group.length > MOST_UNKNOWNS ? [`  - and ${group.length - MOST_UNKNOWNS} more`] : []),
  ]);
  return expandable(`Not verified: ${plural(unknowns.length, 'place')} that can't be judged without running the code`, rows);
}

function skippedSection({ skipped }: RunResult): Section | null {
  if (skipped.length === 0) return null;
  const rows = [...skipped].sort((a, b) => compareText(a.path, b.path)).map(({ path, reason, detail }) => `- ${codeSpan(shorten(path, LONGEST_CELL))}: ${reason}${detail === '' ? '' : ` (${text(detail)})`}`);
  return expandable(`Skipped: ${plural(skipped.length, 'file')} not read`, rows);
}

function expandable(title: string, rows: readonly string[]): Section {
  return { open: `<details><summary>${title}</summary>\n\n`, rows, close: '\n</details>\n' };
}

function statsSection({ stats, mode }: RunResult): Section {
  const files = mode === 'audit' ? plural(stats.files, 'file') : `${plural(stats.changedFiles, 'changed file')} of ${stats.files}`;
  return { open: `<sub>${files}, ${plural(stats.opportunities, 'place')} judged, ${stats.parsedFiles} parsed, ${stats.milliseconds} ms</sub>\n`, rows: [], close: '' };
}

function placeOf({ path, range }: Finding, { links }: SummaryContext, code: (text: string) => string): string {
  return linked(code(`${shorten(path, LONGEST_CELL)}:${range.start.line}`), links.source(path, range.start.line, lastLine(range)));
}

function text(value: string, code: (text: string) => string = codeSpan): string {
  return prose(shorten(visible(value), LONGEST_CELL), code);
}
