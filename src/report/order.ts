/** Which findings a report speaks of, and in which order. Pure. */
import type { Confidence, Finding, Range, Severity } from '../findings/types.js';

const SEVERITY_RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };
const CONFIDENCE_RANK: Readonly<Record<Confidence, number>> = { high: 0, medium: 1, low: 2 };

/** Worst first: by severity, confidence, path, line, column, rule, fingerprint. A total order over distinct findings. */
export function byWorst(a: Finding, b: Finding): number {
  return (
    SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] ||
    CONFIDENCE_RANK[a.confidence] - CONFIDENCE_RANK[b.confidence] ||
    byPlace(a, b)
  );
}

/** By path, line, column, rule, fingerprint. */
export function byPlace(a: Finding, b: Finding): number {
  return (
    compareText(a.path, b.path) ||
    a.range.start.line - b.range.start.line ||
    a.range.start.column - b.range.start.column ||
    compareText(a.ruleId, b.ruleId) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

/** By UTF-16 code units: the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Shown in reports: neither suppressed nor baselined nor ignored. */
export function isReported(finding: Finding): boolean {
  return finding.disposition === 'report' || finding.disposition === 'out-of-diff';
}

/** May become a comment on the pull request: reported, of a rule past preview, and more than a note. */
export function mayBeInline(finding: Finding): boolean {
  return isReported(finding) && finding.status !== 'preview' && finding.severity !== 'info';
}

/** The last line that a half-open range covers, 1-based and inclusive. */
export function lastLine({ start, end }: Range): number {
  return end.column === 1 && end.line > start.line ? end.line - 1 : end.line;
}
