/** What to do, and in which order. Pure. */
import type { Gate } from '../config/types.js';
import type { Finding } from '../findings/types.js';
import { groupedBy } from '../project/grouped.js';
import { failsGate } from '../score/verdict.js';

/** `must`: the gate fails on it; `soon`: open findings of stable rules; `later`: notes, and what rules in preview say. */
export type Phase = 'must' | 'soon' | 'later';

/** One thing to do. What the same rule asks for in several places is one. */
export interface Action {
  /** What is wrong and what to do; only the latter where it mends several things. */
  readonly text: string;
  /** In the order of the input; never empty. */
  readonly findings: readonly Finding[];
}

export interface PlannedPhase {
  readonly phase: Phase;
  readonly title: string;
  readonly actions: readonly Action[];
}

const PHASES = ['must', 'soon', 'later'] as const;

/** The phases that have something to do, the most urgent first. `reported` should come worst first. */
export function actionPlan(reported: readonly Finding[], gate: Gate, mode: 'review' | 'audit'): PlannedPhase[] {
  const titles: Readonly<Record<Phase, string>> = { must: mode === 'audit' ? 'Must fix' : 'Must fix before merge', soon: 'Soon', later: 'Later' };
  const byPhase = groupedBy(reported, (finding) => phaseOf(finding, gate));
  return PHASES.flatMap((phase) => {
    const findings = byPhase.get(phase) ?? [];
    const groups = [...groupedBy(findings, (finding) => `${finding.ruleId}\0${finding.message.todo}`).values()];
    return groups.length === 0 ? [] : [{ phase, title: titles[phase], actions: groups.map((group) => ({ text: textOf(group), findings: group })) }];
  });
}

/** When to see to a finding. */
export function phaseOf(finding: Finding, gate: Gate): Phase {
  if (failsGate(finding, gate)) return 'must';
  return finding.status === 'preview' || finding.severity === 'info' ? 'later' : 'soon';
}

function textOf(group: readonly Finding[]): string {
  const [first] = group;
  if (first === undefined) return '';
  const { what, todo } = first.message;
  return group.every((finding) => finding.message.what === what) ? `${what} ${todo}` : todo;
}
