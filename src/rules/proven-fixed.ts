/** Which findings of the base are gone for sure. Pure. */
import type { ChangeSet } from '../changes/types.js';
import type { Sides } from './both-sides.js';
import type { RuleHit } from './explain.js';
import type { Audit } from './run.js';

/** Leaves out hits of the base whose rule can't tell any more in their file: what is not judged is not mended. */
export function provenFixed(hits: readonly RuleHit[], { base, head }: Sides, changes: ChangeSet): RuleHit[] {
  const moved = new Map(changes.files.flatMap(({ path, previousPath }) => (previousPath === undefined ? [] : [[previousPath, path] as const])));
  return hits.filter(({ ruleId, path }) => doubts(head.audit, ruleId, moved.get(path) ?? path) <= doubts(base.audit, ruleId, path));
}

function doubts(audit: Audit, ruleId: string, path: string): number {
  return audit.get(path)?.outcomes.find(({ configured }) => configured.rule.meta.id === ruleId)?.unknowns.length ?? 0;
}
