/** Applies a report plan to a pull request: nothing twice, nothing lost. */
import type { PlannedComment, ReportPlan } from '../report/types.js';
import { completeCheckRun, type CheckRunContext } from './check-run.js';
import { CommentSession, type CommentsOf } from './comment-session.js';
import { readApiError } from './errors.js';
import { reconcile, type Reconciliation, type Step } from './reconcile.js';
import { checkAgain } from './self-check.js';
import { count } from './summary.js';
import { changeThreads, threadSteps, type ThreadContext } from './thread-steps.js';
import type { CheckApi, PullState, ThreadApi } from './types.js';

export interface PublisherContext extends CheckRunContext, ThreadContext {
  readonly api: CheckApi & ThreadApi;
}

export interface Publication extends CommentsOf {
  readonly checkRunId: number;
  /** Where the whole report is read; null: only on GitHub. */
  readonly page?: string | null;
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

    const { notes, ...numbers } = state === null ? unseen(publication) : await applyTo(context, publication, state);
    await completeCheckRun(context, {
      owner: publication.owner,
      repo: publication.repo,
      id: publication.checkRunId,
      plan: withoutButtons(plan, state),
      page: publication.page ?? null,
      notes,
      resume: publication.resume,
    });
    return { kind: 'published', ...numbers };
  }

  return { publish };
}

/** A button that commits is no use where the App can't push: without it what it would do is still in the report. */
function withoutButtons(plan: ReportPlan, state: PullState | null): ReportPlan {
  return plan.actions === undefined || typeof state?.headBranch === 'string' ? plan : { ...plan, actions: [] };
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

interface Applied {
  readonly posted: number;
  readonly unplaced: number;
  readonly resolved: number;
  readonly notes: readonly string[];
}

const ALL_THERE = 'All findings are in the table and the annotations.';

function unseen({ plan: { comments } }: Publication): Applied {
  const notes = comments.length === 0 ? [] : [`GitHub did not say which comments stand already, so ${count(comments.length, 'comment')} could not be posted. ${ALL_THERE}`];
  return { posted: 0, unplaced: comments.length, resolved: 0, notes };
}

/** New comments first: a thread is only said to have moved when its successor is there. */
async function applyTo(context: PublisherContext, publication: Publication, state: PullState): Promise<Applied> {
  const reconciled = reconcile(publication.plan, state);
  const wanted = reconciled.steps.flatMap((step) => (step.kind === 'post' ? [step.comment] : []));
  const session = new CommentSession(context, publication, state);
  await session.post(wanted);
  const { unplaced } = session;
  const { wrote, resolved } = await changeThreads(context, publication, publication.plan, threadSteps(withoutHanging(reconciled.steps, unplaced)));
  const posted = wanted.filter((comment) => !unplaced.has(comment));
  const again = wrote || posted.length > 0 ? await checkAgain(context, publication, { posted, unplaced, resolved }) : [];
  const notes = [...waitingNotes(reconciled, state), ...heldBackNotes(reconciled, publication), ...unplacedNotes(session), ...again];
  return { posted: posted.length, unplaced: unplaced.size, resolved: resolved.length, notes };
}

/** Without the settling of threads that would come after a comment which could not be posted. */
function withoutHanging(steps: readonly Step[], unplaced: ReadonlySet<PlannedComment>): readonly Step[] {
  return steps.filter((step) => !('after' in step) || !step.after.some((comment) => unplaced.has(comment)));
}

function waitingNotes({ waiting }: Reconciliation, { isOpen }: PullState): string[] {
  if (waiting === 0) return [];
  return [isOpen ? `The pull request is a draft: ${count(waiting, 'inline comment')} will be posted when it is ready for review.` : `The pull request is closed: ${count(waiting, 'inline comment')} will be posted when it is reopened and reviewed again.`];
}

function heldBackNotes({ heldBack }: Reconciliation, { plan }: Publication): string[] {
  return heldBack === 0 ? [] : [`${count(heldBack, 'inline comment')} held back: ${plan.inlineLimit} stand on the pull request already, as many as the repository wants. ${ALL_THERE}`];
}

function unplacedNotes({ unplaced: { size }, over }: CommentSession): string[] {
  if (size === 0) return [];
  switch (over) {
    case 'forbidden':
      return [`GitHub does not let the App comment here: ${count(size, 'comment')} could not be posted. ${ALL_THERE}`];
    case 'gone':
      return [`GitHub does not have the pull request any more: ${count(size, 'comment')} could not be posted. ${ALL_THERE}`];
    case null:
      return [`${count(size, 'comment')} could not be placed in the diff. ${ALL_THERE}`];
  }
}
