import type { RepositoryName } from '../types.js';

/** Builders of full webhook payloads about what the double holds now. Pass the result to `double.webhook`. */
export interface PayloadBuilders {
  pullRequest(
    action: 'opened' | 'reopened' | 'synchronize' | 'ready_for_review' | 'converted_to_draft' | 'edited' | 'closed',
    about: { readonly repo: RepositoryName; readonly number: number; readonly sender?: string; readonly before?: string; readonly baseFrom?: { readonly ref: string; readonly sha: string } },
  ): Promise<object>;
  checkRun(
    action: 'created' | 'completed' | 'rerequested' | 'requested_action',
    about: { readonly repo: RepositoryName; readonly checkRunId: number; readonly identifier?: string; readonly sender?: string },
  ): Promise<object>;
  checkSuite(
    action: 'requested' | 'rerequested' | 'completed',
    about: { readonly repo: RepositoryName; readonly headSha: string; readonly sender?: string },
  ): Promise<object>;
  issueComment(
    action: 'created' | 'edited' | 'deleted',
    about: { readonly repo: RepositoryName; readonly number: number; readonly commentId: number; readonly sender?: string },
  ): Promise<object>;
  reviewComment(
    action: 'created' | 'edited' | 'deleted',
    about: { readonly repo: RepositoryName; readonly number: number; readonly commentId: number; readonly sender?: string },
  ): Promise<object>;
  push(about: { readonly repo: RepositoryName; readonly branch: string; readonly before: string; readonly after: string; readonly sender?: string }): Promise<object>;
  installation(action: 'created' | 'deleted' | 'suspend' | 'unsuspend', about: { readonly repo: RepositoryName; readonly sender?: string }): Promise<object>;
}
