/** The mark on our check runs that says whose they are: `pull/12/<delivery>`, or `queue/12/<base commit>/<delivery>` with 0 for an unknown number. */
import type { JobBase, MergeGroupJob, ReviewJob } from '../jobs/types.js';

/** The `external_id` of a job's check run; GitHub gives it back with every event about the run. */
export function externalIdOf(job: ReviewJob | MergeGroupJob): string {
  return job.kind === 'review' ? `pull/${job.pullNumber}/${job.deliveryId}` : `queue/${job.pullNumber ?? 0}/${job.baseSha}/${job.deliveryId}`;
}

/** What a check run of ours is about. */
export type Subject = { readonly kind: 'pull'; readonly pullNumber: number } | { readonly kind: 'queue'; readonly pullNumber: number | null; readonly baseSha: string };

/** Whose an `external_id` of ours is; null for anything else. */
export function subjectOfExternalId(externalId: string): Subject | null {
  const pull = /^pull\/([1-9]\d{0,9})\//.exec(externalId)?.[1];
  if (pull !== undefined) return { kind: 'pull', pullNumber: Number(pull) };
  const [, queued, baseSha] = /^queue\/(0|[1-9]\d{0,9})\/([0-9a-f]{40}|[0-9a-f]{64})\//.exec(externalId) ?? [];
  return baseSha === undefined ? null : { kind: 'queue', pullNumber: queued === '0' ? null : Number(queued), baseSha };
}

/** The job that does again what a check run of ours was about. */
export function jobOfSubject(subject: Subject, base: JobBase, headSha: string): ReviewJob | MergeGroupJob {
  if (subject.kind === 'queue') return { ...base, kind: 'merge-group', headSha, baseSha: subject.baseSha, pullNumber: subject.pullNumber };
  return { ...base, kind: 'review', trigger: 'rerequested', pullNumber: subject.pullNumber, headSha, baseSha: null, baseRef: null, isDraft: null, updatedAt: null };
}
