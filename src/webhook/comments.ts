/** Deliveries about comments: in the conversation of a pull request, and in its review threads. Pure. */
import { parseCommands } from '../commands/parse.js';
import type { AnswerPlace } from '../jobs/types.js';
import { RULES } from '../rules/registry.js';
import { ignored, jobBase, read, type Decision, type Delivery } from './delivery.js';
import { issueCommentPayload, reviewCommentPayload, type CommentPayload, type CommonPayload } from './payloads.js';

const RULE_IDS = RULES.map(({ meta }) => meta.id);

export function decideIssueComment(delivery: Delivery): Decision {
  return read(delivery, issueCommentPayload, (payload) => {
    const { issue, comment } = payload;
    if (issue.pull_request === undefined || issue.pull_request === null) return ignored('The comment is on an issue.');
    return decideComment(delivery, payload, comment, { number: issue.number, authorId: issue.user?.id, headSha: null }, { kind: 'conversation', commentId: comment.id });
  });
}

export function decideReviewComment(delivery: Delivery): Decision {
  return read(delivery, reviewCommentPayload, (payload) => {
    const { pull_request: pull, comment } = payload;
    // Who deletes a vote takes it back; by then the comment may say anything.
    if (payload.action === 'deleted') return { kind: 'jobs', jobs: [{ ...jobBase(delivery, payload), kind: 'usefulness', pullNumber: pull.number, deletedComment: comment.id }] };
    const place: AnswerPlace = { kind: 'thread', commentId: comment.id, threadStart: comment.in_reply_to_id ?? comment.id };
    return decideComment(delivery, payload, comment, { number: pull.number, authorId: pull.user?.id, headSha: pull.head.sha }, place);
  });
}

interface CommentedPull {
  readonly number: number;
  readonly authorId: number | undefined;
  readonly headSha: string | null;
}

/** Only what a person has just written counts: an edited comment was answered when it was new, and bots quote each other. */
function decideComment(delivery: Delivery, payload: CommonPayload, comment: CommentPayload, pull: CommentedPull, answer: AnswerPlace): Decision {
  if (payload.action !== 'created') return ignored('The comment is not new.');
  const { user, body } = comment;
  if (user === null || user === undefined || user.type === 'Bot') return ignored('The comment was not written by a person.');
  const commands = parseCommands(body ?? '', RULE_IDS);
  if (commands.length === 0) return ignored('The comment holds no command.');
  const job = { kind: 'command' as const, pullNumber: pull.number, commands, author: user.login, byPullAuthor: user.id === pull.authorId, writtenAt: comment.created_at, headSha: pull.headSha, answer };
  return { kind: 'jobs', jobs: [{ ...jobBase(delivery, payload), ...job }] };
}
