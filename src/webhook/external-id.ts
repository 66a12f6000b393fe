/** The mark on our check runs that says whose they are: `pull/12/<delivery>`. */
import type { ReviewJob } from '../jobs/types.js';

/** The `external_id` of a job's check run; GitHub gives it back with every event about the run. */
export function externalIdOf(job: ReviewJob): string {
  return `pull/${job.pullNumber}/${job.deliveryId}`;
}

/** The pull request's number in an `external_id` of ours; null for anything else. */
export function pullOfExternalId(externalId: string): number | null {
  const digits = /^pull\/([1-9]\d{0,9})\//.exec(externalId)?.[1];
  return digits === undefined ? null : Number(digits);
}
