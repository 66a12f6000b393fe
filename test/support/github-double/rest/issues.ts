import { tooLong, LONGEST_COMMENT } from '../domain/reviews.js';
import { notAccessible, notFound, validationFailed } from '../http/refusal.js';
import { issueCommentObject } from '../objects/issues.js';
import { reactionObject } from '../objects/pulls.js';
import { newId, timestamp, type IssueComment, type ReactionRecord, type Repository, type User, type World } from '../state.js';
import type { Reaction } from '../types.js';
import { bot, commentOf } from './pulls.js';
import { text, type Answer, type RestRequest, type Routes } from './route.js';

const READ = ['issues:read', 'pull_requests:read'] as const;
const WRITE = ['issues:write', 'pull_requests:write'] as const;

export const ISSUE_ROUTES: Routes = {
  'issues/list-comments': {
    as: 'installation',
    needs: READ,
    handle: (world, repository, { path }) => ({
      status: 200,
      list: { items: repository.issueComments.filter((comment) => comment.number === issueNumber(repository, path)).map((comment) => issueCommentObject(world, repository, comment)) },
    }),
  },
  'issues/create-comment': {
    as: 'installation',
    needs: WRITE,
    writes: true,
    handle: (world, repository, { path, body }) => {
      const comment = addIssueComment(world, repository, issueNumber(repository, path), bot(world), text(body, 'body') ?? '');
      return { status: 201, body: issueCommentObject(world, repository, comment) };
    },
  },
  'issues/get-comment': { as: 'installation', needs: READ, handle: (world, repository, request) => ({ status: 200, body: issueCommentObject(world, repository, issueCommentOf(repository, request)) }) },
  'issues/update-comment': {
    as: 'installation',
    needs: WRITE,
    writes: true,
    handle: (world, repository, request) => {
      const comment = issueCommentOf(repository, request);
      if (comment.user !== bot(world)) throw notAccessible();
      const body = text(request.body, 'body') ?? '';
      checkBody(body);
      comment.body = body;
      comment.updatedAt = timestamp(world);
      return { status: 200, body: issueCommentObject(world, repository, comment) };
    },
  },
  'issues/delete-comment': {
    as: 'installation',
    needs: WRITE,
    handle: (_world, repository, request) => {
      repository.issueComments.splice(repository.issueComments.indexOf(issueCommentOf(repository, request)), 1);
      return { status: 204 };
    },
  },
  'reactions/create-for-issue-comment': { as: 'installation', needs: WRITE, handle: (world, repository, request) => react(world, issueCommentOf(repository, request).reactions, request) },
  'reactions/list-for-issue-comment': { as: 'installation', needs: READ, handle: (world, repository, request) => reactionList(world, issueCommentOf(repository, request).reactions, request) },
  'reactions/create-for-pull-request-review-comment': {
    as: 'installation',
    needs: ['pull_requests:write'],
    handle: (world, repository, request) => react(world, commentOf(repository, request).comment.reactions, request),
  },
  'reactions/list-for-pull-request-review-comment': {
    as: 'installation',
    needs: ['pull_requests:read'],
    handle: (world, repository, request) => reactionList(world, commentOf(repository, request).comment.reactions, request),
  },
};

/** A comment in the conversation. Throws 422 for a blank or over-long body. */
export function addIssueComment(world: World, repository: Repository, number: number, user: User, body: string): IssueComment {
  checkBody(body);
  const at = timestamp(world);
  const comment: IssueComment = { id: newId(world), number, user, createdAt: at, updatedAt: at, body, reactions: [] };
  repository.issueComments.push(comment);
  return comment;
}

/** Adds the reaction; true if the user had not reacted like that before. */
export function addReaction(world: World, reactions: ReactionRecord[], user: User, content: Reaction): { readonly reaction: ReactionRecord; readonly isNew: boolean } {
  const known = reactions.find((reaction) => reaction.user === user && reaction.content === content);
  if (known) return { reaction: known, isNew: false };
  const reaction: ReactionRecord = { id: newId(world), user, content, createdAt: timestamp(world) };
  reactions.push(reaction);
  return { reaction, isNew: true };
}

function checkBody(body: string): void {
  if (body.trim() === '') throw validationFailed({ resource: 'IssueComment', code: 'unprocessable', field: 'data', message: 'Body cannot be blank' });
  if (tooLong(body)) throw validationFailed({ resource: 'IssueComment', code: 'custom', field: 'body', message: `body is too long (maximum is ${LONGEST_COMMENT} characters)` });
}

function issueNumber(repository: Repository, path: RestRequest['path']): number {
  const issue = Number(path['issue_number']);
  if (!repository.pulls.has(issue)) throw notFound();
  return issue;
}

function issueCommentOf(repository: Repository, { path }: RestRequest): IssueComment {
  const comment = repository.issueComments.find((candidate) => candidate.id === Number(path['comment_id']));
  if (!comment) throw notFound();
  return comment;
}

function react(world: World, reactions: ReactionRecord[], { body }: RestRequest): Answer {
  const { reaction, isNew } = addReaction(world, reactions, bot(world), text(body, 'content') as Reaction);
  return { status: isNew ? 201 : 200, body: reactionObject(world, reaction) };
}

function reactionList(world: World, reactions: readonly ReactionRecord[], { query }: RestRequest): Answer {
  const wanted = reactions.filter((reaction) => (query['content'] ?? reaction.content) === reaction.content);
  return { status: 200, list: { items: wanted.map((reaction) => reactionObject(world, reaction)) } };
}
