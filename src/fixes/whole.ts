/** Whether a patched tree, judged whole like any other, is better than the head and worse in nothing. Pure. */
import { linterOf } from '../findings/linters.js';
import type { Finding } from '../findings/types.js';
import type { Audit } from '../rules/run.js';
import type { Fixable } from './compose.js';

/** What the whole run said of one tree. */
export interface WholeJudgement {
  readonly result: { readonly findings: readonly Finding[]; readonly fixed: readonly Finding[]; readonly skipped: readonly { readonly path: string }[]; readonly notices: readonly string[] };
  /** Fingerprints of the tree that the change did not bring. */
  readonly existing: readonly string[];
  readonly audit: Audit;
}

export interface WholeInput {
  readonly before: WholeJudgement;
  readonly after: WholeJudgement;
  /** Applied together between the two; at least one. */
  readonly chosen: readonly Fixable[];
}

/** Which of the fixes to leave, and why; empty when all hold. */
export type WholeProof = ReadonlyMap<Fixable, string>;

/**
 * The fixes hold when their findings are gone because their rules say so, and nothing new is said: by the rules, by the linters, of
 * what could not be judged. Remarks of our own rules may come (a dependency of which nobody knows a version), as when a single fix is
 * proved, but not in the place of remarks alone.
 */
export function proveWhole({ before, after, chosen }: WholeInput): WholeProof {
  const failing = new Map<Fixable, string>();
  const leave = (some: readonly Fixable[], why: string): void => {
    for (const one of some) if (!failing.has(one)) failing.set(one, why);
  };
  const known = new Set([...before.result.findings.map(({ fingerprint }) => fingerprint), ...before.existing]);
  const present = new Set(after.result.findings.map(({ fingerprint }) => fingerprint));
  leave(chosen.filter(({ fingerprint }) => present.has(fingerprint)), 'its fix does not mend it once the others are applied');
  const doubtful = new Set([...new Set(chosen.map(({ ruleId }) => ruleId))].filter((ruleId) => doubtsOf(after.audit, ruleId) > doubtsOf(before.audit, ruleId)));
  leave(chosen.filter(({ ruleId }) => doubtful.has(ruleId)), 'with its fix, its rule can’t tell any more');
  const brought = after.result.findings.filter(({ fingerprint }) => !known.has(fingerprint));
  for (const one of brought.filter(isGrave)) leave(at(chosen, one.path), `its fix would bring \`${one.ruleId}\` in \`${one.path}\``);
  const existing = new Set(after.existing);
  for (const one of before.result.fixed) if (existing.has(one.fingerprint)) leave(at(chosen, one.path), `its fix would bring \`${one.ruleId}\` back`);
  const skipped = new Set(before.result.skipped.map(({ path }) => path));
  for (const { path } of after.result.skipped) if (!skipped.has(path)) leave(at(chosen, path), `\`${path}\` could not be read after it`);
  if (failing.size > 0) return failing;
  const worse = gapsOf(after).some((gap) => !gapsOf(before).includes(gap)) || !isFewer(before, after);
  // Nothing says which of them it is: the last of the rules goes first.
  const last = chosen.at(-1)?.ruleId;
  if (worse) leave(chosen.filter(({ ruleId }) => ruleId === last), 'the tree with its fix is not better than without');
  return failing;
}

/** Fixes that edit the file; all of them where none does. */
function at(chosen: readonly Fixable[], path: string): readonly Fixable[] {
  const there = chosen.filter(({ fix }) => fix.edits.some((edit) => edit.path === path));
  return there.length === 0 ? chosen : there;
}

/** More than a remark; a linter's word counts always, as its severity is ours. */
function isGrave({ severity, ruleId, disposition }: Finding): boolean {
  return (disposition === 'report' || disposition === 'out-of-diff') && (severity !== 'info' || linterOf(ruleId) !== undefined);
}

function isFewer(before: WholeJudgement, after: WholeJudgement): boolean {
  const [grave, graver] = [after, before].map(({ result }) => result.findings.filter(({ severity }) => severity !== 'info').length) as [number, number];
  return grave < graver || (grave === graver && after.result.findings.length < before.result.findings.length);
}

/** Places of the tree that the rule could not judge. */
export function doubtsOf(audit: Audit, ruleId: string): number {
  let doubts = 0;
  for (const { outcomes } of audit.values()) {
    for (const { configured, unknowns } of outcomes) if (configured.rule.meta.id === ruleId) doubts += unknowns.length;
  }
  return doubts;
}

/** What a rule, a linter or a parser could not say because it broke. */
function gapsOf({ result }: WholeJudgement): string[] {
  return result.notices.filter((notice) => /^Not (verified|judged): /.test(notice));
}
