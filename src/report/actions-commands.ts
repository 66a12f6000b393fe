/**
 * A run as workflow commands of GitHub Actions, which make annotations
 * (docs.github.com/actions/reference/workflows-and-actions/workflow-commands). Pure.
 */
import type { Finding } from '../findings/types.js';
import { groupedBy } from '../project/grouped.js';
import { plural } from '../score/verdict.js';
import { shorten, visible } from './escape.js';
import { byWorst, isReported, lastLine } from './order.js';
import type { RunResult } from './types.js';

type Level = 'error' | 'warning' | 'notice';

/** GitHub takes so many annotations of each level from one step, and drops the others without a word. */
const MOST_OF_A_LEVEL = 10;
/** UTF-16 code units of a message; GitHub cuts at 4 KiB. */
const LONGEST_MESSAGE = 3_500;

/** Commands for the worst findings of each level, a line for each other one, and the verdict; with a final newline. */
export function renderActionsCommands(result: RunResult): string {
  const reported = result.findings.filter(isReported).sort(byWorst);
  const levels = [...groupedBy(reported, levelOf)];
  const annotated = levels.flatMap(([, group]) => group.slice(0, MOST_OF_A_LEVEL));
  const others = levels.flatMap(([, group]) => group.slice(MOST_OF_A_LEVEL));
  const lines = [
    ...annotated.map(command),
    ...result.notices.map((notice) => `! ${plainLine(notice)}`),
    ...(others.length === 0 ? [] : [`::group::${plural(others.length, 'finding')} more: GitHub takes ${MOST_OF_A_LEVEL} annotations of a level from one step`, ...others.map(plainFinding), '::endgroup::']),
    `${{ pass: '✔', fail: '✖', neutral: '○' }[result.verdict.result]} ${plainLine(result.verdict.title)}`,
  ];
  return `${lines.join('\n')}\n`;
}

function levelOf({ severity, status }: Finding): Level {
  if (status === 'preview' || severity === 'info') return 'notice';
  return severity;
}

/** Columns are for places on one line alone. */
function command(finding: Finding): string {
  const { path, range, ruleId, status, message } = finding;
  const end = Math.max(range.start.line, lastLine(range));
  const columns = range.start.line === range.end.line ? { col: range.start.column, endColumn: Math.max(range.start.column, range.end.column - 1) } : {};
  const properties = { file: path, line: range.start.line, endLine: end, ...columns, title: `${ruleId}${status === 'preview' ? ' (preview)' : ''}` };
  const said = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  const text = shorten([message.what, message.why, message.todo].filter((part) => part !== '').map(visible).join('\n'), LONGEST_MESSAGE);
  return `::${levelOf(finding)} ${said.join(',')}::${escapeData(text)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** A path may hold anything: it must name the file, so it is escaped and not spelt out. */
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function plainFinding({ severity, path, range, ruleId, message }: Finding): string {
  return `${severity} ${plainLine(`${path}:${range.start.line}:${range.start.column} ${ruleId}: ${message.what}`)}`;
}

/** Text that is no command: those of the older form, `##[…]`, are read anywhere in a line. Whoever calls sets a word of ours before it. */
function plainLine(text: string): string {
  return visible(text).replaceAll('##[', '## [');
}
