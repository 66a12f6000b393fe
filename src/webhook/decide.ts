/** A webhook delivery in, the jobs it asks for out. Pure. */
import { decideButton, isButton } from './buttons.js';
import { decideCheckRun, decideCheckSuite } from './checks.js';
import { decideIssueComment, decideReviewComment } from './comments.js';
import { ignored, type Decision, type Delivery } from './delivery.js';
import { decideInstallation, decideRepositories } from './installation.js';
import { decideMergeGroup } from './merge-group.js';
import { decidePullRequest } from './pull-request.js';

/** The events that `decide` knows; all others are ignored. */
export const HANDLED_EVENTS = ['pull_request', 'check_run', 'check_suite', 'merge_group', 'issue_comment', 'pull_request_review_comment', 'installation', 'installation_repositories'] as const;

/**
 * What a delivery asks for. Never throws: a payload of another shape than GitHub's is ignored.
 * `appId` is our own: checks of other apps are none of our business.
 */
export function decide(delivery: Delivery, appId: number): Decision {
  switch (delivery.event) {
    case 'pull_request':
      return decidePullRequest(delivery);
    case 'check_run':
      return isButton(delivery) ? decideButton(delivery, appId) : decideCheckRun(delivery, appId);
    case 'check_suite':
      return decideCheckSuite(delivery, appId);
    case 'merge_group':
      return decideMergeGroup(delivery);
    case 'issue_comment':
      return decideIssueComment(delivery);
    case 'pull_request_review_comment':
      return decideReviewComment(delivery);
    case 'installation':
      return decideInstallation(delivery);
    case 'installation_repositories':
      return decideRepositories(delivery);
    default:
      return ignored('The event is not one that is handled.');
  }
}
