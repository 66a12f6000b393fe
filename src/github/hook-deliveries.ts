/** The deliveries to the App, as GitHub keeps them. I/O. */
import type { HookDeliveries } from '../jobs/missed.js';
import { ONCE, type Octokit } from './octokit.js';

/** @param octokit authenticated as the App. */
export function createHookDeliveries(octokit: Octokit): HookDeliveries {
  return {
    async *pages() {
      for await (const { data } of octokit.paginate.iterator(octokit.rest.apps.listWebhookDeliveries, { per_page: 100 })) {
        yield data.map(({ id, guid, event, delivered_at: deliveredAt, status_code: statusCode }) => ({ id, guid, event, deliveredAt: Date.parse(deliveredAt), statusCode }));
      }
    },

    async askAgain(attemptId) {
      try {
        await octokit.rest.apps.redeliverWebhookDelivery({ delivery_id: attemptId, request: ONCE });
        return 'asked';
      } catch (error) {
        const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 0;
        // It is too old, or GitHub knows it no more.
        if (status === 400 || status === 404 || status === 422) return 'refused';
        throw error;
      }
    },
  };
}
