/** GitHub's REST and GraphQL calls behind `GitHubApi`. Each method is one call unless it says otherwise. */
import type { ProbotOctokit } from 'probot';
import { z } from 'zod';
import type { CommentAnchor, PlannedAnnotation } from '../report/types.js';
import { readApiError } from './errors.js';
import { readPullByRest, readPullHead } from './pull-by-rest.js';
import { readPullState, type GraphQl } from './threads.js';
import type { CheckRunState, CheckRunUpdate, GitHubApi, NewCheckRun, PlacedComment, PullAddress } from './types.js';

/** The check run's name: what maintainers name in their branch protection. */
export const CHECK_NAME = 'Shipworthy';

/** These calls are not safe to repeat blindly: who calls them decides after a lost answer. */
const ONCE = { retries: 0 };

export function createGitHubApi(octokit: InstanceType<typeof ProbotOctokit>): GitHubApi {
  const graphql: GraphQl = (query, variables) => octokit.graphql(query, variables);
  return {
    ...checkRunCalls(octokit),
    ...commentCalls(octokit),

    async mergeBase(owner, repo, base, headSha) {
      // Changed files stand on the first page only, so the second one is the small answer. The first one is asked for
      // where the second says nothing.
      const basehead = `${base}...${headSha}`;
      return (await compare(octokit, { owner, repo, basehead, per_page: 1, page: 2 })) ?? compare(octokit, { owner, repo, basehead, per_page: 1 });
    },

    async readPull(pull) {
      try {
        return await readPullState(graphql, pull, () => readPullHead(octokit, pull));
      } catch (error) {
        if (!isGraphQlUseless(error)) throw error;
        return readPullByRest(octokit, pull);
      }
    },

    async resolveThreads(threadIds) {
      const names = threadIds.map((_, index) => `t${index}`);
      const parameters = names.map((name) => `$${name}: ID!`).join(', ');
      const fields = names.map((name) => `${name}: resolveReviewThread(input: {threadId: $${name}}) { thread { id } }`).join('\n');
      await graphql(`mutation ResolveFixed(${parameters}) {\n${fields}\n}`, Object.fromEntries(names.map((name, index) => [name, threadIds[index]])));
    },

    async gitToken() {
      const authentication = await octokit.auth({ type: 'installation' });
      return z.object({ token: z.string().min(1) }).parse(authentication).token;
    },
  };
}

/** GraphQL answers, but not with what was asked for; asking again would not help. REST may. */
function isGraphQlUseless(error: unknown): boolean {
  const { kind, status } = readApiError(error, Date.now());
  return kind === 'forbidden' || kind === 'gone' || kind === 'refused' || kind === 'other' || (kind === 'ambiguous' && status === 200);
}

/** The merge base's id; null where GitHub has none to name. */
async function compare(octokit: InstanceType<typeof ProbotOctokit>, parameters: { owner: string; repo: string; basehead: string; per_page: number; page?: number }): Promise<string | null> {
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/compare/{basehead}', parameters);
    return z.object({ merge_base_commit: z.object({ sha: z.string() }) }).safeParse(data).data?.merge_base_commit.sha ?? null;
  } catch (error) {
    if (readApiError(error, Date.now()).kind === 'gone') return null;
    throw error;
  }
}

function checkRunCalls(octokit: InstanceType<typeof ProbotOctokit>) {
  return {
    async createCheckRun(run: NewCheckRun): Promise<number> {
      const { data } = await octokit.request('POST /repos/{owner}/{repo}/check-runs', {
        owner: run.owner,
        repo: run.repo,
        name: CHECK_NAME,
        head_sha: run.headSha,
        external_id: run.externalId,
        status: 'in_progress',
        started_at: new Date().toISOString(),
        request: ONCE,
      });
      return Number(data.id);
    },

    async findCheckRun(run: NewCheckRun): Promise<number | null> {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
        owner: run.owner,
        repo: run.repo,
        ref: run.headSha,
        check_name: CHECK_NAME,
        filter: 'all',
        per_page: 100,
      });
      const found = data.check_runs.find((one) => one.external_id === run.externalId);
      return found === undefined ? null : Number(found.id);
    },

    async readCheckRun(owner: string, repo: string, id: number): Promise<CheckRunState> {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/check-runs/{check_run_id}', { owner, repo, check_run_id: id });
      return { id: Number(data.id), completed: data.status === 'completed', annotations: data.output.annotations_count };
    },

    async updateCheckRun(owner: string, repo: string, id: number, update: CheckRunUpdate): Promise<void> {
      const { title, summary, annotations } = update.output;
      const output = { title, summary, ...(annotations.length > 0 ? { annotations: annotations.map(annotationOf) } : {}) };
      const ended = { status: 'completed' as const, completed_at: new Date().toISOString() };
      await octokit.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
        owner,
        repo,
        check_run_id: id,
        output,
        ...(update.conclusion === null ? {} : { ...ended, conclusion: update.conclusion }),
        request: ONCE,
      });
    },
  };
}

function commentCalls(octokit: InstanceType<typeof ProbotOctokit>) {
  return {
    async postReview(pull: PullAddress, headSha: string, comments: readonly PlacedComment[]): Promise<void> {
      await octokit.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
        ...addressOf(pull),
        commit_id: headSha,
        event: 'COMMENT',
        comments: comments.map((comment) => ({ path: comment.path, body: comment.body, ...lineOf(comment.anchor) })),
        request: ONCE,
      });
    },

    async postComment(pull: PullAddress, headSha: string, comment: PlacedComment): Promise<void> {
      await octokit.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/comments', {
        ...addressOf(pull),
        commit_id: headSha,
        path: comment.path,
        body: comment.body,
        ...(comment.anchor.kind === 'file' ? { subject_type: 'file' as const } : lineOf(comment.anchor)),
        request: ONCE,
      });
    },

    async deletePendingReview(pull: PullAddress, reviewId: number): Promise<void> {
      await octokit.request('DELETE /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}', { ...addressOf(pull), review_id: reviewId });
    },
  };
}

function addressOf(pull: PullAddress) {
  return { owner: pull.owner, repo: pull.repo, pull_number: pull.pullNumber };
}

function lineOf(anchor: CommentAnchor) {
  if (anchor.kind === 'file') return {};
  const { line, side, startLine } = anchor;
  return { line, side, ...(startLine === undefined ? {} : { start_line: startLine, start_side: side }) };
}

function annotationOf(annotation: PlannedAnnotation) {
  const { path, startLine, endLine, startColumn, endColumn, level, title, message } = annotation;
  const columns = startLine === endLine && startColumn !== undefined && endColumn !== undefined ? { start_column: startColumn, end_column: endColumn } : {};
  return { path, start_line: startLine, end_line: endLine, ...columns, annotation_level: level, title, message };
}
