import type { FileDiff } from '../git/diff.js';
import { git } from '../git/run.js';
import { Refusal, unprocessable, validationFailed, type FieldError } from '../http/refusal.js';
import { newId, nodeId, timestamp, type Pull, type Review, type ReviewComment, type Thread, type User, type World } from '../state.js';
import type { ReviewState } from '../types.js';
import { pullDiff, relocateComments } from './relocate.js';
import { resolveAnchor, type Anchor, type AnchorFault, type AnchorRequest } from './anchors.js';

/** GitHub: "body is too long (maximum is 65536 characters)". */
export const LONGEST_COMMENT = 65_536;

/** Is the commit the head or below it? A head that a force push threw away is not. */
async function belongsTo(pull: Pull, commit: string): Promise<boolean> {
  if (commit === pull.headSha) return true;
  return git(pull.repository.gitDir, ['merge-base', '--is-ancestor', '--end-of-options', commit, pull.headSha]).then(() => true, () => false);
}

export interface CommentRequest extends AnchorRequest {
  readonly body: string;
}

export interface ReviewRequest {
  readonly user: User;
  readonly commitId: string | null;
  readonly body: string;
  readonly state: ReviewState;
  readonly comments: readonly CommentRequest[];
}

export function pendingReviewOf(pull: Pull, user: User): Review | null {
  return pull.reviews.find((review) => review.user === user && review.state === 'PENDING') ?? null;
}

/** Creates a review with all of its comments, or refuses it whole as GitHub does. */
export async function createReview(world: World, pull: Pull, request: ReviewRequest): Promise<Review> {
  if (pendingReviewOf(pull, request.user)) throw unprocessable('User can only have one pending review per pull request');
  if (request.user === pull.author && request.state !== 'PENDING' && request.state !== 'COMMENTED') {
    throw unprocessable(request.state === 'APPROVED' ? 'Can not approve your own pull request' : 'Can not request changes on your own pull request');
  }
  const commitId = request.commitId ?? pull.headSha;
  if (!(await belongsTo(pull, commitId))) throw unprocessable('The commitOID is not part of the pull request');
  const needsBody = request.state === 'CHANGES_REQUESTED' || (request.state === 'COMMENTED' && request.comments.length === 0);
  if (needsBody && request.body.trim() === '') throw unprocessable("Body can't be blank");
  if (tooLong(request.body)) throw unprocessable(`Body is too long (maximum is ${LONGEST_COMMENT} characters)`);
  const diff = await pullDiff(pull, commitId);
  const anchors = request.comments.map((comment) => reviewAnchor(diff, comment));
  const review = addReview(world, pull, { ...request, commitId });
  request.comments.forEach((comment, index) => {
    const anchor = anchors[index];
    if (anchor) addComment(world, pull, review, { anchor, body: comment.body, user: request.user, thread: null });
  });
  if (commitId !== pull.headSha) await relocateComments(pull);
  return review;
}

const REVIEW_FAULTS: Readonly<Record<AnchorFault, string>> = {
  path: 'Path could not be resolved',
  line: 'Pull request review thread line must be part of the diff',
  'start-hunk': 'Pull request review thread start line must be part of the same hunk as the line.',
  'start-order': 'Pull request review thread start line must precede the end line.',
};

function reviewAnchor(diff: readonly FileDiff[], comment: CommentRequest): Anchor {
  if (comment.body.trim() === '') throw unprocessable("Pull request review comment body can't be blank");
  if (tooLong(comment.body)) throw unprocessable(`Pull request review comment body is too long (maximum is ${LONGEST_COMMENT} characters)`);
  const result = resolveAnchor(diff, comment);
  if ('anchor' in result) return result.anchor;
  const sentences = result.faults.map((fault) => REVIEW_FAULTS[fault]);
  const all = result.faults.includes('line') ? [...sentences, "Pull request review thread diff hunk can't be blank"] : sentences;
  throw unprocessable(all.length < 3 ? all.join(' and ') : `${all.slice(0, -1).join(', ')}, and ${all.at(-1) ?? ''}`);
}

/** A single comment outside of a review; GitHub makes a submitted review of one comment for it. */
export async function createComment(world: World, pull: Pull, user: User, commitId: string, request: CommentRequest): Promise<ReviewComment> {
  if (pendingReviewOf(pull, user)) throw onePendingReview();
  checkCommentBody(request.body);
  if (!(await belongsTo(pull, commitId))) throw validationFailed(commentError('commit_id', 'custom', 'commit_id is not part of the pull request'));
  const result = resolveAnchor(await pullDiff(pull, commitId), request);
  if ('faults' in result) throw validationFailed(...result.faults.flatMap(commentFault));
  const review = addReview(world, pull, { user, commitId, body: '', state: 'COMMENTED' });
  const comment = addComment(world, pull, review, { anchor: result.anchor, body: request.body, user, thread: null });
  if (commitId !== pull.headSha) await relocateComments(pull);
  return comment;
}

function commentError(field: string, code: FieldError['code'], message?: string): FieldError {
  return { resource: 'PullRequestReviewComment', code, field, ...(message === undefined ? {} : { message }) };
}

function commentFault(fault: AnchorFault): FieldError[] {
  const field = (name: string): string => `pull_request_review_thread.${name}`;
  const noHunk = commentError(field('diff_hunk'), 'missing_field');
  if (fault === 'path') return [commentError(field('path'), 'invalid', 'Path could not be resolved'), noHunk];
  if (fault === 'line') return [commentError(field('line'), 'custom', `${field('line')} must be part of the diff`), noHunk];
  if (fault === 'start-hunk') return [commentError(field('start_line'), 'custom', `${field('start_line')} must be part of the same hunk as the line.`)];
  return [commentError(field('start_line'), 'custom', `${field('start_line')} must precede the end line.`)];
}

export function onePendingReview(): Refusal {
  return validationFailed({ resource: 'PullRequestReview', code: 'custom', field: 'user_id', message: 'user_id can only have one pending review per pull request' });
}

/** Throws 422 for a blank or over-long body of a review comment. */
export function checkCommentBody(body: string): void {
  if (body.trim() === '') throw validationFailed(commentError('body', 'missing_field'));
  if (tooLong(body)) throw validationFailed(commentError('body', 'custom', `body is too long (maximum is ${LONGEST_COMMENT} characters)`));
}

/** In characters, not UTF-16 units. */
export function tooLong(body: string): boolean {
  return body.length > LONGEST_COMMENT && [...body].length > LONGEST_COMMENT;
}

/** A reply in the thread of `to`. */
export function createReply(world: World, pull: Pull, user: User, to: ReviewComment, body: string): ReviewComment {
  if (pendingReviewOf(pull, user)) throw onePendingReview();
  checkCommentBody(body);
  const thread = pull.threads.find((candidate) => candidate.id === to.threadId);
  if (!thread) throw new Error(`Comment ${to.id} has no thread`);
  const review = addReview(world, pull, { user, commitId: pull.headSha, body: '', state: 'COMMENTED' });
  const anchor: Anchor = { path: to.path, subjectType: to.subjectType, line: to.line, side: to.side, startLine: to.startLine, startSide: to.startSide, position: to.position, diffHunk: to.diffHunk };
  return addComment(world, pull, review, { anchor, body, user, thread, inReplyTo: to.inReplyTo ?? to.id });
}

function addReview(world: World, pull: Pull, fields: { readonly user: User; readonly commitId: string; readonly body: string; readonly state: ReviewState }): Review {
  const at = timestamp(world);
  const review: Review = { id: newId(world), user: fields.user, commitId: fields.commitId, createdAt: at, body: fields.body, state: fields.state, submittedAt: fields.state === 'PENDING' ? null : at };
  pull.reviews.push(review);
  pull.updatedAt = at;
  return review;
}

interface NewComment {
  readonly anchor: Anchor;
  readonly body: string;
  readonly user: User;
  /** null opens a new thread. */
  readonly thread: Thread | null;
  readonly inReplyTo?: number;
}

function addComment(world: World, pull: Pull, review: Review, fields: NewComment): ReviewComment {
  const id = newId(world);
  const thread = fields.thread ?? { id: nodeId('PRRT', id), isResolved: false, isOutdated: false, resolvedBy: null };
  if (fields.thread === null) pull.threads.push(thread);
  const { anchor } = fields;
  const at = timestamp(world);
  const comment: ReviewComment = {
    id, reviewId: review.id, threadId: thread.id, user: fields.user, path: anchor.path, diffHunk: anchor.diffHunk,
    side: anchor.side, startSide: anchor.startSide, subjectType: anchor.subjectType,
    originalLine: anchor.line, originalStartLine: anchor.startLine, originalPosition: anchor.position, originalCommitId: review.commitId,
    inReplyTo: fields.inReplyTo ?? null, createdAt: at, updatedAt: at, commitId: review.commitId,
    line: anchor.line, startLine: anchor.startLine, position: anchor.position, body: fields.body, reactions: [],
  };
  pull.comments.push(comment);
  return comment;
}

/** Removes a comment; a thread without comments goes with it. */
export function deleteComment(pull: Pull, comment: ReviewComment): void {
  pull.comments.splice(pull.comments.indexOf(comment), 1);
  const thread = pull.threads.find((candidate) => candidate.id === comment.threadId);
  if (thread && !pull.comments.some((other) => other.threadId === thread.id)) pull.threads.splice(pull.threads.indexOf(thread), 1);
}

/** Removes a review that was never submitted, with its comments. Throws 422 for a submitted one. */
export function deletePendingReview(pull: Pull, review: Review): void {
  if (review.state !== 'PENDING') throw unprocessable('Can not delete a non-pending pull request review');
  pull.reviews.splice(pull.reviews.indexOf(review), 1);
  pull.comments.filter((comment) => comment.reviewId === review.id).forEach((comment) => deleteComment(pull, comment));
}
