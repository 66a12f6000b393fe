/** What earlier runs on this machine measured, and how this one stands to them. */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine, Row } from './types.js';

/** One run. */
export interface Entry {
  /** Commit id, with `+` where files differed from it. */
  readonly commit: string;
  /** ISO 8601. */
  readonly at: string;
  /** Medians by `tree: what`. */
  readonly medians: Readonly<Record<string, { readonly value: number; readonly unit: Row['unit'] }>>;
}

/** One row of both runs. */
export interface Change {
  readonly row: string;
  /** What it costs now over what it cost then: above 1 is slower, or more. */
  readonly ratio: number;
}

/** The last runs of another state of the source and of this one. */
export interface Comparison {
  readonly before: Entry;
  readonly changes: readonly Change[];
}

const PLAIN = 'plain parse';

/** A file for each kind of machine: figures of others say nothing. */
export function historyFile(folder: string, machine: Machine): string {
  return join(folder, `${createHash('sha256').update(JSON.stringify(machine)).digest('hex').slice(0, 12)}.jsonl`);
}

/** Entries, oldest first; lines that are none are left out. */
export function readHistory(file: string): Entry[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as Entry];
    } catch {
      // A run was cut off while it wrote.
      return [];
    }
  });
}

/** Adds a run; makes the folder where it is missing. */
export function remember(file: string, entry: Entry): void {
  mkdirSync(join(file, '..'), { recursive: true });
  appendFileSync(file, `${JSON.stringify(entry)}\n`);
}

export function entryOf(commit: string, at: string, rows: readonly Row[]): Entry {
  return { commit, at, medians: Object.fromEntries(rows.map(({ tree, what, value, unit }) => [`${tree}: ${what}`, { value: value.median, unit }])) };
}

/**
 * Against the last run of another commit that has measured one of the same trees. Times are compared by what each run's plain parse of
 * the tree took, so that a machine that was busier is no change. Counts are left out.
 */
export function compare(history: readonly Entry[], now: Entry): Comparison | null {
  const before = history.findLast((entry) => entry.commit !== now.commit && Object.keys(now.medians).some((row) => row in entry.medians));
  if (before === undefined) return null;
  const changes = Object.keys(now.medians).flatMap((row) => {
    const [then, today] = [costOf(before, row), costOf(now, row)];
    return then === null || today === null || then === 0 ? [] : [{ row, ratio: today / then }];
  });
  return { before, changes };
}

/** In plain parses of the tree for times, as it is for megabytes and ratios; null for what is no cost. */
function costOf({ medians }: Entry, row: string): number | null {
  const tree = row.slice(0, row.indexOf(': '));
  const [own, plain] = [medians[row], medians[`${tree}: ${PLAIN}`]];
  if (own === undefined || plain === undefined || row.endsWith(`: ${PLAIN}`)) return null;
  switch (own.unit) {
    case 'ms':
      return own.value * plain.value;
    case 'MB/s':
      return plain.value / own.value;
    case 'MB':
    case 'ratio':
      return own.value;
    default:
      return null;
  }
}

/** Lines for people, with the greatest changes marked. */
export function told({ before, changes }: Comparison): string {
  const width = Math.max(...changes.map(({ row }) => row.length));
  const lines = changes.map(({ row, ratio }) => `  ${row.padEnd(width)}  ${ratio.toFixed(2).padStart(6)} ×${ratio > 1.2 ? '  more' : ratio < 0.8 ? '  less' : ''}`);
  return [`against ${before.commit.slice(0, 12)}${before.commit.endsWith('+') ? '+' : ''} of ${before.at.slice(0, 10)} (cost now / cost then; times as parts of each run's plain parse)`, ...lines].join('\n');
}
