/** A check suite that is to run again, of which the event names neither a pull request nor our check runs. */
import { jobOfSubject, subjectOfExternalId } from '../webhook/external-id.js';
import type { HandlerParts } from './parts.js';
import { about, jobId, type Added, type Job, type SuiteJob, type TaskHandler } from './types.js';

export interface SuiteParts extends Pick<HandlerParts, 'connect' | 'log'> {
  readonly enqueue: (job: Job) => Promise<Added>;
}

/** Asks for our check runs of the suite, and adds a job for each pull request or merge group that they were about. */
export function createSuiteHandler({ connect, log, enqueue }: SuiteParts): TaskHandler<SuiteJob> {

  async function run(task: SuiteJob): Promise<void> {
    const { owner, repo, headSha, installationId, repositoryId, deliveryId } = task;
    const api = await connect(installationId);
    const jobs = (await api.externalIdsOfSuite(owner, repo, task.suiteId)).flatMap((externalId) => {
      const subject = subjectOfExternalId(externalId);
      return subject === null ? [] : [jobOfSubject(subject, { installationId, owner, repo, repositoryId, deliveryId }, headSha)];
    });
    const distinct = new Map(jobs.map((job) => [jobId(job), job]));
    for (const job of distinct.values()) log.info({ ...about(job), added: await enqueue(job) }, 'Took a job of a check suite');
  }

  return { run, async conclude() {} };
}
