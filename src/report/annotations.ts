/** Check-run annotations: one for each reported finding. Pure. */
import type { Finding } from '../findings/types.js';
import { shorten, visible } from './escape.js';
import type { ReportLinks } from './links.js';
import { byWorst, isReported, lastLine } from './order.js';
import type { PlannedAnnotation } from './types.js';

/** GitHub's limits: 255 characters for a title, 64 KiB for a message. */
const LONGEST_TITLE = 255;
const LONGEST_MESSAGE = 4_000;

/** Worst first. Annotations are plain text: nothing in them is rendered. */
export function planAnnotations(findings: readonly Finding[], links: Pick<ReportLinks, 'rule'>): PlannedAnnotation[] {
  return findings.filter(isReported).sort(byWorst).map((finding) => annotationOf(finding, links.rule(finding.ruleId)));
}

/** @param page of the rule; null: there is none to name */
function annotationOf(finding: Finding, page: string | null): PlannedAnnotation {
  const { path, range, message } = finding;
  const startLine = range.start.line;
  const endLine = Math.max(startLine, lastLine(range));
  const oneLine = startLine === range.end.line;
  return {
    path,
    startLine,
    endLine,
    ...(oneLine ? { startColumn: range.start.column, endColumn: Math.max(range.start.column, range.end.column - 1) } : {}),
    level: levelOf(finding),
    title: shorten(`${finding.ruleId}${finding.status === 'preview' ? ' (preview)' : ''}`, LONGEST_TITLE),
    message: `${shorten([message.what, message.why, message.todo, causeOf(finding)].filter((text) => text !== '').map(visible).join('\n'), LONGEST_MESSAGE)}${page === null ? '' : `\nAbout this rule: ${page}`}`,
  };
}

function levelOf({ severity, status }: Finding): PlannedAnnotation['level'] {
  if (status === 'preview' || severity === 'info') return 'notice';
  return severity === 'error' ? 'failure' : 'warning';
}

function causeOf({ cause }: Finding): string {
  return cause === null ? '' : `Cause: this change ${cause.label}.`;
}
