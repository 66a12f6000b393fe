/** Tells how a request for fixes ended, where it was asked for. */
import { readApiError } from '../github/errors.js';
import type { CheckPage, GitHubApi, TalkPlace } from '../github/types.js';
import { fixSection, fixSentence, hasFixSection, withFixSection, type FixOutcome, type FixRequest } from '../report/fix-report.js';
import { renderAnswered } from '../report/marker.js';
import type { HandlerParts } from './parts.js';
import { about, type FixJob } from './types.js';

/**
 * On the check run whose button was pressed, or by a reaction and what there is to say below the comment, once: an earlier attempt may have come as far as this, or the same request
 * of a command that was taken up again after a crash. A place that takes no words gets none.
 */
export async function tellOfFixes(parts: Pick<HandlerParts, 'log' | 'now'>, api: GitHubApi, job: FixJob, request: FixRequest, outcome: FixOutcome): Promise<void> {
  const { answer } = job;
  try {
    if (answer.kind === 'check-run') await tellOnPage(api, job, await api.readPage(job.owner, job.repo, answer.checkRunId), request, outcome);
    else await tellInTalk(api, job, answer, request, outcome);
  } catch (error) {
    const { kind, status } = readApiError(error, parts.now());
    if (kind !== 'forbidden' && kind !== 'gone' && kind !== 'refused') throw error;
    parts.log.warn({ ...about(job), outcome: outcome.kind, kind, status }, 'The answer to a request for fixes could not be given');
  }
}

/** Below the summary, with all that stood there; the button goes with the fixes that it stood for. */
async function tellOnPage(api: GitHubApi, { owner, repo }: FixJob, { id, title, summary, text = '' }: CheckPage, request: FixRequest, outcome: FixOutcome): Promise<void> {
  // A refusal never takes a patch away that somebody may want to read.
  if (outcome.kind === 'refused' && hasFixSection(text)) return;
  const output = { title, summary, text: withFixSection(text, fixSection(outcome, request)), annotations: [] };
  await api.updateCheckRun(owner, repo, id, { output, conclusion: null, ...(outcome.kind === 'committed' ? { actions: [] } : {}) });
}

async function tellInTalk(api: GitHubApi, job: FixJob, place: TalkPlace, request: FixRequest, outcome: FixOutcome): Promise<void> {
  await api.react(job, place, outcome.kind === 'committed' ? 'rocket' : 'confused');
  // The commit speaks for itself.
  if (outcome.kind === 'committed') return;
  if (job.writtenAt !== undefined && (await api.isAnswered(job, place, job.writtenAt, 'fixes'))) return;
  await api.reply(job, place, `${await wordsFor(api, job, request, outcome)}\n\n${renderAnswered(place.commentId, 'fixes')}`);
}

/** A patch is long: it goes to the check run of the commit that it is for, where there is one that is not about to be rewritten. */
async function wordsFor(api: GitHubApi, job: FixJob, request: FixRequest, outcome: FixOutcome): Promise<string> {
  if (outcome.kind !== 'patch') return fixSentence(outcome, request);
  const page = await api.findPage(job, outcome.headSha);
  if (page === null || !page.completed || page.url === null) return fixSection(outcome, request);
  await tellOnPage(api, job, page, request, outcome);
  return fixSentence(outcome, request, `in [the check run](${page.url})`);
}
