/** The life of a check run: begun once, completed once, with every annotation exactly once. */
import type { PlannedAnnotation, ReportPlan, Unreviewed } from '../report/types.js';
import { readApiError } from './errors.js';
import { count, withNotes } from './summary.js';
import type { CheckApi, CheckRunOutput, CheckRunUpdate, NewCheckRun, SentAnnotation } from './types.js';

/** GitHub's limit of annotations in one request. */
export const ANNOTATIONS_PER_REQUEST = 50;
/** GitHub's limit for the summary's neighbour, the title. */
const TITLE_LIMIT = 255;
/** Attempts at one call whose outcome was lost. */
const ATTEMPTS = 4;
/** Attempts at a check run for a commit that GitHub does not find: parts of it may not have heard yet of what was pushed a moment ago. */
const ATTEMPTS_AT_UNKNOWN = 3;

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

/** A check run of ours. */
export interface CheckTicket {
  readonly id: number;
  /** An earlier process or attempt began it, and may have sent annotations. */
  readonly adopted: boolean;
  /** Another call may make the same run after this one: nobody has heard what became of it, and GitHub may be slow. */
  readonly mayHaveTwin: boolean;
}

/**
 * Creates the check run in progress. If GitHub's answer is lost, the run that it made anyway is found and used. What it refuses is tried again a few seconds later.
 * @param again an earlier call may have made it: it is looked for first
 * @param signal once it is aborted, what fails is not tried again
 */
export async function beginCheckRun(context: CheckRunContext, run: NewCheckRun, again = false, signal?: AbortSignal): Promise<CheckTicket> {
  const there = again ? await context.api.findCheckRun(run) : null;
  if (there !== null) return { id: there, adopted: true, mayHaveTwin: false };
  const isOver = (): boolean => signal?.aborted === true;
  let mayHaveTwin = again;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { id: await context.api.createCheckRun(run), adopted: false, mayHaveTwin };
    } catch (error) {
      const { kind } = readApiError(error, context.now());
      const isRefusal = kind === 'refused' || kind === 'gone';
      if (isRefusal ? attempt >= ATTEMPTS_AT_UNKNOWN : kind !== 'ambiguous' || attempt >= ATTEMPTS) throw error;
      if (isOver()) throw error;
      await context.sleep(pauseAfter(attempt));
      if (isOver()) throw error;
      if (isRefusal) continue;
      const made = await lookFor(context, run, error);
      if (made !== null) return { id: made, adopted: false, mayHaveTwin: false };
      mayHaveTwin = true;
    }
  }
}

/**
 * Completes what an earlier call made of the same run, where GitHub did so after it was asked whether it is there: nobody else would ever complete it.
 * It ends like the run itself, since GitHub may take it for the younger one.
 */
export async function endTwins(context: CheckRunContext, run: NewCheckRun, { id, mayHaveTwin }: CheckTicket, end: Pick<ReportPlan, 'conclusion' | 'title'>): Promise<void> {
  if (!mayHaveTwin) return;
  for (const twin of await context.api.findUnfinishedTwins(run, id)) {
    const plan = { conclusion: end.conclusion, title: end.title, summary: 'The report stands in another check run of this commit.', annotations: [] };
    await completeCheckRun(context, { owner: run.owner, repo: run.repo, id: twin, plan, notes: [], resume: false });
  }
}

/** The run that a call made whose answer was lost. While nobody can tell, the lost answer is what the caller is to hear of: it may be there. */
async function lookFor({ api, now }: CheckRunContext, run: NewCheckRun, lost: unknown): Promise<number | null> {
  try {
    return await api.findCheckRun(run);
  } catch (error) {
    throw readApiError(error, now()).kind === 'limited' ? error : lost;
  }
}

/** Milliseconds between two updates of a run that only say how far it is: each is a write of the few that GitHub takes. */
const PROGRESS_EVERY = 30_000;

/** Says in a run how far it is. */
export interface Progress {
  /** One line, told now and then; a newer one takes the place of one that is not told. Never throws. */
  say(title: string): void;
  /** Resolves when nothing is under way any more: what comes after completes the run. */
  end(): Promise<void>;
}

/** What GitHub does not take of it is not told again. */
export function createProgress({ api, now }: CheckRunContext, { owner, repo, id }: Pick<Completion, 'owner' | 'repo' | 'id'>): Progress {
  let [toldAt, telling] = [Number.NEGATIVE_INFINITY, Promise.resolve()];
  let isTelling = false;
  return {
    say(title) {
      if (isTelling || now() - toldAt < PROGRESS_EVERY) return;
      [isTelling, toldAt] = [true, now()];
      const output = { title, summary: 'The report follows when the change is judged.', annotations: [] };
      telling = api.updateCheckRun(owner, repo, id, { output, conclusion: null }).then(
        () => void (isTelling = false),
        () => void (isTelling = false),
      );
    },
    end: () => telling,
  };
}

export interface Completion {
  readonly owner: string;
  readonly repo: string;
  readonly id: number;
  readonly plan: Pick<ReportPlan, 'conclusion' | 'title' | 'summary' | 'text' | 'annotations' | 'actions'>;
  /** Where the whole report is read; null: only on GitHub. */
  readonly page?: string | null;
  /** Sentences for below the summary. */
  readonly notes: readonly string[];
  /** An earlier attempt may have sent some annotations already: ask first, and go on from there. */
  readonly resume: boolean;
}

/**
 * Sends the annotations in batches of 50 and completes the run with the last of them: it is in progress until all is
 * there, so it is never green too early. Annotations that GitHub refuses are left out and counted in the summary, a
 * report that it refuses is shortened; the run is completed all the same.
 */
export async function completeCheckRun(context: CheckRunContext, completion: Completion): Promise<void> {
  await new Completing(context, completion).complete();
}

/** Refusals after which the rest of the annotations is given up: then it is not one of them that is wrong. */
const MOST_REFUSALS = 12;
/** Bytes of a summary after GitHub has refused the whole one. */
const SHORTENED_SUMMARY = 32_768;

/** What an update says besides its annotations; only a run that is complete has buttons. */
type Page = Omit<CheckRunOutput, 'annotations'> & Pick<CheckRunUpdate, 'actions'>;

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
    const { conclusion } = this.#completion.plan;
    let rest = await this.#unsent();
    while (rest.length > ANNOTATIONS_PER_REQUEST) {
      await this.#send(rest.slice(0, ANNOTATIONS_PER_REQUEST));
      rest = rest.slice(ANNOTATIONS_PER_REQUEST);
    }
    if (await this.#update(rest, conclusion, this.#report())) return;
    if (rest.length > 0) {
      // It may be an annotation that GitHub minds, or the report.
      await this.#send(rest);
      if (await this.#update([], conclusion, this.#report())) return;
    }
    for (const page of [this.#shortened(), this.#oneLine()]) if (await this.#update([], conclusion, page)) return;
    throw new Error('GitHub refused to complete the check run.');
  }

  /** The annotations that GitHub does not have yet. Some may be of an earlier attempt whose plan was another: those stay. */
  async #unsent(): Promise<readonly PlannedAnnotation[]> {
    const { owner, repo, id, plan, resume } = this.#completion;
    if (!resume) return plan.annotations;
    const there = await this.#context.api.listAnnotations(owner, repo, id);
    this.#sent = there.length;
    const counts = new Map<string, number>();
    for (const annotation of there) counts.set(identityOf(annotation), (counts.get(identityOf(annotation)) ?? 0) + 1);
    return plan.annotations.filter((annotation) => {
      const number = counts.get(identityOf(annotation)) ?? 0;
      counts.set(identityOf(annotation), number - 1);
      return number <= 0;
    });
  }

  /** Sends a batch; a refused one in halves, until the annotation that GitHub minds is alone. */
  async #send(batch: readonly PlannedAnnotation[]): Promise<void> {
    if (this.#refusals < MOST_REFUSALS && (await this.#update(batch, null, this.#underWay()))) return;
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
  async #update(annotations: readonly PlannedAnnotation[], conclusion: CheckRunUpdate['conclusion'], { actions, ...page }: Page): Promise<boolean> {
    const { api, now, sleep } = this.#context;
    const { owner, repo, id, page: address } = this.#completion;
    const details = conclusion === null || typeof address !== 'string' ? {} : { detailsUrl: address };
    for (let attempt = 1; ; attempt += 1) {
      try {
        await api.updateCheckRun(owner, repo, id, { output: { ...page, annotations }, conclusion, ...details, ...(actions === undefined ? {} : { actions }) });
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

  /** While annotations are sent: short, so that a refusal is about them. */
  #underWay(): Page {
    return { title: this.#title(), summary: 'The report follows when all annotations are there.' };
  }

  #report(): Page {
    const { text, summary, actions } = this.#completion.plan;
    return { title: this.#title(), summary: withNotes(summary, this.#notes()), ...(text === undefined ? {} : { text }), ...(actions === undefined ? {} : { actions }) };
  }

  #shortened(): Page {
    const notes = [...this.#notes(), 'GitHub refused the report in full, so it is shortened here.'];
    return { title: this.#title(), summary: withNotes(this.#completion.plan.summary, notes, SHORTENED_SUMMARY), text: '', actions: [] };
  }

  #oneLine(): Page {
    return { title: this.#title(), summary: 'GitHub refused the report. The findings are in the annotations.', text: '', actions: [] };
  }

  #title(): string {
    return this.#completion.plan.title.slice(0, TITLE_LIMIT);
  }

  #notes(): readonly string[] {
    const refused = this.#refused === 0 ? [] : [`GitHub refused ${count(this.#refused, 'annotation')}; the findings are in the table.`];
    return [...this.#completion.notes, ...refused];
  }
}

/** GitHub gives annotations back without an id, and may have trimmed the message. */
function identityOf({ path, startLine, endLine, level, title }: SentAnnotation): string {
  return JSON.stringify([path, startLine, endLine, level, title]);
}

/** Completes a run that has no report, with one line. */
export async function concludeCheckRun(context: CheckRunContext, run: { readonly owner: string; readonly repo: string; readonly id: number }, title: string, summary: string, conclusion: Unreviewed = 'neutral'): Promise<void> {
  await completeCheckRun(context, { ...run, plan: { conclusion, title, summary, annotations: [] }, notes: [], resume: false });
}
