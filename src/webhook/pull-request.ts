/** Deliveries about a pull request. Pure. */
import type { ReviewJob } from '../jobs/types.js';
import { ignored, jobBase, read, type Decision, type Delivery } from './delivery.js';
import { pullRequestPayload, type PullRequestPayload } from './payloads.js';

export function decidePullRequest(delivery: Delivery): Decision {
  return read(delivery, pullRequestPayload, (payload) => {
    const pull = payload.pull_request;
    if (payload.action === 'closed') {
      const cancellation = { of: 'reviews', repositoryId: payload.repository.id, subject: pull.number, at: pull.updated_at ?? null } as const;
      return { kind: 'cancel', cancellation, jobs: [{ ...jobBase(delivery, payload), kind: 'usefulness', pullNumber: pull.number, deletedComment: null }] };
    }
    if (!asksForReview(payload)) return ignored('The action of the pull request changes nothing that is reviewed.');
    if (typeof pull.state === 'string' && pull.state !== 'open') return ignored('The pull request is not open.');
    const job: ReviewJob = {
      ...jobBase(delivery, payload),
      kind: 'review',
      trigger: 'pull_request',
      pullNumber: pull.number,
      headSha: pull.head.sha,
      baseSha: pull.base.sha,
      baseRef: pull.base.ref,
      isDraft: pull.draft ?? null,
      updatedAt: pull.updated_at ?? null,
    };
    return { kind: 'jobs', jobs: [job] };
  });
}

function asksForReview(payload: PullRequestPayload): boolean {
  switch (payload.action) {
    case 'opened':
    case 'reopened':
    case 'synchronize':
    case 'ready_for_review':
      return true;
    case 'edited':
      return payload.changes?.base !== undefined;
    default:
      return false;
  }
}
