/** From what is known of comments to judgements of rules, and to probation. Pure; the order of what has happened does not matter. */
import type { Evidence, FindingVote, RecordedComment, RuleStanding, RuleTally } from './types.js';

/** With fewer judgements one vote would be more than the share that is asked for. */
const FEWEST_JUDGEMENTS = 10;
/** That of Tricorder, where an analysis at 10 % "not useful" goes on probation (Sadowski et al., ICSE 2015). */
const LARGEST_SHARE_IN_PERCENT = 10;

/** Whether a rule of which people think so goes on probation: at least ten judgements, a tenth or more of them "not useful". */
export function isDue({ judged, notUseful }: Pick<RuleTally, 'judged' | 'notUseful'>): boolean {
  return judged >= FEWEST_JUDGEMENTS && notUseful * 100 >= judged * LARGEST_SHARE_IN_PERCENT;
}

/** "Not useful" of what was judged, 0 to 1; null where nothing was. */
export function shareOf({ judged, notUseful }: Pick<RuleTally, 'judged' | 'notUseful'>): number | null {
  return judged === 0 ? null : notUseful / judged;
}

/**
 * One tally for each rule that was spoken of, by id. A comment counts once for each rule that it speaks of; of a rule that a person
 * released, only those written since. What moved counts where it stands now, with the votes of both places.
 */
export function talliesOf({ comments, votes }: Evidence, standings: readonly RuleStanding[] = []): RuleTally[] {
  const releases = new Map(standings.flatMap(({ ruleId, releasedAt }) => (releasedAt === null ? [] : [[ruleId, Date.parse(releasedAt)] as const])));
  const counted = comments.filter(({ ruleId, writtenAt }) => Date.parse(writtenAt) > (releases.get(ruleId) ?? -Infinity));
  const disliked = dislikedOf(counted, votes);
  const tallies = new Map<string, RuleTally>();
  for (const comment of counted) {
    const isDisliked = disliked.has(comment);
    // Where it went is counted there; where that is not known, only a vote makes it count.
    if (comment.moved && !isDisliked) continue;
    const { ruleId, shown, fixed, judged, notUseful } = tallies.get(comment.ruleId) ?? { ruleId: comment.ruleId, shown: 0, fixed: 0, judged: 0, notUseful: 0 };
    tallies.set(ruleId, { ruleId, shown: shown + 1, fixed: fixed + Number(comment.fixed), judged: judged + Number(comment.ended || isDisliked), notUseful: notUseful + Number(isDisliked) });
  }
  return [...tallies.values()].sort((a, b) => (a.ruleId < b.ruleId ? -1 : 1));
}

/** The comments that a vote counts against. A vote on a finding, or on a comment that has moved, is one on the newest comment that says the same. */
function dislikedOf(comments: readonly RecordedComment[], votes: readonly FindingVote[]): ReadonlySet<RecordedComment> {
  const newest = new Map<string, RecordedComment>();
  for (const comment of [...comments].sort(byStanding)) for (const key of keysOf(comment)) newest.set(key, comment);
  const own = comments.filter(({ against, moved }) => against > 0 && !moved);
  const passedOn = [...comments.filter(({ against, moved }) => against > 0 && moved).flatMap(keysOf), ...votes.map(keyOf)].flatMap((key) => newest.get(key) ?? []);
  return new Set([...own, ...passedOn]);
}

/** What moved before what stands, older before newer. A total order over the comments of a rule. */
function byStanding(a: RecordedComment, b: RecordedComment): number {
  return Number(b.moved) - Number(a.moved) || Date.parse(a.writtenAt) - Date.parse(b.writtenAt) || (a.commentId < b.commentId ? -1 : 1);
}

function keysOf({ pullNumber, ruleId, fingerprints }: RecordedComment): string[] {
  return fingerprints.map((fingerprint) => keyOf({ pullNumber, ruleId, fingerprint }));
}

function keyOf({ pullNumber, ruleId, fingerprint }: FindingVote): string {
  return `${pullNumber} ${ruleId} ${fingerprint}`;
}
