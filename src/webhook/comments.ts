/** Deliveries about comments: in the conversation of a pull request, and in its review threads. Pure. */
import { ignored, type Decision, type Delivery } from './delivery.js';

export function decideIssueComment(_delivery: Delivery): Decision {
  return ignored('Commands in comments are not built yet.');
}

export function decideReviewComment(_delivery: Delivery): Decision {
  return ignored('Commands in comments are not built yet.');
}
