/** What the publisher needs of GitHub, in our words. `api.ts` is the real one. */
import type { CommentAnchor, PlannedAnnotation } from '../report/types.js';

/** A pull request's place: everything that an API call about it needs. */
export interface PullAddress {
  readonly owner: string;
  readonly repo: string;
  readonly pullNumber: number;
}

export interface NewCheckRun {
  readonly owner: string;
  readonly repo: string;
  readonly headSha: string;
  readonly externalId: string;
}

export interface CheckRunOutput {
  readonly title: string;
  readonly summary: string;
  /** At most 50; GitHub appends them to those it has. */
  readonly annotations: readonly PlannedAnnotation[];
}

export interface CheckRunUpdate {
  readonly output: CheckRunOutput;
  /** Completes the run; without it the run stays in progress. */
  readonly conclusion: 'success' | 'failure' | 'neutral' | null;
}

export interface CheckRunState {
  readonly id: number;
  readonly completed: boolean;
  readonly annotations: number;
}

export interface ReviewThread {
  readonly id: string;
  readonly resolved: boolean;
  /** The login of who resolved it, without `[bot]`; null if it is open, or GitHub does not say. */
  readonly resolvedBy: string | null;
  /** The first comment was written by this App. */
  readonly ours: boolean;
  /** Comments by anyone else, as far as they were read. */
  readonly foreignReplies: boolean;
  /** Fingerprints of the marker in the first comment. */
  readonly fingerprints: readonly string[];
}

export interface PullState {
  readonly headSha: string;
  readonly baseRef: string;
  readonly baseSha: string;
  readonly isDraft: boolean;
  readonly isOpen: boolean;
  /** The App's own login, without `[bot]`. */
  readonly viewer: string;
  readonly threads: readonly ReviewThread[];
  /** Ids of our own reviews that were begun and never submitted. */
  readonly pendingReviews: readonly number[];
}

export interface PlacedComment {
  readonly path: string;
  readonly anchor: CommentAnchor;
  readonly body: string;
}

export interface GitHubApi {
  createCheckRun(run: NewCheckRun): Promise<number>;
  /** The id of the App's check run with this `external_id` on the commit; null where there is none. */
  findCheckRun(run: NewCheckRun): Promise<number | null>;
  readCheckRun(owner: string, repo: string, id: number): Promise<CheckRunState>;
  updateCheckRun(owner: string, repo: string, id: number, update: CheckRunUpdate): Promise<void>;
  /** Merge base of a base (branch or commit) and a head; null where they share no commit or GitHub knows one of them not. */
  mergeBase(owner: string, repo: string, base: string, headSha: string): Promise<string | null>;
  /** All threads, by as many GraphQL reads as it takes (one for the first hundred); by REST where GraphQL does not tell. */
  readPull(pull: PullAddress): Promise<PullState>;
  /** One review, submitted at once. Only line anchors. */
  postReview(pull: PullAddress, headSha: string, comments: readonly PlacedComment[]): Promise<void>;
  postComment(pull: PullAddress, headSha: string, comment: PlacedComment): Promise<void>;
  deletePendingReview(pull: PullAddress, reviewId: number): Promise<void>;
  /** One mutation for all. Throws when GitHub refused any of them. */
  resolveThreads(threadIds: readonly string[]): Promise<void>;
  /** A token of the installation, for git. */
  gitToken(): Promise<string>;
}
