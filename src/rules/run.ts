/** Runs rules over the files of one model, each judgement kept until something it read has changed. Pure. */
import { derive } from '../changes/derived.js';
import type { FileFacts } from '../facts/types.js';
import type { Severity } from '../findings/types.js';
import { perObject } from '../project/per-object.js';
import { given, perKey, perPair, sameItems, watchedPerKey } from '../project/tracked.js';
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

/** Answers for the files of a model, wherever it stands. */
export interface Judge {
  /** Judges by other rules from now on; what rules of the same options said is kept. */
  use(rules: readonly ConfiguredRule[]): void;
  /** What the rules say of the given files; those that the model does not have are left out. */
  audit(paths: Iterable<string>): Audit;
  /** The same of all files: where the list is the one of the last question, what has changed since is looked at alone. */
  auditAll(paths: readonly string[]): Audit;
}

/** Judges the given files. */
export function runRules({ model, catalogue, rules }: RunInput, paths: Iterable<string>): Audit {
  const judge = createJudge(model, catalogue);
  judge.use(rules);
  return judge.audit(paths);
}

/** Builds the judge of one model. */
export function createJudge(model: ProjectModel, catalogue: Catalogue): Judge {
  const rules = given<readonly ConfiguredRule[]>([]);
  const applying = perKey((path: string): readonly ConfiguredRule[] => {
    const facts = model.facts(path);
    return facts === undefined ? [] : rules.get().filter(({ rule }) => rule.applies({ path, facts }));
  }, sameItems);
  /** One that stands for all of its key, which say the same. */
  const byKey = new Map<string, ConfiguredRule>();
  const judgements = perPair((key: string, path: string): Judgement<unknown> => {
    const one = byKey.get(key) as ConfiguredRule;
    const facts = model.facts(path) as FileFacts;
    const before = (): readonly Outcome[] => outcomesOf(path, until(applying(path), key));
    return shared(judgeOne(one, { path, facts }, contextFor({ model, catalogue }, one, before)));
  });
  const outcomesOf = (path: string, configured: readonly ConfiguredRule[]): readonly Outcome[] =>
    configured.flatMap((one) => {
      const judgement = judgements(keyOf(one), path);
      return isNothing(judgement) ? [] : [outcomeOf(one, judgement)];
    });
  const answers = watchedPerKey((path: string): FileOutcome | undefined => {
    return model.facts(path) === undefined ? undefined : { path, outcomes: outcomesOf(path, applying(path)) };
  }, sameAnswer);
  const audit = (paths: Iterable<string>): Audit => {
    const found = new Map<string, FileOutcome>();
    for (const path of paths) {
      const answer = answers(path);
      if (answer !== undefined) found.set(path, answer);
    }
    return found;
  };
  const updated = (before: Audit, doubted: readonly string[]): Audit => {
    const changed = doubted.filter((path) => before.has(path) && answers(path) !== before.get(path));
    const found = new Map(before);
    for (const path of changed) found.set(path, answers(path) as FileOutcome);
    derive(before, found, changed);
    return found;
  };
  let last: { readonly paths: readonly string[]; readonly audit: Audit } | undefined;
  return {
    use: (wanted) => {
      if (sameRules(rules.get(), wanted)) return;
      for (const one of wanted) if (!byKey.has(keyOf(one))) byKey.set(keyOf(one), one);
      rules.set(wanted);
    },
    audit,
    auditAll(paths) {
      const doubted = answers.takeDoubted();
      const all = last?.paths === paths ? updated(last.audit, doubted) : audit(paths);
      last = { paths, audit: all };
      return all;
    },
  };
}

/** The context a rule is called with. `before`: what earlier rules said of the same file, asked only by rules that want to know. */
export function contextFor({ model, catalogue }: Omit<RunInput, 'rules'>, configured: ConfiguredRule, before: () => readonly Outcome[] = () => []): RuleContext<unknown> {
  return {
    model,
    catalogue,
    options: configured.options,
    get earlier() {
      return before().map((outcome) => ({ ruleId: outcome.configured.rule.meta.id, judgement: outcome }));
    },
  };
}

/** Files that are read as source of the project: not vendored, generated, minified or unreadable. */
export function isJudged(facts: FileFacts): boolean {
  return facts.skip === undefined;
}

/** One outcome for each judgement and rule, so that who holds one can tell that it is still the same. */
const outcomesBy = perObject((_configured: ConfiguredRule) => new WeakMap<Judgement<unknown>, Outcome>());

function outcomeOf(configured: ConfiguredRule, judgement: Judgement<unknown>): Outcome {
  const outcomes = outcomesBy(configured);
  const held = outcomes.get(judgement);
  if (held !== undefined) return held;
  const outcome = { ...judgement, configured };
  outcomes.set(judgement, outcome);
  return outcome;
}

/** By the number of opportunities that passed. */
const silent = new Map<number, Judgement<unknown>>();

/** Of judgements that only count what passed, nine in ten, one stands for all that count the same. */
function shared(judgement: Judgement<unknown>): Judgement<unknown> {
  const { matches, passed, unknowns, failure } = judgement;
  if (matches.length > 0 || unknowns.length > 0 || failure !== undefined) return judgement;
  const known = silent.get(passed) ?? judgement;
  silent.set(passed, known);
  return known;
}

function isNothing({ matches, passed, unknowns, failure }: Judgement<unknown>): boolean {
  return matches.length === 0 && passed === 0 && unknowns.length === 0 && failure === undefined;
}

/** Rules of one id and the same options say the same. */
const keyOf = perObject(({ rule, options }: ConfiguredRule) => `${rule.meta.id} ${JSON.stringify(options)}`);

function until(rules: readonly ConfiguredRule[], key: string): readonly ConfiguredRule[] {
  return rules.slice(0, rules.findIndex((one) => keyOf(one) === key));
}

function sameRules(before: readonly ConfiguredRule[], after: readonly ConfiguredRule[]): boolean {
  return before.length === after.length && before.every((one, index) => one.rule === after[index]?.rule && one.severity === after[index]?.severity && keyOf(one) === keyOf(after[index] as ConfiguredRule));
}

function sameAnswer(before: FileOutcome | undefined, after: FileOutcome | undefined): boolean {
  return before !== undefined && after !== undefined && sameItems(before.outcomes, after.outcomes);
}

/** A rule that fails on a file has judged nothing there: it is shown as such, and the other rules and files go on. */
function judgeOne({ rule }: ConfiguredRule, subject: Subject, context: RuleContext<unknown>): Judgement<unknown> {
  try {
    return rule.detect(subject, context);
  } catch (error) {
    const detail = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown';
    return { matches: [], passed: 0, unknowns: [], failure: detail };
  }
}
