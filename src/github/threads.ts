/** The one GraphQL read before publishing: the pull request's head and our own threads on it. */
import { z } from 'zod';
import { parseMarkers } from '../report/marker.js';
import type { PullAddress, PullState, ReviewThread } from './types.js';

export type GraphQl = (query: string, variables: Record<string, unknown>) => Promise<unknown>;

/** Comments read of each thread; in a longer one somebody else has surely spoken. */
const COMMENTS_PER_THREAD = 20;

const QUERY = `query ReviewState($owner: String!, $repo: String!, $number: Int!, $after: String) {
  viewer { login }
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      headRefOid
      baseRefName
      baseRefOid
      isDraft
      state
      reviews(first: 10, states: PENDING) { nodes { databaseId viewerDidAuthor } }
      reviewThreads(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id
          isResolved
          resolvedBy { login }
          comments(first: ${COMMENTS_PER_THREAD}) { totalCount nodes { body viewerDidAuthor } }
        }
      }
    }
  }
}`;

const thread = z.object({
  id: z.string(),
  isResolved: z.boolean(),
  resolvedBy: z.object({ login: z.string() }).nullable(),
  comments: z.object({
    totalCount: z.number(),
    nodes: z.array(z.object({ body: z.string(), viewerDidAuthor: z.boolean() })),
  }),
});

const answer = z.object({
  viewer: z.object({ login: z.string() }),
  repository: z.object({
    pullRequest: z.object({
      headRefOid: z.string(),
      baseRefName: z.string(),
      baseRefOid: z.string(),
      isDraft: z.boolean(),
      state: z.string(),
      reviews: z.object({ nodes: z.array(z.object({ databaseId: z.number().nullable(), viewerDidAuthor: z.boolean() })) }),
      reviewThreads: z.object({
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
        nodes: z.array(thread),
      }),
    }),
  }),
});

/** One read for each hundred threads. Throws when GitHub's answer has another shape than its schema. */
export async function readPullState(graphql: GraphQl, pull: PullAddress): Promise<PullState> {
  const threads: ReviewThread[] = [];
  let after: string | null = null;
  for (;;) {
    const { viewer, repository } = answer.parse(await graphql(QUERY, { owner: pull.owner, repo: pull.repo, number: pull.pullNumber, after }));
    const { pullRequest } = repository;
    threads.push(...pullRequest.reviewThreads.nodes.map(threadOf));
    const { pageInfo } = pullRequest.reviewThreads;
    if (pageInfo.hasNextPage && pageInfo.endCursor !== null) {
      after = pageInfo.endCursor;
      continue;
    }
    return {
      headSha: pullRequest.headRefOid,
      baseRef: pullRequest.baseRefName,
      baseSha: pullRequest.baseRefOid,
      isDraft: pullRequest.isDraft,
      isOpen: pullRequest.state === 'OPEN',
      viewer: plainLogin(viewer.login),
      threads,
      pendingReviews: pullRequest.reviews.nodes.flatMap((review) => (review.viewerDidAuthor && review.databaseId !== null ? [review.databaseId] : [])),
    };
  }
}

/** Whose marker it is comes before what it says: anyone can write one. */
function threadOf(raw: z.infer<typeof thread>): ReviewThread {
  const first = raw.comments.nodes[0];
  const ours = first?.viewerDidAuthor === true;
  return {
    id: raw.id,
    resolved: raw.isResolved,
    resolvedBy: raw.resolvedBy === null ? null : plainLogin(raw.resolvedBy.login),
    ours,
    foreignReplies: raw.comments.totalCount > raw.comments.nodes.length || raw.comments.nodes.some((comment) => !comment.viewerDidAuthor),
    fingerprints: ours ? parseMarkers(first.body) : [],
  };
}

/** REST calls an app's account `name[bot]`, GraphQL here `name`, there `name[bot]`. */
function plainLogin(login: string): string {
  return login.replace(/\[bot\]$/, '');
}
