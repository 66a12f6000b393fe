/** Talk with people: what they may do, reactions, answers; by REST. Each method is one call. */
import { readApiError } from './errors.js';
import { addressOf, ONCE, type Octokit } from './octokit.js';
import type { ConversationApi } from './types.js';

export function conversationCalls(octokit: Octokit): ConversationApi {
  return {
    async roleOf(owner, repo, login) {
      try {
        const { data } = await octokit.request('GET /repos/{owner}/{repo}/collaborators/{username}/permission', { owner, repo, username: login });
        const { permission } = data;
        return permission === 'admin' || permission === 'write' || permission === 'read' ? permission : 'none';
      } catch (error) {
        if (readApiError(error, Date.now()).kind === 'gone') return 'none';
        throw error;
      }
    },

    async react({ owner, repo }, place, content) {
      const parameters = { owner, repo, comment_id: place.commentId, content };
      if (place.kind === 'thread') await octokit.request('POST /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions', parameters);
      else await octokit.request('POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions', parameters);
    },

    async reply(pull, place, body) {
      if (place.kind === 'thread') {
        await octokit.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies', { ...addressOf(pull), comment_id: place.threadStart, body, request: ONCE });
        return;
      }
      const { owner, repo, pullNumber } = pull;
      await octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { owner, repo, issue_number: pullNumber, body, request: ONCE });
    },
  };
}
