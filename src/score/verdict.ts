/** Pass, fail or neutral, and the one line that says so. Pure. */
import type { Gate } from '../config/types.js';
import type { Finding, Severity } from '../findings/types.js';
import type { RunResult, Verdict } from '../report/types.js';
import { counts } from './compute.js';

export interface VerdictInput extends Pick<RunResult, 'mode' | 'findings' | 'fixed' | 'scores'> {
  /** Why the answer is not known in full, one plain sentence each: a time-out, a tree that could not be read. */
  readonly undecided: readonly string[];
}

const SEVERITIES = ['error', 'warning', 'info'] as const;
const NOUNS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** Whether a finding fails the gate by itself: it counts (open, stable rule), in one of the gate's areas, at its severity or worse. */
export function failsGate(finding: Finding, gate: Gate): boolean {
  if (gate.failOn === 'never' || !counts(finding)) return false;
  if (gate.areas !== null && !gate.areas.includes(finding.area)) return false;
  return SEVERITIES.indexOf(finding.severity) <= SEVERITIES.indexOf(gate.failOn);
}

/**
 * Judges a run. Without a gate (the configuration could not be read) the result is neutral. A failure stands even
 * where something is undecided; a pass needs everything decided.
 */
export function judgeVerdict(input: VerdictInput, gate: Gate | null): Verdict {
  const title = titleOf(input);
  if (gate === null) return { result: 'neutral', title: `The configuration is invalid · ${lowerFirst(title)}` };
  const score = scoreFailure(input.scores.overall, gate);
  if (score !== null) return { result: 'fail', title: `${title} · ${score}` };
  if (input.findings.some((finding) => failsGate(finding, gate))) return { result: 'fail', title };
  const [reason, ...more] = input.undecided;
  if (reason === undefined) return { result: 'pass', title };
  return { result: 'neutral', title: `Not judged in full: ${reason}${more.length === 0 ? '' : ` (and ${more.length} more)`}` };
}

/** "2 errors, 1 warning"; '' for none. `info` findings are called notes. */
export function countBySeverity(findings: readonly { readonly severity: Severity }[]): string {
  const parts = SEVERITIES.flatMap((severity) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [plural(number, NOUNS[severity])];
  });
  return parts.join(', ');
}

/** "1 error", "2 errors". */
export function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function titleOf(input: VerdictInput): string {
  const open = countBySeverity(input.findings.filter(counts));
  const preview = input.findings.filter((finding) => !counts(finding) && finding.status === 'preview' && (finding.disposition === 'report' || finding.disposition === 'out-of-diff'));
  const fixed = input.fixed.length;
  const parts: string[] = [];
  if (open !== '') parts.push(input.mode === 'review' ? `${open} introduced` : open);
  if (preview.length > 0) parts.push(`${plural(preview.length, 'preview finding')}`);
  if (fixed > 0) parts.push(`${fixed} fixed`);
  if (parts.length === 0) return 'Nothing to report';
  return [...parts, ...scorePart(input)].join(' · ');
}

function scorePart({ scores: { overall } }: VerdictInput): string[] {
  if (overall.head === null) return [];
  return [overall.base === null || overall.base === overall.head ? `score ${overall.head}` : `score ${overall.base} → ${overall.head}`];
}

function scoreFailure(overall: RunResult['scores']['overall'], gate: Gate): string | null {
  if (overall.head === null) return null;
  if (gate.minimumScore !== null && overall.head < gate.minimumScore) return `below the minimum score of ${gate.minimumScore}`;
  const drop = overall.base === null ? 0 : overall.base - overall.head;
  return gate.maximumDrop !== null && drop > gate.maximumDrop ? `the score drops by ${drop}, more than ${gate.maximumDrop}` : null;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
