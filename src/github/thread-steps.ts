/** Carries out what is to be done to threads that there are. */
import type { Log } from '../jobs/types.js';
import type { ReportPlan } from '../report/types.js';
import { pauseAfter, type CheckRunContext } from './check-run.js';
import { readApiError } from './errors.js';
import { reconcile, type Step, type ThreadStep } from './reconcile.js';
import type { PullAddress, PullState, ThreadApi, ThreadChange } from './types.js';

export interface ThreadContext extends Omit<CheckRunContext, 'api'> {
  readonly api: ThreadApi;
  readonly log: Log;
}

/** What became of the steps. */
export interface ThreadsChanged {
  /** Whether anything was written. */
  readonly wrote: boolean;
  /** Ids of the threads that are resolved now. */
  readonly resolved: readonly string[];
}

/** Changes in one mutation: each may be a content write, of which GitHub takes 80 a minute. */
const MOST_CHANGES = 20;
/** Milliseconds between two mutations: octokit paces REST alone. */
const PACE_MS = 3000;
/** Calls with a lost answer before the rest is left to the next review. */
const ATTEMPTS = 4;

/** The steps about threads, in their order. */
export function threadSteps(steps: readonly Step[]): ThreadStep[] {
  return steps.filter((step): step is ThreadStep => step.kind !== 'post');
}

/**
 * Takes the steps; after a lost answer what is left to do is found anew. Never rejects: failing to tidy up must not keep the review
 * from its end, and what could not be done now is tried at the next push.
 */
export async function changeThreads(context: ThreadContext, pull: PullAddress, plan: ReportPlan, steps: readonly ThreadStep[]): Promise<ThreadsChanged> {
  const resolved = new Set<string>();
  let left = steps;
  let wrote = false;
  for (let attempt = 1; left.length > 0; attempt += 1) {
    wrote = true;
    try {
      await takeAll(context, left, resolved);
      break;
    } catch (error) {
      const { kind, status } = readApiError(error, context.now());
      if (kind !== 'ambiguous' || attempt === ATTEMPTS) {
        context.log.warn({ repository: `${pull.owner}/${pull.repo}`, pull: pull.pullNumber, kind, status, threads: left.length }, 'Threads could not be brought up to date');
        break;
      }
      await context.sleep(pauseAfter(attempt));
      const state = await readQuietly(context, pull);
      if (state === null || state.headSha !== plan.headSha) break;
      for (const { id, resolved: is } of state.threads) if (is && left.some((step) => step.thread.id === id)) resolved.add(id);
      left = threadSteps(reconcile(plan, state).steps).filter(({ thread }) => left.some((step) => step.thread.id === thread.id));
    }
  }
  return { wrote, resolved: [...resolved] };
}

async function takeAll({ api, sleep, log }: ThreadContext, steps: readonly ThreadStep[], resolved: Set<string>): Promise<void> {
  const changes = steps.flatMap(changesOf);
  for (let from = 0; from < changes.length; from += MOST_CHANGES) {
    if (from > 0) await sleep(PACE_MS);
    const batch = changes.slice(from, from + MOST_CHANGES);
    const done = await api.changeThreads(batch);
    const refused = batch.filter((_, index) => done[index] !== true);
    if (refused.length > 0) log.warn({ changes: refused.map(({ kind }) => kind) }, 'GitHub refused changes to threads; to resolve one takes write access to contents');
    for (const change of batch) if (change.kind === 'resolve' && !refused.includes(change)) resolved.add(change.threadId);
  }
}

/** The word comes before the deed: a thread that is resolved without one leaves people guessing. */
function changesOf(step: ThreadStep): ThreadChange[] {
  const { body, thread } = step;
  const [reply, threadId] = [{ kind: 'reply', threadId: thread.id, body } as const, thread.id];
  switch (step.kind) {
    case 'edit':
      return [{ kind: 'edit', commentId: thread.commentId, body }];
    case 'settle':
      return step.resolve ? [reply, { kind: 'resolve', threadId }] : [reply];
    case 'back':
      return step.unresolve ? [{ kind: 'unresolve', threadId }, reply] : [reply];
  }
}

/** Null where GitHub does not say, for whatever reason. */
export async function readQuietly({ api, log, now }: ThreadContext, pull: PullAddress): Promise<PullState | null> {
  try {
    return await api.readPull(pull);
  } catch (error) {
    const { kind, status } = readApiError(error, now());
    log.warn({ repository: `${pull.owner}/${pull.repo}`, pull: pull.pullNumber, kind, status }, 'The pull request could not be read again');
    return null;
  }
}
