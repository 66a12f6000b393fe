/** What to do, in the order in which to do it. Pure. */
import type { Gate } from '../config/types.js';
import type { Finding } from '../findings/types.js';
import { groupedBy } from '../project/grouped.js';
import { failsGate } from '../score/verdict.js';
import { byWorst, isReported } from './order.js';

/** `must`: keeps the gate shut; `later`: notes, and what rules in preview say; `soon`: the rest. */
export type Priority = 'must' | 'soon' | 'later';

/** One thing to do: what the same rule asks for in several places is one. */
export interface Action {
  /** What is wrong and what to do; only the latter where it mends several things. Code stands in back-ticks. */
  readonly text: string;
  /** Worst first, at least one. */
  readonly findings: readonly Finding[];
}

export interface PlanStep {
  readonly priority: Priority;
  readonly actions: readonly Action[];
}

const PRIORITIES = ['must', 'soon', 'later'] as const;

/** Titles of the steps, by the kind of run. */
export const PLAN_TITLES: Readonly<Record<'review' | 'audit', Readonly<Record<Priority, string>>>> = {
  review: { must: 'Must fix before merge', soon: 'Soon', later: 'Later' },
  audit: { must: 'Must fix', soon: 'Soon', later: 'Later' },
};

/** The plan for the findings that are reported, worst first; steps without an action are left out. */
export function actionPlan(findings: readonly Finding[], gate: Gate): PlanStep[] {
  const steps = groupedBy(findings.filter(isReported).sort(byWorst), (finding) => priorityOf(finding, gate));
  return PRIORITIES.flatMap((priority) => {
    const groups = groupedBy(steps.get(priority) ?? [], (finding) => `${finding.ruleId}\0${finding.message.todo}`);
    const actions = [...groups.values()].map((group) => ({ text: textOf(group), findings: group }));
    return actions.length === 0 ? [] : [{ priority, actions }];
  });
}

function priorityOf(finding: Finding, gate: Gate): Priority {
  if (failsGate(finding, gate)) return 'must';
  return finding.status === 'preview' || finding.severity === 'info' ? 'later' : 'soon';
}

function textOf(group: readonly Finding[]): string {
  const [first] = group;
  if (first === undefined) return '';
  const { what, todo } = first.message;
  return group.every((finding) => finding.message.what === what) ? `${what} ${todo}` : todo;
}
