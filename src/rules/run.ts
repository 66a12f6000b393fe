/** Runs rules over the files of one model. Pure. */
import type { FileFacts } from '../facts/types.js';
import type { Severity } from '../findings/types.js';
import type { Catalogue, ProjectModel } from '../project/types.js';
import type { Judgement, Rule, RuleContext, Subject } from './types.js';

/** A rule as the configuration wants it. */
export interface ConfiguredRule {
  readonly rule: Rule;
  readonly options: unknown;
  /** Set when the configuration overrides the severity of every match. */
  readonly severity?: Severity;
}

/** What one rule said of one file. */
export interface Outcome extends Judgement<unknown> {
  readonly configured: ConfiguredRule;
}

/** What all rules said of one file; only rules that had something to look at. */
export interface FileOutcome {
  readonly path: string;
  readonly outcomes: readonly Outcome[];
}

export interface RunInput {
  readonly model: ProjectModel;
  readonly catalogue: Catalogue;
  readonly rules: readonly ConfiguredRule[];
}

/** Every answer of an audit, by path. */
export type Audit = ReadonlyMap<string, FileOutcome>;

const NOTHING: readonly Outcome[] = [];

/** Judges the given files (those in the model), or reuses a known outcome where `reuse` has one. */
export function runRules(input: RunInput, paths: Iterable<string>, reuse?: (path: string) => FileOutcome | undefined): Audit {
  const audit = new Map<string, FileOutcome>();
  const hasWide = input.rules.some(({ rule }) => rule.wide === true);
  for (const path of paths) {
    const facts = input.model.facts(path);
    if (facts === undefined) continue;
    const known = reuse?.(path);
    audit.set(path, known !== undefined && !hasWide ? known : { path, outcomes: judgeFile(input, { path, facts }, known) });
  }
  return audit;
}

/** The context a rule is called with. */
export function contextFor(input: RunInput, configured: ConfiguredRule, outcomes: readonly Outcome[] = NOTHING): RuleContext<unknown> {
  const earlier = outcomes.map((outcome) => ({ ruleId: outcome.configured.rule.meta.id, judgement: outcome }));
  return { model: input.model, catalogue: input.catalogue, options: configured.options, earlier };
}

/** Files that are read as source of the project: not vendored, generated, minified or unreadable. */
export function isJudged(facts: FileFacts): boolean {
  return facts.skip === undefined;
}

/** `known`: the other side's answers, good for rules that are not wide. */
function judgeFile(input: RunInput, subject: Subject, known?: FileOutcome): readonly Outcome[] {
  let outcomes: Outcome[] | undefined;
  for (const configured of input.rules) {
    if (known !== undefined && configured.rule.wide !== true) {
      const same = known.outcomes.find((outcome) => outcome.configured === configured);
      if (same !== undefined) (outcomes ??= []).push(same);
      continue;
    }
    if (!configured.rule.applies(subject)) continue;
    const judgement = judge(configured, subject, contextFor(input, configured, outcomes));
    if (judgement.matches.length === 0 && judgement.passed === 0 && judgement.unknowns.length === 0 && judgement.failure === undefined) continue;
    (outcomes ??= []).push({ ...judgement, configured });
  }
  return outcomes ?? NOTHING;
}

/** A rule that fails on a file has judged nothing there: it is shown as such, and the other rules and files go on. */
function judge({ rule }: ConfiguredRule, subject: Subject, context: RuleContext<unknown>): Judgement<unknown> {
  try {
    return rule.detect(subject, context);
  } catch (error) {
    const detail = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown';
    return { matches: [], passed: 0, unknowns: [], failure: detail };
  }
}
