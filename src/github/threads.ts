/** The one GraphQL read before publishing: the pull request's head and our own threads on it. */
import { z } from 'zod';
import { parseMarkers, parseTold } from '../report/marker.js';
import type { PullHead } from './pull-by-rest.js';
import type { PullAddress, PullState, ReviewThread } from './types.js';

export type GraphQl = (query: string, variables: Record<string, unknown>) => Promise<unknown>;

/** Comments read of each thread; in a longer one somebody else has surely spoken. */
const COMMENTS_PER_THREAD = 20;

const QUERY = `query ReviewState($owner: String!, $repo: String!, $number: Int!, $after: String) {
  viewer { login }
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      headRefOid
      headRefName
      isCrossRepository
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
          isOutdated
          subjectType
          path
          line
          startLine
          resolvedBy { login }
          comments(first: ${COMMENTS_PER_THREAD}) { totalCount nodes { id body viewerDidAuthor } }
          opening: comments(first: 1) { nodes { createdAt reactionGroups { content viewerHasReacted reactors(first: 1) { totalCount } } } }
        }
      }
    }
  }
}`;

const reactionGroup = z.object({ content: z.string(), viewerHasReacted: z.boolean(), reactors: z.object({ totalCount: z.number() }) });

const thread = z.object({
  id: z.string(),
  isResolved: z.boolean(),
  isOutdated: z.boolean(),
  subjectType: z.string().nullish(),
  path: z.string(),
  line: z.number().nullish(),
  startLine: z.number().nullish(),
  resolvedBy: z.object({ login: z.string() }).nullish(),
  comments: z.object({
    totalCount: z.number(),
    nodes: z.array(z.object({ id: z.string(), body: z.string(), viewerDidAuthor: z.boolean() })),
  }),
  // Apart from the other comments, so that no reaction to those is asked for.
  opening: z.object({ nodes: z.array(z.object({ createdAt: z.string(), reactionGroups: z.array(reactionGroup).nullish() })) }).nullish(),
});

const threadsAnswer = z.object({
  viewer: z.object({ login: z.string() }).nullish(),
  repository: z.object({
    pullRequest: z.object({
      reviews: z.object({ nodes: z.array(z.object({ databaseId: z.number().nullable(), viewerDidAuthor: z.boolean() })) }).nullish(),
      reviewThreads: z.object({
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }).nullish(),
        nodes: z.array(thread),
      }),
    }),
  }),
});

const headAnswer = z.object({
  repository: z.object({
    pullRequest: z.object({ headRefOid: z.string(), headRefName: z.string().nullish(), isCrossRepository: z.boolean().nullish(), baseRefName: z.string(), baseRefOid: z.string(), isDraft: z.boolean(), state: z.string() }),
  }),
});

/**
 * One read for each hundred threads. `readHead` is asked where the answer does not say where the pull request stands.
 * Throws when GitHub's answer holds no threads.
 */
export async function readPullState(graphql: GraphQl, pull: PullAddress, readHead: () => Promise<PullHead>): Promise<PullState> {
  const threads: ReviewThread[] = [];
  let after: string | null = null;
  for (;;) {
    const answer = await graphql(QUERY, { owner: pull.owner, repo: pull.repo, number: pull.pullNumber, after });
    const { viewer, repository } = threadsAnswer.parse(answer);
    const { reviews, reviewThreads } = repository.pullRequest;
    threads.push(...reviewThreads.nodes.map(threadOf));
    if (reviewThreads.pageInfo?.hasNextPage === true && typeof reviewThreads.pageInfo.endCursor === 'string') {
      after = reviewThreads.pageInfo.endCursor;
      continue;
    }
    return {
      ...(headOf(answer) ?? (await readHead())),
      viewer: plainLogin(viewer?.login ?? ''),
      threads,
      pendingReviews: (reviews?.nodes ?? []).flatMap((review) => (review.viewerDidAuthor && review.databaseId !== null ? [review.databaseId] : [])),
    };
  }
}

function headOf(answer: unknown): PullHead | null {
  const parsed = headAnswer.safeParse(answer);
  if (!parsed.success) return null;
  const { headRefOid, headRefName, isCrossRepository, baseRefName, baseRefOid, isDraft, state } = parsed.data.repository.pullRequest;
  return { headSha: headRefOid, baseRef: baseRefName, baseSha: baseRefOid, isDraft, isOpen: state === 'OPEN', headBranch: isCrossRepository === false ? (headRefName ?? null) : null };
}

/** Whose marker it is comes before what it says: anyone can write one. */
function threadOf(raw: z.infer<typeof thread>): ReviewThread {
  const first = raw.comments.nodes[0];
  const ours = first?.viewerDidAuthor === true;
  return {
    id: raw.id,
    commentId: first?.id ?? '',
    body: first?.body ?? '',
    path: raw.path,
    line: raw.line ?? null,
    startLine: raw.startLine ?? null,
    isOutdated: raw.isOutdated && raw.subjectType !== 'FILE',
    resolved: raw.isResolved,
    resolvedBy: typeof raw.resolvedBy?.login === 'string' ? plainLogin(raw.resolvedBy.login) : null,
    ours,
    foreignReplies: raw.comments.totalCount > raw.comments.nodes.length || raw.comments.nodes.some((comment) => !comment.viewerDidAuthor),
    findings: ours ? parseMarkers(first.body) : [],
    told: raw.comments.nodes.flatMap((comment) => (comment.viewerDidAuthor ? (parseTold(comment.body) ?? []) : [])).at(-1) ?? null,
    ...(ours ? openingOf(raw) : {}),
  };
}

function openingOf({ opening }: z.infer<typeof thread>): Pick<ReviewThread, 'opening'> {
  const [first] = opening?.nodes ?? [];
  if (first === undefined) return {};
  const [down] = (first.reactionGroups ?? []).filter(({ content }) => content === 'THUMBS_DOWN');
  return { opening: { writtenAt: first.createdAt, against: down === undefined ? 0 : down.reactors.totalCount - Number(down.viewerHasReacted) } };
}

/** REST calls an app's account `name[bot]`, GraphQL here `name`, there `name[bot]`. */
function plainLogin(login: string): string {
  return login.replace(/\[bot\]$/, '');
}
