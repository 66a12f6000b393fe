import { pullDiff } from '../domain/relocate.js';
import { covers, isAllowed } from '../http/auth.js';
import { association } from '../objects/pulls.js';
import { bot } from '../rest/pulls.js';
import { fullNameOf, nodeId, repositoryNamed, type InstallationToken, type IssueComment, type Pull, type ReactionRecord, type Repository, type Review, type ReviewComment, type Thread, type User, type World } from '../state.js';
import { connection, type Page } from './connections.js';
import { fieldError, forbidden } from './errors.js';

/** Who asks, of what. */
export interface Context {
  readonly world: World;
  readonly token: InstallationToken;
  /** Counts a content write; throws the refusal of the secondary limit when it is one too many. */
  readonly countWrite?: () => void;
}

export function actor({ world }: Context, user: User) {
  const isBot = user.type === 'Bot';
  const login = isBot ? user.login.replace(/\[bot\]$/, '') : user.login;
  const path = isBot ? `/apps/${login}` : `/${login}`;
  return {
    __typename: user.type, id: nodeId(isBot ? 'BOT' : 'U', user.id), databaseId: user.id, login,
    avatarUrl: `${world.url}/avatars/u/${user.id}?v=4`, resourcePath: path, url: `${world.url}${path}`,
  };
}

/** The repository as a GraphQL object. Throws NOT_FOUND as GitHub does for one that the token does not reach. */
export function reachRepository({ world, token }: Context, owner: string, name: string): Repository {
  const repository = repositoryNamed(world, `${owner}/${name}`);
  if (!repository || !covers(token, repository)) throw fieldError('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
  return repository;
}

export function repositoryType(context: Context, repository: Repository) {
  return {
    __typename: 'Repository', id: nodeId('R', repository.id), databaseId: repository.id, name: repository.name,
    nameWithOwner: fullNameOf(repository), owner: { ...actor(context, repository.owner) }, isPrivate: repository.isPrivate,
    isFork: repository.parent !== null, url: `${context.world.url}/${fullNameOf(repository)}`,
    pullRequest: ({ number }: { number: number }) => {
      if (!isAllowed(context.token.permissions, ['pull_requests:read'])) throw forbidden();
      const pull = repository.pulls.get(number);
      if (!pull) throw fieldError('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`);
      return pullType(context, pull);
    },
  };
}

export function pullType(context: Context, pull: Pull): object {
  const { world } = context;
  const visible = pull.reviews.filter((review) => review.state !== 'PENDING' || review.user === bot(world));
  return {
    __typename: 'PullRequest', id: nodeId('PR', pull.id), databaseId: pull.id, fullDatabaseId: String(pull.id), number: pull.number, title: pull.title, body: pull.body,
    state: pull.state === 'open' ? 'OPEN' : 'CLOSED', closed: pull.state === 'closed', isDraft: pull.draft, merged: false, mergeable: 'UNKNOWN', locked: false,
    headRefOid: pull.headSha, baseRefOid: pull.baseSha, headRefName: pull.headRef, baseRefName: pull.baseRef,
    isCrossRepository: pull.headRepository !== pull.repository, maintainerCanModify: pull.headRepository !== pull.repository,
    author: actor(context, pull.author), authorAssociation: association(pull.repository, pull.author),
    createdAt: pull.createdAt, updatedAt: pull.updatedAt, closedAt: pull.closedAt,
    url: `${world.url}/${fullNameOf(pull.repository)}/pull/${pull.number}`,
    repository: () => repositoryType(context, pull.repository),
    headRepository: () => repositoryType(context, pull.headRepository),
    changedFiles: async () => (await pullDiff(pull)).length,
    reviewThreads: (page: Page) => connection('reviewThreads', pull.threads.map((thread) => threadType(context, pull, thread)), page),
    reviews: (args: Page & { states?: string[] | null; author?: string | null }) =>
      connection('reviews', visible.filter((review) => (args.states?.includes(review.state) ?? true) && (args.author ?? review.user.login) === review.user.login).map((review) => reviewType(context, pull, review)), args),
    comments: (page: Page) => connection('comments', pull.repository.issueComments.filter((comment) => comment.number === pull.number).map((comment) => issueCommentType(context, pull, comment)), page),
  };
}

export function threadType(context: Context, pull: Pull, thread: Thread): object {
  const comments = pull.comments.filter((comment) => comment.threadId === thread.id);
  const first = comments[0];
  const canResolve = isAllowed(context.token.permissions, ['contents:write']);
  return {
    __typename: 'PullRequestReviewThread', id: thread.id, isResolved: thread.isResolved, isOutdated: thread.isOutdated, isCollapsed: thread.isResolved,
    path: first?.path ?? '', line: first?.line ?? null, originalLine: first?.originalLine ?? null,
    startLine: first?.startLine ?? null, originalStartLine: first?.originalStartLine ?? null,
    diffSide: first?.side ?? 'RIGHT', startDiffSide: first?.startSide ?? null, subjectType: first?.subjectType === 'file' ? 'FILE' : 'LINE',
    resolvedBy: thread.resolvedBy === null ? null : actor(context, thread.resolvedBy),
    viewerCanReply: true, viewerCanResolve: canResolve && !thread.isResolved, viewerCanUnresolve: canResolve && thread.isResolved,
    pullRequest: () => pullType(context, pull), repository: () => repositoryType(context, pull.repository),
    comments: (page: Page) => connection('comments', comments.map((comment) => reviewCommentType(context, pull, comment)), page),
  };
}

export function reviewCommentType(context: Context, pull: Pull, comment: ReviewComment): object {
  const replyTo = pull.comments.find((other) => other.id === comment.inReplyTo);
  const review = pull.reviews.find((candidate) => candidate.id === comment.reviewId);
  return {
    __typename: 'PullRequestReviewComment', id: nodeId('PRRC', comment.id), databaseId: comment.id, fullDatabaseId: String(comment.id),
    author: actor(context, comment.user), authorAssociation: association(pull.repository, comment.user), body: comment.body, bodyText: comment.body,
    viewerDidAuthor: comment.user === bot(context.world), createdAt: comment.createdAt, updatedAt: comment.updatedAt, publishedAt: comment.createdAt,
    path: comment.path, line: comment.line, originalLine: comment.originalLine, startLine: comment.startLine, originalStartLine: comment.originalStartLine,
    outdated: comment.subjectType === 'line' && comment.line === null, diffHunk: comment.diffHunk, isMinimized: false, minimizedReason: null,
    state: review?.state === 'PENDING' ? 'PENDING' : 'SUBMITTED', subjectType: comment.subjectType === 'file' ? 'FILE' : 'LINE',
    url: `${context.world.url}/${fullNameOf(pull.repository)}/pull/${pull.number}#discussion_r${comment.id}`,
    commit: { __typename: 'Commit', oid: comment.commitId }, originalCommit: { __typename: 'Commit', oid: comment.originalCommitId },
    replyTo: () => (replyTo ? reviewCommentType(context, pull, replyTo) : null),
    pullRequestReview: () => (review ? reviewType(context, pull, review) : null),
    pullRequest: () => pullType(context, pull),
    reactionGroups: reactionGroups(context, comment.reactions),
    reactions: (page: Page & { content?: string | null }) => reactionConnection(context, comment.reactions, page),
  };
}

export function reviewType(context: Context, pull: Pull, review: Review): object {
  return {
    __typename: 'PullRequestReview', id: nodeId('PRR', review.id), databaseId: review.id, fullDatabaseId: String(review.id),
    author: actor(context, review.user), body: review.body, state: review.state, viewerDidAuthor: review.user === bot(context.world),
    createdAt: review.createdAt, updatedAt: review.createdAt, submittedAt: review.submittedAt,
    commit: { __typename: 'Commit', oid: review.commitId },
    url: `${context.world.url}/${fullNameOf(pull.repository)}/pull/${pull.number}#pullrequestreview-${review.id}`,
    pullRequest: () => pullType(context, pull),
    comments: (page: Page) => connection('comments', pull.comments.filter((comment) => comment.reviewId === review.id).map((comment) => reviewCommentType(context, pull, comment)), page),
  };
}

function issueCommentType(context: Context, pull: Pull, comment: IssueComment): object {
  return {
    __typename: 'IssueComment', id: nodeId('IC', comment.id), databaseId: comment.id, fullDatabaseId: String(comment.id), author: actor(context, comment.user), body: comment.body,
    viewerDidAuthor: comment.user === bot(context.world), createdAt: comment.createdAt, updatedAt: comment.updatedAt, isMinimized: false,
    url: `${context.world.url}/${fullNameOf(pull.repository)}/pull/${pull.number}#issuecomment-${comment.id}`,
    reactionGroups: reactionGroups(context, comment.reactions),
  };
}

const REACTION_NAMES = { '+1': 'THUMBS_UP', '-1': 'THUMBS_DOWN', laugh: 'LAUGH', hooray: 'HOORAY', confused: 'CONFUSED', heart: 'HEART', rocket: 'ROCKET', eyes: 'EYES' } as const;

function reactionGroups(context: Context, reactions: readonly ReactionRecord[]) {
  return Object.entries(REACTION_NAMES).map(([content, name]) => {
    const group = reactions.filter((reaction) => reaction.content === content);
    return {
      content: name,
      createdAt: group[0]?.createdAt ?? null,
      viewerHasReacted: group.some((reaction) => reaction.user === bot(context.world)),
      reactors: (page: Page) => connection('reactors', group.map((reaction) => actor(context, reaction.user)), { first: 10, ...page }),
      users: (page: Page) => connection('users', group.map((reaction) => actor(context, reaction.user)), { first: 10, ...page }),
    };
  });
}

function reactionConnection(context: Context, reactions: readonly ReactionRecord[], page: Page & { content?: string | null }) {
  const wanted = reactions.filter((reaction) => !page.content || REACTION_NAMES[reaction.content] === page.content);
  return connection('reactions', wanted.map((reaction) => ({
    __typename: 'Reaction', id: nodeId('REA', reaction.id), databaseId: reaction.id, content: REACTION_NAMES[reaction.content],
    createdAt: reaction.createdAt, user: actor(context, reaction.user),
  })), page);
}
