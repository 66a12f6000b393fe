/** One merge group, from the job to the completed check run: a merge queue waits for it, and there is nobody to comment to. */
import { beginCheckRun, completeCheckRun, concludeCheckRun, endTwins, type CheckRunContext, type CheckTicket } from '../github/check-run.js';
import type { GitHubApi } from '../github/types.js';
import { externalIdOf } from '../webhook/external-id.js';
import type { IgnoreEntry } from '../store/memory.js';
import { concludedAs, conclusionOf, type HandlerParts } from './parts.js';
import { about, jobId, type MergeGroupJob, type TaskAttempt, type TaskEnding, type TaskHandler } from './types.js';

export function createMergeGroupHandler(options: HandlerParts): TaskHandler<MergeGroupJob> {
  const { sleep, now, log } = options;
  /** Check runs of the groups at hand, by job. */
  const tickets = new Map<string, Promise<CheckTicket>>();

  async function contextOf(job: MergeGroupJob): Promise<CheckRunContext & { readonly api: GitHubApi }> {
    return { api: await options.connect(job.installationId), sleep, now };
  }

  function begin(job: MergeGroupJob, again: boolean): void {
    const { owner, repo, headSha } = job;
    const ticket = contextOf(job).then((context) => beginCheckRun(context, { owner, repo, headSha, externalId: externalIdOf(job) }, again));
    // Its failure is met by who needs the ticket.
    ticket.catch(() => undefined);
    tickets.set(jobId(job), ticket);
  }

  /** The check run; one whose answer was lost is asked for again by the next who needs it. */
  async function ticketOf(job: MergeGroupJob): Promise<CheckTicket> {
    if (!tickets.has(jobId(job))) begin(job, true);
    try {
      return (await tickets.get(jobId(job))) as CheckTicket;
    } catch (error) {
      tickets.delete(jobId(job));
      throw error;
    }
  }

  async function run(job: MergeGroupJob, { number, signal }: TaskAttempt): Promise<void> {
    const started = now();
    const context = await contextOf(job);
    const ticket = await ticketOf(job);
    const { id, adopted } = ticket;
    const { owner, repo, headSha, baseSha } = job;
    const request = { owner, repo, baseSha, headSha, token: await context.api.gitToken() };
    const review = await options.analysis.review(request, { ignored: await ignoredFor(job, options), pausedBy: null }, signal);
    const { plan, result } = review;
    const page = (await options.keepPage?.(job, review, now() - started)) ?? null;
    // Nothing can be pushed to a queue's branch: no buttons.
    await completeCheckRun(context, { owner, repo, id, plan: { ...concludedAs(plan, options), actions: [] }, page, notes: [], resume: adopted || number > 1 });
    await endTwins(context, { owner, repo, headSha, externalId: externalIdOf(job) }, ticket, concludedAs(plan, options));
    log.info({ ...about(job), conclusion: plan.conclusion, findings: result.findings.length, milliseconds: now() - started }, 'Reviewed a merge group');
    tickets.delete(jobId(job));
  }

  async function conclude(job: MergeGroupJob, ending: TaskEnding): Promise<void> {
    const { id } = await ticketOf(job);
    const [title, summary] = lastWords(ending);
    await concludeCheckRun(await contextOf(job), { owner: job.owner, repo: job.repo, id }, title, summary, conclusionOf(ending, options));
    tickets.delete(jobId(job));
  }

  return { begin, run, conclude };
}

/** What people ignore on the pull request that the group ends with; those of a group's other pull requests are not told by the event. */
async function ignoredFor({ repositoryId, pullNumber }: MergeGroupJob, { memory }: HandlerParts): Promise<readonly IgnoreEntry[]> {
  return pullNumber === null ? [] : memory.ignored({ repositoryId, pullNumber });
}

function lastWords(ending: TaskEnding): readonly [title: string, summary: string] {
  switch (ending.kind) {
    case 'cancelled':
      return ['No longer in the queue', 'The merge group was taken apart before it was reviewed.'];
    case 'failed':
      return ['Not reviewed', `${ending.reason} Nothing is known about this commit; press "Re-run" to try again.`];
    case 'stopped':
      return ['Not reviewed', 'Shipworthy was stopped before it could review this commit. Press "Re-run" to try again.'];
  }
}
