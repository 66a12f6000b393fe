/** Which findings are gone for sure: what is not judged is not mended. Pure. */
import type { ChangeSet } from '../changes/types.js';
import type { Doubt } from '../findings/types.js';
import type { Side, Sides } from './both-sides.js';
import type { RuleHit } from './explain.js';
import type { FileOutcome, Outcome } from './run.js';

/** Where the head was judged less than the base: files that could not be read or parsed, rules that failed or can't tell any more. */
export function doubtsOf({ base, head }: Sides, changes: ChangeSet): Doubt[] {
  const former = new Map(changes.files.flatMap(({ path, previousPath }) => (previousPath === undefined ? [] : [[path, previousPath] as const])));
  const unjudged = changes.files.flatMap(({ path }) => (isUnjudged(head, path) ? [{ path, ruleId: null }] : []));
  const undecided = [...head.audit.values()].flatMap((answer) => {
    const before = base.audit.get(former.get(answer.path) ?? answer.path);
    return before === answer ? [] : undecidedRules(answer, before).map((ruleId) => ({ path: answer.path, ruleId }));
  });
  return [...unjudged, ...undecided];
}

/** It is in the tree, and no rule was asked about it or none could read it whole. */
function isUnjudged({ state, audit }: Side, path: string): boolean {
  return state.snapshot.entries.has(path) && (!audit.has(path) || state.facts(path)?.syntax !== undefined);
}

function undecidedRules(answer: FileOutcome, before: FileOutcome | undefined): string[] {
  const doubtful = answer.outcomes.filter((outcome) => outcome.failure !== undefined || outcome.unknowns.length > unknownsOf(before, outcome));
  return [...new Set(doubtful.map(({ configured }) => configured.rule.meta.id))];
}

function unknownsOf(before: FileOutcome | undefined, { configured }: Outcome): number {
  return before?.outcomes.find((other) => other.configured.rule.meta.id === configured.rule.meta.id)?.unknowns.length ?? 0;
}

/** Leaves out hits of the base that may be there still, unseen. */
export function provenFixed(hits: readonly RuleHit[], doubts: readonly Doubt[], changes: ChangeSet): RuleHit[] {
  const moved = new Map(changes.files.flatMap(({ path, previousPath }) => (previousPath === undefined ? [] : [[previousPath, path] as const])));
  return hits.filter((hit) => !doubts.some(({ path, ruleId }) => path === (moved.get(hit.path) ?? hit.path) && (ruleId === null || ruleId === hit.ruleId)));
}
