/** Check runs, by REST. Each method is one call. */
import type { PlannedAnnotation } from '../report/types.js';
import { ONCE, type Octokit } from './octokit.js';
import type { CheckApi, CheckRunState, CheckRunUpdate, NewCheckRun, SentAnnotation } from './types.js';

/** The check run's name: what maintainers name in their branch protection. */
export const CHECK_NAME = 'Shipworthy';

export function checkCalls(octokit: Octokit): CheckApi {
  async function sameRuns({ owner, repo, headSha, externalId }: NewCheckRun): Promise<readonly { readonly id: number | bigint; readonly status: string }[]> {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', { owner, repo, ref: headSha, check_name: CHECK_NAME, filter: 'all', per_page: 100 });
    return data.check_runs.filter((one) => one.external_id === externalId);
  }

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
      const [found] = await sameRuns(run);
      return found === undefined ? null : Number(found.id);
    },

    async findUnfinishedTwins(run: NewCheckRun, id: number): Promise<readonly number[]> {
      return (await sameRuns(run)).filter(({ status }) => status !== 'completed').map((one) => Number(one.id)).filter((other) => other !== id);
    },

    async externalIdsOfSuite(owner: string, repo: string, suiteId: number): Promise<readonly string[]> {
      const all = await octokit.paginate('GET /repos/{owner}/{repo}/check-suites/{check_suite_id}/check-runs', { owner, repo, check_suite_id: suiteId, check_name: CHECK_NAME, filter: 'all', per_page: 100 });
      return all.flatMap(({ external_id: externalId }) => (externalId === null ? [] : [externalId]));
    },

    async readCheckRun(owner: string, repo: string, id: number): Promise<CheckRunState> {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/check-runs/{check_run_id}', { owner, repo, check_run_id: id });
      return { id: Number(data.id), completed: data.status === 'completed', annotations: data.output.annotations_count };
    },

    async listAnnotations(owner: string, repo: string, id: number): Promise<readonly SentAnnotation[]> {
      const all = await octokit.paginate('GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations', { owner, repo, check_run_id: id, per_page: 100 });
      return all.map(({ path, start_line: startLine, end_line: endLine, annotation_level: level, title }) => ({ path, startLine, endLine, level: level ?? '', title: title ?? '' }));
    },

    async updateCheckRun(owner: string, repo: string, id: number, update: CheckRunUpdate): Promise<void> {
      const { title, summary, text, annotations } = update.output;
      const output = { title, summary, ...(text === undefined ? {} : { text }), ...(annotations.length > 0 ? { annotations: annotations.map(annotationOf) } : {}) };
      const ended = { status: 'completed' as const, completed_at: new Date().toISOString() };
      await octokit.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
        owner,
        repo,
        check_run_id: id,
        output,
        ...(update.conclusion === null ? {} : { ...ended, conclusion: update.conclusion }),
        ...(update.detailsUrl === undefined ? {} : { details_url: update.detailsUrl }),
        ...(update.actions === undefined ? {} : { actions: update.actions.map((action) => ({ ...action })) }),
        request: ONCE,
      });
    },
  };
}

function annotationOf(annotation: PlannedAnnotation) {
  const { path, startLine, endLine, startColumn, endColumn, level, title, message } = annotation;
  const columns = startLine === endLine && startColumn !== undefined && endColumn !== undefined ? { start_column: startColumn, end_column: endColumn } : {};
  return { path, start_line: startLine, end_line: endLine, ...columns, annotation_level: level, title, message };
}
