/** Composes the result of a run. Pure. */
import { changedFile, isChangedLine } from '../findings/cause.js';
import { keysToCompare } from '../changes/derived.js';
import type { ChangeSet } from '../changes/types.js';
import type { Configuration } from '../config/configure.js';
import type { ChangeSource, TreeSource } from '../checkout/types.js';
import type { Finding } from '../findings/types.js';
import { groupedBy } from '../project/grouped.js';
import { perObject } from '../project/per-object.js';
import type { Side, Sides } from '../rules/both-sides.js';
import { unknownsOf, type RuleHit } from '../rules/explain.js';
import type { Audit, ConfiguredRule, FileOutcome } from '../rules/run.js';
import { computeScores, type RuleTally } from '../score/compute.js';
import { judgeVerdict } from '../score/verdict.js';
import { configEffect } from './config-effect.js';
import type { RunResult, RunStats, SkippedFile } from './types.js';

/** What every run has. */
export interface Run {
  readonly source: TreeSource;
  readonly configuration: Configuration;
  readonly facts: Pick<RunStats, 'parsedFiles' | 'parsedBytes'>;
  /** What the linters say of themselves, one sentence each. */
  readonly notices: readonly string[];
  readonly milliseconds: number;
}

export interface ReviewRun extends Run {
  readonly source: ChangeSource;
  readonly sides: Sides;
  /** All hits of both sides. */
  readonly hits: Readonly<Record<'base' | 'head', readonly RuleHit[]>>;
  readonly introduced: readonly Finding[];
  readonly fixed: readonly Finding[];
  readonly existing: readonly RuleHit[];
}

export interface AuditRun extends Run {
  readonly side: Side;
  /** All hits of it. */
  readonly hits: readonly RuleHit[];
  readonly findings: readonly Finding[];
}

/** The result of a review. */
export function reviewResult(run: ReviewRun): RunResult {
  const { changes } = run.source;
  const { head } = run.sides;
  const changed = new Set(changes.files.map((file) => file.path));
  const worded = new Map(run.introduced.map((finding) => [finding.fingerprint, finding]));
  const { ruled } = run.sides.base;
  const [before, summary] = [summaryFrom(summaryOf(ruled), ruled, run.sides.base.audit), summaryFrom(summaryOf(ruled), ruled, head.audit)];
  const { baseline } = run.configuration;
  const counted = {
    base: tallies(before, run.hits.base, new Map(), baseline),
    head: tallies(summary, run.hits.head, worded, baseline),
  };
  const scores = computeScores({ ...counted, introduced: new Set(worded.keys()) });
  const skipped = skippedFiles(head, changed, changes);
  const open = [...failuresOf(summary), ...undecided(skipped)];
  const judged = { mode: 'review' as const, findings: run.introduced, fixed: run.fixed, scores };
  const verdict = verdictOf(run, judged, open);
  const effect = configEffect({ configuration: run.configuration, judged: { ...judged, undecided: open }, tallies: counted, verdict });
  return {
    ...judged,
    repository: run.source.name,
    base: run.source.base.commit,
    head: run.source.head.commit,
    verdict,
    existing: run.existing.filter((hit) => !hit.suppressed).length,
    unknowns: unknownsOf(answersFor(head.audit, changed), (path, line) => isChangedLine(changedFile(changes, path), line)),
    skipped,
    changes,
    notices: noticesOf(run, head, changed, summary, effect),
    stats: statsOf(run, head, changes, summary),
  };
}

/** The result of an audit. */
export function auditResult(run: AuditRun): RunResult {
  const changes: ChangeSet = { files: [] };
  const paths = run.side.state.snapshot.entries;
  const worded = new Map(run.findings.map((finding) => [finding.fingerprint, finding]));
  const summary = summaryOf(run.side.audit);
  const scores = computeScores({ base: null, head: tallies(summary, run.hits, worded, run.configuration.baseline), introduced: new Set(worded.keys()) });
  const judged = { mode: 'audit' as const, findings: run.findings, fixed: [], scores };
  return {
    ...judged,
    repository: run.source.name,
    base: null,
    head: run.source.head.commit,
    verdict: verdictOf(run, judged, failuresOf(summary)),
    existing: 0,
    unknowns: unknownsOf(run.side.audit.values(), () => true),
    skipped: skippedFiles(run.side, paths.keys(), changes),
    changes,
    notices: noticesOf(run, run.side, paths.keys(), summary),
    stats: statsOf(run, run.side, changes, summary),
  };
}

function verdictOf({ configuration }: Run, judged: Pick<RunResult, 'mode' | 'findings' | 'fixed' | 'scores'>, undecided: readonly string[]): RunResult['verdict'] {
  return judgeVerdict({ ...judged, undecided }, configuration.valid ? configuration.config.gate : null);
}

function noticesOf(run: Run, side: Side, paths: Iterable<string>, summary: Summary, effect: readonly string[] = []): string[] {
  return [...run.source.notes, ...run.configuration.notices, ...effect, ...run.notices, ...brokenTools(side, paths), ...failuresOf(summary).map((failure) => `Not judged: ${failure}.`)];
}

function answersFor(audit: Audit, paths: Iterable<string>): FileOutcome[] {
  return [...paths].flatMap((path) => audit.get(path) ?? []);
}

/** What is counted over an audit, which holds an answer of each rule for each file. */
interface Summary {
  readonly counts: ReadonlyMap<ConfiguredRule, Count>;
  readonly opportunities: number;
  /** Rules that failed, an error of ours: what they would have said is not known, so a pass is none. By path. */
  readonly failures: ReadonlyMap<string, readonly string[]>;
}

interface Count {
  readonly passed: number;
  readonly unknown: number;
}

/** What is counted of one file. */
function summaryOfFile({ path, outcomes }: FileOutcome): Summary {
  const counts = new Map<ConfiguredRule, Count>();
  for (const { configured, passed, unknowns } of outcomes) addTo(counts, configured, { passed, unknown: unknowns.length });
  return {
    counts,
    opportunities: outcomes.reduce((sum, { passed, matches, unknowns }) => sum + passed + matches.length + unknowns.length, 0),
    failures: new Map([[path, outcomes.flatMap(({ configured, failure }) => (failure === undefined ? [] : [`the rule ${configured.rule.meta.id} failed on ${path} (${failure})`]))]]),
  };
}

/** Of a base, once for all its heads. */
const summaryOf = perObject((audit: Audit): Summary => summaryFrom({ counts: new Map(), opportunities: 0, failures: new Map() }, new Map(), audit));

/** Counts what is another answer than before: of two sides, most are the same. */
function summaryFrom(summary: Summary, before: Audit, after: Audit): Summary {
  const [counts, failures] = [new Map(summary.counts), new Map(summary.failures)];
  let { opportunities } = summary;
  const count = (answer: FileOutcome, sign: 1 | -1): void => {
    const own = summaryOfFile(answer);
    opportunities += sign * own.opportunities;
    for (const [configured, { passed, unknown }] of own.counts) addTo(counts, configured, { passed: sign * passed, unknown: sign * unknown });
    for (const [path, failed] of own.failures) if (sign < 0 || failed.length === 0) failures.delete(path);
      else failures.set(path, failed);
  };
  for (const path of keysToCompare(before, after)) {
    const [old, now] = [before.get(path), after.get(path)];
    if (old === now) continue;
    if (old !== undefined) count(old, -1);
    if (now !== undefined) count(now, 1);
  }
  return { counts, opportunities, failures };
}

function failuresOf({ failures }: Summary): readonly string[] {
  return [...failures.keys()].sort().flatMap((path) => failures.get(path) ?? []);
}

function addTo(counts: Map<ConfiguredRule, Count>, configured: ConfiguredRule, { passed, unknown }: Count): void {
  const known = counts.get(configured);
  counts.set(configured, { passed: (known?.passed ?? 0) + passed, unknown: (known?.unknown ?? 0) + unknown });
}

function tallies({ counts }: Summary, hits: readonly RuleHit[], worded: ReadonlyMap<string, Finding>, baseline: ReadonlySet<string>): RuleTally[] {
  const byRule = groupedBy(hits, ({ ruleId }) => ruleId);
  return [...groupedBy([...counts], ([{ rule }]) => rule.meta.id).values()].map((same) => {
    const { rule, severity } = (same[0] as (typeof same)[number])[0];
    const { id, area } = rule.meta;
    const findings = (byRule.get(id) ?? []).map((hit): RuleTally['findings'][number] => ({
      fingerprint: hit.fingerprint,
      severity: hit.severity,
      fixSafety: worded.get(hit.fingerprint)?.fix?.safety ?? null,
      // What a pull request ignores is what it brought: the findings of its base count as ever.
      disposition: worded.get(hit.fingerprint)?.disposition ?? (hit.suppressed ? 'suppressed' : baseline.has(hit.fingerprint) ? 'baselined' : 'report'),
    }));
    const [passed, unknown] = [sumOf(same, ([, count]) => count.passed), sumOf(same, ([, count]) => count.unknown)];
    return { ruleId: id, area, severity: severity ?? rule.meta.severity, status: rule.meta.status, passed, unknown, findings };
  });
}

function sumOf<T>(items: readonly T[], numberOf: (item: T) => number): number {
  return items.reduce((sum, item) => sum + numberOf(item), 0);
}

function skippedFiles({ state }: Side, paths: Iterable<string>, changes: ChangeSet): SkippedFile[] {
  const binary = new Set(changes.files.filter((file) => file.binary).map((file) => file.path));
  return [...paths].filter((path) => state.snapshot.entries.has(path)).sort().flatMap((path) => {
    const facts = state.facts(path);
    // What git calls binary may be text to us: UTF-16 has bytes of zero.
    const skip = facts?.skip ?? (binary.has(path) && (facts?.lineCount ?? 0) === 0 ? { reason: 'binary' as const, detail: 'not text' } : undefined);
    return skip === undefined ? [] : [{ path, ...skip }];
  });
}

/** Tools that could not judge a file the run looks at: what they would have said is not known. One sentence for each tool. */
function brokenTools({ state }: Side, paths: Iterable<string>): string[] {
  const broken = [...paths].sort().flatMap((path) => {
    const { lintUnknown, secretsUnknown } = state.facts(path) ?? {};
    return [lintUnknown, secretsUnknown].flatMap((reason) => (reason === undefined ? [] : [{ reason, path }]));
  });
  return [...groupedBy(broken, ({ reason }) => reason)].map(([reason, [first, ...more]]) => `Not verified: ${reason} (${first?.path}${more.length === 0 ? '' : ` and ${more.length} more`}).`);
}

/** Source that should have been judged and could not be read keeps a pass from being one. */
function undecided(skipped: readonly SkippedFile[]): string[] {
  const source = skipped.filter((file) => /\.(pyi?|[cm]?[jt]sx?)$/.test(file.path) && ['too-large', 'not-utf8', 'unreadable', 'missing', 'quarantined'].includes(file.reason));
  return source.map((file) => `${file.path} was not read (${file.detail})`);
}

function statsOf(run: Run, side: Side, changes: ChangeSet, { opportunities }: Summary): RunStats {
  return {
    files: side.state.snapshot.entries.size,
    changedFiles: changes.files.length,
    parsedFiles: run.facts.parsedFiles,
    parsedBytes: run.facts.parsedBytes,
    opportunities,
    milliseconds: Math.round(run.milliseconds),
  };
}
