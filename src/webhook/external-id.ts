/** The mark on our check runs that says whose they are: `pull/12/<delivery>` or `queue/<base commit>/<delivery>`. */
import type { JobBase, MergeGroupJob, ReviewJob } from '../jobs/types.js';

/** The `external_id` of a job's check run; GitHub gives it back with every event about the run. */
export function externalIdOf(job: ReviewJob | MergeGroupJob): string {
  return job.kind === 'review' ? `pull/${job.pullNumber}/${job.deliveryId}` : `queue/${job.baseSha}/${job.deliveryId}`;
}

/** What a check run of ours is about. */
export type Subject = { readonly kind: 'pull'; readonly pullNumber: number } | { readonly kind: 'queue'; readonly baseSha: string };

/** Whose an `external_id` of ours is; null for anything else. */
export function subjectOfExternalId(externalId: string): Subject | null {
  const [, digits, baseSha] = /^(?:pull\/([1-9]\d{0,9})|queue\/([0-9a-f]{40}|[0-9a-f]{64}))\//.exec(externalId) ?? [];
  if (digits !== undefined) return { kind: 'pull', pullNumber: Number(digits) };
  return baseSha === undefined ? null : { kind: 'queue', baseSha };
}

/** The job that does again what a check run of ours was about. */
export function jobOfSubject(subject: Subject, base: JobBase, headSha: string): ReviewJob | MergeGroupJob {
  if (subject.kind === 'queue') return { ...base, kind: 'merge-group', headSha, baseSha: subject.baseSha, headRef: null, baseRef: null };
  return { ...base, kind: 'review', trigger: 'rerequested', pullNumber: subject.pullNumber, headSha, baseSha: null, baseRef: null, isDraft: null, updatedAt: null };
}
