/** What is known of deliveries, in the App's database. I/O. */
import type { Kysely } from 'kysely';
import type { DeliveryLog } from '../jobs/missed.js';
import type { Asked } from '../webhook/redelivery.js';
import type { Schema } from './schema.js';

const CHECKED = 'deliveries-checked';
/** Below SQLite's and PostgreSQL's limits on bound parameters. */
const IDS_A_QUERY = 500;

export function createDeliveryLog(db: Kysely<Schema>): DeliveryLog {
  return {
    async checkedUntil() {
      const row = await db.selectFrom('moments').select('at').where('name', '=', CHECKED).executeTakeFirst();
      return row?.at ?? null;
    },

    async setCheckedUntil(at) {
      await db.insertInto('moments').values({ name: CHECKED, at }).onConflict((conflict) => conflict.column('name').doUpdateSet({ at })).execute();
    },

    async known(guids) {
      const recorded = new Set<string>();
      const asked = new Map<string, Asked>();
      for (let start = 0; start < guids.length; start += IDS_A_QUERY) {
        const some = guids.slice(start, start + IDS_A_QUERY);
        for (const row of await db.selectFrom('jobs').select('delivery_id').distinct().where('delivery_id', 'in', some).execute()) recorded.add(row.delivery_id);
        for (const row of await db.selectFrom('redeliveries').select(['delivery_id', 'attempts', 'asked_at']).where('delivery_id', 'in', some).execute()) asked.set(row.delivery_id, { times: row.attempts, lastAt: row.asked_at });
      }
      return { recorded, asked };
    },

    async noteAsked(guid, at) {
      await db
        .insertInto('redeliveries')
        .values({ delivery_id: guid, attempts: 1, asked_at: at })
        .onConflict((conflict) => conflict.column('delivery_id').doUpdateSet(({ ref, eb }) => ({ attempts: eb(ref('redeliveries.attempts'), '+', 1), asked_at: at })))
        .execute();
    },
  };
}
