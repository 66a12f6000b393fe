/** A pull request's state by REST, for what GraphQL does not answer: it is closed to the App, or an older server lacks a field. */
import { z } from 'zod';
import { parseMarkers } from '../report/marker.js';
import { readApiError } from './errors.js';
import { addressOf, type Octokit } from './octokit.js';
import type { PullAddress, PullState, ReviewThread } from './types.js';

/** Where a pull request stands, without its threads. */
export type PullHead = Pick<PullState, 'headSha' | 'baseRef' | 'baseSha' | 'isDraft' | 'isOpen' | 'headBranch'>;

const pullAnswer = z.object({
  state: z.string(),
  draft: z.boolean().nullish(),
  // GitHub says null of a fork that is gone.
  head: z.object({ sha: z.string(), ref: z.string().nullish(), repo: z.object({ id: z.number() }).nullish() }),
  base: z.object({ ref: z.string(), sha: z.string(), repo: z.object({ id: z.number() }).nullish() }),
});

const commentsAnswer = z.array(z.object({ node_id: z.string(), body: z.string(), path: z.string(), line: z.number().nullish(), start_line: z.number().nullish(), in_reply_to_id: z.number().nullish(), user: z.object({ type: z.string() }).nullish() }));

/** One call. Throws what octokit throws, and on an answer of another shape than GitHub's. */
export async function readPullHead(octokit: Octokit, pull: PullAddress): Promise<PullHead> {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', addressOf(pull));
  const { state, draft, head, base } = pullAnswer.parse(data);
  const isHere = typeof head.repo?.id === 'number' && head.repo.id === base.repo?.id;
  return { headSha: head.sha, baseRef: base.ref, baseSha: base.sha, isDraft: draft === true, isOpen: state === 'open', headBranch: isHere ? (head.ref ?? null) : null };
}

const reviewsAnswer = z.array(z.object({ id: z.number(), state: z.string() }));

/** One call, and one more for each hundred comments and reviews. Nobody is known by REST, so no thread may be resolved by this answer. */
export async function readPullByRest(octokit: Octokit, pull: PullAddress): Promise<PullState> {
  const head = await readPullHead(octokit, pull);
  return { ...head, viewer: '', threads: await readThreads(octokit, pull), pendingReviews: await readPending(octokit, pull) };
}

/** The threads that a bot began with a marker of ours. REST does not say whether one is resolved, nor all who answered. */
async function readThreads(octokit: Octokit, pull: PullAddress): Promise<readonly ReviewThread[]> {
  const comments = await readComments(octokit, pull);
  return comments.flatMap(({ node_id: commentId, body, path, in_reply_to_id: parent, user, ...at }) => {
    const findings = user?.type === 'Bot' && typeof parent !== 'number' ? parseMarkers(body) : [];
    return findings.length === 0 ? [] : [{ id: '', commentId, body, path, line: at.line ?? null, startLine: at.start_line ?? null, isOutdated: false, resolved: false, resolvedBy: null, ours: true, foreignReplies: true, findings, told: null }];
  });
}

/** GitHub shows a review that was not submitted to nobody but who began it. */
async function readPending(octokit: Octokit, pull: PullAddress): Promise<readonly number[]> {
  const reviews = reviewsAnswer.parse(await octokit.paginate('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', { ...addressOf(pull), per_page: 100 }));
  return reviews.flatMap(({ id, state }) => (state === 'PENDING' ? [id] : []));
}

async function readComments(octokit: Octokit, pull: PullAddress): Promise<z.infer<typeof commentsAnswer>> {
  try {
    return commentsAnswer.parse(await octokit.paginate('GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', { ...addressOf(pull), per_page: 100 }));
  } catch (error) {
    // The pull request itself could be read: then there is nothing to list.
    if (readApiError(error, Date.now()).kind === 'gone') return [];
    throw error;
  }
}
