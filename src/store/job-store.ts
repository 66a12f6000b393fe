/** Jobs between the webhook and their end, in the App's database: they outlive the process, and go to another one when theirs has died. I/O. */
import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { jobId, type DurableJobStore, type Job } from '../jobs/types.js';
import { Batches } from './batches.js';
import type { Database } from './database.js';
import type { Schema } from './schema.js';

/**
 * How long (ms) a finished job is remembered: a delivery that comes again within this time is known. GitHub sends one again for three days at most:
 * https://docs.github.com/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks
 */
export const REMEMBERED = 7 * 24 * 60 * 60 * 1000;

/** A process that has not renewed its word for so long (ms) is taken for dead. It renews it three times as often. */
export const LIFE = 30_000;

/** Who could not renew its word for so long (ms) was cut off from the database, and others may have been too. */
const AWAY = LIFE / 2;

/** Milliseconds between two looks for what is old enough to be forgotten. */
const SWEEP_EVERY = 60 * 60 * 1000;

/** Rows a statement: a quarter of a thousand is written in some 20 ms, and nothing else happens meanwhile where the database is SQLite. */
const ROWS_A_BATCH = 250;

interface Row {
  readonly id: string;
  readonly delivery_id: string;
  readonly body: string;
  readonly recorded_at: number;
  readonly owner: string;
}

export interface JobStoreOptions {
  /** Milliseconds since the epoch. The clocks of processes that share a database have to agree by a few seconds. */
  readonly now?: () => number;
}

/** Enters the process among those that do jobs. */
export async function openJobStore(database: Database, { now = Date.now }: JobStoreOptions = {}): Promise<DurableJobStore> {
  // Nobody else is there: those who were have died, however lately they said that they live.
  if (database.isAlone) await database.db.deleteFrom('processes').execute();
  const store = new DatabaseJobStore(database.db, now);
  await store.renew();
  return store;
}

class DatabaseJobStore implements DurableJobStore {
  readonly #db: Kysely<Schema>;
  readonly #now: () => number;
  readonly #self = randomUUID();
  readonly #records: Batches<Row, 'new' | 'known'>;
  readonly #ends: Batches<string, void>;
  /** Ids of jobs whose end could not be written. */
  readonly #unwrittenEnds = new Set<string>();
  #lastMoment = 0;
  #renewedAt: number | null = null;
  #sweptAt = Number.NEGATIVE_INFINITY;
  /** Until then (ms since the epoch) who seems dead may only have been cut off as we were. */
  #doubtUntil = Number.NEGATIVE_INFINITY;

  constructor(db: Kysely<Schema>, now: () => number) {
    this.#db = db;
    this.#now = now;
    this.#records = new Batches((rows) => this.#writeRecords(rows), ROWS_A_BATCH);
    this.#ends = new Batches((ids) => this.#writeEnds(ids), ROWS_A_BATCH);
  }

  record(job: Job): Promise<'new' | 'known'> {
    return this.#records.add({ id: jobId(job), delivery_id: job.deliveryId, body: JSON.stringify(job), recorded_at: this.#moment(), owner: this.#self });
  }

  finish(job: Job): Promise<void> {
    return this.#ends.add(jobId(job));
  }

  async pending(): Promise<readonly Job[]> {
    const now = this.#now();
    if (now < this.#doubtUntil) return [];
    const dead = await this.#db
      .selectFrom('jobs')
      .select('owner')
      .distinct()
      .where('finished_at', 'is', null)
      .where('owner', '!=', this.#self)
      .where(({ not, exists, selectFrom }) => not(exists(selectFrom('processes').select('processes.id').whereRef('processes.id', '=', 'jobs.owner').where('processes.alive_until', '>', now))))
      .execute();
    const taken: { readonly body: string | null; readonly recorded_at: number }[] = [];
    // By one owner after the other: of two processes that take over at once, the later one finds that owner's name gone.
    for (const { owner } of dead) taken.push(...(await this.#db.updateTable('jobs').set({ owner: this.#self }).where('owner', '=', owner).where('finished_at', 'is', null).returning(['body', 'recorded_at']).execute()));
    taken.sort((a, b) => a.recorded_at - b.recorded_at);
    return taken.flatMap(({ body }) => (body === null ? [] : [JSON.parse(body) as Job]));
  }

  async renew(): Promise<void> {
    const now = this.#now();
    if (now - (this.#renewedAt ?? now) > AWAY) this.#doubtUntil = now + AWAY;
    const alive = { alive_until: now + LIFE };
    await this.#db.insertInto('processes').values({ id: this.#self, ...alive }).onConflict((conflict) => conflict.column('id').doUpdateSet(alive)).execute();
    this.#renewedAt = now;
    await this.#writeEnds([]);
    if (now - this.#sweptAt < SWEEP_EVERY) return;
    this.#sweptAt = now;
    await this.#sweep(now);
  }

  async close(): Promise<void> {
    await this.#records.settled();
    await this.#ends.settled();
    try {
      await this.#writeEnds([]);
      // What is left is anybody's, at once.
      await this.#db.deleteFrom('processes').where('id', '=', this.#self).execute();
    } catch {
      // It is anybody's when our word has expired.
    }
  }

  /** Microseconds since the epoch, of which no two are the same: they tell the order. */
  #moment(): number {
    this.#lastMoment = Math.max(this.#lastMoment + 1, Math.floor(this.#now() * 1000));
    return this.#lastMoment;
  }

  /** One statement: all are written, or none. In the order of their ids, so that two processes that write the same ones never wait for each other in a circle. */
  async #writeRecords(rows: readonly Row[]): Promise<readonly ('new' | 'known')[]> {
    const inOrder = [...rows].sort(byId);
    const written = await this.#db.insertInto('jobs').values(inOrder).onConflict((conflict) => conflict.column('id').doNothing()).returning('id').execute();
    const isNew = new Set(written.map(({ id }) => id));
    return rows.map(({ id }) => (isNew.delete(id) ? 'new' : 'known'));
  }

  /** With those that could not be written before. */
  async #writeEnds(ids: readonly string[]): Promise<readonly void[]> {
    for (const id of ids) this.#unwrittenEnds.add(id);
    const all = [...this.#unwrittenEnds].sort();
    for (let start = 0; start < all.length; start += ROWS_A_BATCH) {
      const some = all.slice(start, start + ROWS_A_BATCH);
      await this.#db.updateTable('jobs').set({ finished_at: this.#now(), body: null }).where('id', 'in', some).execute();
      for (const id of some) this.#unwrittenEnds.delete(id);
    }
    return ids.map(() => undefined);
  }

  async #sweep(now: number): Promise<void> {
    await this.#db.deleteFrom('jobs').where('finished_at', '<', now - REMEMBERED).execute();
    await this.#db.deleteFrom('redeliveries').where('asked_at', '<', now - REMEMBERED).execute();
    await this.#db.deleteFrom('processes').where('alive_until', '<', now - REMEMBERED).execute();
  }
}

function byId(a: Row, b: Row): number {
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}
