import { createComment, createReply, createReview, deleteComment, deletePendingReview, checkCommentBody, type CommentRequest } from '../domain/reviews.js';
import { pullDiff } from '../domain/relocate.js';
import type { Side } from '../git/diff.js';
import { gitText } from '../git/run.js';
import { notAccessible, notFound, unprocessable } from '../http/refusal.js';
import { fileObject } from '../objects/commits.js';
import { legacyReviewCommentObject, pullObject, reviewCommentObject, reviewObject, simplePullObject } from '../objects/pulls.js';
import { isObject, type JsonObject } from '../openapi/json-schema.js';
import { timestamp, userNamed, type Pull, type Repository, type Review, type ReviewComment, type User, type World } from '../state.js';
import type { ReviewState } from '../types.js';
import { number, text, type RestRequest, type Routes } from './route.js';

const READ = ['pull_requests:read'] as const;
const WRITE = ['pull_requests:write'] as const;
/** GitHub: "Lists a maximum of 3000 files". */
const MOST_FILES = 3000;

export const PULL_ROUTES: Routes = {
  'pulls/list': {
    as: 'installation',
    needs: READ,
    handle: (world, repository, { query }) => {
      const state = query['state'] ?? 'open';
      const [, head] = (query['head'] ?? ':').split(':');
      const pulls = [...repository.pulls.values()].reverse().filter((pull) => (state === 'all' || pull.state === state) && (!head || pull.headRef === head) && (!query['base'] || pull.baseRef === query['base']));
      return { status: 200, list: { items: pulls.map((pull) => simplePullObject(world, pull)) } };
    },
  },
  'pulls/get': {
    as: 'installation',
    needs: READ,
    handle: async (world, repository, request) => {
      const pull = pullOf(repository, request);
      const commits = Number(await gitText(repository.gitDir, ['rev-list', '--count', `${pull.baseSha}..${pull.headSha}`]));
      return { status: 200, body: pullObject(world, pull, await pullDiff(pull), commits) };
    },
  },
  'pulls/list-files': {
    as: 'installation',
    needs: READ,
    handle: async (world, repository, request) => {
      const pull = pullOf(repository, request);
      const files = (await pullDiff(pull)).slice(0, MOST_FILES);
      return { status: 200, list: { items: files.map((file) => fileObject(world, repository, file, pull.headSha)) } };
    },
  },
  'pulls/list-reviews': {
    as: 'installation',
    needs: READ,
    handle: (world, repository, request) => {
      const pull = pullOf(repository, request);
      return { status: 200, list: { items: pull.reviews.filter((review) => visible(world, review)).map((review) => reviewObject(world, pull, review)) } };
    },
  },
  'pulls/create-review': {
    as: 'installation',
    needs: WRITE,
    writes: true,
    handle: async (world, repository, request) => {
      const pull = pullOf(repository, request);
      const comments = Array.isArray(request.body['comments']) ? request.body['comments'].filter(isObject) : [];
      const review = await createReview(world, pull, {
        user: bot(world),
        commitId: text(request.body, 'commit_id'),
        body: text(request.body, 'body') ?? '',
        state: STATES[text(request.body, 'event') ?? ''] ?? 'PENDING',
        comments: comments.map((comment) => commentRequest(comment)),
      });
      return { status: 200, body: reviewObject(world, pull, review) };
    },
  },
  'pulls/get-review': {
    as: 'installation',
    needs: READ,
    handle: (world, repository, request) => {
      const { pull, review } = reviewOf(world, repository, request);
      return { status: 200, body: reviewObject(world, pull, review) };
    },
  },
  'pulls/delete-pending-review': {
    as: 'installation',
    needs: WRITE,
    handle: (world, repository, request) => {
      const { pull, review } = reviewOf(world, repository, request);
      const body = reviewObject(world, pull, review);
      deletePendingReview(pull, review);
      return { status: 200, body };
    },
  },
  'pulls/submit-review': {
    as: 'installation',
    needs: WRITE,
    writes: true,
    handle: (world, repository, request) => {
      const { pull, review } = reviewOf(world, repository, request);
      if (review.state !== 'PENDING') throw unprocessable('Review has already been submitted');
      review.state = STATES[text(request.body, 'event') ?? ''] ?? 'COMMENTED';
      review.body = text(request.body, 'body') ?? review.body;
      review.submittedAt = timestamp(world);
      return { status: 200, body: reviewObject(world, pull, review) };
    },
  },
  'pulls/list-comments-for-review': {
    as: 'installation',
    needs: READ,
    handle: (world, repository, request) => {
      const { pull, review } = reviewOf(world, repository, request);
      return { status: 200, list: { items: pull.comments.filter((comment) => comment.reviewId === review.id).map((comment) => legacyReviewCommentObject(world, pull, comment)) } };
    },
  },
  'pulls/list-review-comments': {
    as: 'installation',
    needs: READ,
    handle: (world, repository, request) => {
      const pull = pullOf(repository, request);
      const pending = new Set(pull.reviews.filter((review) => review.state === 'PENDING').map((review) => review.id));
      return { status: 200, list: { items: pull.comments.filter((comment) => !pending.has(comment.reviewId)).map((comment) => reviewCommentObject(world, pull, comment)) } };
    },
  },
  'pulls/create-review-comment': {
    as: 'installation',
    needs: WRITE,
    writes: true,
    handle: async (world, repository, request) => {
      const pull = pullOf(repository, request);
      const replyTo = number(request.body, 'in_reply_to');
      const body = text(request.body, 'body') ?? '';
      const comment = replyTo === null
        ? await createComment(world, pull, bot(world), text(request.body, 'commit_id') ?? '', commentRequest(request.body))
        : createReply(world, pull, bot(world), commentIn(pull, replyTo), body);
      return { status: 201, body: reviewCommentObject(world, pull, comment), headers: { location: `${world.url}/api/v3/pulls/comments/${comment.id}` } };
    },
  },
  'pulls/create-reply-for-review-comment': {
    as: 'installation',
    needs: WRITE,
    writes: true,
    handle: (world, repository, request) => {
      const pull = pullOf(repository, request);
      const comment = createReply(world, pull, bot(world), commentIn(pull, Number(request.path['comment_id'])), text(request.body, 'body') ?? '');
      return { status: 201, body: reviewCommentObject(world, pull, comment) };
    },
  },
  'pulls/get-review-comment': {
    as: 'installation',
    needs: READ,
    handle: (world, repository, request) => {
      const { pull, comment } = commentOf(repository, request);
      return { status: 200, body: reviewCommentObject(world, pull, comment) };
    },
  },
  'pulls/update-review-comment': {
    as: 'installation',
    needs: WRITE,
    writes: true,
    handle: (world, repository, request) => {
      const { pull, comment } = commentOf(repository, request);
      if (comment.user !== bot(world)) throw notAccessible();
      const body = text(request.body, 'body') ?? '';
      checkCommentBody(body);
      comment.body = body;
      comment.updatedAt = timestamp(world);
      return { status: 200, body: reviewCommentObject(world, pull, comment) };
    },
  },
  'pulls/delete-review-comment': {
    as: 'installation',
    needs: WRITE,
    handle: (_world, repository, request) => {
      const { pull, comment } = commentOf(repository, request);
      deleteComment(pull, comment);
      return { status: 204 };
    },
  },
};

const STATES: Readonly<Record<string, ReviewState>> = { COMMENT: 'COMMENTED', APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED' };

/** The user as whom the App writes. */
export function bot(world: World): User {
  return userNamed(world, world.app.botLogin);
}

/** A pending review is only shown to its author. */
function visible(world: World, review: Review): boolean {
  return review.state !== 'PENDING' || review.user === bot(world);
}

export function pullOf(repository: Repository, { path }: RestRequest): Pull {
  const pull = repository.pulls.get(Number(path['pull_number']));
  if (!pull) throw notFound();
  return pull;
}

function reviewOf(world: World, repository: Repository, request: RestRequest): { readonly pull: Pull; readonly review: Review } {
  const pull = pullOf(repository, request);
  const review = pull.reviews.find((candidate) => candidate.id === Number(request.path['review_id']));
  if (!review || !visible(world, review)) throw notFound();
  return { pull, review };
}

function commentIn(pull: Pull, id: number): ReviewComment {
  const comment = pull.comments.find((candidate) => candidate.id === id);
  if (!comment) throw notFound();
  return comment;
}

/** A review comment by its id alone, as `/pulls/comments/{comment_id}` names it. */
export function commentOf(repository: Repository, { path }: RestRequest): { readonly pull: Pull; readonly comment: ReviewComment } {
  const id = Number(path['comment_id']);
  for (const pull of repository.pulls.values()) {
    const comment = pull.comments.find((candidate) => candidate.id === id);
    if (comment) return { pull, comment };
  }
  throw notFound();
}

function commentRequest(body: JsonObject): CommentRequest {
  return {
    path: text(body, 'path') ?? '',
    body: text(body, 'body') ?? '',
    line: number(body, 'line'),
    side: side(body, 'side') ?? 'RIGHT',
    startLine: number(body, 'start_line'),
    startSide: side(body, 'start_side'),
    position: number(body, 'position'),
    subjectType: text(body, 'subject_type') === 'file' ? 'file' : 'line',
  };
}

function side(body: JsonObject, key: string): Side | null {
  const value = text(body, key);
  return value === 'LEFT' || value === 'RIGHT' ? value : null;
}

