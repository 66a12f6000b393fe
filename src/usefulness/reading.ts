/** From a pull request as GitHub shows it to what is recorded of its comments. Pure. */
import type { PullState, ReviewThread } from '../github/types.js';
import { groupedBy } from '../project/grouped.js';
import type { PullReading, ShownComment } from './types.js';

/** Null where GitHub did not say what people think of our comments: that is no reason to forget what is known. */
export function readingOf(pull: Omit<PullReading, 'ended' | 'comments'>, { viewer, isOpen, threads }: PullState): PullReading | null {
  if (viewer === '') return null;
  const { repositoryId, repository, pullNumber } = pull;
  return { repositoryId, repository, pullNumber, ended: !isOpen, comments: threads.flatMap(shownIn) };
}

/** One for each rule that the first comment speaks of; none where it is not ours, or its marker names no rule. */
function shownIn({ ours, commentId, findings, opening, told }: ReviewThread): ShownComment[] {
  if (!ours || opening === undefined) return [];
  const named = findings.flatMap(({ ruleId, fingerprint }) => (ruleId === null ? [] : [{ ruleId, fingerprint }]));
  return [...groupedBy(named, ({ ruleId }) => ruleId)].map(([ruleId, group]) => ({
    commentId,
    ruleId,
    fingerprints: group.map(({ fingerprint }) => fingerprint),
    ...opening,
    fixed: told?.kind === 'fixed',
    moved: told?.kind === 'moved',
  }));
}
