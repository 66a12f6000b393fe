/** What people said of pull requests, in the App's database. I/O. */
import type { Kysely } from 'kysely';
import { openDatabase, type DatabasePlace } from './database.js';
import type { IgnoreEntry, PullKey, ReviewMemory } from './memory.js';
import type { Schema } from './schema.js';
import { usefulnessIn } from './usefulness.js';

/** A memory in a database that somebody else closes. */
export function createReviewMemory(db: Kysely<Schema>): ReviewMemory {
  return {
    ignore: (pull, entry) => ignore(db, pull, entry),
    ignored: (pull) => ignored(db, pull),
    setPaused: (pull, by) => setPaused(db, pull, by),
    pausedBy: (pull) => pausedBy(db, pull),
    ...usefulnessIn(db),
    close: async () => undefined,
  };
}

/**
 * A memory with a database of its own.
 * @param place a path is one of SQLite's files; ":memory:" keeps nothing.
 * @throws as `openDatabase` does.
 */
export async function openReviewMemory(place: string | DatabasePlace): Promise<ReviewMemory> {
  const { db, close } = await openDatabase(typeof place === 'string' ? { kind: 'file', path: place } : place);
  return { ...createReviewMemory(db), close };
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
