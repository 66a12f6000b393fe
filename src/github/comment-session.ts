/** Posts new comments: nothing twice, nothing lost. */
import type { ChangeSet } from '../changes/types.js';
import type { PlannedComment, ReportPlan } from '../report/types.js';
import { pauseAfter } from './check-run.js';
import { readApiError } from './errors.js';
import { placesOf } from './placement.js';
import { missingComments } from './reconcile.js';
import type { ThreadContext } from './thread-steps.js';
import type { PlacedComment, PullAddress, PullState } from './types.js';

/** What is to be published, as far as comments need it. */
export interface CommentsOf extends PullAddress {
  readonly plan: ReportPlan;
  /** The diff that the plan was made from. */
  readonly changes: ChangeSet;
}

/** Calls with a lost answer before the attempt counts as failed. */
const ATTEMPTS = 4;

/** Posts the comments of one publication, and knows at each step which of them stand. */
export class CommentSession {
  readonly #context: ThreadContext;
  readonly #publication: CommentsOf;
  readonly #unplaced = new Set<PlannedComment>();
  #state: PullState;
  /** GitHub lets us write no comment at all, or has no such pull request any more. */
  #over: 'forbidden' | 'gone' | null = null;

  constructor(context: ThreadContext, publication: CommentsOf, state: PullState) {
    this.#context = context;
    this.#publication = publication;
    this.#state = state;
  }

  /** Comments that found no place. */
  get unplaced(): ReadonlySet<PlannedComment> {
    return this.#unplaced;
  }

  /** Why GitHub takes no comment at all, if it does not. */
  get over(): 'forbidden' | 'gone' | null {
    return this.#over;
  }

  /** Line comments go into one review; if GitHub refuses it, and for comments on files, one by one along their anchors. */
  async post(comments: readonly PlannedComment[]): Promise<void> {
    if (comments.length === 0) return;
    await this.#clearPending();
    const inBatch = comments.filter((comment) => this.#places(comment)[0]?.anchor.kind === 'line');
    const alone = comments.filter((comment) => !inBatch.includes(comment));
    if (inBatch.length > 0 && !(await this.#postReview(inBatch))) alone.unshift(...inBatch);
    for (const comment of alone) {
      if (this.#over !== null || !(await this.#postAlone(comment))) this.#unplaced.add(comment);
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
      // Where a comment alone is met with "not found", there is nothing to comment on.
      if (result === 'gone') this.#over = 'gone';
      if (this.#over !== null) return false;
    }
    return false;
  }

  /** Sends; after a lost answer reads what GitHub has before sending what is still missing. */
  async #attempt(comments: readonly PlannedComment[], send: (still: readonly PlannedComment[]) => Promise<void>): Promise<'there' | 'refused' | 'gone' | 'forbidden'> {
    let still = comments;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await send(still);
        return 'there';
      } catch (error) {
        const { kind } = readApiError(error, this.#context.now());
        if (kind === 'refused' || kind === 'gone') return kind;
        if (kind === 'forbidden') {
          this.#over = 'forbidden';
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
