/** What our check runs show, read back by REST. Each method is one call. */
import { subjectOfExternalId } from '../webhook/external-id.js';
import { CHECK_NAME } from './api-checks.js';
import type { Octokit } from './octokit.js';
import type { CheckPage, PageApi } from './types.js';

export function pageCalls(octokit: Octokit): PageApi {
  return {
    async readPage(owner, repo, id) {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/check-runs/{check_run_id}', { owner, repo, check_run_id: id });
      return pageOf(data);
    },

    async findPage({ owner, repo, pullNumber }, headSha) {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', { owner, repo, ref: headSha, check_name: CHECK_NAME, filter: 'all', per_page: 100 });
      const ours = data.check_runs.filter((run) => {
        const subject = subjectOfExternalId(run.external_id ?? '');
        return subject?.kind === 'pull' && subject.pullNumber === pullNumber;
      });
      const newest = ours.sort((a, b) => Number(b.id) - Number(a.id))[0];
      return newest === undefined ? null : pageOf(newest);
    },
  };
}

interface RawRun {
  readonly id: number | bigint;
  readonly html_url: string | null;
  readonly status: string;
  readonly output: { readonly title: string | null; readonly summary: string | null; readonly text: string | null };
}

function pageOf({ id, html_url: url, status, output }: RawRun): CheckPage {
  const { title, summary, text } = output;
  return { id: Number(id), url, completed: status === 'completed', title: title ?? '', summary: summary ?? '', ...(text === null ? {} : { text }) };
}
