/** Jobs between the webhook and their end, in the App's database: they outlive the process, and each lane of them has one process that does them. I/O. */
import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { jobId, jobKey, type Colleague, type DurableJobStore, type JobStore, type Look, type Order } from '../jobs/types.js';
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

/** A lane is kept for so long (ms) after its last job: the events that GitHub sends twice come within seconds, and what was just fetched is at hand. */
export const LINGER = 60_000;

/** Lanes of one process with something to do. Each is a few kilobytes and one check run; what is beyond waits in the database. */
const LANES = 1000;

/** Milliseconds between two looks for what is old enough to be forgotten. */
const SWEEP_EVERY = 60 * 60 * 1000;

/** Rows a statement: a quarter of a thousand is written in some 20 ms, and nothing else happens meanwhile where the database is SQLite. */
const ROWS_A_BATCH = 250;

interface Row {
  readonly id: string;
  readonly delivery_id: string;
  readonly lane: string;
  readonly body: string;
  readonly recorded_at: number;
  readonly taken_by: string | null;
}

type Recorded = 'new' | 'known' | 'elsewhere';

export interface JobStoreOptions {
  /** Milliseconds since the epoch. The clocks of processes that share a database have to agree by a few seconds. */
  readonly now?: () => number;
  /** The process does jobs (default); else it only records them, for others. */
  readonly doesJobs?: boolean;
}

/** Enters the process among those on the database. */
export async function openJobStore(database: Database, { now = Date.now, doesJobs = true }: JobStoreOptions = {}): Promise<DurableJobStore> {
  // Nobody else is there: those who were have died, however lately they said that they live.
  if (database.isAlone) for (const table of ['processes', 'lanes'] as const) await database.db.deleteFrom(table).execute();
  const store = new DatabaseJobStore(database, now, doesJobs);
  await store.renew();
  return store;
}

/** A store that only records, of a process that does not enter: for a database of which nothing is left afterwards. */
export function createRehearsalStore(database: Pick<Database, 'db' | 'durably'>, { now = Date.now, doesJobs = true }: JobStoreOptions = {}): JobStore {
  return new DatabaseJobStore(database, now, doesJobs);
}

class DatabaseJobStore implements DurableJobStore {
  readonly #db: Kysely<Schema>;
  readonly #durably: Database['durably'];
  readonly #now: () => number;
  readonly #self = randomUUID();
  readonly #records: Batches<Row, Recorded>;
  readonly #ends: Batches<string, void>;
  /** Ids of the jobs that are being done here, with their lanes. */
  readonly #held = new Map<string, string>();
  /** Ids of jobs whose end is not yet written. */
  readonly #unwrittenEnds = new Set<string>();
  /** What this process does to lanes, one after the other. */
  #lastWork: Promise<unknown> = Promise.resolve();
  #takes: boolean;
  /** As the others are to know it; null: no jobs are done here. */
  #room: number | null;
  #isTold = false;
  #lastMoment = 0;
  #renewedAt: number | null = null;
  #sweptAt = Number.NEGATIVE_INFINITY;
  /** Until then (ms since the epoch) who seems dead may only have been cut off as we were. */
  #doubtUntil = Number.NEGATIVE_INFINITY;

  constructor({ db, durably }: Pick<Database, 'db' | 'durably'>, now: () => number, doesJobs: boolean) {
    this.#db = db;
    this.#durably = durably;
    this.#now = now;
    this.#takes = doesJobs;
    this.#room = doesJobs ? 0 : null;
    this.#records = new Batches((rows) => this.#inTurn(() => this.#writeRecords(rows)), ROWS_A_BATCH);
    this.#ends = new Batches((ids) => this.#writeEnds(ids), ROWS_A_BATCH);
  }

  record(order: Order): Promise<Recorded> {
    return this.#records.add({ id: jobId(order), delivery_id: order.deliveryId, lane: jobKey(order), body: JSON.stringify(order), recorded_at: this.#moment(), taken_by: this.#takes ? this.#self : null });
  }

  finish(order: Order): Promise<void> {
    const id = jobId(order);
    this.#held.delete(id);
    this.#unwrittenEnds.add(id);
    return this.#ends.add(id);
  }

  look(room: number): Promise<Look> {
    return this.#inTurn(async () => {
      if (!this.#takes) return { taken: [], lost: [] };
      await this.#tell(room);
      await this.#takeFreeLanes();
      const mine = await this.#db.selectFrom('jobs').innerJoin('lanes', 'lanes.key', 'jobs.lane').where('lanes.owner', '=', this.#self).where('jobs.finished_at', 'is', null).select(['jobs.id', 'jobs.taken_by']).execute();
      const lost = this.#dropLost(new Set(mine.map(({ id }) => id)));
      return { lost, taken: await this.#take(mine.filter(({ id }) => !this.#held.has(id) && !this.#unwrittenEnds.has(id))) };
    });
  }

  handOver(choose: (colleagues: readonly Colleague[]) => ReadonlyMap<string, string>): Promise<void> {
    return this.#inTurn(async () => {
      const colleagues = await this.#colleagues();
      if (colleagues.length === 0) return;
      await untilTaken();
      const heirs = choose(colleagues);
      this.#let(new Set(heirs.keys()));
      for (const { id } of colleagues) {
        const keys = [...heirs].flatMap(([key, heir]) => (heir === id ? [key] : []));
        if (keys.length === 0) continue;
        await this.#db.updateTable('lanes').set({ owner: id }).where('owner', '=', this.#self).where('key', 'in', keys).execute();
        // They say themselves how much it is when they have looked; until then nobody gives them the same again.
        await this.#db.updateTable('processes').set(({ eb }) => ({ room: eb('room', '-', keys.length) })).where('id', '=', id).execute();
      }
    });
  }

  retire(keep: (colleagues: readonly Colleague[]) => ReadonlySet<string>): Promise<void> {
    return this.#inTurn(async () => {
      this.#takes = false;
      await this.#tell(null);
      const colleagues = await this.#colleagues();
      await untilTaken();
      const kept = keep(colleagues);
      this.#let(new Set([...this.#held.values()].filter((lane) => !kept.has(lane))));
      await this.#db.deleteFrom('lanes').where('owner', '=', this.#self).$if(kept.size > 0, (query) => query.where('key', 'not in', [...kept])).execute();
    });
  }

  async renew(): Promise<void> {
    const now = this.#now();
    if (now - (this.#renewedAt ?? now) > AWAY) this.#doubtUntil = now + AWAY;
    const alive = { alive_until: now + LIFE, room: this.#room };
    // As deliveries are: a disk that takes this row into its log, and no more, takes none of them.
    await this.#durably(() => this.#db.insertInto('processes').values({ id: this.#self, ...alive }).onConflict((conflict) => conflict.column('id').doUpdateSet(alive)).execute());
    this.#renewedAt = now;
    await this.#writeEnds([]);
    await this.#inTurn(() => this.#freeLanes(now));
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
      await this.#inTurn(() => this.#db.deleteFrom('lanes').where('owner', '=', this.#self).execute());
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

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#lastWork.then(work);
    this.#lastWork = turn.catch(() => undefined);
    return turn;
  }

  /** One statement writes all, or nothing. In the order of their ids, so that two processes that write the same ones never wait for each other in a circle. */
  async #writeRecords(rows: readonly Row[]): Promise<readonly Recorded[]> {
    const inOrder = [...rows].sort(byId);
    // GitHub is told that we have them.
    const written = await this.#durably(() => this.#db.insertInto('jobs').values(inOrder).onConflict((conflict) => conflict.column('id').doNothing()).returning('id').execute());
    const isNew = new Set(written.map(({ id }) => id));
    const fresh = rows.filter(({ id }) => isNew.delete(id));
    // They are recorded, whatever happens now: the next look finds them.
    const mine = await this.#keep(fresh).catch(() => new Set<Row>());
    const answers = new Map(fresh.map((row) => [row, mine.has(row) ? 'new' : 'elsewhere'] as const));
    return rows.map((row) => answers.get(row) ?? 'known');
  }

  /** Of jobs that were just recorded, those to be done here: in a lane of this process, with nothing before them that has yet to be looked for. */
  async #keep(rows: readonly Row[]): Promise<ReadonlySet<Row>> {
    if (!this.#takes || rows.length === 0) return new Set();
    const keys = [...new Set(rows.map(({ lane }) => lane))].sort();
    if (this.#lanesHeld() < LANES) await this.#db.insertInto('lanes').values(keys.map((key) => ({ key, owner: this.#self }))).onConflict((conflict) => conflict.column('key').doNothing()).execute();
    const there = await this.#db.selectFrom('jobs').leftJoin('lanes', 'lanes.key', 'jobs.lane').where('jobs.lane', 'in', keys).where('jobs.finished_at', 'is', null).select(['jobs.id', 'jobs.lane', 'lanes.owner']).execute();
    const own = new Set(rows.map(({ id }) => id));
    const others = new Set(there.filter(({ id, owner }) => owner !== this.#self || !(own.has(id) || this.#held.has(id) || this.#unwrittenEnds.has(id))).map(({ lane }) => lane));
    const mine = rows.filter(({ lane }) => !others.has(lane));
    for (const { id, lane } of mine) this.#held.set(id, lane);
    return new Set(mine);
  }

  #lanesHeld(): number {
    return new Set(this.#held.values()).size;
  }

  async #tell(room: number | null): Promise<void> {
    if (this.#isTold && room === this.#room) return;
    this.#room = room;
    this.#isTold = false;
    await this.#db.updateTable('processes').set({ room }).where('id', '=', this.#self).execute();
    this.#isTold = true;
  }

  /** The oldest first, as far as there is a limit; written in the order of their keys, as two processes may do so at once. */
  async #takeFreeLanes(): Promise<void> {
    const limit = LANES - this.#lanesHeld();
    if (limit <= 0) return;
    const free = this.#db
      .selectFrom('jobs')
      .select('lane')
      .where('finished_at', 'is', null)
      .where(({ not, exists, selectFrom }) => not(exists(selectFrom('lanes').select('lanes.key').whereRef('lanes.key', '=', 'jobs.lane'))))
      .groupBy('lane')
      .orderBy(({ fn }) => fn.min('recorded_at'))
      .limit(limit);
    await this.#db
      .insertInto('lanes')
      .columns(['key', 'owner'])
      .expression((build) => build.selectFrom(free.as('free')).select(({ val }) => ['free.lane', val(this.#self).as('owner')]).where('free.lane', 'is not', null).orderBy('free.lane'))
      .onConflict((conflict) => conflict.column('key').doNothing())
      .execute();
  }

  /** Lanes that are no longer this process's, though it holds jobs of them. */
  #dropLost(mine: ReadonlySet<string>): readonly string[] {
    const lost = new Set([...this.#held].filter(([id]) => !mine.has(id)).map(([, lane]) => lane));
    this.#let(lost);
    return [...lost];
  }

  #let(lanes: ReadonlySet<string>): void {
    for (const [id, lane] of this.#held) if (lanes.has(lane)) this.#held.delete(id);
  }

  async #take(found: readonly { readonly id: string; readonly taken_by: string | null }[]): Promise<Look['taken']> {
    const again = new Map(found.map(({ id, taken_by: by }) => [id, by !== null]));
    const all: { readonly order: Order; readonly again: boolean; readonly at: number }[] = [];
    for (let start = 0; start < found.length; start += ROWS_A_BATCH) {
      const ids = found.slice(start, start + ROWS_A_BATCH).map(({ id }) => id);
      const rows = await this.#db.updateTable('jobs').set({ taken_by: this.#self }).where('id', 'in', ids).where('finished_at', 'is', null).returning(['id', 'lane', 'body', 'recorded_at']).execute();
      for (const { id, body, recorded_at: at } of rows) if (body !== null) all.push({ order: JSON.parse(body) as Order, again: again.get(id) === true, at });
    }
    for (const { order } of all) this.#held.set(jobId(order), jobKey(order));
    // What others gave they have taken off the room that this process had told.
    if (all.length > 0) this.#isTold = false;
    return all.sort((a, b) => a.at - b.at).map(({ order, again: isAgain }) => ({ order, again: isAgain }));
  }

  async #colleagues(): Promise<readonly Colleague[]> {
    const rows = await this.#db.selectFrom('processes').select(['id', 'room']).where('id', '!=', this.#self).where('alive_until', '>', this.#now()).where('room', 'is not', null).orderBy('room', 'desc').execute();
    return rows.map(({ id, room }) => ({ id, room: room ?? 0 }));
  }

  /** Those of the dead, and those of this process with which it was done a while ago. */
  async #freeLanes(now: number): Promise<void> {
    await this.#db
      .deleteFrom('lanes')
      .where('owner', '=', this.#self)
      .where(({ not, exists, selectFrom }) => not(exists(selectFrom('jobs').select('jobs.id').whereRef('jobs.lane', '=', 'lanes.key').where(({ or, eb }) => or([eb('jobs.finished_at', 'is', null), eb('jobs.finished_at', '>', now - LINGER)])))))
      .execute();
    if (now < this.#doubtUntil) return;
    const dead = await this.#db
      .selectFrom('lanes')
      .select('owner')
      .distinct()
      .where('owner', '!=', this.#self)
      .where(({ not, exists, selectFrom }) => not(exists(selectFrom('processes').select('processes.id').whereRef('processes.id', '=', 'lanes.owner').where('processes.alive_until', '>', now))))
      .execute();
    // By name, as somebody who lives may have taken a lane meanwhile.
    for (const { owner } of dead) await this.#db.deleteFrom('lanes').where('owner', '=', owner).execute();
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

/** Until the queue has taken what was just recorded: it goes on when it is told. */
async function untilTaken(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}

function byId(a: Row, b: Row): number {
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}
