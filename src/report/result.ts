/** Composes the result of a run. Pure. */
import { changedFile, isChangedLine } from '../findings/cause.js';
import type { ChangeSet } from '../changes/types.js';
import type { Configuration } from '../config/configure.js';
import type { ChangeSource, TreeSource } from '../checkout/types.js';
import type { Finding } from '../findings/types.js';
import { standing, type Side, type Sides } from '../rules/both-sides.js';
import { hitsOfSide, unknownsOf, type RuleHit } from '../rules/explain.js';
import { computeScores, type RuleTally } from '../score/compute.js';
import { judgeVerdict } from '../score/verdict.js';
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
  readonly introduced: readonly Finding[];
  readonly fixed: readonly Finding[];
  readonly existing: readonly RuleHit[];
}

export interface AuditRun extends Run {
  readonly side: Side;
  readonly findings: readonly Finding[];
}

/** The result of a review. */
export function reviewResult(run: ReviewRun): RunResult {
  const { changes } = run.source;
  const changed = new Set(changes.files.map((file) => file.path));
  const worded = new Map(run.introduced.map((finding) => [finding.fingerprint, finding]));
  const scores = computeScores({
    base: tallies(run.sides.base, hitsOfSide(changes, standing(run.sides.base), 'base'), new Map(), run.configuration.baseline),
    head: tallies(run.sides.head, hitsOfSide(changes, standing(run.sides.head), 'head'), worded, run.configuration.baseline),
    introduced: new Set(worded.keys()),
  });
  const skipped = skippedFiles(run.sides.head, (path) => changed.has(path), changes);
  const judged = { mode: 'review' as const, findings: run.introduced, fixed: run.fixed, scores };
  return {
    ...judged,
    repository: run.source.name,
    base: run.source.base.commit,
    head: run.source.head.commit,
    verdict: judgeVerdict({ ...judged, undecided: [...failures(run.sides.head), ...undecided(skipped)] }, run.configuration.valid ? run.configuration.config.gate : null),
    existing: run.existing.filter((hit) => !hit.suppressed).length,
    unknowns: unknownsOf(run.sides.head.audit, (path, line) => isChangedLine(changed.has(path) ? changedFile(changes, path) : undefined, line)),
    skipped,
    changes,
    notices: [...run.source.notes, ...run.configuration.notices, ...run.notices, ...brokenTools(run.sides.head, (path) => changed.has(path)), ...failures(run.sides.head).map((failure) => `Not judged: ${failure}.`)],
    stats: statsOf(run, run.sides.head, changes),
  };
}

/** The result of an audit. */
export function auditResult(run: AuditRun): RunResult {
  const changes: ChangeSet = { files: [] };
  const worded = new Map(run.findings.map((finding) => [finding.fingerprint, finding]));
  const scores = computeScores({
    base: null,
    head: tallies(run.side, hitsOfSide(changes, standing(run.side), 'head'), worded, run.configuration.baseline),
    introduced: new Set(worded.keys()),
  });
  const judged = { mode: 'audit' as const, findings: run.findings, fixed: [], scores };
  return {
    ...judged,
    repository: run.source.name,
    base: null,
    head: run.source.head.commit,
    verdict: judgeVerdict({ ...judged, undecided: failures(run.side) }, run.configuration.valid ? run.configuration.config.gate : null),
    existing: 0,
    unknowns: unknownsOf(run.side.audit, () => true),
    skipped: skippedFiles(run.side, () => true, changes),
    changes,
    notices: [...run.source.notes, ...run.configuration.notices, ...run.notices, ...brokenTools(run.side, () => true), ...failures(run.side).map((failure) => `Not judged: ${failure}.`)],
    stats: statsOf(run, run.side, changes),
  };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function tallies(side: Side, hits: readonly RuleHit[], worded: ReadonlyMap<string, Finding>, baseline: ReadonlySet<string>): RuleTally[] {
  const byRule = new Map<string, { tally: Mutable<RuleTally>; findings: RuleTally['findings'][number][] }>();
  for (const { outcomes } of side.audit.values()) {
    for (const { configured, passed, unknowns } of outcomes) {
      const { id, area, severity, status } = configured.rule.meta;
      const known = byRule.get(id) ?? { tally: { ruleId: id, area, severity: configured.severity ?? severity, status, passed: 0, findings: [], unknown: 0 }, findings: [] };
      known.tally.passed += passed;
      known.tally.unknown += unknowns.length;
      byRule.set(id, known);
    }
  }
  for (const hit of hits) {
    const fixSafety = worded.get(hit.fingerprint)?.fix?.safety ?? null;
    const disposition = hit.suppressed ? 'suppressed' : baseline.has(hit.fingerprint) ? 'baselined' : 'report';
    byRule.get(hit.ruleId)?.findings.push({ fingerprint: hit.fingerprint, severity: hit.severity, fixSafety, disposition });
  }
  return [...byRule.values()].map(({ tally, findings }) => ({ ...tally, findings }));
}

function skippedFiles(side: Side, wants: (path: string) => boolean, changes: ChangeSet): SkippedFile[] {
  const skipped: SkippedFile[] = [];
  const binary = new Set(changes.files.filter((file) => file.binary).map((file) => file.path));
  for (const path of [...side.state.snapshot.entries.keys()].sort()) {
    if (!wants(path)) continue;
    const facts = side.state.facts(path);
    // What git calls binary may be text to us: UTF-16 has bytes of zero.
    const skip = facts?.skip ?? (binary.has(path) && (facts?.lineCount ?? 0) === 0 ? { reason: 'binary' as const, detail: 'not text' } : undefined);
    if (skip !== undefined) skipped.push({ path, ...skip });
  }
  return skipped;
}

/** Tools that could not judge a file the run looks at: what they would have said is not known. One sentence for each tool. */
function brokenTools(side: Side, wants: (path: string) => boolean): string[] {
  const byReason = new Map<string, string[]>();
  for (const path of side.model.paths.filter(wants)) {
    const { lintUnknown, secretsUnknown } = side.model.facts(path) ?? {};
    for (const reason of [lintUnknown, secretsUnknown]) if (reason !== undefined) byReason.set(reason, [...(byReason.get(reason) ?? []), path]);
  }
  return [...byReason].map(([reason, [first, ...more]]) => `Not verified: ${reason} (${first}${more.length === 0 ? '' : ` and ${more.length} more`}).`);
}

/** Rules that failed, an error of ours: what they would have said is not known, so a pass is none. */
function failures({ audit }: Side): string[] {
  const found: string[] = [];
  for (const { path, outcomes } of audit.values()) {
    for (const { configured, failure } of outcomes) if (failure !== undefined) found.push(`the rule ${configured.rule.meta.id} failed on ${path} (${failure})`);
  }
  return found;
}

/** Source that should have been judged and could not be read keeps a pass from being one. */
function undecided(skipped: readonly SkippedFile[]): string[] {
  const source = skipped.filter((file) => /\.(pyi?|[cm]?[jt]sx?)$/.test(file.path) && ['too-large', 'not-utf8', 'unreadable', 'missing'].includes(file.reason));
  return source.map((file) => `${file.path} was not read (${file.detail})`);
}

function statsOf(run: Run, side: Side, changes: ChangeSet): RunStats {
  let opportunities = 0;
  for (const { outcomes } of side.audit.values()) {
    for (const outcome of outcomes) opportunities += outcome.passed + outcome.matches.length + outcome.unknowns.length;
  }
  return {
    files: side.state.snapshot.entries.size,
    changedFiles: changes.files.length,
    parsedFiles: run.facts.parsedFiles,
    parsedBytes: run.facts.parsedBytes,
    opportunities,
    milliseconds: Math.round(run.milliseconds),
  };
}
