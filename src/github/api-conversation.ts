/** Talk with people: what they may do, reactions, answers; by REST. Each method is one call unless it says otherwise. */
import { z } from 'zod';
import { parseAnswered, parseMarkers, type Answerer, type MarkedFinding } from '../report/marker.js';
import { subjectOfExternalId } from '../webhook/external-id.js';
import { CHECK_NAME } from './api-checks.js';
import { readApiError } from './errors.js';
import { addressOf, ONCE, type Octokit } from './octokit.js';
import type { ConversationApi, PullAddress, TalkPlace } from './types.js';

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

    isAnswered: (pull, place, writtenAt, by) => isAnswered(octokit, pull, place, { since: writtenAt, by }),
    findingsOfThread: (pull, threadStart) => findingsOfThread(octokit, pull, threadStart),

    async firstLookAt({ owner, repo, pullNumber }, headSha) {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', { owner, repo, ref: headSha, check_name: CHECK_NAME, filter: 'all', per_page: 100 });
      const isOurs = (externalId: string): boolean => {
        const subject = subjectOfExternalId(externalId);
        return subject?.kind === 'pull' && subject.pullNumber === pullNumber;
      };
      const begun = data.check_runs.flatMap((run) => (isOurs(run.external_id ?? '') && typeof run.started_at === 'string' ? [run.started_at] : []));
      return begun.sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;
    },
  };
}

/** The first hundred comments since: an answer follows its comment at once. REST does not say which bot it was; nobody gains by forging one. */
async function isAnswered(octokit: Octokit, pull: PullAddress, place: TalkPlace, { since, by }: { readonly since: string; readonly by: Answerer }): Promise<boolean> {
  const { owner, repo, pullNumber } = pull;
  const { data } =
    place.kind === 'thread'
      ? await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', { ...addressOf(pull), since, sort: 'created', direction: 'asc', per_page: 100 })
      : await octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', { owner, repo, issue_number: pullNumber, since, per_page: 100 });
  return data.some(({ user, body }) => {
    const answered = user?.type === 'Bot' ? parseAnswered(body ?? '') : null;
    return answered?.commentId === place.commentId && answered.by === by;
  });
}

const THREADS = `query ThreadStarts($owner: String!, $repo: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      reviewThreads(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { comments(first: 1) { nodes { fullDatabaseId body viewerDidAuthor } } }
      }
    }
  }
}`;

const threadsAnswer = z.object({
  repository: z.object({
    pullRequest: z.object({
      reviewThreads: z.object({
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
        nodes: z.array(z.object({ comments: z.object({ nodes: z.array(z.object({ fullDatabaseId: z.coerce.string(), body: z.string(), viewerDidAuthor: z.boolean() })) }) })),
      }),
    }),
  }),
});

async function findingsOfThread(octokit: Octokit, { owner, repo, pullNumber: number }: PullAddress, threadStart: number): Promise<readonly MarkedFinding[]> {
  for (let after: string | null = null; ; ) {
    const answer: unknown = await octokit.graphql(THREADS, { owner, repo, number, after });
    const { pageInfo, nodes } = threadsAnswer.parse(answer).repository.pullRequest.reviewThreads;
    const found = nodes.flatMap(({ comments }) => comments.nodes).find(({ fullDatabaseId }) => fullDatabaseId === String(threadStart));
    if (found !== undefined) return found.viewerDidAuthor ? parseMarkers(found.body) : [];
    if (!pageInfo.hasNextPage || typeof pageInfo.endCursor !== 'string') return [];
    after = pageInfo.endCursor;
  }
}
