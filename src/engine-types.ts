/** What the composition roots need of the engine: a change in, a result and the plan for publishing it out. */
import type { ChangeSource } from './checkout/types.js';
import type { FixAnswer, FixSelection } from './fixes/types.js';
import type { PageParts } from './report/html/kept.js';
import type { ReportPlan, RunResult, Wishes } from './report/types.js';

export interface Review {
  readonly result: RunResult;
  readonly plan: ReportPlan;
  /** What its page is made of beside the result, where the engine is to gather it; null where it could not. */
  readonly page?: PageParts | null;
}

export interface Engine {
  /** Reviews one change, as people asked for it. Does not close the source. Rejects when the change could not be judged at all. */
  review(source: ChangeSource, wishes?: Wishes): Promise<Review>;
  /**
   * Mends what a change brings, but for what people ignore, as files and as a patch from the source's head; writes nothing. What it answers was
   * judged whole, by the rules and the linters. Does not close the source. Rejects when the change could not be judged at all.
   */
  fix(source: ChangeSource, selection: FixSelection, wishes?: Wishes): Promise<FixAnswer>;
  /** Ends what the engine holds open (facts store, parsers); no review may be running. */
  close(): Promise<void>;
}
