import type { AppIdentity, AppPermissions, CheckRunState, DoubleOptions, FaultSpec, IssueCommentInfo, MergeGroupInfo, PullRequestInfo, PullRequestSpec, PushResult, PushSpec, Reaction, RecordedGitRequest, RecordedRequest, RepositoryInfo, RepositoryName, RepositorySpec, ReviewCommentInfo, ReviewInfo, ThreadInfo, WebhookResult, WebhookTarget } from './types.js';
import type { PayloadBuilders } from './webhooks/payloads.js';

/** A running double. Everything that changes it is one of these methods or a request by the App. */
export interface GitHubDouble {
  /** `127.0.0.1:PORT`, for GHE_HOST. */
  readonly host: string;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly apiUrl: string;
  readonly app: AppIdentity;
  /** GHE_HOST, GHE_PROTOCOL, APP_ID, PRIVATE_KEY, WEBHOOK_SECRET: what the App's process needs. */
  env(): Record<string, string>;

  addRepository(spec: RepositorySpec): Promise<RepositoryInfo>;
  openPullRequest(spec: PullRequestSpec): Promise<PullRequestInfo>;
  /** Commits onto branches; open pull requests on them move their head, refs and threads. */
  push(spec: PushSpec): Promise<PushResult>;
  /** Closes, reopens, retitles, converts from or to draft, or changes the base branch. */
  updatePullRequest(repo: RepositoryName, number: number, change: { readonly state?: 'open' | 'closed'; readonly title?: string; readonly body?: string; readonly draft?: boolean; readonly base?: string }): Promise<PullRequestInfo>;
  /** Makes a merge group of open pull requests, the last one the newest. */
  queueMerge(repo: RepositoryName, numbers: readonly number[]): Promise<MergeGroupInfo>;
  setPermission(repo: RepositoryName, login: string, permission: 'admin' | 'write' | 'read' | 'none'): void;
  /** Protects a branch, by a classic rule or a ruleset: commits through the API are refused there. */
  protect(repo: RepositoryName, branch: string, by: 'classic' | 'ruleset'): void;
  /** Takes the App off a repository or puts it on: what it asks for afterwards is 404 or served. */
  setInstalled(repo: RepositoryName, installed: boolean): void;
  /** All installation tokens given out so far are refused from now on (401). */
  expireTokens(): void;
  /** An installation token as the App would get it; with fewer permissions where given. */
  issueToken(repo: RepositoryName, permissions?: AppPermissions): string;

  /** What people do in the browser. */
  readonly person: {
    replyToThread(login: string, repo: RepositoryName, threadId: string, body: string): ReviewCommentInfo;
    resolveThread(login: string, repo: RepositoryName, threadId: string): void;
    unresolveThread(login: string, repo: RepositoryName, threadId: string): void;
    reactToReviewComment(login: string, repo: RepositoryName, commentId: number, content: Reaction): void;
    /** Takes a reaction to a review comment back. */
    takeBackReaction(login: string, repo: RepositoryName, commentId: number, content: Reaction): void;
    reactToIssueComment(login: string, repo: RepositoryName, commentId: number, content: Reaction): void;
    comment(login: string, repo: RepositoryName, number: number, body: string): IssueCommentInfo;
    reviewLine(login: string, repo: RepositoryName, number: number, comment: { readonly path: string; readonly line: number; readonly body: string }): Promise<ReviewCommentInfo>;
  };

  pullRequest(repo: RepositoryName, number: number): PullRequestInfo;
  checkRuns(repo: RepositoryName): readonly CheckRunState[];
  reviews(repo: RepositoryName, number: number): readonly ReviewInfo[];
  reviewComments(repo: RepositoryName, number: number): readonly ReviewCommentInfo[];
  threads(repo: RepositoryName, number: number): readonly ThreadInfo[];
  issueComments(repo: RepositoryName, number: number): readonly IssueCommentInfo[];

  readonly requests: readonly RecordedRequest[];
  readonly gitRequests: readonly RecordedGitRequest[];
  /** Requests to REST and GraphQL since the last `forget`, without those as the App itself: for access tokens, and about deliveries. */
  apiCalls(): readonly RecordedRequest[];
  /** Forgets recorded requests and problems, not the state. */
  forget(): void;

  failNext(fault: FaultSpec): void;
  /** Faults that no request has met are met by none any more. */
  forgetFaults(): void;
  /** Sentences; empty when all is well. */
  problems(): readonly string[];
  /** Throws with all problems: unexpected requests, violations of the description, faults that were never met. */
  assertClean(): void;

  readonly payloads: PayloadBuilders;
  /** Where the App is now: what is asked for again is sent there. */
  setHookUrl(url: string): void;
  /** Signs the payload and delivers it over HTTP. Does not throw on a refusal; throws if there is no connection (and lists the delivery as failed). */
  webhook(event: string, payload: object, target: WebhookTarget): Promise<WebhookResult>;
  /** Resolves as soon as the condition holds after any request; rejects with the recorded requests after `timeoutMs` (10,000). */
  until(condition: () => boolean, timeoutMs?: number): Promise<void>;

  close(): Promise<void>;
}

/** Starts a double on an ephemeral loopback port. Close it when done: it removes its repositories. */
export async function createDouble(options: DoubleOptions = {}): Promise<GitHubDouble> {
  const { startDouble } = await import('./start.js');
  return startDouble(options);
}
