/** Deliveries about check runs and check suites. Pure. */
import type { ReviewJob, Trigger } from '../jobs/types.js';
import { ignored, jobBase, read, type Decision, type Delivery } from './delivery.js';
import { jobOfSubject, subjectOfExternalId } from './external-id.js';
import { checkRunPayload, checkSuitePayload, type CommonPayload, type ListedPullRequest } from './payloads.js';

export function decideCheckRun(delivery: Delivery, appId: number): Decision {
  return read(delivery, checkRunPayload, (payload) => {
    const run = payload.check_run;
    if (payload.action !== 'rerequested') return ignored('The action of the check run asks for nothing.');
    if (run.app.id !== appId) return ignored('The check run belongs to another app.');
    const jobs = listedJobs(delivery, payload, run.pull_requests, run.head_sha, 'rerequested');
    if (jobs.length > 0) return { kind: 'jobs', jobs };
    // GitHub lists no pull request from a fork or of a merge queue: our own mark on the check run says what it was about.
    const subject = subjectOfExternalId(run.external_id ?? '');
    if (subject === null) return ignored('No pull request belongs to the check run.');
    return { kind: 'jobs', jobs: [jobOfSubject(subject, jobBase(delivery, payload), run.head_sha)] };
  });
}

export function decideCheckSuite(delivery: Delivery, appId: number): Decision {
  return read(delivery, checkSuitePayload, (payload) => {
    const suite = payload.check_suite;
    if (payload.action !== 'requested' && payload.action !== 'rerequested') return ignored('The action of the check suite asks for nothing.');
    if (suite.app.id !== appId) return ignored('The check suite belongs to another app.');
    const jobs = listedJobs(delivery, payload, suite.pull_requests, suite.head_sha, payload.action);
    if (jobs.length > 0) return { kind: 'jobs', jobs };
    if (payload.action === 'requested') return ignored('No pull request belongs to the check suite.');
    // Nor does the event name our check runs: GitHub has to be asked for them.
    return { kind: 'jobs', jobs: [{ ...jobBase(delivery, payload), kind: 'suite', suiteId: suite.id, headSha: suite.head_sha }] };
  });
}

/** Only pull requests into this repository, and only at the head that was asked for: an older one was reviewed already. */
function listedJobs(delivery: Delivery, payload: CommonPayload, pulls: readonly ListedPullRequest[], headSha: string, trigger: Trigger): ReviewJob[] {
  return pulls
    .filter((pull) => (pull.base.repo?.id ?? payload.repository.id) === payload.repository.id && pull.head.sha === headSha)
    .map((pull) => ({
      ...jobBase(delivery, payload),
      kind: 'review' as const,
      trigger,
      pullNumber: pull.number,
      headSha,
      baseSha: pull.base.sha,
      baseRef: pull.base.ref,
      isDraft: null,
      updatedAt: null,
    }));
}
