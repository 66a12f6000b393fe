/** What there is to do, and what the queues need of those who do it. */
import type { ParsedCommand } from '../commands/types.js';

/** Why a job exists: it decides whether a head that has been reviewed is reviewed again. */
export type Trigger =
  /** The pull request changed. */
  | 'pull_request'
  /** GitHub asks for the checks of a commit; often the same commit as a `pull_request` event a moment later. */
  | 'requested'
  /** A person pressed "Re-run". */
  | 'rerequested';

/** What every job knows of where it came from. */
export interface JobBase {
  readonly installationId: number;
  readonly owner: string;
  readonly repo: string;
  readonly repositoryId: number;
  /** GitHub's id of the delivery, the same for a redelivery. */
  readonly deliveryId: string;
}

export interface ReviewJob extends JobBase {
  readonly kind: 'review';
  readonly pullNumber: number;
  /** Commit id, hex. */
  readonly headSha: string;
  /** Tip of the base branch as the event knew it; null where the event does not say. */
  readonly baseSha: string | null;
  /** Name of the base branch; null where the event does not say. */
  readonly baseRef: string | null;
  /** null where the event does not say. */
  readonly isDraft: boolean | null;
  readonly trigger: Trigger;
  /** When the pull request last changed, ISO 8601; null where the event does not say. Tells a late delivery from a new one. */
  readonly updatedAt: string | null;
}

/** Judges the commit that a merge queue made of one or more pull requests. */
export interface MergeGroupJob extends JobBase {
  readonly kind: 'merge-group';
  /** Commit ids, hex; the base is the head's parent. */
  readonly headSha: string;
  readonly baseSha: string;
  /** Of the pull request whose turn it is, the last one in the group; null where GitHub's name for the group does not say. */
  readonly pullNumber: number | null;
}

/** Reviews again what our check runs of a suite were about: of a fork's pull request the event names none. */
export interface SuiteJob extends JobBase {
  readonly kind: 'suite';
  readonly suiteId: number;
  /** Commit id, hex. */
  readonly headSha: string;
}

/** Applies fixes to the branch of a pull request, as one commit. */
export interface FixJob extends JobBase {
  readonly kind: 'fix';
  readonly pullNumber: number;
  /** The head that was looked at when it was asked for; null where the event does not say. */
  readonly headSha: string | null;
  /** Without rules: all of them. */
  readonly rules: readonly string[];
  readonly unsafe: boolean;
  /** Login. */
  readonly requestedBy: string;
  /** When the comment that asks was written, ISO 8601. */
  readonly writtenAt?: string;
  readonly answer: AnswerPlace;
}

/** Does what the commands of one comment ask for. */
export interface CommandJob extends JobBase {
  readonly kind: 'command';
  readonly pullNumber: number;
  /** In the order of the comment, at least one. */
  readonly commands: readonly ParsedCommand[];
  /** Login of who wrote the comment. */
  readonly author: string;
  /** Who wrote the comment also opened the pull request. */
  readonly byPullAuthor: boolean;
  /** ISO 8601. */
  readonly writtenAt: string;
  /** The pull request's head as the event knew it; null where the event does not say. */
  readonly headSha: string | null;
  readonly answer: AnswerPlace;
}

/** Brings up to date what is known of the use of comments on a pull request: that has ended, or on which a comment was deleted. */
export interface UsefulnessJob extends JobBase {
  readonly kind: 'usefulness';
  readonly pullNumber: number;
  /** REST's id of the comment whose vote is taken back; null: the pull request has ended. */
  readonly deletedComment: number | null;
}

/** Where an answer goes: below a comment of the conversation, into a review thread, or to the check run whose button was pressed. Ids are REST's. */
export type AnswerPlace =
  | { readonly kind: 'conversation'; readonly commentId: number }
  /** `threadStart` is the first comment of the thread, the one that can be replied to; it is `commentId` itself for a first comment. */
  | { readonly kind: 'thread'; readonly commentId: number; readonly threadStart: number }
  | { readonly kind: 'check-run'; readonly checkRunId: number };

/** Jobs that are done one after the other in the order they came; a newer one never takes an older one's place. */
export type Task = MergeGroupJob | SuiteJob | FixJob | CommandJob | UsefulnessJob;

export type Job = ReviewJob | Task;

/** Jobs with the same key never run at the same time: those of a pull request, those of a merge queue's head. Of reviews only the newest counts. */
export function jobKey(job: Order): string {
  return job.kind === 'cancel' ? cancelledKey(job.cancellation) : keyOf(job.repositoryId, subjectOf(job));
}

/** The key of the jobs that a cancellation is about. */
export function cancelledKey({ repositoryId, subject }: Cancellation): string {
  return keyOf(repositoryId, subject);
}

function keyOf(repositoryId: number, subject: number | string): string {
  return `${repositoryId}#${subject}`;
}

/** One delivery may bring several jobs (a check suite lists several pull requests), each with its own id. */
export function jobId(job: Order): string {
  return `${job.deliveryId}#${job.kind}#${job.kind === 'cancel' ? job.cancellation.subject : subjectOf(job)}`;
}

function subjectOf(job: Job): number | string {
  switch (job.kind) {
    case 'merge-group':
      return job.headSha;
    case 'suite':
      return `suite-${job.suiteId}`;
    default:
      return job.pullNumber;
  }
}

/** Nobody waits any longer for the jobs about something: the pull request was closed, the merge group is no more. */
export interface Cancellation {
  readonly of: 'reviews' | 'tasks';
  readonly repositoryId: number;
  /** A pull request's number, or the commit id of a merge queue's head. */
  readonly subject: number | string;
  /** When that was, ISO 8601: jobs that came of a later change stay. null where the event does not say. */
  readonly at: string | null;
}

/** A cancellation as a delivery brings it: recorded like a job, as the jobs that it ends may be another process's. */
export interface CancelOrder {
  readonly kind: 'cancel';
  readonly deliveryId: string;
  readonly cancellation: Cancellation;
}

/** All that is recorded. */
export type Order = Job | CancelOrder;

/** What a log line says of a job. */
export function about(job: Job): object {
  const pull = job.kind === 'suite' || job.pullNumber === null ? {} : { pull: job.pullNumber };
  const head = job.kind === 'usefulness' ? undefined : (job.headSha ?? undefined);
  return { delivery: job.deliveryId, kind: job.kind, repository: `${job.owner}/${job.repo}`, ...pull, ...(head === undefined ? {} : { head }) };
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
  /** By a `Cancellation`. */
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'stopped' };

export interface Attempt<Ticket> {
  readonly job: ReviewJob;
  readonly ticket: Ticket;
  /** 1 for the first. */
  readonly number: number;
  /** Aborted when a newer job or a cancellation makes this one pointless, or the process stops. */
  readonly signal: AbortSignal;
  /** To be called when its repository has to be read first: the place among those that are judged is another's from then on. */
  reading(): void;
  /** To be called when nothing is left but to tell GitHub: the place among those that are judged is another's then. */
  judged(): void;
}

/** Does the work of jobs. A ticket is what a job shows on GitHub: its check run. */
export interface JobHandler<Ticket> {
  /**
   * Called as soon as a job is taken, before it waits for its turn. `again`: an earlier call may have made its ticket. Once the signal is aborted nobody needs it: what has failed by
   * then is not tried again.
   */
  announce(job: ReviewJob, again: boolean, signal: AbortSignal): Promise<Ticket>;
  /** The ticket that an earlier call has made; null where there is none. Makes none. */
  recall(job: ReviewJob): Promise<Ticket | null>;
  run(attempt: Attempt<Ticket>): Promise<Outcome>;
  /** Classifies what any of the others threw. */
  failureOf(error: unknown): Failure;
  /** Ends a ticket without a review; called again after a passing failure. */
  conclude(job: ReviewJob, ticket: Ticket, ending: Ending): Promise<void>;
}

/** Does the work of tasks of one kind. */
export interface TaskHandler<T extends Task> {
  /** Called as soon as a task is taken, before it waits for its turn. `again`: by an earlier process it may have been taken already. Never throws. */
  begin?(task: T, again: boolean): void;
  /** What it throws is classified by the queue; a passing failure brings another attempt. */
  run(task: T, attempt: TaskAttempt): Promise<void>;
  /** Called when a task ends without being done: given up, cancelled, or still there when the process stops. Says so where it was asked for; called again after a passing failure. */
  conclude(task: T, ending: TaskEnding): Promise<void>;
}

export interface TaskAttempt {
  /** 1 for the first. */
  readonly number: number;
  /** Aborted when the task is cancelled or the process stops. */
  readonly signal: AbortSignal;
}

export type TaskEnding = Exclude<Ending, { readonly kind: 'superseded' }>;

/** By kind of task; a kind without a handler is not done. */
export type TaskHandlers = { readonly [Kind in Task['kind']]?: TaskHandler<Extract<Task, { readonly kind: Kind }>> };

/** What became of a job that was added. `unhandled`: nobody does work of its kind. `elsewhere`: recorded, for whichever process has its lane. */
export type Added = 'queued' | 'known' | 'duplicate' | 'outdated' | 'stopped' | 'unhandled' | 'elsewhere';

/**
 * `waiting`: what it shows on GitHub is there, and nothing is under way: another process may go on. `judged`: nothing is left but to tell GitHub, which costs
 * this machine next to nothing. `busy`: all else.
 */
export type LaneState = 'waiting' | 'busy' | 'judged';

/** Takes jobs and does them; `J` is what it takes. */
export interface JobQueue<J extends Job = ReviewJob> {
  /** Records the job and returns; the work comes later. */
  add(job: J): Promise<Added>;
  /** Takes jobs that another process recorded, oldest first. `again` (default): it may have shown something of them on GitHub, which is gone on with. */
  restore(jobs: readonly J[], again?: boolean): Promise<void>;
  /** Ends the jobs that nobody waits for any longer, also the one that runs; the check runs say so. False where there are none. */
  cancel(cancellation: Cancellation): boolean;
  /** By key, in the order in which they came, the lanes that have jobs. */
  lanes(): ReadonlyMap<string, LaneState>;
  /** Forgets the jobs of a lane: they are another process's now. One that runs is aborted; nothing is told, and nothing finished in the store. */
  leave(key: string): void;
  /** Jobs waiting or running. */
  size(): number;
  /** When the oldest of them was taken, in milliseconds since the epoch; null without any. */
  oldest(): number | null;
  /** Resolves when nothing waits or runs. */
  idle(): Promise<void>;
  /** Takes no more jobs, lets those taken finish within the limit (ms), then ends the others as stopped; answers with those. With heirs, who go on with them at once, nothing is told. */
  drain(limitMs: number, hasHeirs?: boolean): Promise<readonly J[]>;
}

/** Where jobs are kept between the webhook and their end. */
export interface JobStore {
  /**
   * `known`: this job was recorded before (a redelivery), and is not to be done again. `elsewhere`: it is not to be done here, at least not now. Of jobs
   * that are recorded in one go, without waiting in between, all are recorded or, when it throws, none.
   */
  record(order: Order): Promise<'new' | 'known' | 'elsewhere'>;
  finish(order: Order): Promise<void>;
}

/** A store that forgets with the process. */
export interface PassingJobStore extends JobStore {
  /** Not finished, oldest first. */
  pending(): Promise<readonly Order[]>;
}

/** Where a service keeps its jobs. */
export type KeptJobs = PassingJobStore | DurableJobStore;

/** What is new of the lanes of this process. */
export interface Look {
  /** To be done here from now on, oldest first. `again`: another process, or an earlier look, may have begun it. */
  readonly taken: readonly { readonly order: Order; readonly again: boolean }[];
  /** Keys of lanes that another process has taken, as if this one were dead. */
  readonly lost: readonly string[];
}

/** A living process that does jobs. */
export interface Colleague {
  readonly id: string;
  /** Lanes that it could take on besides those that it has. */
  readonly room: number;
}

/**
 * A store that outlives the process, shared by several. Jobs with the same key (`jobKey`) are a lane; a lane has one owner, who does its jobs. It keeps it
 * for a while after the last one, to know what comes twice.
 */
export interface DurableJobStore extends JobStore {
  /** Takes lanes that nobody has, and tells what there is to do in those of this process. `room`: how many more it could take on from others; for them to know. */
  look(room: number): Promise<Look>;
  /**
   * Gives lanes away. `choose` is told who else is there, and answers by key who is to have them; from its answer on, the queue must have forgotten their
   * jobs. What could not be given comes back with the next look.
   */
  handOver(choose: (colleagues: readonly Colleague[]) => ReadonlyMap<string, string>): Promise<void>;
  /** Takes no lane from now on, and leaves all to anybody but those that `keep` answers; from its answer on, the queue must have forgotten the jobs of the others. */
  retire(keep: (colleagues: readonly Colleague[]) => ReadonlySet<string>): Promise<void>;
  /** Says for the next half minute that this process lives; to be called every ten seconds. Takes the lanes of the dead from them. Throws when the store can't be written. */
  renew(): Promise<void>;
  /** Writes what is still to be written, and leaves the lanes to others. Never throws. */
  close(): Promise<void>;
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
