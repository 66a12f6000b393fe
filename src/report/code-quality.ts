/** A run as GitLab's code quality report, a subset of Code Climate's issues (docs.gitlab.com/ci/testing/code_quality). Pure. */
import type { Area, Finding } from '../findings/types.js';
import { visible } from './escape.js';
import { byWorst, isReported, lastLine } from './order.js';
import type { RunResult } from './types.js';

/** One entry of the report. */
export interface CodeQualityIssue {
  readonly type: 'issue';
  readonly check_name: string;
  readonly description: string;
  readonly content: { readonly body: string };
  readonly categories: readonly string[];
  readonly severity: 'info' | 'minor' | 'major' | 'critical';
  /** Unique in a report: GitLab compares those of a branch with those of its target by it. */
  readonly fingerprint: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number; readonly end: number } };
}

const CATEGORIES: Readonly<Record<Area, string>> = {
  wiring: 'Bug Risk',
  'dead-code': 'Clarity',
  security: 'Security',
  scalability: 'Performance',
  reliability: 'Bug Risk',
  observability: 'Clarity',
  testing: 'Bug Risk',
  maintainability: 'Complexity',
  delivery: 'Compatibility',
  docs: 'Clarity',
};

/** JSON text, two spaces deep, with a final newline: the reported findings, worst first. */
export function renderCodeQuality(result: RunResult): string {
  return `${JSON.stringify(result.findings.filter(isReported).sort(byWorst).map(issueOf), null, 2)}\n`;
}

function issueOf(finding: Finding): CodeQualityIssue {
  const { ruleId, area, path, range, message, fingerprint, fix } = finding;
  const body = [message.why, message.todo, ...(fix === null ? [] : [`Fix: ${fix.title} (${fix.safety}).`])];
  return {
    type: 'issue',
    check_name: ruleId,
    description: visible(message.what),
    content: { body: body.filter((text) => text !== '').map(visible).join('\n\n') },
    categories: [CATEGORIES[area]],
    severity: severityOf(finding),
    fingerprint,
    location: { path, lines: { begin: range.start.line, end: Math.max(range.start.line, lastLine(range)) } },
  };
}

function severityOf({ severity, status }: Finding): CodeQualityIssue['severity'] {
  if (status === 'preview') return 'info';
  return ({ error: 'critical', warning: 'major', info: 'minor' } as const)[severity];
}
