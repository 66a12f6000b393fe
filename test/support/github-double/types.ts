/** The vocabulary of the GitHub double: what a test may ask of it and what it can look at afterwards. */

export type PermissionLevel = 'read' | 'write' | 'admin';

/** App permissions by GitHub's names, for example `{ checks: 'write', contents: 'read' }`. */
export type AppPermissions = Readonly<Record<string, PermissionLevel>>;

export interface DoubleOptions {
  /** Ids of all that is made are above this one. Default 1000. Octokit takes installations of one id for one, in the whole process. */
  readonly idsAbove?: number;
  readonly app?: {
    /** Replaces the default permissions (checks, pull_requests, issues: write; contents, metadata: read). */
    readonly permissions?: AppPermissions;
    readonly events?: readonly string[];
    /** In which form GitHub would send deliveries, as `GET /app/hook/config` tells it. Default: json. */
    readonly hookContentType?: 'json' | 'form';
    /** Milliseconds after which a delivery is listed at `GET /app/hook/deliveries`: GitHub's are some seconds late. Default: 0. */
    readonly listedAfter?: number;
    /** Any RSA private key in PEM; by default one pair is made per process. */
    readonly privateKey?: string;
  };
  /** The server's clock in milliseconds since the epoch; for expiry of tokens and JWTs. Default: Date.now. */
  readonly now?: () => number;
  /** Content writes of each installation that are let through before a secondary rate limit answers 403. GitHub: 80 a minute, 500 an hour. */
  readonly contentWrites?: { readonly perMinute: number; readonly perHour: number };
}

/** What the App needs to know to talk to the double. */
export interface AppIdentity {
  readonly id: number;
  readonly slug: string;
  /** `slug[bot]`, the login of its comments in REST. GraphQL says `slug` with `__typename: Bot`. */
  readonly botLogin: string;
  readonly clientId: string;
  /** PEM, PKCS#1. */
  readonly privateKey: string;
  readonly publicKey: string;
  readonly webhookSecret: string;
}

/** `owner/name`. */
export type RepositoryName = string;

/** File contents by path; `null` removes the file, a Buffer is binary. `{ link }` is a symbolic link. */
export type FileSet = Readonly<Record<string, string | Buffer | null | { readonly link: string } | { readonly executable: string }>>;

export interface CommitSpec {
  /** Created from `from` (or the default branch) if it does not exist yet. */
  readonly branch: string;
  readonly message: string;
  /** Changes against the parent commit, not the whole tree. */
  readonly files: FileSet;
  /** Branch or commit at which a new branch starts; `null` starts an unrelated history. Default: the default branch's tip. */
  readonly from?: string | null;
  readonly author?: string;
}

export interface RepositorySpec {
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch?: string;
  readonly commits?: readonly CommitSpec[];
  readonly private?: boolean;
  /** Is the App installed here? Default true. */
  readonly installed?: boolean;
  /** Permission by login. The owner is always admin; everyone else has `read` on a public repository. */
  readonly collaborators?: Readonly<Record<string, 'admin' | 'write' | 'read' | 'none'>>;
}

export interface RepositoryInfo {
  readonly fullName: RepositoryName;
  readonly owner: string;
  readonly name: string;
  readonly id: number;
  readonly defaultBranch: string;
  /** The bare repository that is served. */
  readonly gitDir: string;
  readonly cloneUrl: string;
  /** null where the App is not installed. */
  readonly installationId: number | null;
}

export interface PullRequestSpec {
  readonly repo: RepositoryName;
  readonly base?: string;
  readonly head: string;
  readonly title: string;
  readonly author?: string;
  readonly body?: string;
  readonly draft?: boolean;
  /** The head branch lives in `owner`'s fork (made here, without the App) and is taken out of the base repository. */
  readonly fork?: { readonly owner: string };
}

export interface PullRequestInfo {
  readonly repo: RepositoryName;
  readonly number: number;
  readonly title: string;
  readonly author: string;
  readonly state: 'open' | 'closed';
  readonly draft: boolean;
  readonly baseRef: string;
  readonly baseSha: string;
  readonly headRef: string;
  readonly headSha: string;
  /** Differs from `repo` for a fork. */
  readonly headRepo: RepositoryName;
}

export interface PushSpec {
  readonly repo: RepositoryName;
  /** In order; each on its own branch. */
  readonly commits: readonly CommitSpec[];
  /** Throw the branch's commits away first: it starts again at this branch or commit (a force push). */
  readonly resetTo?: string;
}

export interface PushResult {
  readonly before: string;
  readonly after: string;
  /** Open pull requests whose head moved. */
  readonly pulls: readonly PullRequestInfo[];
}

/** One request to REST or GraphQL as the double saw it. */
export interface RecordedRequest {
  readonly method: string;
  /** Without the `/api/v3` prefix and the query. `/graphql` for GraphQL. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** OpenAPI's operationId, `graphql`, or null where the description knows no such operation. */
  readonly operationId: string | null;
  readonly status: number;
  readonly body: unknown;
  readonly response: unknown;
  /** Root fields of a GraphQL operation, in order: `['resolveReviewThread', 'resolveReviewThread']`. */
  readonly graphqlFields: readonly string[];
  /** Milliseconds since the epoch at which it arrived. */
  readonly at: number;
  /** Authenticated as: the App's JWT, an installation token, or nobody. */
  readonly as: 'app' | 'installation' | 'nobody';
}

/** One request to the git endpoint. */
export interface RecordedGitRequest {
  readonly method: string;
  readonly repo: RepositoryName;
  /** `info/refs`, `git-upload-pack`, … */
  readonly service: string;
  readonly status: number;
  /** Value of the Git-Protocol header, `version=2` for protocol 2. */
  readonly protocol: string | null;
  readonly bytesReceived: number;
  readonly bytesSent: number;
  readonly at: number;
}

export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column?: number;
  readonly end_column?: number;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly message: string;
  readonly title?: string;
  readonly raw_details?: string;
}

export interface CheckRunState {
  readonly id: number;
  readonly repo: RepositoryName;
  readonly checkSuiteId: number;
  readonly name: string;
  readonly headSha: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly externalId: string | null;
  readonly detailsUrl: string | null;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  readonly title: string | null;
  readonly summary: string | null;
  readonly text: string | null;
  /** In the order sent; GitHub appends those of every update. */
  readonly annotations: readonly Annotation[];
  readonly actions: readonly { readonly label: string; readonly description: string; readonly identifier: string }[];
  /** How many requests changed it, the first included. */
  readonly writes: number;
}

export type ReviewState = 'PENDING' | 'COMMENTED' | 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED';

export interface ReviewInfo {
  readonly id: number;
  readonly nodeId: string;
  readonly author: string;
  readonly body: string;
  readonly state: ReviewState;
  readonly commitId: string;
  readonly comments: readonly ReviewCommentInfo[];
}

export interface ReviewCommentInfo {
  readonly id: number;
  readonly nodeId: string;
  readonly reviewId: number;
  readonly threadId: string;
  readonly author: string;
  readonly body: string;
  readonly path: string;
  /** 1-based; null on a file comment and once outdated. */
  readonly line: number | null;
  readonly startLine: number | null;
  readonly side: 'LEFT' | 'RIGHT';
  readonly subjectType: 'line' | 'file';
  readonly originalLine: number | null;
  readonly commitId: string;
  readonly inReplyTo: number | null;
  readonly reactions: readonly { readonly user: string; readonly content: Reaction }[];
}

export interface ThreadInfo {
  readonly id: string;
  readonly path: string;
  readonly line: number | null;
  readonly isResolved: boolean;
  readonly isOutdated: boolean;
  readonly resolvedBy: string | null;
  readonly comments: readonly ReviewCommentInfo[];
}

export interface IssueCommentInfo {
  readonly id: number;
  readonly author: string;
  readonly body: string;
  readonly reactions: readonly { readonly user: string; readonly content: Reaction }[];
}

export type Reaction = '+1' | '-1' | 'laugh' | 'confused' | 'heart' | 'hooray' | 'rocket' | 'eyes';

/** The next `times` requests that match are answered with this instead of reaching GitHub's logic. */
export interface FaultSpec {
  readonly method?: string;
  /** Matched against the path without `/api/v3`; a string matches as a prefix of the whole path. */
  readonly path?: string | RegExp;
  /** Answer with this status. Without it the request is only delayed or its connection reset. */
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Cut the connection without an answer. */
  readonly reset?: boolean;
  /** Do what was asked, then lose the answer: the case in which a naive retry writes twice. */
  readonly afterEffect?: boolean;
  readonly delayMs?: number;
  /** So many requests that match are let through first. Default 0. */
  readonly skip?: number;
  /** Default 1. */
  readonly times?: number;
}

/** A commit that a merge queue made of pull requests. */
export interface MergeGroupInfo {
  readonly repo: RepositoryName;
  readonly headSha: string;
  readonly baseSha: string;
  /** In full: `refs/heads/gh-readonly-queue/main/pr-12-<base>`. */
  readonly headRef: string;
  readonly baseRef: string;
}

export interface WebhookTarget {
  /** Full address, for example `http://127.0.0.1:3000/api/github/webhooks`. */
  readonly url: string;
  /** Default: a new UUID. The same id again is a redelivery. */
  readonly deliveryId?: string;
  /** Default: the App's own. */
  readonly secret?: string;
}

export interface WebhookResult {
  readonly status: number;
  readonly body: string;
  /** From sending to the end of the answer. */
  readonly milliseconds: number;
  readonly deliveryId: string;
}
