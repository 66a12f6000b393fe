/** Which findings are gone for sure: what is not judged is not mended. Pure. */
import { keysToCompare } from '../changes/derived.js';
import type { ChangeSet } from '../changes/types.js';
import { doubtedPlaces } from '../findings/doubts.js';
import type { Doubt } from '../findings/types.js';
import type { Side, Sides } from './both-sides.js';
import type { RuleHit } from './explain.js';
import type { FileOutcome, Outcome } from './run.js';

/** Where the head was judged less than the base: files that could not be read or parsed, or name what nothing defines; rules that failed or can't tell any more. */
export function doubtsOf({ base, head }: Sides, changes: ChangeSet): Doubt[] {
  const former = new Map(changes.files.flatMap(({ path, previousPath }) => (previousPath === undefined ? [] : [[path, previousPath] as const])));
  const unjudged = changes.files.filter(({ path }) => isUnjudged(head, path)).map(({ path, previousPath }): Doubt => {
    const local = isUnjudged(base, previousPath ?? path) || !base.state.snapshot.entries.has(previousPath ?? path);
    return { path, ruleId: null, more: null, ...(local ? { local } : {}) };
  });
  const undecided = [...keysToCompare(base.audit, head.audit)].sort().flatMap((path): Doubt[] => {
    const answer = head.audit.get(path);
    if (answer === undefined) return [];
    const before = base.audit.get(former.get(answer.path) ?? answer.path);
    if (before === answer) return [];
    // What is made of a name that nothing defines any more (an application, a router) is not seen, and neither is what it lacks.
    if (namesUndefined(answer) > namesUndefined(before)) return [{ path: answer.path, ruleId: null, more: null }];
    return answer.outcomes.flatMap((outcome) => doubtsAbout(answer.path, outcome, before));
  });
  return [...unjudged, ...undecided];
}

/** It is in the tree, and no rule was asked about it or none could read it whole. */
function isUnjudged({ state, audit }: Side, path: string): boolean {
  return state.snapshot.entries.has(path) && (!audit.has(path) || state.facts(path)?.syntax !== undefined);
}

function namesUndefined(answer: FileOutcome | undefined): number {
  return answer?.outcomes.find(({ configured }) => configured.rule.meta.id === 'wiring/undefined-name')?.matches.length ?? 0;
}

function doubtsAbout(path: string, outcome: Outcome, before: FileOutcome | undefined): Doubt[] {
  const ruleId = outcome.configured.rule.meta.id;
  if (outcome.failure !== undefined) return [{ path, ruleId, more: null }];
  const more = outcome.unknowns.length - unknownsOf(before, outcome);
  return more > 0 ? [{ path, ruleId, more }] : [];
}

function unknownsOf(before: FileOutcome | undefined, { configured }: Outcome): number {
  return before?.outcomes.find((other) => other.configured.rule.meta.id === configured.rule.meta.id)?.unknowns.length ?? 0;
}

/** Leaves out hits of the base that may be there still, unseen. */
export function provenFixed(hits: readonly RuleHit[], doubts: readonly Doubt[], changes: ChangeSet): RuleHit[] {
  const moved = new Map(changes.files.flatMap(({ path, previousPath }) => (previousPath === undefined ? [] : [[previousPath, path] as const])));
  return hits.filter(({ ruleId, path }) => doubtedPlaces(doubts, { ruleId, path: moved.get(path) ?? path }) === 0);
}
