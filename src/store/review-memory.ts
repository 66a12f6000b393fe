/** What people said of pull requests, in SQLite (default) under the data folder. I/O. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { Kysely, Migrator, SqliteDialect, sql, type Migration } from 'kysely';
import type { IgnoreEntry, PullKey, ReviewMemory } from './memory.js';
import { usefulnessIn, USEFULNESS_MIGRATION, type UsefulnessSchema } from './usefulness.js';

interface Schema extends UsefulnessSchema {
  /** `position` counts up within a pull request. `findings` tells the entries of a rule apart: its fingerprints in order, or ''. */
  ignored: { repository_id: number; pull_number: number; rule_id: string; findings: string; fingerprints: string | null; reason: string; said_by: string; said_at: string; position: number };
  paused: { repository_id: number; pull_number: number; said_by: string };
}

/** In order, by name. A database is brought from any earlier one to the last; what was released is never changed here. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '001-ignored-paused-votes': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('ignored')
        .ifNotExists()
        .addColumn('repository_id', 'bigint', (column) => column.notNull())
        .addColumn('pull_number', 'integer', (column) => column.notNull())
        .addColumn('rule_id', 'text', (column) => column.notNull())
        .addColumn('findings', 'text', (column) => column.notNull())
        .addColumn('fingerprints', 'text')
        .addColumn('reason', 'text', (column) => column.notNull())
        .addColumn('said_by', 'text', (column) => column.notNull())
        .addColumn('said_at', 'text', (column) => column.notNull())
        .addColumn('position', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('ignored_key', ['repository_id', 'pull_number', 'rule_id', 'findings'])
        .execute();
      await db.schema
        .createTable('paused')
        .ifNotExists()
        .addColumn('repository_id', 'bigint', (column) => column.notNull())
        .addColumn('pull_number', 'integer', (column) => column.notNull())
        .addColumn('said_by', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('paused_key', ['repository_id', 'pull_number'])
        .execute();
      await db.schema
        .createTable('votes')
        .ifNotExists()
        .addColumn('repository_id', 'bigint', (column) => column.notNull())
        .addColumn('pull_number', 'integer', (column) => column.notNull())
        .addColumn('rule_id', 'text', (column) => column.notNull())
        .addColumn('fingerprint', 'text', (column) => column.notNull())
        .addColumn('voter', 'text', (column) => column.notNull())
        .addColumn('voted_at', 'text', (column) => column.notNull())
        .addColumn('position', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('votes_key', ['repository_id', 'fingerprint', 'voter'])
        .execute();
    },
  },
  '002-usefulness': USEFULNESS_MIGRATION,
};

/** Milliseconds that one process waits for another that writes the same database. */
const BUSY_LIMIT = 5000;

/**
 * Opens (and creates) a memory that outlives the process, and brings its tables up to date.
 * @param file path of the database; ":memory:" keeps nothing.
 * @throws when the file can't be opened or is not a sound database; so may every later call. SQLite's errors have a `code`
 *   that starts with `SQLITE_`.
 */
export async function openReviewMemory(file: string): Promise<ReviewMemory> {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: new Database(file, { timeout: BUSY_LIMIT }) as never }) });
  try {
    await sql`pragma journal_mode = wal`.execute(db);
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    ignore: (pull, entry) => ignore(db, pull, entry),
    ignored: (pull) => ignored(db, pull),
    setPaused: (pull, by) => setPaused(db, pull, by),
    pausedBy: (pull) => pausedBy(db, pull),
    ...usefulnessIn(db),
    close: () => db.destroy(),
  };
}

/** SQLite has no lock for this: of two processes that begin at once one may find a step done under its hands, and looks again. */
async function migrate(db: Kysely<Schema>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
  const first = await migrator.migrateToLatest();
  if (first.error === undefined) return;
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

/** One statement, so that what others write meanwhile is counted. */
async function ignore(db: Kysely<Schema>, { repositoryId, pullNumber }: PullKey, { ruleId, fingerprints, reason, by, at }: IgnoreEntry): Promise<void> {
  const said = { fingerprints: fingerprints === null ? null : JSON.stringify(fingerprints), reason, said_by: by, said_at: at };
  const findings = fingerprints === null ? '' : [...fingerprints].sort().join(' ');
  await db
    .insertInto('ignored')
    .values(({ selectFrom, fn, val }) => ({
      repository_id: repositoryId,
      pull_number: pullNumber,
      rule_id: ruleId,
      findings,
      ...said,
      position: selectFrom('ignored').select((part) => part(fn.coalesce(fn.max('position'), val(0)), '+', 1).as('next')).where('repository_id', '=', repositoryId).where('pull_number', '=', pullNumber),
    }))
    .onConflict((conflict) => conflict.columns(['repository_id', 'pull_number', 'rule_id', 'findings']).doUpdateSet(({ ref }) => ({ ...said, position: ref('excluded.position') })))
    .execute();
}

async function ignored(db: Kysely<Schema>, { repositoryId, pullNumber }: PullKey): Promise<readonly IgnoreEntry[]> {
  const rows = await db.selectFrom('ignored').selectAll().where('repository_id', '=', repositoryId).where('pull_number', '=', pullNumber).orderBy('position').execute();
  return rows.map(({ rule_id: ruleId, fingerprints, reason, said_by: by, said_at: at }) => ({
    ruleId,
    fingerprints: fingerprints === null ? null : (JSON.parse(fingerprints) as readonly string[]),
    reason,
    by,
    at,
  }));
}

async function setPaused(db: Kysely<Schema>, { repositoryId, pullNumber }: PullKey, by: string | null): Promise<void> {
  if (by === null) {
    await db.deleteFrom('paused').where('repository_id', '=', repositoryId).where('pull_number', '=', pullNumber).execute();
    return;
  }
  await db
    .insertInto('paused')
    .values({ repository_id: repositoryId, pull_number: pullNumber, said_by: by })
    .onConflict((conflict) => conflict.columns(['repository_id', 'pull_number']).doUpdateSet({ said_by: by }))
    .execute();
}

async function pausedBy(db: Kysely<Schema>, { repositoryId, pullNumber }: PullKey): Promise<string | null> {
  const row = await db.selectFrom('paused').select('said_by').where('repository_id', '=', repositoryId).where('pull_number', '=', pullNumber).executeTakeFirst();
  return row?.said_by ?? null;
}
