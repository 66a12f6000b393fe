/** What people made of the rules, as a table and as data. Pure. */
import { shareOf, talliesOf } from './judge.js';
import type { Evidence, RuleStanding, RuleTally } from './types.js';

export interface RuleStats extends RuleTally {
  /** "Not useful" of what was judged, 0 to 1; null where nothing was. */
  readonly share: number | null;
  /** ISO 8601; null where it is not on probation. */
  readonly probationSince: string | null;
  /** ISO 8601; the numbers are of comments written since. Null: of all. */
  readonly releasedAt: string | null;
}

export interface RepositoryStats {
  /** `owner/name`. */
  readonly repository: string;
  /** By id. */
  readonly rules: readonly RuleStats[];
}

/** The rules of a repository that were spoken of there, or are or were on probation. */
export function statsOf(repository: string, evidence: Evidence, standings: readonly RuleStanding[]): RepositoryStats {
  const tallies = talliesOf(evidence, standings);
  const silent = standings.filter(({ ruleId }) => !tallies.some((tally) => tally.ruleId === ruleId)).map(({ ruleId }) => ({ ruleId, shown: 0, fixed: 0, judged: 0, notUseful: 0 }));
  const rules = [...tallies, ...silent].sort((a, b) => (a.ruleId < b.ruleId ? -1 : 1));
  return {
    repository,
    rules: rules.map((tally) => {
      const standing = standings.find(({ ruleId }) => ruleId === tally.ruleId);
      return { ...tally, share: shareOf(tally), probationSince: standing?.probation?.since ?? null, releasedAt: standing?.releasedAt ?? null };
    }),
  };
}

const HEAD = ['rule', 'shown', 'fixed', 'judged', 'not useful', 'share', 'probation'];
/** Columns whose cells are words. */
const WORDS: ReadonlySet<number> = new Set([0, 6]);

/** A table for each repository; empty where there is none. */
export function renderStats(all: readonly RepositoryStats[]): string {
  return all.map(({ repository, rules }) => `${repository}\n${table([HEAD, ...rules.map(cellsOf)])}`).join('\n');
}

function cellsOf({ ruleId, shown, fixed, judged, notUseful, share, probationSince, releasedAt }: RuleStats): string[] {
  // Rounded down, so that a rule below the limit never seems to be at it.
  const percent = share === null ? '-' : `${Math.floor((notUseful * 100) / judged)} %`;
  const probation = probationSince !== null ? `since ${day(probationSince)}` : releasedAt === null ? '' : `released ${day(releasedAt)}`;
  return [ruleId, String(shown), String(fixed), String(judged), String(notUseful), percent, probation];
}

function day(moment: string): string {
  return moment.slice(0, 10);
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = HEAD.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]): string => row.map((cell, at) => (WORDS.has(at) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ').trimEnd();
  return rows.map((row) => `  ${line(row)}\n`).join('');
}
