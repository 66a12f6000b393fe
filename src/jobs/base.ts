/** The commit that a head is compared with. */
import type { CommitApi, PullState } from '../github/types.js';

/**
 * The merge base with the base branch as it is now (what an event knew may be old), else with the base commit given (the branch may be
 * gone), else that commit itself (histories without a common commit).
 */
export async function comparedWith(api: CommitApi, { owner, repo }: { readonly owner: string; readonly repo: string }, { baseRef, baseSha }: Pick<PullState, 'baseRef' | 'baseSha'>, headSha: string): Promise<string> {
  return (await api.mergeBase(owner, repo, baseRef, headSha)) ?? (await api.mergeBase(owner, repo, baseSha, headSha)) ?? baseSha;
}
