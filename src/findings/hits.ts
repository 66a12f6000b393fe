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

interface FileAnswer<Outcome> {
  readonly path: string;
  readonly outcomes: readonly Outcome[];
}

export interface HitsInput<Outcome> {
  readonly audit: ReadonlyMap<string, FileAnswer<Outcome>>;
  facts(path: string): FileFacts | undefined;
  /** The path by which the base knows a file. */
  canonicalPath(path: string): string;
}

/** All hits, by path and place. Those of an answer are made once for as long as somebody holds it. */
export function hitsOf<Match extends MatchLike, Outcome extends OutcomeLike<Match>>(input: HitsInput<Outcome>): Hit<Outcome, Match>[] {
  const hits: Hit<Outcome, Match>[] = [];
  for (const answer of input.audit.values()) {
    const held = made.get(answer);
    if (held === NOTHING) continue;
    const facts = input.facts(answer.path);
    const canonicalPath = input.canonicalPath(answer.path);
    const own = held?.facts === facts && held?.canonicalPath === canonicalPath ? held.hits : hitsOfFile<Match, Outcome>(answer, facts, canonicalPath);
    if (own !== held?.hits) made.set(answer, own.length === 0 ? NOTHING : { facts, canonicalPath, hits: own });
    hits.push(...(own as readonly Hit<Outcome, Match>[]));
  }
  return hits;
}

interface Made {
  readonly facts: FileFacts | undefined;
  readonly canonicalPath: string;
  readonly hits: readonly unknown[];
}

/** Answer for a file -> its hits, and what they were made with. */
const made = new WeakMap<object, Made>();
const NOTHING: Made = { facts: undefined, canonicalPath: '', hits: [] };

function hitsOfFile<Match extends MatchLike, Outcome extends OutcomeLike<Match>>({ path, outcomes }: FileAnswer<Outcome>, facts: FileFacts | undefined, canonicalPath: string): Hit<Outcome, Match>[] {
  return outcomes.flatMap((outcome) => {
    const { id, severity } = outcome.configured.rule.meta;
    return fingerprintMatches(id, canonicalPath, outcome.matches).map(({ match, fingerprint }) => ({
      ruleId: id,
      path,
      outcome,
      match,
      severity: outcome.configured.severity ?? match.severity ?? severity,
      fingerprint,
      suppressed: isSuppressed(facts, id, match.span[0]),
    }));
  });
}

function isSuppressed(facts: FileFacts | undefined, ruleId: string, line: number): boolean {
  return facts?.suppressions.some((suppression) => suppression.targetLine === line && suppression.rules.includes(ruleId)) ?? false;
}
