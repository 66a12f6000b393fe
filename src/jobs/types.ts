/** A review to do, and what the queue needs of those who do it. */

/** Why a job exists: it decides whether a head that has been reviewed is reviewed again. */
export type Trigger =
  /** The pull request changed. */
  | 'pull_request'
  /** GitHub asks for the checks of a commit; often the same commit as a `pull_request` event a moment later. */
  | 'requested'
  /** A person pressed "Re-run". */
  | 'rerequested';

export interface ReviewJob {
  readonly kind: 'review';
  readonly installationId: number;
  readonly owner: string;
  readonly repo: string;
  readonly repositoryId: number;
  readonly pullNumber: number;
  /** Commit id, hex. */
  readonly headSha: string;
  /** Tip of the base branch as the event knew it; null where the event does not say. */
  readonly baseSha: string | null;
  /** Name of the base branch; null where the event does not say. */
  readonly baseRef: string | null;
  /** null where the event does not say. */
  readonly isDraft: boolean | null;
  /** GitHub's id of the delivery, the same for a redelivery. */
  readonly deliveryId: string;
  readonly trigger: Trigger;
  /** When the pull request last changed, ISO 8601; null where the event does not say. Tells a late delivery from a new one. */
  readonly updatedAt: string | null;
}

/** Jobs with the same key never run at the same time, and only the newest one counts. */
export function jobKey(job: ReviewJob): string {
  return `${job.repositoryId}#${job.pullNumber}`;
}

/** One delivery may bring several jobs (a check suite lists several pull requests), each with its own id. */
export function jobId(job: ReviewJob): string {
  return `${job.deliveryId}#${job.pullNumber}`;
}

/** Whether two jobs of one pull request would judge the same thing. What an event does not say is taken as equal. */
export function sameReview(a: ReviewJob, b: ReviewJob): boolean {
  if (a.headSha !== b.headSha) return false;
  if (a.baseRef !== null && b.baseRef !== null && a.baseRef !== b.baseRef) return false;
  return a.isDraft === null || b.isDraft === null || a.isDraft === b.isDraft;
}

/** What a failed attempt means. `reason` is one line for the check run: no stack, token or path of the server. */
export type Failure =
  | { readonly kind: 'transient'; readonly reason: string; /** Milliseconds that the other side asked for. */ readonly retryAfterMs?: number }
  | { readonly kind: 'permanent'; readonly reason: string };

export type Outcome =
  | { readonly kind: 'done' }
  /** The head moved meanwhile; `next` is the review that is needed instead. */
  | { readonly kind: 'superseded'; readonly next: ReviewJob | null };

/** How a job ends that does not end by a review. */
export type Ending =
  | { readonly kind: 'superseded'; readonly by: ReviewJob }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'stopped' };

export interface Attempt<Ticket> {
  readonly job: ReviewJob;
  readonly ticket: Ticket;
  /** 1 for the first. */
  readonly number: number;
  /** Aborted when a newer job makes this one pointless, or the process stops. */
  readonly signal: AbortSignal;
}

/** Does the work of jobs. A ticket is what a job shows on GitHub: its check run. */
export interface JobHandler<Ticket> {
  /** Called as soon as a job is taken, before it waits for its turn. */
  announce(job: ReviewJob): Promise<Ticket>;
  run(attempt: Attempt<Ticket>): Promise<Outcome>;
  /** Classifies what `announce` or `run` threw. */
  failureOf(error: unknown): Failure;
  /** Ends a ticket without a review. */
  conclude(job: ReviewJob, ticket: Ticket, ending: Ending): Promise<void>;
}

/**
 * Where jobs are kept between the webhook and their end. The one in memory forgets with the process; a durable one
 * gives `pending` back at the next start.
 */
export interface JobStore {
  /** `known`: this job was recorded before (a redelivery), and is not to be done again. */
  record(job: ReviewJob): Promise<'new' | 'known'>;
  finish(job: ReviewJob): Promise<void>;
  /** Recorded and not finished, oldest first. */
  pending(): Promise<readonly ReviewJob[]>;
}

/** Timers, so that tests need not wait. */
export interface Timers {
  /** Calls back once after so many milliseconds; the answer cancels it. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** What the queue, the publisher and the rest say about their work: a static message and metadata, never source. */
export interface Log {
  debug(metadata: object, message: string): void;
  info(metadata: object, message: string): void;
  warn(metadata: object, message: string): void;
  error(metadata: object, message: string): void;
}
