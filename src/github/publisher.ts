/** Applies a report plan to a pull request: nothing twice, nothing lost. */
import type { ChangeSet } from '../changes/types.js';
import type { Log } from '../jobs/types.js';
import type { PlannedComment, ReportPlan } from '../report/types.js';
import { completeCheckRun, pauseAfter, type CheckRunContext } from './check-run.js';
import { readApiError } from './errors.js';
import { placesOf } from './placement.js';
import { fixedThreads, missingComments } from './reconcile.js';
import { count } from './summary.js';
import type { CheckApi, PlacedComment, PullAddress, PullState, ThreadApi } from './types.js';

export interface PublisherContext extends CheckRunContext {
  readonly api: CheckApi & ThreadApi;
  readonly log: Log;
}

export interface Publication extends PullAddress {
  readonly checkRunId: number;
  readonly plan: ReportPlan;
  /** The diff that the plan was made from. */
  readonly changes: ChangeSet;
  /** An earlier attempt of the same job may have done a part of it. */
  readonly resume: boolean;
}

export type Published =
  | { readonly kind: 'published'; readonly posted: number; readonly unplaced: number; readonly resolved: number }
  /** The pull request has another head by now: no comment was posted and the check run is as it was. */
  | { readonly kind: 'moved'; readonly state: PullState };

export interface Publisher {
  publish(publication: Publication): Promise<Published>;
}

export function createPublisher(context: PublisherContext): Publisher {
  async function publish(publication: Publication): Promise<Published> {
    const { plan } = publication;
    const state = await readState(context, publication);
    if (state !== null && state.headSha !== plan.headSha) return { kind: 'moved', state };

    const notes: string[] = [];
    const { posted, unplaced } = await postComments(context, publication, state, notes);
    const resolved = state === null ? 0 : await resolveFixed(context, publication, state);
    await completeCheckRun(context, {
      owner: publication.owner,
      repo: publication.repo,
      id: publication.checkRunId,
      plan,
      notes,
      resume: publication.resume,
    });
    return { kind: 'published', posted, unplaced, resolved };
  }

  return { publish };
}

/** Null where GitHub will not say: the check run can be completed without, comments can't be posted for fear of saying them twice. */
async function readState(context: PublisherContext, publication: Publication): Promise<PullState | null> {
  try {
    return await context.api.readPull(publication);
  } catch (error) {
    const { kind, status } = readApiError(error, context.now());
    if (kind !== 'forbidden' && kind !== 'gone' && kind !== 'refused' && kind !== 'other') throw error;
    context.log.warn({ repository: `${publication.owner}/${publication.repo}`, pull: publication.pullNumber, kind, status }, 'The pull request could not be read; its review goes into the check run alone');
    return null;
  }
}

interface Posted {
  readonly posted: number;
  readonly unplaced: number;
}

async function postComments(context: PublisherContext, publication: Publication, state: PullState | null, notes: string[]): Promise<Posted> {
  if (state === null) {
    const { comments } = publication.plan;
    if (comments.length > 0) notes.push(`GitHub did not say which comments stand already, so ${count(comments.length, 'comment')} could not be posted. All findings are in the table and the annotations.`);
    return { posted: 0, unplaced: comments.length };
  }
  const missing = missingComments(publication.plan.comments, state);
  if (missing.length === 0) return { posted: 0, unplaced: 0 };
  if (state.isDraft && !publication.plan.commentsOnDrafts) {
    notes.push(`The pull request is a draft: ${count(missing.length, 'inline comment')} will be posted when it is ready for review.`);
    return { posted: 0, unplaced: 0 };
  }
  const session = new CommentSession(context, publication, state);
  await session.post(missing);
  const { unplaced, forbidden } = session;
  if (forbidden) notes.push(`GitHub does not let the App comment here: ${count(unplaced, 'comment')} could not be posted. All findings are in the table and the annotations.`);
  else if (unplaced > 0) notes.push(`${count(unplaced, 'comment')} could not be placed in the diff. All findings are in the table and the annotations.`);
  return { posted: missing.length - unplaced, unplaced };
}

/** Failing to tidy up must not keep the review from its end: what could not be resolved now is tried at the next push. */
async function resolveFixed(context: PublisherContext, publication: Publication, state: PullState): Promise<number> {
  const fixed = fixedThreads(publication.plan.open, state);
  if (fixed.length === 0) return 0;
  try {
    await context.api.resolveThreads(fixed.map((thread) => thread.id));
    return fixed.length;
  } catch (error) {
    const { kind, status } = readApiError(error, context.now());
    context.log.warn({ repository: `${publication.owner}/${publication.repo}`, pull: publication.pullNumber, kind, status, threads: fixed.length }, 'Threads of fixed findings could not be resolved');
    return 0;
  }
}

/** Calls with a lost answer before the attempt counts as failed. */
const ATTEMPTS = 4;

/** Posts the comments of one publication, and knows at each step which of them stand. */
class CommentSession {
  readonly #context: PublisherContext;
  readonly #publication: Publication;
  #state: PullState;
  /** Comments that found no place. */
  unplaced = 0;
  /** GitHub lets us write no comment at all. */
  forbidden = false;

  constructor(context: PublisherContext, publication: Publication, state: PullState) {
    this.#context = context;
    this.#publication = publication;
    this.#state = state;
  }

  /** Line comments go into one review; if GitHub refuses it, and for comments on files, one by one along their anchors. */
  async post(comments: readonly PlannedComment[]): Promise<void> {
    await this.#clearPending();
    const inBatch = comments.filter((comment) => this.#places(comment)[0]?.anchor.kind === 'line');
    const alone = comments.filter((comment) => !inBatch.includes(comment));
    if (inBatch.length > 0 && !(await this.#postReview(inBatch))) alone.unshift(...inBatch);
    for (const comment of alone) {
      if (this.forbidden || !(await this.#postAlone(comment))) this.unplaced += 1;
    }
  }

  #places(comment: PlannedComment): readonly PlacedComment[] {
    return placesOf(comment, this.#publication.changes);
  }

  /** A review of ours that was begun and never submitted takes in every later comment, unseen by all. */
  async #clearPending(): Promise<void> {
    for (const id of this.#state.pendingReviews) {
      try {
        await this.#context.api.deletePendingReview(this.#publication, id);
      } catch (error) {
        const { kind } = readApiError(error, this.#context.now());
        if (kind !== 'gone' && kind !== 'forbidden' && kind !== 'refused') throw error;
      }
    }
  }

  /** False: nothing was posted; one by one is left to try unless it is forbidden altogether. */
  async #postReview(comments: readonly PlannedComment[]): Promise<boolean> {
    const send = async (still: readonly PlannedComment[]): Promise<void> => {
      const placed = still.flatMap((comment) => this.#places(comment).slice(0, 1));
      await this.#context.api.postReview(this.#publication, this.#publication.plan.headSha, placed);
    };
    return (await this.#attempt(comments, send)) === 'there';
  }

  async #postAlone(comment: PlannedComment): Promise<boolean> {
    for (const place of this.#places(comment)) {
      const send = async (): Promise<void> => {
        await this.#context.api.postComment(this.#publication, this.#publication.plan.headSha, place);
      };
      const result = await this.#attempt([comment], send);
      if (result === 'there') return true;
      if (result === 'forbidden') return false;
    }
    return false;
  }

  /** Sends; after a lost answer reads what GitHub has before sending what is still missing. */
  async #attempt(comments: readonly PlannedComment[], send: (still: readonly PlannedComment[]) => Promise<void>): Promise<'there' | 'refused' | 'forbidden'> {
    let still = comments;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await send(still);
        return 'there';
      } catch (error) {
        const { kind } = readApiError(error, this.#context.now());
        if (kind === 'refused' || kind === 'gone') return 'refused';
        if (kind === 'forbidden') {
          this.forbidden = true;
          return 'forbidden';
        }
        if (kind !== 'ambiguous' || attempt === ATTEMPTS) throw error;
        await this.#context.sleep(pauseAfter(attempt));
        this.#state = await this.#context.api.readPull(this.#publication);
        await this.#clearPending();
        still = missingComments(still, this.#state);
        if (still.length === 0) return 'there';
      }
    }
  }
}
