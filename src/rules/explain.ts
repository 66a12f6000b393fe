/** From hits to worded findings. Pure. */
import type { ChangeSet } from '../changes/types.js';
import { changedFile, findCause, isChangedLine } from '../findings/cause.js';
import { hitsOf, type Hit } from '../findings/hits.js';
import { basePaths, rangeOf } from '../findings/locate.js';
import type { Disposition, Finding, Message, Unknown } from '../findings/types.js';
import type { Catalogue, ProjectModel } from '../project/types.js';
import { standing, type Sides } from './both-sides.js';
import { contextFor, type Audit, type FileOutcome, type Outcome } from './run.js';
import type { Match, RuleContext, Subject } from './types.js';

export type RuleHit = Hit<Outcome, Match<unknown>>;

export interface ExplainInput {
  readonly model: ProjectModel;
  readonly catalogue: Catalogue;
  readonly changes: ChangeSet;
  /** Fingerprints the repository has accepted. */
  readonly baseline: ReadonlySet<string>;
  /** Match -> by what names linters know the same defect, in Markdown. */
  readonly also?: ReadonlyMap<unknown, readonly string[]>;
  /** Whether a person asked not to hear of a finding. */
  readonly ignores?: ((finding: Pick<Finding, 'ruleId' | 'fingerprint'>) => boolean) | undefined;
}

/** All hits of one side. `side` base: its paths are the base's own. */
export function hitsOfSide(changes: ChangeSet, input: { readonly audit: Audit; readonly model: Pick<ProjectModel, 'facts'> }, side: 'base' | 'head'): RuleHit[] {
  const canonicalPath = side === 'head' ? basePaths(changes) : (path: string) => path;
  return hitsOf<Match<unknown>, Outcome>({ audit: input.audit, facts: (path) => input.model.facts(path), canonicalPath });
}

/** All hits of both sides, where they stand. */
export function hitsOfSides(changes: ChangeSet, { base, head }: Sides): Record<'base' | 'head', RuleHit[]> {
  return { base: hitsOfSide(changes, standing(base), 'base'), head: hitsOfSide(changes, standing(head), 'head') };
}

/** Words a hit of the head: message, cause, fix, disposition. */
export function explain(hit: RuleHit, input: ExplainInput): Finding {
  const [subject, context] = askedOf(hit, input);
  return {
    ...wordsOf(hit, input),
    cause: stands(hit, input.changes) ? null : findCause(input.changes, hit.match.causes),
    fix: hit.outcome.configured.rule.suggest?.(hit.match, subject, context) ?? null,
    disposition: dispositionOf(hit, input),
  };
}

/**
 * Words a hit of the base that the head no longer has. Its path and lines are the base's own. There is nothing left to
 * mend, and nothing that brought it about, so it has neither fix nor cause.
 */
export function explainFixed(hit: RuleHit, input: ExplainInput): Finding {
  return { ...wordsOf(hit, input), cause: null, fix: null, disposition: input.baseline.has(hit.fingerprint) ? 'baselined' : 'report' };
}

function wordsOf(hit: RuleHit, input: ExplainInput): Omit<Finding, 'cause' | 'fix' | 'disposition'> {
  const { rule } = hit.outcome.configured;
  const [subject, context] = askedOf(hit, input);
  return {
    ruleId: hit.ruleId,
    area: rule.meta.area,
    severity: hit.severity,
    confidence: hit.match.confidence ?? rule.meta.confidence,
    status: rule.meta.status,
    path: hit.path,
    range: rangeOf(hit.match.span),
    symbol: hit.match.symbol,
    message: withNames(rule.message(hit.match, subject, context), input.also?.get(hit.match) ?? []),
    related: hit.match.related,
    fingerprint: hit.fingerprint,
  };
}

/** One finding for what linters say as well, under all its names; a name that the rule itself gives is not said again. */
function withNames(message: Message, names: readonly string[]): Message {
  const more = names.filter((name) => !message.what.includes(name));
  return more.length === 0 ? message : { ...message, what: `${message.what} Also known as ${more.join(', ')}.` };
}

/** What a rule is asked with about one of its own matches. */
function askedOf(hit: RuleHit, input: ExplainInput): readonly [Subject, RuleContext<unknown>] {
  const facts = input.model.facts(hit.path) ?? { lineCount: 0, references: [], suppressions: [] };
  return [{ path: hit.path, facts }, contextFor(input, hit.outcome.configured)];
}

/** Everything that could not be judged, at the wanted lines. */
export function unknownsOf(answers: Iterable<FileOutcome>, wants: (path: string, line: number) => boolean): Unknown[] {
  const unknowns: Unknown[] = [];
  for (const { path, outcomes } of answers) {
    for (const outcome of outcomes) {
      for (const { line, reason } of outcome.unknowns) {
        if (wants(path, line)) unknowns.push({ ruleId: outcome.configured.rule.meta.id, path, line, reason });
      }
    }
  }
  return unknowns;
}

/** The finding's own first line is part of the change. */
function stands(hit: RuleHit, changes: ChangeSet): boolean {
  return isChangedLine(changedFile(changes, hit.path), hit.match.span[0]);
}

function dispositionOf(hit: RuleHit, input: ExplainInput): Disposition {
  if (hit.suppressed) return 'suppressed';
  if (input.baseline.has(hit.fingerprint)) return 'baselined';
  if (input.ignores?.(hit) === true) return 'ignored';
  return input.changes.files.length === 0 || stands(hit, input.changes) ? 'report' : 'out-of-diff';
}
