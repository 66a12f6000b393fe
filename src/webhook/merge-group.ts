/** Deliveries about a merge queue's groups. Pure. */
import { ignored, type Decision, type Delivery } from './delivery.js';

export function decideMergeGroup(_delivery: Delivery): Decision {
  return ignored('Merge queues are not built yet.');
}
