/** A webhook delivery in, the jobs it asks for out. Pure. */
import type { z } from 'zod';
import type { ReviewJob, Trigger } from '../jobs/types.js';
import { pullOfExternalId } from './external-id.js';
import { checkRunPayload, checkSuitePayload, pullRequestPayload, type CommonPayload, type ListedPullRequest, type PullRequestPayload } from './payloads.js';

export interface Delivery {
  /** The value of `X-GitHub-Delivery`. */
  readonly id: string;
  /** The value of `X-GitHub-Event`. */
  readonly event: string;
  /** The parsed body; anything at all. */
  readonly payload: unknown;
}

export type Decision =
  | { readonly kind: 'jobs'; readonly jobs: readonly ReviewJob[] }
  /** `reason` is a short sentence for the log; it holds nothing of the payload. */
  | { readonly kind: 'ignored'; readonly reason: string };

/** The events that `decide` knows; all others are ignored. */
export const HANDLED_EVENTS = ['pull_request', 'check_run', 'check_suite'] as const;

/**
 * What a delivery asks for. Never throws: a payload of another shape than GitHub's is ignored.
 * `appId` is our own: checks of other apps are none of our business.
 */
export function decide(delivery: Delivery, appId: number): Decision {
  switch (delivery.event) {
    case 'pull_request':
      return read(delivery, pullRequestPayload, (payload) => decidePullRequest(delivery, payload));
    case 'check_run':
      return read(delivery, checkRunPayload, (payload) => {
        const run = payload.check_run;
        if (payload.action !== 'rerequested') return ignored('The action of the check run asks for nothing.');
        if (run.app.id !== appId) return ignored('The check run belongs to another app.');
        const jobs = listedJobs(delivery, payload, run.pull_requests, run.head_sha, 'rerequested');
        if (jobs.length > 0) return { kind: 'jobs', jobs };
        // GitHub lists no pull request from a fork: our own mark on the check run says which one it was.
        const pullNumber = pullOfExternalId(run.external_id ?? '');
        if (pullNumber === null) return ignored('No pull request belongs to the check run.');
        return { kind: 'jobs', jobs: [{ ...base(delivery, payload, 'rerequested'), pullNumber, headSha: run.head_sha, baseSha: null, baseRef: null, isDraft: null, updatedAt: null }] };
      });
    case 'check_suite':
      return read(delivery, checkSuitePayload, (payload) => {
        const suite = payload.check_suite;
        if (payload.action !== 'requested' && payload.action !== 'rerequested') return ignored('The action of the check suite asks for nothing.');
        if (suite.app.id !== appId) return ignored('The check suite belongs to another app.');
        const jobs = listedJobs(delivery, payload, suite.pull_requests, suite.head_sha, payload.action);
        return jobs.length > 0 ? { kind: 'jobs', jobs } : ignored('No pull request belongs to the check suite.');
      });
    default:
      return ignored('The event is not one that is handled.');
  }
}

function decidePullRequest(delivery: Delivery, payload: PullRequestPayload): Decision {
  const pull = payload.pull_request;
  if (!asksForReview(payload)) return ignored('The action of the pull request changes nothing that is reviewed.');
  if (typeof pull.state === 'string' && pull.state !== 'open') return ignored('The pull request is not open.');
  const job: ReviewJob = {
    ...base(delivery, payload, 'pull_request'),
    pullNumber: pull.number,
    headSha: pull.head.sha,
    baseSha: pull.base.sha,
    baseRef: pull.base.ref,
    isDraft: pull.draft ?? null,
    updatedAt: pull.updated_at ?? null,
  };
  return { kind: 'jobs', jobs: [job] };
}

function asksForReview(payload: PullRequestPayload): boolean {
  switch (payload.action) {
    case 'opened':
    case 'reopened':
    case 'synchronize':
    case 'ready_for_review':
      return true;
    case 'edited':
      return payload.changes?.base !== undefined;
    default:
      return false;
  }
}

/** Only pull requests into this repository, and only at the head that was asked for: an older one was reviewed already. */
function listedJobs(delivery: Delivery, payload: CommonPayload, pulls: readonly ListedPullRequest[], headSha: string, trigger: Trigger): ReviewJob[] {
  return pulls
    .filter((pull) => (pull.base.repo?.id ?? payload.repository.id) === payload.repository.id && pull.head.sha === headSha)
    .map((pull) => ({
      ...base(delivery, payload, trigger),
      pullNumber: pull.number,
      headSha,
      baseSha: pull.base.sha,
      baseRef: pull.base.ref,
      isDraft: null,
      updatedAt: null,
    }));
}

function base(delivery: Delivery, payload: CommonPayload, trigger: Trigger) {
  return {
    kind: 'review' as const,
    installationId: payload.installation.id,
    owner: payload.repository.owner.login,
    repo: payload.repository.name,
    repositoryId: payload.repository.id,
    deliveryId: delivery.id,
    trigger,
  };
}

function read<Payload extends CommonPayload>(delivery: Delivery, schema: z.ZodType<Payload>, then: (payload: Payload) => Decision): Decision {
  const parsed = schema.safeParse(delivery.payload);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
    return ignored(where === '' ? 'The payload is not an object.' : `The payload has no usable ${where}.`);
  }
  if (parsed.data.repository.archived === true || parsed.data.repository.disabled === true) return ignored('The repository is archived or disabled.');
  return then(parsed.data);
}

function ignored(reason: string): Decision {
  return { kind: 'ignored', reason };
}
