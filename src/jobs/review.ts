/** One review, from the job to the completed check run. */
import type { Review } from '../engine-types.js';
import { beginCheckRun, concludeCheckRun, createProgress, endTwins, type CheckTicket } from '../github/check-run.js';
import { createPublisher, type PublisherContext } from '../github/publisher.js';
import type { GitHubApi, NewCheckRun, PullState } from '../github/types.js';
import { externalIdOf } from '../webhook/external-id.js';
import type { OnReading } from './analysis.js';
import { comparedWith } from './base.js';
import { failureOf } from './failure.js';
import { concludedAs, conclusionOf, type HandlerParts } from './parts.js';
import { about, type Attempt, type Ending, type JobHandler, type Outcome, type ReviewJob } from './types.js';
import { probationsOf, watching } from './usefulness.js';

/** The ticket is the job's check run. */
export function createReviewHandler(options: HandlerParts): JobHandler<CheckTicket> {
  const { sleep, now, log } = options;
  // GitHub's times are of whole seconds.
  const startedAt = Math.floor(now() / 1000) * 1000;

  async function contextOf(job: ReviewJob): Promise<PublisherContext & { readonly api: GitHubApi }> {
    return { api: watching(await options.connect(job.installationId), job, options), sleep, now, log };
  }

  async function announce(job: ReviewJob, again: boolean, signal: AbortSignal): Promise<CheckTicket> {
    const { updatedAt } = job;
    // What happened before this process began may be a redelivery of what an earlier one has begun.
    const isFromBefore = updatedAt !== null && Date.parse(updatedAt) < startedAt;
    return beginCheckRun(await contextOf(job), newRunOf(job), again || isFromBefore, signal);
  }

  async function recall(job: ReviewJob): Promise<CheckTicket | null> {
    const id = await (await contextOf(job)).api.findCheckRun(newRunOf(job));
    return id === null ? null : { id, adopted: true, mayHaveTwin: false };
  }

  async function run(attempt: Attempt<CheckTicket>): Promise<Outcome> {
    const { job } = attempt;
    const started = now();
    const context = await contextOf(job);
    const progress = createProgress(context, { owner: job.owner, repo: job.repo, id: attempt.ticket.id });
    const onReading: OnReading = (done, total) => {
      attempt.reading();
      progress.say(`Reading the repository before the change is judged: ${done.toLocaleString('en')} of ${total.toLocaleString('en')} files`);
    };
    // Whatever is told next of the run comes after what was told of its progress.
    const review = await judge(options, context.api, attempt, onReading).finally(progress.end);
    if (review === null) return { kind: 'superseded', next: null };

    const page = (await options.keepPage?.(job, review, now() - started)) ?? null;
    attempt.judged();
    const plan = concludedAs(review.plan, options);
    const published = await createPublisher(context).publish({
      owner: job.owner,
      repo: job.repo,
      pullNumber: job.pullNumber,
      checkRunId: attempt.ticket.id,
      plan,
      page,
      changes: review.result.changes,
      resume: attempt.number > 1 || attempt.ticket.adopted,
    });
    if (published.kind === 'moved') {
      const next = movedTo(job, published.state);
      await conclude(job, attempt.ticket, { kind: 'superseded', by: next });
      return { kind: 'superseded', next: published.state.isOpen ? next : null };
    }
    await endTwins(context, newRunOf(job), attempt.ticket, plan);
    const { posted, unplaced, resolved } = published;
    log.info({ ...about(job), posted, unplaced, resolved, conclusion: review.plan.conclusion, findings: review.result.findings.length, milliseconds: now() - started }, 'Reviewed a pull request');
    return { kind: 'done' };
  }

  async function conclude(job: ReviewJob, ticket: CheckTicket, ending: Ending): Promise<void> {
    const [title, summary] = lastWords(job, ending);
    const context = await contextOf(job);
    const conclusion = conclusionOf(ending, options);
    await concludeCheckRun(context, { owner: job.owner, repo: job.repo, id: ticket.id }, title, summary, conclusion);
    await endTwins(context, newRunOf(job), ticket, { conclusion, title });
  }

  return { announce, recall, run, conclude, failureOf: (error) => failureOf(error, now()) };
}

function newRunOf(job: ReviewJob): NewCheckRun {
  const { owner, repo, headSha } = job;
  return { owner, repo, headSha, externalId: externalIdOf(job) };
}

/** Fetches and judges; null as soon as a newer job has made this one pointless. */
async function judge(options: HandlerParts, api: GitHubApi, { job, signal }: Attempt<CheckTicket>, onReading: OnReading): Promise<Review | null> {
  if (signal.aborted) return null;
  const baseSha = await comparedWith(api, job, await withBase(api, job), job.headSha);
  const token = await api.gitToken();
  const { owner, repo, headSha } = job;
  if (signal.aborted) return null;
  const [ignored, pausedBy, probations] = [await options.memory.ignored(job), await options.memory.pausedBy(job), await probationsOf(job.repositoryId, options)];
  try {
    return await options.analysis.review({ owner, repo, baseSha, headSha, token }, { ignored, pausedBy, probations }, signal, onReading);
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

/** The event of a re-run check says nothing about the base of a fork's pull request. */
async function withBase(api: GitHubApi, job: ReviewJob): Promise<{ readonly baseRef: string; readonly baseSha: string }> {
  const { baseRef, baseSha } = job;
  if (baseRef !== null && baseSha !== null) return { baseRef, baseSha };
  return api.readPull(job);
}

/** The review that a moved head needs. Its webhook may be on its way, or may have been lost. */
function movedTo(job: ReviewJob, state: PullState): ReviewJob {
  return {
    ...job,
    headSha: state.headSha,
    baseSha: state.baseSha,
    baseRef: state.baseRef,
    isDraft: state.isDraft,
    deliveryId: `${job.deliveryId}~${state.headSha.slice(0, 12)}`,
    trigger: 'requested',
    updatedAt: null,
  };
}

/** Title and summary of a check run that ends without a report. */
function lastWords(job: ReviewJob, ending: Ending): readonly [title: string, summary: string] {
  switch (ending.kind) {
    case 'superseded':
      return job.headSha === ending.by.headSha
        ? ['Superseded by a newer review', 'A newer review of the same commit takes the place of this one.']
        : [`Superseded by ${ending.by.headSha.slice(0, 7)}`, `The pull request has moved on to ${ending.by.headSha}; that commit has a check run of its own.`];
    case 'cancelled':
      return ['Closed', 'The pull request was closed before this commit was reviewed.'];
    case 'failed':
      return ['Not reviewed', `${ending.reason} Nothing is known about this commit; press "Re-run" to try again.`];
    case 'stopped':
      return ['Not reviewed', 'Shipworthy was stopped before it could review this commit. Press "Re-run" to try again.'];
  }
}
