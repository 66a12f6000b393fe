/** The App's one database: a file of SQLite (default), or a database of a PostgreSQL server. I/O. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Libsql from 'libsql';
import { Kysely, Migrator, PostgresDialect, SqliteDialect, sql } from 'kysely';
import type pg from 'pg';
import { UserError } from '../errors.js';
import { MIGRATIONS } from './migrations.js';
import type { Schema } from './schema.js';
import { openWriteAheadLog } from './wal.js';

/** Where the database is. A file ":memory:" keeps nothing. */
export type DatabasePlace = { readonly kind: 'file'; readonly path: string } | { readonly kind: 'server'; /** `postgres://…` */ readonly url: string };

export interface Database {
  readonly db: Kysely<Schema>;
  /** No other living process had this database open when it was opened. Of a server's nobody knows: false. */
  readonly isAlone: boolean;
  /**
   * Does work whose writes outlive a power cut once it resolves, and so do all that were made before. In a file other writes may be lost in one, the last
   * ones first: what rests on them was not recorded as done then, and is done again. On a server all writes are as safe as it keeps them.
   */
  durably<T>(work: () => Promise<T>): Promise<T>;
  /** Does work with a database like this one, of which nothing is left afterwards: an empty one in memory, or on a server a transaction that is undone. */
  rehearse(work: (database: Pick<Database, 'db' | 'durably'>) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds that one process waits for another that writes the same file. */
const BUSY_LIMIT = 5000;
/** Milliseconds that a process waits for another that brings the tables of the same file up to date, and between two looks whether it is done. */
const MIGRATION_LIMIT = 60_000;
const LOOK_AGAIN = 20;
/** Pages (of 4 KiB) that SQLite itself lets the log of a file grow to before it copies it while everybody waits: a backstop, as it is copied every second. */
const LONGEST_LOG = 16_384;
/** Milliseconds before a server that does not answer counts as down: for a connection, and for one statement. */
const CONNECT_LIMIT = 5000;
const STATEMENT_LIMIT = 15_000;
/** Connections of one process. It writes in batches, one at a time; the rest read. */
const CONNECTIONS = 5;

/** PostgreSQL's id of the type bigint. Ours are GitHub's ids and moments: a number holds them. */
const BIGINT = 20;

/**
 * Opens (and creates) the database and brings its tables up to date; two processes may do so at once.
 * @throws `UserError`, one line without the password, when a server can't be used, or when a newer version has written the database. For a file that
 *   can't be opened or is not a sound database an error whose `code` starts with `SQLITE_`; so may every later call.
 */
export async function openDatabase(place: DatabasePlace): Promise<Database> {
  return place.kind === 'file' ? openFile(place.path) : openServer(place.url);
}

async function openFile(path: string): Promise<Database> {
  const isKept = path !== ':memory:';
  if (isKept) mkdirSync(dirname(path), { recursive: true });
  const presence = isKept ? enter(`${path}.lock`) : { wasEmpty: true, leave: () => undefined };
  try {
    const file = new Libsql(path, { timeout: BUSY_LIMIT });
    const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: file as never }) });
    try {
      await sql`pragma journal_mode = wal`.execute(db);
      await sql`pragma synchronous = normal`.execute(db);
      await sql`pragma wal_autocheckpoint = ${sql.raw(String(LONGEST_LOG))}`.execute(db);
      await alone(file, () => migrate(db));
      const log = isKept ? await openWriteAheadLog(path) : null;
      return {
        db,
        isAlone: presence.wasEmpty,
        async durably(work) {
          const answer = await work();
          await log?.safe();
          return answer;
        },
        rehearse: inMemory,
        async close() {
          await log?.close();
          await db.destroy();
          presence.leave();
        },
      };
    } catch (error) {
      await db.destroy();
      throw error;
    }
  } catch (error) {
    presence.leave();
    throw error;
  }
}

async function inMemory(work: Parameters<Database['rehearse']>[0]): Promise<void> {
  const database = await openFile(':memory:');
  await work(database).finally(() => database.close());
}

/**
 * Every process that has the database open holds a shared lock on this file, which the system takes from it when it dies. Whoever gets the lock alone is
 * alone. (Two that enter in the same instant may both think so: what both then do is done twice, not lost.)
 */
function enter(path: string): { readonly wasEmpty: boolean; leave(): void } {
  const lock = new Libsql(path, { timeout: 0 });
  let wasEmpty = true;
  try {
    lock.exec('begin exclusive; commit');
  } catch (error) {
    if (codeOf(error) !== 'SQLITE_BUSY') throw error;
    wasEmpty = false;
  }
  lock.exec(`pragma busy_timeout = ${BUSY_LIMIT}; begin`);
  lock.prepare('select count(*) from sqlite_master').all();
  return {
    wasEmpty,
    leave() {
      // A connection with a statement that was not yet collected stays open: the lock must go by itself.
      lock.exec('rollback');
      lock.close();
    },
  };
}

/**
 * Does work in one transaction that keeps all other writers out, and is undone when it fails: PostgreSQL's migrations are like that by themselves. Waits
 * for others without holding up this process, in which they may be.
 */
async function alone(file: InstanceType<typeof Libsql>, work: () => Promise<void>): Promise<void> {
  for (let left = MIGRATION_LIMIT; ; left -= LOOK_AGAIN) {
    try {
      file.exec('pragma busy_timeout = 0; begin immediate');
      break;
    } catch (error) {
      if (codeOf(error) !== 'SQLITE_BUSY' || left <= 0) throw error;
    }
    await delay(LOOK_AGAIN);
  }
  try {
    await work();
    file.exec('commit');
  } catch (error) {
    if (file.inTransaction) file.exec('rollback');
    throw error;
  }
  file.exec(`pragma busy_timeout = ${BUSY_LIMIT}`);
}

async function openServer(url: string): Promise<Database> {
  await prepareServer(url);
  const pool = await createPool(url, { max: CONNECTIONS, query_timeout: STATEMENT_LIMIT, statement_timeout: STATEMENT_LIMIT });
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  return { db, isAlone: false, durably: (work) => work(), rehearse: (work) => undone(db, work), close: () => db.destroy() };
}

async function undone(db: Kysely<Schema>, work: Parameters<Database['rehearse']>[0]): Promise<void> {
  const transaction = await db.startTransaction().execute();
  await work({ db: transaction, durably: (inner) => inner() }).finally(() => transaction.rollback().execute());
}

/** By a connection of its own, which may wait: for another process that migrates, and for a long step. */
async function prepareServer(url: string): Promise<void> {
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: await createPool(url, { max: 1 }) }) });
  try {
    await sql`select 1`.execute(db).catch((error: unknown) => {
      throw new UserError(serverProblem(codeOf(error)));
    });
    await migrate(db).catch((error: unknown) => {
      const code = codeOf(error);
      throw code === null ? error : new UserError(serverProblem(code));
    });
  } finally {
    await db.destroy();
  }
}

/** Its driver is loaded where there is a server. */
async function createPool(url: string, more: pg.PoolConfig): Promise<pg.Pool> {
  const { default: driver } = await import('pg');
  const pool = new driver.Pool({
    connectionString: url,
    application_name: 'shipworthy',
    connectionTimeoutMillis: CONNECT_LIMIT,
    keepAlive: true,
    types: { getTypeParser: ((id: number, format?: 'text') => (id === BIGINT ? Number : driver.types.getTypeParser(id, format))) as typeof driver.types.getTypeParser },
    ...more,
  });
  // A connection that breaks is replaced by the next who asks, and who uses it is told; without listeners it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return pool;
}

async function migrate(db: Kysely<Schema>): Promise<void> {
  await refuseNewer(db);
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } }).migrateToLatest();
  if (error !== undefined) throw error;
}

/** A database with steps that this version does not know: what an older program wrote there nobody can tell. */
async function refuseNewer(db: Kysely<Schema>): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === 'kysely_migration')) return;
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  if (rows.some(({ name }) => !(name in MIGRATIONS))) throw new UserError('The database was written by a newer version of Shipworthy. Run that version, or restore a backup from before the upgrade.');
}

/** One connection to a server, to look at it with; whoever asks for it ends it. */
export async function connectionOf(url: string): Promise<pg.Pool> {
  return createPool(url, { max: 1, query_timeout: STATEMENT_LIMIT, statement_timeout: STATEMENT_LIMIT });
}

/** What a server refuses, in one line without its address. PostgreSQL's codes: https://www.postgresql.org/docs/current/errcodes-appendix.html */
export function serverProblem(code: string | null): string {
  switch (code) {
    case '28000':
    case '28P01':
      return `The server of DATABASE_URL refuses its user or password (${code}).`;
    case '3D000':
      return 'The database that DATABASE_URL names does not exist on its server.';
    case '42501':
      return 'The user of DATABASE_URL may not create tables in its database.';
    case null:
      return 'The server of DATABASE_URL can\'t be reached, or takes no such connection.';
    default:
      return `The server of DATABASE_URL can't be used (${code}).`;
  }
}

function codeOf(error: unknown): string | null {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
