/** What those who do the work of jobs are made of. */
import type { Review } from '../engine-types.js';
import type { Sleep } from '../github/check-run.js';
import type { GitHubApi } from '../github/types.js';
import type { ReportPlan, Unreviewed } from '../report/types.js';
import type { ReviewMemory } from '../store/memory.js';
import type { Analysis } from './analysis.js';
import type { Ending, Log, MergeGroupJob, ReviewJob } from './types.js';

/**
 * Keeps what a review found for its page. Answers the page's address; null where it has none. Never rejects: a review is worth more than its page.
 * `milliseconds` from the start of the work.
 */
export type KeepPage = (job: ReviewJob | MergeGroupJob, review: Review, milliseconds: number) => Promise<string | null>;

export interface HandlerParts {
  /** GitHub as the given installation sees it. */
  readonly connect: (installationId: number) => Promise<GitHubApi>;
  readonly analysis: Analysis;
  readonly memory: ReviewMemory;
  /** Reviews have no pages when absent. */
  readonly keepPage?: KeepPage | undefined;
  /** How a check run ends that does not say whether its commit passes. Default: `neutral`. */
  readonly unreviewed?: Unreviewed;
  readonly log: Log;
  readonly sleep: Sleep;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A plan whose check run ends as is wished where it does not say whether the commit passes. */
export function concludedAs<Plan extends Pick<ReportPlan, 'conclusion'>>(plan: Plan, { unreviewed = 'neutral' }: Pick<HandlerParts, 'unreviewed'>): Plan {
  return plan.conclusion === 'neutral' ? { ...plan, conclusion: unreviewed } : plan;
}

/** How a check run ends without a report. Nobody waits for those of commits that are no longer a head. */
export function conclusionOf(ending: Ending, { unreviewed = 'neutral' }: Pick<HandlerParts, 'unreviewed'>): Unreviewed {
  return ending.kind === 'failed' || ending.kind === 'stopped' ? unreviewed : 'neutral';
}
