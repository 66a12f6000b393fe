/** What the App needs of GitHub, in our words: an interface for each part, and `api-*.ts` with its calls. */
import type { AnswerPlace } from '../jobs/types.js';
import type { Answerer, MarkedFinding, Told } from '../report/marker.js';
import type { CheckAction, CommentAnchor, PlannedAnnotation, ReportPlan } from '../report/types.js';

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
  /** More Markdown, shown below the summary. */
  readonly text?: string;
  /** At most 50; GitHub appends them to those it has. */
  readonly annotations: readonly PlannedAnnotation[];
}

export interface CheckRunUpdate {
  readonly output: CheckRunOutput;
  /** Completes the run; without it the run stays in progress. */
  readonly conclusion: ReportPlan['conclusion'] | null;
  /** Where the whole report is read. */
  readonly detailsUrl?: string;
  /** Buttons on the run; GitHub shows at most three. */
  readonly actions?: readonly CheckAction[];
}

export interface CheckRunState {
  readonly id: number;
  readonly completed: boolean;
  readonly annotations: number;
}

/** An annotation as GitHub gives it back. */
export interface SentAnnotation extends Pick<PlannedAnnotation, 'path' | 'startLine' | 'endLine'> {
  readonly level: string;
  readonly title: string;
}

export interface CheckApi {
  createCheckRun(run: NewCheckRun): Promise<number>;
  /** The id of the App's check run with this `external_id` on the commit; null where there is none. */
  findCheckRun(run: NewCheckRun): Promise<number | null>;
  /** The ids of others of the App's check runs with this `external_id` on the commit that are not completed. */
  findUnfinishedTwins(run: NewCheckRun, id: number): Promise<readonly number[]>;
  /** The `external_id` of each check run in a suite of the App's, of reruns too; one call for each hundred. */
  externalIdsOfSuite(owner: string, repo: string, suiteId: number): Promise<readonly string[]>;
  readCheckRun(owner: string, repo: string, id: number): Promise<CheckRunState>;
  /** All that the run has; one call for each hundred. */
  listAnnotations(owner: string, repo: string, id: number): Promise<readonly SentAnnotation[]>;
  updateCheckRun(owner: string, repo: string, id: number, update: CheckRunUpdate): Promise<void>;
}

export interface ReviewThread {
  /** '' where GitHub did not say: then nothing can be done to it. */
  readonly id: string;
  /** GraphQL's id of the first comment. */
  readonly commentId: string;
  /** Of the first comment. */
  readonly body: string;
  readonly path: string;
  /** 1-based lines of the head; null for a comment on the file, or on lines that are not in the diff any more. */
  readonly line: number | null;
  readonly startLine: number | null;
  /** Its lines have changed since, or are not in the diff any more: GitHub folds it away. Never of a comment on a file, which has no lines. */
  readonly isOutdated: boolean;
  readonly resolved: boolean;
  /** The login of who resolved it, without `[bot]`; null if it is open, or GitHub does not say. */
  readonly resolvedBy: string | null;
  /** The first comment was written by this App. */
  readonly ours: boolean;
  /** Comments by anyone else, as far as they were read. */
  readonly foreignReplies: boolean;
  /** Of the marker in the first comment; empty where it is not ours. */
  readonly findings: readonly MarkedFinding[];
  /** What the last of our replies that tells something tells. */
  readonly told: Told | null;
  /** When the first comment was written, ISO 8601, and how many besides the App react to it with 👎; absent where GitHub did not say. */
  readonly opening?: { readonly writtenAt: string; readonly against: number };
}

export interface PullState {
  readonly headSha: string;
  readonly baseRef: string;
  readonly baseSha: string;
  readonly isDraft: boolean;
  readonly isOpen: boolean;
  /** Name of the head branch; null where it is in another repository (a fork, or one that is gone), to which the App can't push. */
  readonly headBranch: string | null;
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

/** One thing to do to threads. Ids are GraphQL's. */
export type ThreadChange =
  | { readonly kind: 'reply'; readonly threadId: string; readonly body: string }
  | { readonly kind: 'resolve' | 'unresolve'; readonly threadId: string }
  | { readonly kind: 'edit'; readonly commentId: string; readonly body: string };

export interface ThreadApi {
  /** All threads, by as many GraphQL reads as it takes (one for the first hundred); by REST where GraphQL does not tell. */
  readPull(pull: PullAddress): Promise<PullState>;
  /** One review, submitted at once. Only line anchors. */
  postReview(pull: PullAddress, headSha: string, comments: readonly PlacedComment[]): Promise<void>;
  postComment(pull: PullAddress, headSha: string, comment: PlacedComment): Promise<void>;
  deletePendingReview(pull: PullAddress, reviewId: number): Promise<void>;
  /**
   * One mutation for all, in their order and not repeated by itself. Which of them GitHub did; throws when it is not known, or none
   * was looked at.
   */
  changeThreads(changes: readonly ThreadChange[]): Promise<readonly boolean[]>;
}

export interface CommitApi {
  /** Merge base of a base (branch or commit) and a head; null where they share no commit or GitHub knows one of them not. */
  mergeBase(owner: string, repo: string, base: string, headSha: string): Promise<string | null>;
  /** A token of the installation, for git. */
  gitToken(): Promise<string>;
  /** One commit on a branch, signed by GitHub; not repeated by itself when the answer is lost. Throws what may pass: lost answers, limits. */
  createCommit(commit: NewCommit): Promise<Committed>;
  /** Messages of the commits of a head that another commit does not have, at most 250; empty where GitHub can't compare the two. */
  messagesSince(owner: string, repo: string, since: string, headSha: string): Promise<readonly CommitMessage[]>;
}

export interface CommitMessage {
  readonly sha: string;
  readonly message: string;
}

export interface NewCommit {
  readonly owner: string;
  readonly repo: string;
  /** Without `refs/heads/`. */
  readonly branch: string;
  /** Commit id that the branch must still be at. */
  readonly expectedHead: string;
  readonly headline: string;
  readonly body: string;
  /** Whole files; null: deleted. GitHub writes each as an ordinary file. */
  readonly files: readonly { readonly path: string; readonly content: Buffer | null }[];
}

export type Committed =
  | { readonly kind: 'made'; readonly sha: string }
  /** The branch is elsewhere by now; nothing was committed. */
  | { readonly kind: 'moved' }
  /** GitHub takes no such commit, however often it is asked. */
  | { readonly kind: 'refused'; readonly why: 'forbidden' | 'gone' | 'protected' | 'other' };

/** What a check run shows. */
export interface CheckPage extends Omit<CheckRunOutput, 'annotations'> {
  readonly id: number;
  /** Where people read it. */
  readonly url: string | null;
  readonly completed: boolean;
}

export interface PageApi {
  readPage(owner: string, repo: string, id: number): Promise<CheckPage>;
  /** The newest page of ours for the pull request on a commit; null where there is none. */
  findPage(pull: PullAddress, headSha: string): Promise<CheckPage | null>;
}

/** What somebody may do in a repository; who maintains it counts as `write`. */
export type RepositoryRole = 'admin' | 'write' | 'read' | 'none';

/** A place in a pull request where people talk. */
export type TalkPlace = Exclude<AnswerPlace, { readonly kind: 'check-run' }>;

export interface ConversationApi {
  /** The role of a person by login; `none` for anyone that GitHub does not know there. */
  roleOf(owner: string, repo: string, login: string): Promise<RepositoryRole>;
  /** Reacts to the comment itself; once, however often it is asked for. */
  react(pull: PullAddress, place: TalkPlace, reaction: 'eyes' | 'rocket' | 'confused'): Promise<void>;
  /** A new comment of at most 65,536 characters: in the thread, or at the end of the conversation. Not repeated by itself when the answer is lost. */
  reply(pull: PullAddress, place: TalkPlace, body: string): Promise<void>;
  /** Whether a bot has answered the comment, for its commands or for fixes, since it was written (ISO 8601), by the marker that an answer ends with. */
  isAnswered(pull: PullAddress, place: TalkPlace, writtenAt: string, by: Answerer): Promise<boolean>;
  /** What the first comment of a thread speaks of, by REST's id of it; empty where that comment is not ours. One read for each hundred threads. */
  findingsOfThread(pull: PullAddress, threadStart: number): Promise<readonly MarkedFinding[]>;
  /** When a check run of ours for the pull request first began on a commit, ISO 8601; null where none did. */
  firstLookAt(pull: PullAddress, headSha: string): Promise<string | null>;
}

export type GitHubApi = CheckApi & PageApi & ThreadApi & CommitApi & ConversationApi;
