import { createReply, createReview } from './domain/reviews.js';
import type { GitHubDouble } from './double.js';
import { addIssueComment, addReaction } from './rest/issues.js';
import { demandPull, demandRepository, userNamed, type Pull, type Thread, type World } from './state.js';
import { issueCommentView, reviewCommentView } from './views.js';

/** What people do in the browser, with their own rights. */
export function personActions(world: World): GitHubDouble['person'] {
  return {
    replyToThread: (login, repo, threadId, body) => {
      const { pull } = findThread(world, repo, threadId);
      const first = pull.comments.find((comment) => comment.threadId === threadId);
      if (!first) throw new Error(`Thread ${threadId} has no comment`);
      return reviewCommentView(createReply(world, pull, userNamed(world, login), first, body));
    },
    resolveThread: (login, repo, threadId) => {
      const { thread } = findThread(world, repo, threadId);
      thread.isResolved = true;
      thread.resolvedBy = userNamed(world, login);
    },
    unresolveThread: (_login, repo, threadId) => {
      const { thread } = findThread(world, repo, threadId);
      thread.isResolved = false;
      thread.resolvedBy = null;
    },
    reactToReviewComment: (login, repo, commentId, content) => {
      const comment = [...demandRepository(world, repo).pulls.values()].flatMap((pull) => pull.comments).find(({ id }) => id === commentId);
      if (!comment) throw new Error(`The double has no review comment ${commentId}`);
      addReaction(world, comment.reactions, userNamed(world, login), content);
    },
    takeBackReaction: (login, repo, commentId, content) => {
      const comment = [...demandRepository(world, repo).pulls.values()].flatMap((pull) => pull.comments).find(({ id }) => id === commentId);
      const at = comment?.reactions.findIndex((reaction) => reaction.user === userNamed(world, login) && reaction.content === content) ?? -1;
      if (at < 0) throw new Error(`${login} has not reacted to review comment ${commentId} with ${content}`);
      comment?.reactions.splice(at, 1);
    },
    reactToIssueComment: (login, repo, commentId, content) => {
      const comment = demandRepository(world, repo).issueComments.find(({ id }) => id === commentId);
      if (!comment) throw new Error(`The double has no issue comment ${commentId}`);
      addReaction(world, comment.reactions, userNamed(world, login), content);
    },
    comment: (login, repo, number, body) => issueCommentView(addIssueComment(world, demandPull(world, repo, number).repository, number, userNamed(world, login), body)),
    reviewLine: async (login, repo, number, { path, line, body }) => {
      const pull = demandPull(world, repo, number);
      const comment = { path, line, body, side: 'RIGHT', startLine: null, startSide: null, position: null, subjectType: 'line' } as const;
      await createReview(world, pull, { user: userNamed(world, login), commitId: null, body: '', state: 'COMMENTED', comments: [comment] });
      const made = pull.comments.at(-1);
      if (!made) throw new Error('The review has no comment');
      return reviewCommentView(made);
    },
  };
}

function findThread(world: World, repo: string, threadId: string): { readonly pull: Pull; readonly thread: Thread } {
  for (const pull of demandRepository(world, repo).pulls.values()) {
    const thread = pull.threads.find(({ id }) => id === threadId);
    if (thread) return { pull, thread };
  }
  throw new Error(`The double has no thread ${threadId} in ${repo}`);
}
