/** The life of a check run: begun once, completed once, with every annotation exactly once. */
import type { PlannedAnnotation, ReportPlan } from '../report/types.js';
import { readApiError } from './errors.js';
import { count, withNotes } from './summary.js';
import type { CheckApi, CheckRunOutput, CheckRunUpdate, NewCheckRun } from './types.js';

/** GitHub's limit of annotations in one request. */
export const ANNOTATIONS_PER_REQUEST = 50;
/** GitHub's limit for the summary's neighbour, the title. */
const TITLE_LIMIT = 255;
/** Attempts at one call whose outcome was lost. */
const ATTEMPTS = 4;

/** Waits; resolves at once in tests. */
export type Sleep = (milliseconds: number) => Promise<void>;

export interface CheckRunContext {
  readonly api: CheckApi;
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
  readonly plan: Pick<ReportPlan, 'conclusion' | 'title' | 'summary' | 'text' | 'annotations' | 'actions'>;
  /** Sentences for below the summary. */
  readonly notes: readonly string[];
  /** An earlier attempt may have sent some annotations already: ask first, and go on from there. */
  readonly resume: boolean;
}

/**
 * Sends the annotations in batches of 50 and completes the run with the last of them: it is in progress until all is
 * there, so it is never green too early. Annotations that GitHub refuses are left out and counted in the summary; the
 * run is completed all the same.
 */
export async function completeCheckRun(context: CheckRunContext, completion: Completion): Promise<void> {
  await new Completing(context, completion).complete();
}

/** Refusals after which the rest of the annotations is given up: then it is not one of them that is wrong. */
const MOST_REFUSALS = 12;

class Completing {
  readonly #context: CheckRunContext;
  readonly #completion: Completion;
  /** Annotations that GitHub has. */
  #sent = 0;
  #refused = 0;
  #refusals = 0;

  constructor(context: CheckRunContext, completion: Completion) {
    this.#context = context;
    this.#completion = completion;
  }

  async complete(): Promise<void> {
    const { owner, repo, id, plan, resume } = this.#completion;
    if (resume) this.#sent = (await this.#context.api.readCheckRun(owner, repo, id)).annotations;
    let rest = plan.annotations.slice(this.#sent);
    while (rest.length > ANNOTATIONS_PER_REQUEST) {
      await this.#send(rest.slice(0, ANNOTATIONS_PER_REQUEST));
      rest = rest.slice(ANNOTATIONS_PER_REQUEST);
    }
    if (await this.#update(rest, plan.conclusion)) return;
    this.#refusals += 1;
    await this.#sendHalves(rest);
    if (!(await this.#update([], plan.conclusion))) throw new Error('GitHub refused to complete the check run.');
  }

  /** Sends a batch; a refused one in halves, until the annotation that GitHub minds is alone. */
  async #send(batch: readonly PlannedAnnotation[]): Promise<void> {
    if (this.#refusals < MOST_REFUSALS && (await this.#update(batch, null))) return;
    this.#refusals += 1;
    await this.#sendHalves(batch);
  }

  async #sendHalves(batch: readonly PlannedAnnotation[]): Promise<void> {
    if (batch.length <= 1 || this.#refusals >= MOST_REFUSALS) {
      this.#refused += batch.length;
      return;
    }
    const middle = Math.ceil(batch.length / 2);
    await this.#send(batch.slice(0, middle));
    await this.#send(batch.slice(middle));
  }

  /** One update, and what becomes of a lost answer: GitHub's own count tells whether it was done. False when refused. */
  async #update(annotations: readonly PlannedAnnotation[], conclusion: CheckRunUpdate['conclusion']): Promise<boolean> {
    const { api, now, sleep } = this.#context;
    const { owner, repo, id } = this.#completion;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await api.updateCheckRun(owner, repo, id, { output: this.#output(annotations), conclusion, ...this.#actions(conclusion) });
        this.#sent += annotations.length;
        return true;
      } catch (error) {
        const { kind } = readApiError(error, now());
        if (kind === 'refused') return false;
        if (kind !== 'ambiguous' || attempt === ATTEMPTS) throw error;
        await sleep(pauseAfter(attempt));
        if (annotations.length === 0) continue;
        const state = await api.readCheckRun(owner, repo, id);
        if (state.annotations < this.#sent + annotations.length || (conclusion !== null && !state.completed)) continue;
        this.#sent += annotations.length;
        return true;
      }
    }
  }

  /** Only a run that is complete has buttons. */
  #actions(conclusion: CheckRunUpdate['conclusion']): Pick<CheckRunUpdate, 'actions'> {
    const { actions } = this.#completion.plan;
    return conclusion === null || actions === undefined ? {} : { actions };
  }

  #output(annotations: readonly PlannedAnnotation[]): CheckRunOutput {
    const { plan, notes } = this.#completion;
    const refused = this.#refused === 0 ? [] : [`GitHub refused ${count(this.#refused, 'annotation')}; the findings are in the table.`];
    return { title: plan.title.slice(0, TITLE_LIMIT), summary: withNotes(plan.summary, [...notes, ...refused]), ...(plan.text === undefined ? {} : { text: plan.text }), annotations };
  }
}

/** Completes a run that has no report, as neutral with one line. */
export async function concludeCheckRun(context: CheckRunContext, run: { readonly owner: string; readonly repo: string; readonly id: number }, title: string, summary: string): Promise<void> {
  await completeCheckRun(context, { ...run, plan: { conclusion: 'neutral', title, summary, annotations: [] }, notes: [], resume: false });
}
