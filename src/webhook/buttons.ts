/** Deliveries about the buttons of our check runs. Pure. */
import { z } from 'zod';
import type { FixJob } from '../jobs/types.js';
import { APPLY_SAFE_FIXES } from '../report/buttons.js';
import { ignored, jobBase, read, type Decision, type Delivery } from './delivery.js';
import { subjectOfExternalId } from './external-id.js';
import { common, id, sha } from './payloads.js';

const buttonPayload = common.extend({
  check_run: z.object({ id, head_sha: sha, external_id: z.string().nullish(), app: z.object({ id }) }),
  requested_action: z.object({ identifier: z.string() }),
  sender: z.object({ login: z.string().regex(/^[\w.-]{1,100}$/), type: z.string().nullish() }),
});

/** Whether a delivery about a check run tells of a button. */
export function isButton({ payload }: Delivery): boolean {
  return z.object({ action: z.literal('requested_action') }).safeParse(payload).success;
}

/** Whoever pressed it is asked for their permission when the job is done: the payload does not say. */
export function decideButton(delivery: Delivery, appId: number): Decision {
  return read(delivery, buttonPayload, (payload) => {
    const { check_run: run, requested_action: action, sender } = payload;
    if (run.app.id !== appId) return ignored('The check run belongs to another app.');
    if (action.identifier !== APPLY_SAFE_FIXES.identifier) return ignored('The button is none of ours.');
    if (sender.type === 'Bot') return ignored('The button was not pressed by a person.');
    // GitHub lists no pull request from a fork, and perhaps several of one branch: our own mark says which one the run is about.
    const subject = subjectOfExternalId(run.external_id ?? '');
    if (subject?.kind !== 'pull') return ignored('No pull request belongs to the check run.');
    const job: FixJob = {
      ...jobBase(delivery, payload),
      kind: 'fix',
      pullNumber: subject.pullNumber,
      headSha: run.head_sha,
      rules: [],
      unsafe: false,
      requestedBy: sender.login,
      answer: { kind: 'check-run', checkRunId: run.id },
    };
    return { kind: 'jobs', jobs: [job] };
  });
}
