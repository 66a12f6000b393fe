/** Scores from what the rules counted. Pure. */
import { AREAS } from '../findings/types.js';
import type { Area, Disposition, Finding, Severity } from '../findings/types.js';
import type { AreaScore, Scores } from './types.js';

/** A finding, as far as the score is concerned. */
export interface ScoredFinding {
  readonly fingerprint: string;
  readonly severity: Severity;
  /** null: there is no fix. */
  readonly fixSafety: 'safe' | 'unsafe' | null;
  readonly disposition: Disposition;
}

/** What one rule answered over one whole tree. */
export interface RuleTally {
  readonly ruleId: string;
  readonly area: Area;
  /** As configured. Weighs the opportunities that passed. */
  readonly severity: Severity;
  readonly status: Finding['status'];
  /** Opportunities that were fine. */
  readonly passed: number;
  readonly findings: readonly ScoredFinding[];
  /** Opportunities that could not be judged: neither for nor against. */
  readonly unknown: number;
}

export interface ScoreInput {
  /** null: there is no base (audit). */
  readonly base: readonly RuleTally[] | null;
  readonly head: readonly RuleTally[];
  /** Fingerprints that the change introduced; in an audit all of the head's. Their safe fixes make the projection. */
  readonly introduced: ReadonlySet<string>;
}

/**
 * How much an area counts in the overall score. A judgement, not a measurement: what breaks or exposes a service
 * in production weighs most, then what makes it fail under load or ship badly, then what makes it harder to work on.
 */
export const AREA_WEIGHTS: Readonly<Record<Area, number>> = {
  wiring: 3,
  security: 3,
  reliability: 2,
  testing: 2,
  delivery: 2,
  scalability: 1,
  observability: 1,
  'dead-code': 1,
  maintainability: 1,
  docs: 1,
};

/** How much one opportunity counts within its area: one error outweighs three warnings or ten notes. */
const SEVERITY_WEIGHTS: Readonly<Record<Severity, number>> = { error: 10, warning: 3, info: 1 };

/** The band of an area by its worst open severity, both ends included. Clean is 100. */
const BANDS: Readonly<Record<Severity, readonly [low: number, high: number]>> = { error: [0, 59], warning: [60, 89], info: [90, 99] };
const SEVERITIES = ['error', 'warning', 'info'] as const;

/**
 * Scores both sides.
 *
 * **Area.** Only rules whose status is `stable` take part: a preview rule neither costs nor earns points, as it does
 * not gate. Suppressed, baselined and ignored findings count neither way, unknowns neither. With W the severity's weight
 * (error 10, warning 3, info 1), `share` = Σ W(rule) over passed opportunities ÷ (the same + Σ W(finding) over open
 * findings). No open finding: 100. Else the worst open severity picks the band [low, high] and the score is
 * `low + floor(share × (high − low + 1))`, at most `high`. An area without a decided opportunity is null.
 *
 * **Overall.** `floor` of the mean of the judged areas weighted by AREA_WEIGHTS, at most the top of the band of
 * the worst judged area (59, 89 or 100). null when no area is judged.
 *
 * **Projected.** The head as it would be if the safe fix of every introduced finding had made it pass.
 *
 * So: a finding that becomes a pass never lowers a score, and one that disappears never lowers its area's score.
 * The order of the input does not matter.
 */
export function computeScores(input: ScoreInput): Scores {
  const base = scoreSide(input.base ?? []);
  const head = scoreSide(input.head);
  const projected = scoreSide(afterSafeFixes(input.head, input.introduced));
  const areas = AREAS.map(
    (area): AreaScore => ({
      area,
      base: base.areas.get(area) ?? null,
      head: head.areas.get(area) ?? null,
      projected: projected.areas.get(area) ?? null,
      ...lostTo(input.head, area),
    }),
  );
  return { overall: { base: base.overall, head: head.overall, projected: projected.overall }, areas };
}

/** Whether a finding costs points and can fail the gate: it is open, and its rule is stable. */
export function counts(finding: Pick<Finding, 'status' | 'disposition'>): boolean {
  return finding.status === 'stable' && isOpen(finding);
}

function isOpen(finding: { readonly disposition: Disposition }): boolean {
  return finding.disposition === 'report' || finding.disposition === 'out-of-diff';
}

function openFindings(tally: RuleTally): readonly ScoredFinding[] {
  return tally.status === 'stable' ? tally.findings.filter(isOpen) : [];
}

function scoreSide(tallies: readonly RuleTally[]): { areas: ReadonlyMap<Area, number>; overall: number | null } {
  const areas = new Map<Area, number>();
  for (const area of AREAS) {
    const score = scoreArea(tallies.filter((tally) => tally.area === area));
    if (score !== null) areas.set(area, score);
  }
  return { areas, overall: overall(areas) };
}

function scoreArea(tallies: readonly RuleTally[]): number | null {
  let passed = 0;
  let lost = 0;
  let worst: Severity | null = null;
  for (const tally of tallies) {
    if (tally.status !== 'stable') continue;
    passed += tally.passed * SEVERITY_WEIGHTS[tally.severity];
    for (const finding of openFindings(tally)) {
      lost += SEVERITY_WEIGHTS[finding.severity];
      if (worst === null || rank(finding.severity) < rank(worst)) worst = finding.severity;
    }
  }
  if (worst === null) return passed === 0 ? null : 100;
  const [low, high] = BANDS[worst];
  return Math.min(high, low + Math.floor((passed / (passed + lost)) * (high - low + 1)));
}

function overall(areas: ReadonlyMap<Area, number>): number | null {
  if (areas.size === 0) return null;
  let sum = 0;
  let weights = 0;
  for (const [area, score] of areas) {
    sum += score * AREA_WEIGHTS[area];
    weights += AREA_WEIGHTS[area];
  }
  return Math.min(Math.floor(sum / weights), bandTop(Math.min(...areas.values())));
}

function bandTop(score: number): number {
  if (score <= BANDS.error[1]) return BANDS.error[1];
  return score <= BANDS.warning[1] ? BANDS.warning[1] : 100;
}

function afterSafeFixes(tallies: readonly RuleTally[], introduced: ReadonlySet<string>): RuleTally[] {
  return tallies.map((tally) => {
    const left = tally.findings.filter((finding) => !isOpen(finding) || finding.fixSafety !== 'safe' || !introduced.has(finding.fingerprint));
    return { ...tally, findings: left, passed: tally.passed + tally.findings.length - left.length };
  });
}

function lostTo(tallies: readonly RuleTally[], area: Area): Pick<AreaScore, 'lostTo' | 'lostToRules'> {
  const open = tallies
    .filter((tally) => tally.area === area)
    .flatMap((tally) => openFindings(tally).map(({ fingerprint, severity }) => ({ fingerprint, severity, ruleId: tally.ruleId })))
    .sort((a, b) => rank(a.severity) - rank(b.severity) || compareText(a.fingerprint, b.fingerprint));
  const numbers = new Map<string, number>();
  for (const { ruleId } of open) numbers.set(ruleId, (numbers.get(ruleId) ?? 0) + 1);
  const byNumber = [...numbers].map(([ruleId, number]) => ({ ruleId, open: number, worst: open.findIndex((finding) => finding.ruleId === ruleId) }));
  const worstOf = (at: number): number => rank(open[at]?.severity ?? 'info');
  byNumber.sort((a, b) => worstOf(a.worst) - worstOf(b.worst) || b.open - a.open || compareText(a.ruleId, b.ruleId));
  return { lostTo: open.map(({ fingerprint }) => fingerprint), lostToRules: byNumber.map(({ ruleId, open: number }) => ({ ruleId, open: number })) };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}
