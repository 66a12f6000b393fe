import type { FileDiff } from '../git/diff.js';
import { fullNameOf, nodeId, permissionOf, type Pull, type ReactionRecord, type Repository, type Review, type ReviewComment, type User, type World } from '../state.js';
import { apiUrl, userObject } from './users.js';
import { repositoryObject } from './repositories.js';

export function association(repository: Repository, user: User): string {
  const permission = permissionOf(repository, user.login);
  if (permission === 'admin') return 'OWNER';
  if (permission === 'write') return 'COLLABORATOR';
  return user.type === 'Bot' ? 'NONE' : 'CONTRIBUTOR';
}

/** A pull request as lists hold it (`pull-request-simple`). */
export function simplePullObject(world: World, pull: Pull) {
  const { repository, headRepository } = pull;
  const fullName = fullNameOf(repository);
  const api = apiUrl(world, `/repos/${fullName}`);
  const self = `${api}/pulls/${pull.number}`;
  const html = `${world.url}/${fullName}/pull/${pull.number}`;
  const issue = `${api}/issues/${pull.number}`;
  const statuses = `${api}/statuses/${pull.headSha}`;
  return {
    url: self,
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: userObject(world, pull.author),
    body: pull.body === '' ? null : pull.body,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: null,
    merge_commit_sha: null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: [],
    milestone: null,
    draft: pull.draft,
    commits_url: `${self}/commits`,
    review_comments_url: `${self}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    head: branchObject(world, headRepository, pull.headRef, pull.headSha),
    base: branchObject(world, repository, pull.baseRef, pull.baseSha),
    _links: {
      self: { href: self },
      html: { href: html },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${self}/comments` },
      review_comment: { href: `${api}/pulls/comments{/number}` },
      commits: { href: `${self}/commits` },
      statuses: { href: statuses },
    },
    author_association: association(repository, pull.author),
    auto_merge: null,
    active_lock_reason: null,
  };
}

function branchObject(world: World, repository: Repository, ref: string, sha: string) {
  return {
    label: `${repository.owner.login}:${ref}`,
    ref,
    sha,
    user: userObject(world, repository.owner),
    repo: repositoryObject(world, repository),
  };
}

/** A pull request by its own address, and in webhooks (`pull-request`). */
export function pullObject(world: World, pull: Pull, diff: readonly FileDiff[], commits: number) {
  const sum = (pick: (file: FileDiff) => number): number => diff.reduce((total, file) => total + pick(file), 0);
  return {
    ...simplePullObject(world, pull),
    merged: false,
    mergeable: null,
    rebaseable: null,
    mergeable_state: 'unknown',
    merged_by: null,
    comments: pull.repository.issueComments.filter((comment) => comment.number === pull.number).length,
    review_comments: pull.comments.length,
    maintainer_can_modify: pull.headRepository !== pull.repository,
    commits,
    additions: sum((file) => file.additions),
    deletions: sum((file) => file.deletions),
    changed_files: diff.length,
  };
}

/** A pull request inside a check run (`pull-request-minimal`). */
export function minimalPullObject(world: World, pull: Pull) {
  const end = (repository: Repository, ref: string, sha: string) => ({
    ref, sha, repo: { id: repository.id, url: apiUrl(world, `/repos/${fullNameOf(repository)}`), name: repository.name },
  });
  return {
    url: apiUrl(world, `/repos/${fullNameOf(pull.repository)}/pulls/${pull.number}`),
    id: pull.id,
    number: pull.number,
    head: end(pull.headRepository, pull.headRef, pull.headSha),
    base: end(pull.repository, pull.baseRef, pull.baseSha),
  };
}

export function reviewObject(world: World, pull: Pull, review: Review) {
  const fullName = fullNameOf(pull.repository);
  const html = `${world.url}/${fullName}/pull/${pull.number}#pullrequestreview-${review.id}`;
  const self = apiUrl(world, `/repos/${fullName}/pulls/${pull.number}`);
  return {
    id: review.id,
    node_id: nodeId('PRR', review.id),
    user: userObject(world, review.user),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: self,
    author_association: association(pull.repository, review.user),
    _links: { html: { href: html }, pull_request: { href: self } },
    ...(review.submittedAt === null ? {} : { submitted_at: review.submittedAt }),
    commit_id: review.commitId,
  };
}

/**
 * A review comment (`pull-request-review-comment`). GitHub answers `line: null` and `position: null` once a comment is outdated,
 * which its own description does not allow; here those fields are left out then.
 */
export function reviewCommentObject(world: World, pull: Pull, comment: ReviewComment) {
  const fullName = fullNameOf(pull.repository);
  const api = apiUrl(world, `/repos/${fullName}/pulls`);
  const html = `${world.url}/${fullName}/pull/${pull.number}#discussion_r${comment.id}`;
  return {
    url: `${api}/comments/${comment.id}`,
    pull_request_review_id: comment.reviewId,
    id: comment.id,
    node_id: nodeId('PRRC', comment.id),
    diff_hunk: comment.diffHunk,
    path: comment.path,
    commit_id: comment.commitId,
    original_commit_id: comment.originalCommitId,
    user: userObject(world, comment.user),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    html_url: html,
    pull_request_url: `${api}/${pull.number}`,
    author_association: association(pull.repository, comment.user),
    _links: { self: { href: `${api}/comments/${comment.id}` }, html: { href: html }, pull_request: { href: `${api}/${pull.number}` } },
    reactions: reactionRollup(`${api}/comments/${comment.id}/reactions`, comment.reactions),
    start_line: comment.startLine,
    original_start_line: comment.originalStartLine,
    start_side: comment.startSide,
    side: comment.side,
    subject_type: comment.subjectType,
    ...(comment.line === null ? {} : { line: comment.line }),
    ...(comment.position === null ? {} : { position: comment.position }),
    ...(comment.originalLine === null ? {} : { original_line: comment.originalLine }),
    ...(comment.originalPosition === null ? {} : { original_position: comment.originalPosition }),
    ...(comment.inReplyTo === null ? {} : { in_reply_to_id: comment.inReplyTo }),
  };
}

/** The older shape in lists of one review's comments (`review-comment`): positions are required. */
export function legacyReviewCommentObject(world: World, pull: Pull, comment: ReviewComment) {
  return { ...reviewCommentObject(world, pull, comment), position: comment.position, original_position: comment.originalPosition ?? 1 };
}

const CONTENTS = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes'] as const;

export function reactionRollup(url: string, reactions: readonly ReactionRecord[]) {
  const counts = CONTENTS.map((content) => [content, reactions.filter((reaction) => reaction.content === content).length]);
  return { url, total_count: reactions.length, ...Object.fromEntries(counts) };
}

export function reactionObject(world: World, reaction: ReactionRecord) {
  return { id: reaction.id, node_id: nodeId('REA', reaction.id), user: userObject(world, reaction.user), content: reaction.content, created_at: reaction.createdAt };
}
