/** The life of a check run: begun once, completed once, with every annotation exactly once. */
import type { PlannedAnnotation, ReportPlan } from '../report/types.js';
import { readApiError } from './errors.js';
import { withNotes } from './summary.js';
import type { CheckRunUpdate, GitHubApi, NewCheckRun } from './types.js';

/** GitHub's limit of annotations in one request. */
export const ANNOTATIONS_PER_REQUEST = 50;
/** GitHub's limit for the summary's neighbour, the title. */
const TITLE_LIMIT = 255;
/** Attempts at one call whose outcome was lost. */
const ATTEMPTS = 4;

/** Waits; resolves at once in tests. */
export type Sleep = (milliseconds: number) => Promise<void>;

export interface CheckRunContext {
  readonly api: GitHubApi;
  readonly sleep: Sleep;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Milliseconds before another attempt after the given number of them: 1, 4, 9 s. */
export function pauseAfter(attempt: number): number {
  return attempt ** 2 * 1000;
}

/** Creates the check run in progress. If GitHub's answer is lost, the run that it made anyway is found and used. */
export async function beginCheckRun(context: CheckRunContext, run: NewCheckRun): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await context.api.createCheckRun(run);
    } catch (error) {
      if (attempt === ATTEMPTS || readApiError(error, context.now()).kind !== 'ambiguous') throw error;
      await context.sleep(pauseAfter(attempt));
      const made = await context.api.findCheckRun(run);
      if (made !== null) return made;
    }
  }
}

export interface Completion {
  readonly owner: string;
  readonly repo: string;
  readonly id: number;
  readonly plan: Pick<ReportPlan, 'conclusion' | 'title' | 'summary' | 'annotations'>;
  /** Sentences for below the summary. */
  readonly notes: readonly string[];
  /** An earlier attempt may have sent some annotations already: ask first, and go on from there. */
  readonly resume: boolean;
}

/**
 * Sends the annotations in batches of 50 and completes the run with the last of them: it is in progress until all is
 * there, so it is never green too early. A batch that GitHub refuses is left out and said so; the run is completed
 * all the same.
 */
export async function completeCheckRun(context: CheckRunContext, completion: Completion): Promise<void> {
  const { plan } = completion;
  const sent = completion.resume ? (await context.api.readCheckRun(completion.owner, completion.repo, completion.id)).annotations : 0;
  const notes = [...completion.notes];
  let at = sent;
  for (; plan.annotations.length - at > ANNOTATIONS_PER_REQUEST; at += ANNOTATIONS_PER_REQUEST) {
    const placed = await update(context, completion, at, updateOf(completion, notes, plan.annotations.slice(at, at + ANNOTATIONS_PER_REQUEST), false));
    if (!placed) notes.push('GitHub refused a part of the annotations; the findings are in the table.');
  }
  const rest = plan.annotations.slice(at);
  if (await update(context, completion, at, updateOf(completion, notes, rest, true))) return;
  notes.push('GitHub refused a part of the annotations; the findings are in the table.');
  if (!(await update(context, completion, at, updateOf(completion, notes, [], true)))) {
    throw new Error('GitHub refused to complete the check run.');
  }
}

/** Completes a run that has no report, as neutral with one line. */
export async function concludeCheckRun(context: CheckRunContext, run: { readonly owner: string; readonly repo: string; readonly id: number }, title: string, summary: string): Promise<void> {
  await completeCheckRun(context, { ...run, plan: { conclusion: 'neutral', title, summary, annotations: [] }, notes: [], resume: false });
}

function updateOf(completion: Completion, notes: readonly string[], annotations: readonly PlannedAnnotation[], last: boolean): CheckRunUpdate {
  const { plan } = completion;
  return {
    output: { title: plan.title.slice(0, TITLE_LIMIT), summary: withNotes(plan.summary, notes), annotations },
    conclusion: last ? plan.conclusion : null,
  };
}

/** One update, and what becomes of a lost answer: GitHub's own count tells whether it was done. False when refused. */
async function update(context: CheckRunContext, completion: Completion, before: number, change: CheckRunUpdate): Promise<boolean> {
  const { owner, repo, id } = completion;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await context.api.updateCheckRun(owner, repo, id, change);
      return true;
    } catch (error) {
      const { kind } = readApiError(error, context.now());
      if (kind === 'refused') return false;
      if (kind !== 'ambiguous' || attempt === ATTEMPTS) throw error;
      await context.sleep(pauseAfter(attempt));
      if (change.output.annotations.length === 0) continue;
      const state = await context.api.readCheckRun(owner, repo, id);
      const isThere = state.annotations >= before + change.output.annotations.length;
      if (isThere && (change.conclusion === null || state.completed)) return true;
    }
  }
}
