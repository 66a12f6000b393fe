/** The steps that bring a database of any earlier version to the present tables. */
import { sql, type Kysely, type Migration } from 'kysely';
import { REPORTS_MIGRATION } from './reports.js';
import { USEFULNESS_MIGRATION } from './usefulness.js';

/** In order, by name. What was released is never changed here: another step is added. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '001-ignored-paused-votes': { up: createWhatPeopleSaid },
  '002-usefulness': USEFULNESS_MIGRATION,
  '003-jobs': { up: createJobs },
  '004-reports': REPORTS_MIGRATION,
};

async function createWhatPeopleSaid(db: Kysely<unknown>): Promise<void> {
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
}

async function createJobs(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('jobs')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('delivery_id', 'text', (column) => column.notNull())
    .addColumn('lane', 'text', (column) => column.notNull())
    .addColumn('body', 'text')
    .addColumn('recorded_at', 'bigint', (column) => column.notNull())
    .addColumn('taken_by', 'text')
    .addColumn('finished_at', 'bigint')
    .execute();
  await db.schema.createIndex('jobs_delivery').ifNotExists().on('jobs').column('delivery_id').execute();
  await db.schema.createIndex('jobs_lane').ifNotExists().on('jobs').column('lane').execute();
  await db.schema.createIndex('jobs_unfinished').ifNotExists().on('jobs').column('lane').where(sql.ref('finished_at'), 'is', null).execute();
  await db.schema.createIndex('jobs_finished').ifNotExists().on('jobs').column('finished_at').where(sql.ref('finished_at'), 'is not', null).execute();
  await db.schema
    .createTable('lanes')
    .ifNotExists()
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('owner', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('lanes_owner').ifNotExists().on('lanes').column('owner').execute();
  await db.schema
    .createTable('processes')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('alive_until', 'bigint', (column) => column.notNull())
    .addColumn('room', 'integer')
    .execute();
  await db.schema
    .createTable('redeliveries')
    .ifNotExists()
    .addColumn('delivery_id', 'text', (column) => column.primaryKey())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('asked_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('moments')
    .ifNotExists()
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute();
}
