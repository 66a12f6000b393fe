import { commitOnBranch, type FileChanges } from '../domain/branches.js';
import { checkCommentBody, createReply, deletePendingReview } from '../domain/reviews.js';
import { covers, requirePermission, type Need } from '../http/auth.js';
import { Refusal } from '../http/refusal.js';
import { bot } from '../rest/pulls.js';
import { fullNameOf, nodeId, timestamp, type Pull, type ReviewComment, type Thread } from '../state.js';
import { fieldError, forbidden, noNode } from './errors.js';
import { reachRepository, repositoryType, reviewCommentType, reviewType, threadType, type Context } from './types.js';

type Input<T> = { readonly input: T & { readonly clientMutationId?: string | null } };

/** The mutations that the double knows, by name. */
export function mutations(context: Context) {
  return {
    resolveReviewThread: (args: Input<{ threadId: string }>) => setResolved(context, args, true),
    unresolveReviewThread: (args: Input<{ threadId: string }>) => setResolved(context, args, false),
    addPullRequestReviewThreadReply: ({ input }: Input<{ pullRequestReviewThreadId: string; body: string }>) => {
      const { pull, first } = threadById(context, input.pullRequestReviewThreadId);
      allow(context, ['pull_requests:write']);
      const comment = refusing(() => createReply(context.world, pull, bot(context.world), first, input.body));
      return { clientMutationId: input.clientMutationId ?? null, comment: reviewCommentType(context, pull, comment) };
    },
    updatePullRequestReviewComment: ({ input }: Input<{ pullRequestReviewCommentId: string; body: string }>) => {
      const found = pulls(context).flatMap((pull) => pull.comments.map((comment) => ({ pull, comment }))).find(({ comment }) => nodeId('PRRC', comment.id) === input.pullRequestReviewCommentId);
      if (!found) throw noNode(input.pullRequestReviewCommentId);
      allow(context, ['pull_requests:write']);
      if (found.comment.user !== bot(context.world)) throw forbidden();
      refusing(() => checkCommentBody(input.body));
      found.comment.body = input.body;
      found.comment.updatedAt = timestamp(context.world);
      return { clientMutationId: input.clientMutationId ?? null, pullRequestReviewComment: reviewCommentType(context, found.pull, found.comment) };
    },
    deletePullRequestReview: ({ input }: Input<{ pullRequestReviewId: string }>) => {
      const found = pulls(context).flatMap((pull) => pull.reviews.map((review) => ({ pull, review }))).find(({ review }) => nodeId('PRR', review.id) === input.pullRequestReviewId);
      if (!found) throw noNode(input.pullRequestReviewId);
      allow(context, ['pull_requests:write']);
      const review = reviewType(context, found.pull, found.review);
      refusing(() => deletePendingReview(found.pull, found.review));
      return { clientMutationId: input.clientMutationId ?? null, pullRequestReview: review };
    },
    createCommitOnBranch: (args: Input<CommitInput>) => createCommit(context, args),
  };
}

/** All pull requests that the token reaches. */
function pulls({ world, token }: Context): Pull[] {
  return [...world.repositories.values()].filter((repository) => covers(token, repository)).flatMap((repository) => [...repository.pulls.values()]);
}

/** Runs what REST would run; a refusal becomes the error of the field. */
function refusing<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refusal) throw fieldError('UNPROCESSABLE', refusalText(error));
    throw error;
  }
}

function refusalText(refusal: Refusal): string {
  const errors = refusal.body['errors'];
  return Array.isArray(errors) && typeof errors[0] === 'string' ? errors.join(', ') : refusal.message;
}

function allow({ token }: Context, needs: readonly Need[]): void {
  try {
    requirePermission(token, needs);
  } catch {
    throw forbidden();
  }
}

function threadById(context: Context, id: string): { readonly pull: Pull; readonly thread: Thread; readonly first: ReviewComment } {
  for (const pull of pulls(context)) {
    const thread = pull.threads.find((candidate) => candidate.id === id);
    const first = pull.comments.find((comment) => comment.threadId === id);
    if (thread && first) return { pull, thread, first };
  }
  throw noNode(id);
}

/**
 * GitHub gates these two on `contents: write`, not on `pull_requests: write`.
 * Source: github/gh-aw#35726 and GitHub's community discussion 44650.
 */
function setResolved(context: Context, { input }: Input<{ threadId: string }>, isResolved: boolean) {
  const { pull, thread } = threadById(context, input.threadId);
  allow(context, ['contents:write']);
  allow(context, ['pull_requests:write']);
  thread.isResolved = isResolved;
  thread.resolvedBy = isResolved ? bot(context.world) : null;
  return { clientMutationId: input.clientMutationId ?? null, thread: threadType(context, pull, thread) };
}

interface CommitInput {
  readonly branch: { readonly repositoryNameWithOwner?: string | null; readonly branchName?: string | null; readonly id?: string | null };
  readonly message: { readonly headline: string; readonly body?: string | null };
  readonly expectedHeadOid: string;
  readonly fileChanges?: FileChanges | null;
}

async function createCommit(context: Context, { input }: Input<CommitInput>) {
  const { repositoryNameWithOwner, branchName } = input.branch;
  if (!repositoryNameWithOwner || !branchName) throw fieldError('NOT_FOUND', 'A branch is named by repositoryNameWithOwner and branchName');
  const [owner = '', name = ''] = repositoryNameWithOwner.split('/');
  const repository = reachRepository(context, owner, name);
  allow(context, ['contents:write']);
  const message = input.message.body ? `${input.message.headline}\n\n${input.message.body}` : input.message.headline;
  const result = await commitOnBranch(context.world, repository, { branch: branchName, message, expectedHead: input.expectedHeadOid, changes: input.fileChanges ?? {}, author: bot(context.world) });
  if (result.kind === 'no-branch') throw fieldError('NOT_FOUND', `Branch not found: ${branchName}`);
  if (result.kind === 'stale') throw fieldError('STALE_DATA', `Expected branch to point to "${input.expectedHeadOid}" but it did not. Pull and try again.`);
  if (result.kind === 'missing-file') throw fieldError('UNPROCESSABLE', `A path was requested for deletion which does not exist as of commit oid \`${input.expectedHeadOid}\``);
  // A ruleset's refusal has no type of its own: Thinkmill/keystatic#1598.
  if (result.kind === 'protected') {
    throw result.by === 'classic'
      ? fieldError('BRANCH_PROTECTION_RULE_VIOLATION', 'Changes must be made through a pull request.')
      : fieldError('UNPROCESSABLE', 'Repository rule violations found\n\nChanges must be made through a pull request.\n\n');
  }
  const url = `${context.world.url}/${fullNameOf(repository)}/commit/${result.sha}`;
  const commit = { __typename: 'Commit', id: `C_${result.sha}`, oid: result.sha, abbreviatedOid: result.sha.slice(0, 7), url, commitUrl: url, message, messageHeadline: input.message.headline };
  const ref = { __typename: 'Ref', id: nodeId('REF', repository.id), name: branchName, prefix: 'refs/heads/', target: commit, repository: () => repositoryType(context, repository) };
  return { clientMutationId: input.clientMutationId ?? null, commit, ref };
}

