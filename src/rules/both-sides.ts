/** Models and audits of both sides of a change, sharing what the change cannot touch. Pure. */
import type { ChangeSet, Snapshot } from '../changes/types.js';
import type { FileFacts } from '../facts/types.js';
import { affectedBy, closeOver, type Affected } from '../project/affected.js';
import { createModel, type LinkedModel } from '../project/model.js';
import type { Catalogue } from '../project/types.js';
import { isJudged, runRules, type Audit, type ConfiguredRule } from './run.js';

export interface SidesInput {
  readonly base: Snapshot;
  readonly head: Snapshot;
  readonly changes: ChangeSet;
  baseFacts(path: string): FileFacts | undefined;
  headFacts(path: string): FileFacts | undefined;
  readonly catalogue: Catalogue;
  readonly rules: readonly ConfiguredRule[];
  /** Which files the configuration wants judged. */
  wants(path: string): boolean;
}

export interface Sides {
  readonly base: { readonly model: LinkedModel; readonly audit: Audit };
  readonly head: { readonly model: LinkedModel; readonly audit: Audit };
}

/** Judges the head whole, and of the base only what the change can have made different; the rest is the head's answer. */
export function judgeBothSides(input: SidesInput): Sides {
  const head = headModel(input);
  let affected: Affected = { kind: 'all' };
  const base = createModel({
    snapshot: input.base,
    facts: input.baseFacts,
    catalogue: input.catalogue,
    formerPaths: new Set(),
    knownLinks: (path) => (affected.kind === 'all' || affected.linked.has(path) ? undefined : head.linksFrom(path)),
  });
  affected = closeOver(affectedBy({ changes: input.changes, head, base }), base, head);
  const headAudit = runRules({ model: head, catalogue: input.catalogue, rules: input.rules }, judgedPaths(head, input));
  const judged = affected;
  const reuse = (path: string): ReturnType<Audit['get']> => {
    if (judged.kind === 'all' || judged.judged.has(path)) return undefined;
    const known = headAudit.get(path);
    // What has a finding in the head may owe it to a look-alike elsewhere: judged again.
    return known?.outcomes.some((outcome) => outcome.matches.length > 0) === true ? undefined : known;
  };
  const baseAudit = runRules({ model: base, catalogue: input.catalogue, rules: input.rules }, judgedPaths(base, input), reuse);
  return { base: { model: base, audit: baseAudit }, head: { model: head, audit: headAudit } };
}

/** The same without sharing anything: what `judgeBothSides` must agree with. */
export function judgeBothSidesAfresh(input: SidesInput): Sides {
  const head = headModel(input);
  const base = createModel({ snapshot: input.base, facts: input.baseFacts, catalogue: input.catalogue, formerPaths: new Set() });
  const judge = (model: LinkedModel): Audit => runRules({ model, catalogue: input.catalogue, rules: input.rules }, judgedPaths(model, input));
  return { base: { model: base, audit: judge(base) }, head: { model: head, audit: judge(head) } };
}

/** Paths of a model that the rules look at. */
export function judgedPaths(model: LinkedModel, input: Pick<SidesInput, 'wants'>): string[] {
  return model.paths.filter((path) => {
    const facts = model.facts(path);
    return facts !== undefined && (isJudged(facts) || facts.skip?.reason === 'vendored') && input.wants(path);
  });
}

function headModel(input: SidesInput): LinkedModel {
  const formerPaths = new Set<string>();
  for (const file of input.changes.files) {
    if (file.status === 'deleted') formerPaths.add(file.path);
    if (file.previousPath !== undefined) formerPaths.add(file.previousPath);
  }
  return createModel({ snapshot: input.head, facts: input.headFacts, catalogue: input.catalogue, formerPaths });
}
