/** Deliveries about a merge queue's groups. Pure. */
import type { MergeGroupJob } from '../jobs/types.js';
import { ignored, jobBase, read, type Decision, type Delivery } from './delivery.js';
import { mergeGroupPayload } from './payloads.js';

export function decideMergeGroup(delivery: Delivery): Decision {
  return read(delivery, mergeGroupPayload, (payload) => {
    const group = payload.merge_group;
    if (payload.action === 'destroyed') return { kind: 'cancel', cancellation: { of: 'tasks', repositoryId: payload.repository.id, subject: group.head_sha, at: null } };
    if (payload.action !== 'checks_requested') return ignored('The action of the merge group asks for nothing.');
    const job: MergeGroupJob = { ...jobBase(delivery, payload), kind: 'merge-group', headSha: group.head_sha, baseSha: group.base_sha, pullNumber: pullOf(group.head_ref) };
    return { kind: 'jobs', jobs: [job] };
  });
}

/** GitHub names a group after its last pull request: `refs/heads/gh-readonly-queue/main/pr-12-<base commit>`. */
function pullOf(headRef: string): number | null {
  const digits = /^refs\/heads\/gh-readonly-queue\/.+\/pr-([1-9]\d{0,9})-[0-9a-f]+$/.exec(headRef)?.[1];
  return digits === undefined ? null : Number(digits);
}
