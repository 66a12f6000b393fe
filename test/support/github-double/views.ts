import { fullNameOf, nodeId, type CheckRun, type IssueComment, type Pull, type ReactionRecord, type Repository, type Review, type ReviewComment, type Thread } from './state.js';
import type { CheckRunState, IssueCommentInfo, PullRequestInfo, RepositoryInfo, ReviewCommentInfo, ReviewInfo, ThreadInfo } from './types.js';

/** Copies of the double's state for tests to look at: what changes later does not change them. */
export function repositoryView(url: string, repository: Repository, installationId: number | null): RepositoryInfo {
  const fullName = fullNameOf(repository);
  return {
    fullName, owner: repository.owner.login, name: repository.name, id: repository.id, defaultBranch: repository.defaultBranch,
    gitDir: repository.gitDir, cloneUrl: `${url}/${fullName}.git`, installationId,
  };
}

export function pullView(pull: Pull): PullRequestInfo {
  const { number, title, state, draft, baseRef, baseSha, headRef, headSha } = pull;
  return { repo: fullNameOf(pull.repository), number, title, author: pull.author.login, state, draft, baseRef, baseSha, headRef, headSha, headRepo: fullNameOf(pull.headRepository) };
}

export function checkRunView(repository: Repository, run: CheckRun): CheckRunState {
  const { suite, ...fields } = run;
  return { ...fields, repo: fullNameOf(repository), checkSuiteId: suite.id, annotations: [...run.annotations], actions: [...run.actions] };
}

export function reviewView(pull: Pull, review: Review): ReviewInfo {
  const comments = pull.comments.filter((comment) => comment.reviewId === review.id).map(reviewCommentView);
  return { id: review.id, nodeId: nodeId('PRR', review.id), author: review.user.login, body: review.body, state: review.state, commitId: review.commitId, comments };
}

export function reviewCommentView(comment: ReviewComment): ReviewCommentInfo {
  const { id, reviewId, threadId, body, path, line, startLine, side, subjectType, originalLine, commitId, inReplyTo } = comment;
  return { id, nodeId: nodeId('PRRC', id), reviewId, threadId, author: comment.user.login, body, path, line, startLine, side, subjectType, originalLine, commitId, inReplyTo, reactions: reactionViews(comment.reactions) };
}

export function threadView(pull: Pull, thread: Thread): ThreadInfo {
  const comments = pull.comments.filter((comment) => comment.threadId === thread.id).map(reviewCommentView);
  return {
    id: thread.id, path: comments[0]?.path ?? '', line: comments[0]?.line ?? null, isResolved: thread.isResolved, isOutdated: thread.isOutdated,
    resolvedBy: thread.resolvedBy?.login ?? null, comments,
  };
}

export function issueCommentView(comment: IssueComment): IssueCommentInfo {
  return { id: comment.id, author: comment.user.login, body: comment.body, reactions: reactionViews(comment.reactions) };
}

function reactionViews(reactions: readonly ReactionRecord[]) {
  return reactions.map(({ user, content }) => ({ user: user.login, content }));
}
