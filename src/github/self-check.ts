/** The look back after a publication: does GitHub show what the plan says? */
import type { PlannedComment, ReportPlan } from '../report/types.js';
import { pauseAfter } from './check-run.js';
import { CommentSession, type CommentsOf } from './comment-session.js';
import { readApiError } from './errors.js';
import { reconcile, type Step } from './reconcile.js';
import { count } from './summary.js';
import { readQuietly, type ThreadContext } from './thread-steps.js';
import type { PullState } from './types.js';

/** How what GitHub shows differs from the plan. */
export type DifferenceKind = 'missing' | 'twice' | 'unresolved' | 'resolved' | 'outdated';

export interface Difference {
  readonly kind: DifferenceKind;
  readonly fingerprints: readonly string[];
}

/** What this publication has done. */
export interface Done {
  readonly posted: readonly PlannedComment[];
  /** Comments of which is known that they have no place. */
  readonly unplaced: ReadonlySet<PlannedComment>;
  /** Ids of threads. */
  readonly resolved: readonly string[];
}

/** What GitHub shows otherwise than planned; `known` comments are not asked for. Pure. */
export function differences(plan: ReportPlan, state: PullState, known: ReadonlySet<PlannedComment> = new Set()): Difference[] {
  return reconcile(plan, state).steps.flatMap((step) => (step.kind === 'post' && known.has(step.comment) ? [] : [{ kind: kindOf(step, plan), fingerprints: fingerprintsOf(step) }]));
}

function kindOf(step: Step, { open }: ReportPlan): DifferenceKind {
  switch (step.kind) {
    case 'post':
      return 'missing';
    case 'edit':
      return 'outdated';
    case 'back':
      return 'resolved';
    case 'settle':
      return fingerprintsOf(step).some((fingerprint) => open.includes(fingerprint)) ? 'twice' : 'unresolved';
  }
}

function fingerprintsOf(step: Step): readonly string[] {
  return step.kind === 'post' ? step.comment.fingerprints : step.thread.findings.map(({ fingerprint }) => fingerprint);
}

/**
 * One read, and more only where something is wrong: a review that got lost whole is sent once more, and a thread in which somebody
 * spoke while we resolved it is opened again. The sentences for the check run; none when all is as planned, or the head has moved.
 */
export async function checkAgain(context: ThreadContext, publication: CommentsOf, done: Done): Promise<readonly string[]> {
  const { plan } = publication;
  let state = await readQuietly(context, publication);
  if (state === null || state.headSha !== plan.headSha) return [];
  await reopenOverrun(context, state, done);
  if (isLost(plan, state, done)) {
    // GitHub may answer from a copy that is a moment behind.
    await context.sleep(pauseAfter(2));
    state = await sentAgain(context, publication, done);
    if (state === null) return [];
  }
  const found = differences(plan, state, done.unplaced);
  if (found.length === 0) return [];
  const kinds = found.map(({ kind }) => kind);
  context.log.warn({ repository: `${publication.owner}/${publication.repo}`, pull: publication.pullNumber, differences: kinds }, 'GitHub shows something else than was planned');
  return [`GitHub shows something else than planned: ${sentence(kinds)}. All findings are in the table and the annotations; the next review tries again.`];
}

/** A person's word is never hidden, though it came between our looking and our resolving. */
async function reopenOverrun({ api, log, now }: ThreadContext, { threads }: PullState, { resolved }: Done): Promise<void> {
  const overrun = threads.filter((thread) => thread.resolved && thread.foreignReplies && resolved.includes(thread.id));
  if (overrun.length === 0) return;
  try {
    await api.changeThreads(overrun.map(({ id }) => ({ kind: 'unresolve', threadId: id })));
  } catch (error) {
    const { kind, status } = readApiError(error, now());
    log.warn({ kind, status, threads: overrun.length }, 'Threads in which somebody spoke meanwhile could not be opened again');
  }
}

/** Not one of several comments is there. */
function isLost(plan: ReportPlan, state: PullState, { posted }: Done): boolean {
  const missing = reconcile(plan, state).steps.flatMap((step) => (step.kind === 'post' ? [step.comment] : []));
  return posted.length > 0 && posted.every((comment) => missing.includes(comment));
}

async function sentAgain(context: ThreadContext, publication: CommentsOf, done: Done): Promise<PullState | null> {
  const state = await readQuietly(context, publication);
  if (state === null || state.headSha !== publication.plan.headSha || !isLost(publication.plan, state, done)) return state;
  try {
    await new CommentSession(context, publication, state).post(done.posted);
  } catch (error) {
    const { kind, status } = readApiError(error, context.now());
    context.log.warn({ kind, status, comments: done.posted.length }, 'Lost comments could not be posted again');
  }
  return readQuietly(context, publication);
}

function sentence(kinds: readonly DifferenceKind[]): string {
  const of = (kind: DifferenceKind, noun: string, rest: string) => {
    const number = kinds.filter((one) => one === kind).length;
    return number === 0 ? [] : [`${count(number, noun)} ${rest}`];
  };
  return [
    ...of('missing', 'comment', 'not there'),
    ...of('twice', 'comment', 'there twice'),
    ...of('outdated', 'comment', 'not up to date'),
    ...of('unresolved', 'thread', 'of fixed findings still open'),
    ...of('resolved', 'thread', 'of open findings resolved'),
  ].join(', ');
}
