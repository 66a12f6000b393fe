/** Commits and the way to them. Each method is one call unless it says otherwise. */
import { z } from 'zod';
import { readApiError } from './errors.js';
import type { Octokit } from './octokit.js';
import type { CommitApi } from './types.js';

export function commitCalls(octokit: Octokit): CommitApi {
  return {
    async mergeBase(owner, repo, base, headSha) {
      // Changed files stand on the first page only, so the second one is the small answer. The first one is asked for
      // where the second says nothing.
      const basehead = `${base}...${headSha}`;
      return (await compare(octokit, { owner, repo, basehead, per_page: 1, page: 2 })) ?? compare(octokit, { owner, repo, basehead, per_page: 1 });
    },

    async gitToken() {
      const authentication = await octokit.auth({ type: 'installation' });
      return z.object({ token: z.string().min(1) }).parse(authentication).token;
    },
  };
}

/** The merge base's id; null where GitHub has none to name. */
async function compare(octokit: Octokit, parameters: { owner: string; repo: string; basehead: string; per_page: number; page?: number }): Promise<string | null> {
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/compare/{basehead}', parameters);
    return z.object({ merge_base_commit: z.object({ sha: z.string() }) }).safeParse(data).data?.merge_base_commit.sha ?? null;
  } catch (error) {
    if (readApiError(error, Date.now()).kind === 'gone') return null;
    throw error;
  }
}
