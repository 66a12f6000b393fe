/** Reviews, their comments and threads, by GraphQL and REST. Each method is one call unless it says otherwise. */
import type { CommentAnchor } from '../report/types.js';
import { readApiError } from './errors.js';
import { addressOf, ONCE, type Octokit } from './octokit.js';
import { readPullByRest, readPullHead } from './pull-by-rest.js';
import { readPullState, type GraphQl } from './threads.js';
import { mutationOf, nameOf, refusedFields } from './thread-mutation.js';
import type { PlacedComment, PullAddress, ThreadApi } from './types.js';

export function threadCalls(octokit: Octokit): ThreadApi {
  const graphql: GraphQl = (query, variables) => octokit.graphql(query, variables);
  return {
    async readPull(pull) {
      try {
        return await readPullState(graphql, pull, () => readPullHead(octokit, pull));
      } catch (error) {
        if (!isGraphQlUseless(error)) throw error;
        return readPullByRest(octokit, pull);
      }
    },

    async changeThreads(changes) {
      const { query, variables } = mutationOf(changes);
      try {
        await octokit.graphql(query, { ...variables, request: ONCE });
        return changes.map(() => true);
      } catch (error) {
        const refused = refusedFields(error);
        if (refused === null) throw error;
        return changes.map((_, index) => !refused.has(nameOf(index)));
      }
    },

    async postReview(pull: PullAddress, headSha: string, comments: readonly PlacedComment[]): Promise<void> {
      await octokit.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
        ...addressOf(pull),
        commit_id: headSha,
        event: 'COMMENT',
        comments: comments.map((comment) => ({ path: comment.path, body: comment.body, ...lineOf(comment.anchor) })),
        request: ONCE,
      });
    },

    async postComment(pull: PullAddress, headSha: string, comment: PlacedComment): Promise<void> {
      await octokit.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/comments', {
        ...addressOf(pull),
        commit_id: headSha,
        path: comment.path,
        body: comment.body,
        ...(comment.anchor.kind === 'file' ? { subject_type: 'file' as const } : lineOf(comment.anchor)),
        request: ONCE,
      });
    },

    async deletePendingReview(pull: PullAddress, reviewId: number): Promise<void> {
      await octokit.request('DELETE /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}', { ...addressOf(pull), review_id: reviewId });
    },
  };
}

/** GraphQL answers, but not with what was asked for; asking again would not help. REST may. */
function isGraphQlUseless(error: unknown): boolean {
  const { kind, status } = readApiError(error, Date.now());
  return kind === 'forbidden' || kind === 'gone' || kind === 'refused' || kind === 'other' || (kind === 'ambiguous' && status === 200);
}

function lineOf(anchor: CommentAnchor) {
  if (anchor.kind === 'file') return {};
  const { line, side, startLine } = anchor;
  return { line, side, ...(startLine === undefined ? {} : { start_line: startLine, start_side: side }) };
}
