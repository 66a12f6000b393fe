/** What a changed configuration would make of the very change that brings it. Pure. */
import type { Configuration } from '../config/configure.js';
import { pathFilter } from '../config/filter.js';
import type { RepositoryConfig, RuleSetting } from '../config/types.js';
import { linterOf } from '../findings/linters.js';
import type { Finding, Severity } from '../findings/types.js';
import { computeScores, type RuleTally } from '../score/compute.js';
import { judgeVerdict, type VerdictInput } from '../score/verdict.js';
import type { Verdict } from './types.js';

export interface EffectInput {
  readonly configuration: Configuration;
  /** What the review found, and what could not be decided. */
  readonly judged: Omit<VerdictInput, 'scores'>;
  readonly tallies: { readonly base: readonly RuleTally[]; readonly head: readonly RuleTally[] };
  /** Under the configuration that holds. */
  readonly verdict: Verdict;
}

const WOULD = { pass: 'pass', fail: 'fail', neutral: 'end as neutral' } as const;
const INSTEAD = { pass: 'passing', fail: 'failing', neutral: 'ending as neutral' } as const;

/**
 * One sentence on the verdict that the same findings would have under the configuration of the head; none where that is
 * not another one, or can't be used. It says so where the changed configuration might find what was not looked for.
 */
export function configEffect({ configuration, judged, tallies, verdict }: EffectInput): string[] {
  const { config: before, after } = configuration;
  if (after === null) return [];
  const wants = pathFilter(after);
  const severityOf = (ruleId: string, own: Severity): Severity => after.rules[ruleId]?.severity ?? unset(configuration, ruleId) ?? own;
  const findings = judged.findings.filter(({ ruleId, path }) => isOn(ruleId, after) && wants(path)).map((finding): Finding => ({ ...finding, severity: severityOf(finding.ruleId, finding.severity) }));
  const under = (side: readonly RuleTally[]): RuleTally[] => side.filter(({ ruleId }) => isOn(ruleId, after)).map((tally) => withSeverity(tally, (own) => severityOf(tally.ruleId, own)));
  const scores = computeScores({ base: under(tallies.base), head: under(tallies.head), introduced: new Set(findings.map(({ fingerprint }) => fingerprint)) });
  const { result } = judgeVerdict({ ...judged, findings, scores }, after.gate);
  const effect = result === verdict.result ? `${WOULD[result]} all the same` : `${WOULD[result]} instead of ${INSTEAD[verdict.result]}`;
  return [`Under the changed configuration this change would ${effect}${looksFurther(before, after) ? ', as far as the findings tell that were looked for under the present one' : ''}.`];
}

function isOn(ruleId: string, { rules, linters }: RepositoryConfig): boolean {
  const linter = linterOf(ruleId);
  return rules[ruleId]?.enabled !== false && (linter === undefined || linters[linter]);
}

/** The rule's own severity where the present configuration replaces it. */
function unset({ config, rules }: Configuration, ruleId: string): Severity | undefined {
  return config.rules[ruleId]?.severity == null ? undefined : rules.find(({ rule }) => rule.meta.id === ruleId)?.rule.meta.severity;
}

function withSeverity(tally: RuleTally, severityOf: (own: Severity) => Severity): RuleTally {
  return { ...tally, severity: severityOf(tally.severity), findings: tally.findings.map((finding) => ({ ...finding, severity: severityOf(finding.severity) })) };
}

/** Whether anything but the gate, severities and what is switched off differs: then there may be findings that nobody looked for. */
function looksFurther(before: RepositoryConfig, after: RepositoryConfig): boolean {
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  if (!same([before.include, before.exclude, before.baseline], [after.include, after.exclude, after.baseline])) return true;
  if (Object.entries(after.linters).some(([name, on]) => on && !before.linters[name as keyof typeof before.linters])) return true;
  return [...new Set([...Object.keys(before.rules), ...Object.keys(after.rules)])].some((id) => asksMore(before.rules[id], after.rules[id], same));
}

function asksMore(before: RuleSetting | undefined, after: RuleSetting | undefined, same: (a: unknown, b: unknown) => boolean): boolean {
  if (after?.enabled === false) return false;
  return before?.enabled === false || !same(before?.options, after?.options);
}
