/** What is known of the use of comments, in the database of what is remembered. I/O. */
import type { Kysely, Migration } from 'kysely';
import type { Evidence, Probation, PullReading, RuleStanding } from '../usefulness/types.js';
import type { Vote } from './memory.js';
import type { UsefulnessMemory } from './process-usefulness.js';

/** The tables of this file. Truths are 0 or 1; fingerprints stand with spaces between them. */
export interface UsefulnessSchema {
  comment_repositories: { repository_id: number; name: string };
  shown_comments: { repository_id: number; pull_number: number; comment_id: string; rule_id: string; fingerprints: string; written_at: string; against: number; fixed: number; moved: number; ended: number };
  /** `position` counts up within a repository. `comment_id` is REST's, of the comment with the command; null where that was not kept. */
  pull_votes: { repository_id: number; pull_number: number; rule_id: string; fingerprint: string; voter: string; voted_at: string; comment_id: number | null; position: number };
  /** `since` is null where it was released. */
  probations: { repository_id: number; rule_id: string; since: string | null; judged: number; not_useful: number; released_at: string | null };
}

type Database = Kysely<UsefulnessSchema>;

/** The step that makes the tables, and takes over the votes of the table that held one for each repository, finding and voter. */
export const USEFULNESS_MIGRATION: Migration = {
  async up(db: Kysely<unknown>) {
    await createCommentTables(db);
    await db.schema
      .createTable('pull_votes')
      .ifNotExists()
      .addColumn('repository_id', 'bigint', (column) => column.notNull())
      .addColumn('pull_number', 'integer', (column) => column.notNull())
      .addColumn('rule_id', 'text', (column) => column.notNull())
      .addColumn('fingerprint', 'text', (column) => column.notNull())
      .addColumn('voter', 'text', (column) => column.notNull())
      .addColumn('voted_at', 'text', (column) => column.notNull())
      .addColumn('comment_id', 'bigint')
      .addColumn('position', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('pull_votes_key', ['repository_id', 'pull_number', 'fingerprint', 'voter'])
      .execute();
    await db.schema
      .createTable('probations')
      .ifNotExists()
      .addColumn('repository_id', 'bigint', (column) => column.notNull())
      .addColumn('rule_id', 'text', (column) => column.notNull())
      .addColumn('since', 'text')
      .addColumn('judged', 'integer', (column) => column.notNull())
      .addColumn('not_useful', 'integer', (column) => column.notNull())
      .addColumn('released_at', 'text')
      .addPrimaryKeyConstraint('probations_key', ['repository_id', 'rule_id'])
      .execute();
    await takeOverVotes(db);
  },
};

async function createCommentTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('comment_repositories')
    .ifNotExists()
    .addColumn('repository_id', 'bigint', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('shown_comments')
    .ifNotExists()
    .addColumn('repository_id', 'bigint', (column) => column.notNull())
    .addColumn('pull_number', 'integer', (column) => column.notNull())
    .addColumn('comment_id', 'text', (column) => column.notNull())
    .addColumn('rule_id', 'text', (column) => column.notNull())
    .addColumn('fingerprints', 'text', (column) => column.notNull())
    .addColumn('written_at', 'text', (column) => column.notNull())
    .addColumn('against', 'integer', (column) => column.notNull())
    .addColumn('fixed', 'integer', (column) => column.notNull())
    .addColumn('moved', 'integer', (column) => column.notNull())
    .addColumn('ended', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('shown_comments_key', ['repository_id', 'pull_number', 'comment_id', 'rule_id'])
    .execute();
}

/** Done again, it finds nothing left to do. */
async function takeOverVotes(untyped: Kysely<unknown>): Promise<void> {
  const db = untyped as Kysely<UsefulnessSchema & { votes: Omit<UsefulnessSchema['pull_votes'], 'comment_id'> }>;
  const columns = ['repository_id', 'pull_number', 'rule_id', 'fingerprint', 'voter', 'voted_at', 'position'] as const;
  const old = await db.selectFrom('votes').select(columns).execute();
  for (const row of old) await db.insertInto('pull_votes').values({ ...row, comment_id: null }).onConflict((conflict) => conflict.doNothing()).execute();
  await db.deleteFrom('votes').execute();
}

/** The part of the memory that is about the use of comments, over an open database. */
export function usefulnessIn<Tables extends UsefulnessSchema>(shared: Kysely<Tables>): UsefulnessMemory {
  const db = shared as unknown as Database;
  return {
    vote: (vote) => putVote(db, vote),
    votes: (repositoryId) => votes(db, repositoryId),
    withdraw: (repositoryId, commentId) => withdraw(db, repositoryId, commentId),
    record: (reading) => record(db, reading),
    async repositories() {
      const rows = await db.selectFrom('comment_repositories').selectAll().orderBy('name').execute();
      return rows.map(({ repository_id: repositoryId, name }) => ({ repositoryId: Number(repositoryId), name }));
    },
    evidence: (repositoryId, rules) => evidence(db, repositoryId, rules),
    standings: (repositoryId) => standings(db, repositoryId),
    beginProbation: (repositoryId, probation) => beginProbation(db, repositoryId, probation),
    async release(repositoryId, ruleId, at) {
      const { numUpdatedRows } = await db.updateTable('probations').set({ since: null, released_at: at }).where('repository_id', '=', repositoryId).where('rule_id', '=', ruleId).where('since', 'is not', null).executeTakeFirst();
      return numUpdatedRows > 0n;
    },
  };
}

/** One statement, so that what others write meanwhile is counted. */
async function putVote(db: Database, { repositoryId, pullNumber, ruleId, fingerprint, voter, at, commentId }: Vote): Promise<void> {
  const said = { rule_id: ruleId, voted_at: at, comment_id: commentId ?? null };
  await db
    .insertInto('pull_votes')
    .values(({ selectFrom, fn, val }) => ({
      repository_id: repositoryId,
      pull_number: pullNumber,
      fingerprint,
      voter,
      ...said,
      position: selectFrom('pull_votes').select((part) => part(fn.coalesce(fn.max('position'), val(0)), '+', 1).as('next')).where('repository_id', '=', repositoryId),
    }))
    .onConflict((conflict) => conflict.columns(['repository_id', 'pull_number', 'fingerprint', 'voter']).doUpdateSet(({ ref }) => ({ ...said, position: ref('excluded.position') })))
    .execute();
}

async function votes(db: Database, repositoryId: number): Promise<readonly Vote[]> {
  const rows = await db.selectFrom('pull_votes').selectAll().where('repository_id', '=', repositoryId).orderBy('position').execute();
  return rows.map(({ pull_number: pullNumber, rule_id: ruleId, fingerprint, voter, voted_at: at, comment_id: commentId }) => ({
    repositoryId,
    pullNumber,
    ruleId,
    fingerprint,
    voter,
    at,
    ...(commentId === null ? {} : { commentId: Number(commentId) }),
  }));
}

async function withdraw(db: Database, repositoryId: number, commentId: number): Promise<readonly string[]> {
  const rows = await db.deleteFrom('pull_votes').where('repository_id', '=', repositoryId).where('comment_id', '=', commentId).returning('rule_id').execute();
  return [...new Set(rows.map(({ rule_id: ruleId }) => ruleId))].sort();
}

/** Rows of one statement: databases limit its parameters. */
const ROWS_AT_ONCE = 500;

async function record(db: Database, { repositoryId, repository, pullNumber, ended, comments }: PullReading): Promise<void> {
  const rows = comments.map(({ commentId, ruleId, fingerprints, writtenAt, against, fixed, moved }) => ({
    repository_id: repositoryId,
    pull_number: pullNumber,
    comment_id: commentId,
    rule_id: ruleId,
    fingerprints: fingerprints.join(' '),
    written_at: writtenAt,
    against,
    fixed: Number(fixed),
    moved: Number(moved),
    ended: Number(ended),
  }));
  await db.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('shown_comments').where('repository_id', '=', repositoryId).where('pull_number', '=', pullNumber).execute();
    if (rows.length === 0) return;
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) await transaction.insertInto('shown_comments').values(rows.slice(from, from + ROWS_AT_ONCE)).execute();
    await transaction.insertInto('comment_repositories').values({ repository_id: repositoryId, name: repository }).onConflict((conflict) => conflict.column('repository_id').doUpdateSet({ name: repository })).execute();
  });
}

async function evidence(db: Database, repositoryId: number, rules: readonly string[] | undefined): Promise<Evidence> {
  if (rules?.length === 0) return { comments: [], votes: [] };
  const comments = db.selectFrom('shown_comments').selectAll().where('repository_id', '=', repositoryId).$if(rules !== undefined, (query) => query.where('rule_id', 'in', [...(rules ?? [])]));
  const named = db.selectFrom('pull_votes').select(['pull_number', 'rule_id', 'fingerprint']).where('repository_id', '=', repositoryId).$if(rules !== undefined, (query) => query.where('rule_id', 'in', [...(rules ?? [])]));
  return {
    comments: (await comments.execute()).map((row) => ({
      commentId: row.comment_id,
      ruleId: row.rule_id,
      fingerprints: row.fingerprints.split(' '),
      writtenAt: row.written_at,
      against: row.against,
      fixed: row.fixed !== 0,
      moved: row.moved !== 0,
      pullNumber: row.pull_number,
      ended: row.ended !== 0,
    })),
    votes: (await named.execute()).map(({ pull_number: pullNumber, rule_id: ruleId, fingerprint }) => ({ pullNumber, ruleId, fingerprint })),
  };
}

async function standings(db: Database, repositoryId: number): Promise<readonly RuleStanding[]> {
  const rows = await db.selectFrom('probations').selectAll().where('repository_id', '=', repositoryId).orderBy('rule_id').execute();
  return rows.map(({ rule_id: ruleId, since, judged, not_useful: notUseful, released_at: releasedAt }) => ({ ruleId, probation: since === null ? null : { ruleId, judged, notUseful, since }, releasedAt }));
}

async function beginProbation(db: Database, repositoryId: number, { ruleId, since, judged, notUseful }: Probation): Promise<void> {
  const begun = { since, judged, not_useful: notUseful };
  await db
    .insertInto('probations')
    .values({ repository_id: repositoryId, rule_id: ruleId, ...begun, released_at: null })
    .onConflict((conflict) => conflict.columns(['repository_id', 'rule_id']).doUpdateSet(begun).where('probations.since', 'is', null))
    .execute();
}
