/** Every match of an audit, fingerprinted, before it is worded. Pure. */
import type { FileFacts } from '../facts/types.js';
import { fingerprintMatches } from './locate.js';
import type { Severity } from './types.js';

/** What a hit carries of its rule and match; `T` is the audit's own outcome type. */
export interface Hit<Outcome, Match> {
  readonly ruleId: string;
  readonly path: string;
  readonly outcome: Outcome;
  readonly match: Match;
  readonly severity: Severity;
  readonly fingerprint: string;
  readonly suppressed: boolean;
}

interface MatchLike {
  readonly span: readonly [number, number, number, number];
  readonly symbol: string;
  readonly subject: string;
  readonly severity?: Severity;
}

interface OutcomeLike<Match> {
  readonly matches: readonly Match[];
  readonly configured: { readonly severity?: Severity; readonly rule: { readonly meta: { readonly id: string; readonly severity: Severity } } };
}

export interface HitsInput<Outcome> {
  readonly audit: ReadonlyMap<string, { readonly path: string; readonly outcomes: readonly Outcome[] }>;
  facts(path: string): FileFacts | undefined;
  /** The path by which the base knows a file. */
  canonicalPath(path: string): string;
}

/** All hits, by path and place. */
export function hitsOf<Match extends MatchLike, Outcome extends OutcomeLike<Match>>(input: HitsInput<Outcome>): Hit<Outcome, Match>[] {
  const hits: Hit<Outcome, Match>[] = [];
  for (const { path, outcomes } of input.audit.values()) {
    for (const outcome of outcomes) {
      if (outcome.matches.length === 0) continue;
      const { id, severity } = outcome.configured.rule.meta;
      for (const { match, fingerprint } of fingerprintMatches(id, input.canonicalPath(path), outcome.matches)) {
        hits.push({
          ruleId: id,
          path,
          outcome,
          match,
          severity: outcome.configured.severity ?? match.severity ?? severity,
          fingerprint,
          suppressed: isSuppressed(input.facts(path), id, match.span[0]),
        });
      }
    }
  }
  return hits;
}

function isSuppressed(facts: FileFacts | undefined, ruleId: string, line: number): boolean {
  return facts?.suppressions.some((suppression) => suppression.targetLine === line && suppression.rules.includes(ruleId)) ?? false;
}
