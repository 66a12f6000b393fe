/** From raw matches to located, fingerprinted hits. Pure. */
import type { ChangeSet } from '../changes/types.js';
import type { Span } from '../facts/types.js';
import { fingerprintOf } from './fingerprint.js';
import type { Range } from './types.js';

/** What of a match identifies it. */
export interface Identifiable {
  readonly span: Span;
  readonly symbol: string;
  readonly subject: string;
}

/** 1-based lines and UTF-16 columns, half-open, as in the span. */
export function rangeOf(span: Span): Range {
  return { start: { line: span[0], column: span[1] }, end: { line: span[2], column: span[3] } };
}

/** Head path -> the path by which the base knows the file. */
export function basePaths(changes: ChangeSet): (headPath: string) => string {
  const renamed = new Map<string, string>();
  for (const file of changes.files) if (file.previousPath !== undefined) renamed.set(file.path, file.previousPath);
  return (path) => renamed.get(path) ?? path;
}

/**
 * Fingerprints the matches of one rule in one file, in the order of their place; equal ones are told apart by counting.
 * @param path the path by which the base knows the file.
 */
export function fingerprintMatches<T extends Identifiable>(ruleId: string, path: string, matches: readonly T[]): { match: T; fingerprint: string }[] {
  const seen = new Map<string, number>();
  const ordered = [...matches].sort((a, b) => a.span[0] - b.span[0] || a.span[1] - b.span[1]);
  return ordered.map((match) => {
    const key = `${match.symbol}\0${match.subject}`;
    const occurrence = seen.get(key) ?? 0;
    seen.set(key, occurrence + 1);
    return { match, fingerprint: fingerprintOf({ ruleId, path, symbol: match.symbol, subject: match.subject, occurrence }) };
  });
}
