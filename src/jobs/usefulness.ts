/** Keeps what is known of the use of comments up to date: at every reading of a pull request, at its end, and when a vote is taken back. */
import { readApiError } from '../github/errors.js';
import type { GitHubApi, PullState } from '../github/types.js';
import { isDue, talliesOf } from '../usefulness/judge.js';
import { readingOf } from '../usefulness/reading.js';
import type { Probation } from '../usefulness/types.js';
import type { HandlerParts } from './parts.js';
import { about, type ReviewJob, type TaskHandler, type UsefulnessJob } from './types.js';

export type UsefulnessParts = Pick<HandlerParts, 'memory' | 'log' | 'now'>;

/** The API, recording what each reading of the job's pull request says of our comments. It makes no call more, and no reading fails for the recording. */
export function watching(api: GitHubApi, job: ReviewJob, parts: UsefulnessParts): GitHubApi {
  return {
    ...api,
    async readPull(pull) {
      const state = await api.readPull(pull);
      try {
        await recordPull(job, state, parts);
      } catch (error) {
        parts.log.warn({ ...about(job), err: error }, 'What people think of comments could not be recorded');
      }
      return state;
    },
  };
}

/** The probations of a repository that are not released, by rule. */
export async function probationsOf(repositoryId: number, { memory }: Pick<HandlerParts, 'memory'>): Promise<readonly Probation[]> {
  return (await memory.standings(repositoryId)).flatMap(({ probation }) => probation ?? []);
}

/** Puts those of the rules on probation of which people think so. */
export async function judgeRules(repositoryId: number, rules: readonly string[], { memory, log, now }: UsefulnessParts): Promise<void> {
  const standings = await memory.standings(repositoryId);
  const free = rules.filter((ruleId) => !standings.some((standing) => standing.ruleId === ruleId && standing.probation !== null));
  if (free.length === 0) return;
  const since = new Date(now()).toISOString();
  for (const tally of talliesOf(await memory.evidence(repositoryId, free), standings).filter(isDue)) {
    const { ruleId, judged, notUseful } = tally;
    await memory.beginProbation(repositoryId, { ruleId, judged, notUseful, since });
    log.info({ repositoryId, rule: ruleId, judged, notUseful }, 'A rule goes on probation');
  }
}

async function recordPull(job: ReviewJob | UsefulnessJob, state: PullState, parts: UsefulnessParts): Promise<void> {
  const { repositoryId, owner, repo, pullNumber } = job;
  const reading = readingOf({ repositoryId, repository: `${owner}/${repo}`, pullNumber }, state);
  if (reading === null) return;
  await parts.memory.record(reading);
  await judgeRules(repositoryId, [...new Set(reading.comments.map(({ ruleId }) => ruleId))], parts);
}

/** Reads a pull request that has ended, or takes back the vote of a comment that was deleted. Nobody waits for an answer. */
export function createUsefulnessHandler(parts: UsefulnessParts & Pick<HandlerParts, 'connect'>): TaskHandler<UsefulnessJob> {
  async function run(job: UsefulnessJob): Promise<void> {
    if (job.deletedComment !== null) {
      await parts.memory.withdraw(job.repositoryId, job.deletedComment);
      return;
    }
    const api = await parts.connect(job.installationId);
    try {
      await recordPull(job, await api.readPull(job), parts);
    } catch (error) {
      const { kind, status } = readApiError(error, parts.now());
      if (kind !== 'forbidden' && kind !== 'gone' && kind !== 'refused') throw error;
      parts.log.debug({ ...about(job), kind, status }, 'A pull request that has ended could not be read');
    }
  }

  return { run, async conclude() {} };
}
