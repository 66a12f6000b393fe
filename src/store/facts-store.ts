/** Facts by content, in SQLite (default) under the data folder. I/O. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { LRUCache } from 'lru-cache';
import { Kysely, SqliteDialect, sql } from 'kysely';
import type { FileFacts } from '../facts/types.js';
import type { FactsKey, FactsStore } from './types.js';

interface Schema {
  facts: { key: string; extractor: number; body: string };
}

/** Below SQLite's and PostgreSQL's limits on bound parameters. */
const KEYS_A_QUERY = 500;
const ROWS_AN_INSERT = 100;

/** Milliseconds that one process waits for another that writes the same database. */
const BUSY_LIMIT = 5000;

/**
 * Characters of JSON whose facts a process keeps at hand: a repository of some 20,000 files, so that a server does not
 * read the same rows again with each push.
 */
const HELD_CHARACTERS = 64 * 1024 * 1024;

/** The key under which `getMany` answers. */
export function factsKey(key: FactsKey): string {
  return `${key.oid}:${key.kind}`;
}

/**
 * Opens (and creates) a facts store. Rows of another extractor version are dropped at once, and never answered: a program
 * of that version may be writing still. Waits up to five seconds for whoever has the database locked.
 * @param file path of the database; ":memory:" keeps nothing.
 * @throws when the file can't be opened or is not a sound database; so may every later call. SQLite's errors have a
 *   `code` that starts with `SQLITE_`.
 */
export async function openFactsStore(file: string, extractorVersion: number): Promise<FactsStore> {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: new Database(file, { timeout: BUSY_LIMIT }) as never }) });
  await sql`pragma journal_mode = wal`.execute(db);
  await sql`pragma synchronous = normal`.execute(db);
  await db.schema
    .createTable('facts')
    .ifNotExists()
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('extractor', 'integer', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await db.deleteFrom('facts').where('extractor', '!=', extractorVersion).execute();
  const held = new LRUCache<string, FileFacts>({ maxSize: HELD_CHARACTERS });
  return {
    getMany: (keys) => getMany({ db, held, extractor: extractorVersion }, keys),
    putMany: (rows) => putMany(db, extractorVersion, rows),
    async close() {
      held.clear();
      await db.destroy();
    },
  };
}

interface Opened {
  readonly db: Kysely<Schema>;
  readonly held: LRUCache<string, FileFacts>;
  readonly extractor: number;
}

async function getMany({ db, held, extractor }: Opened, keys: readonly FactsKey[]): Promise<Map<string, FileFacts>> {
  const found = new Map<string, FileFacts>();
  const wanted: string[] = [];
  for (const key of new Set(keys.map(factsKey))) {
    const facts = held.get(key);
    if (facts === undefined) wanted.push(key);
    else found.set(key, facts);
  }
  for (let start = 0; start < wanted.length; start += KEYS_A_QUERY) {
    const rows = await db
      .selectFrom('facts')
      .select(['key', 'body'])
      .where('key', 'in', wanted.slice(start, start + KEYS_A_QUERY))
      .where('extractor', '=', extractor)
      .execute();
    for (const row of rows) {
      const facts = JSON.parse(row.body) as FileFacts;
      found.set(row.key, facts);
      held.set(row.key, facts, { size: row.body.length });
    }
  }
  return found;
}

async function putMany(
  db: Kysely<Schema>,
  extractor: number,
  rows: readonly { readonly key: FactsKey; readonly facts: FileFacts }[],
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    for (let start = 0; start < rows.length; start += ROWS_AN_INSERT) {
      const values = rows
        .slice(start, start + ROWS_AN_INSERT)
        .map((row) => ({ key: factsKey(row.key), extractor, body: JSON.stringify(row.facts) }));
      await transaction
        .insertInto('facts')
        .values(values)
        .onConflict((conflict) => conflict.column('key').doUpdateSet((row) => ({ extractor: row.ref('excluded.extractor'), body: row.ref('excluded.body') })))
        .execute();
    }
  });
}

/** A store that forgets: for runs that must not write anywhere. */
export function createMemoryFactsStore(): FactsStore {
  const rows = new Map<string, FileFacts>();
  return {
    async getMany(keys) {
      const found = new Map<string, FileFacts>();
      for (const key of keys.map(factsKey)) {
        const facts = rows.get(key);
        if (facts !== undefined) found.set(key, facts);
      }
      return found;
    },
    async putMany(added) {
      for (const row of added) rows.set(factsKey(row.key), row.facts);
    },
    async close() {
      rows.clear();
    },
  };
}
