/** Facts by content, in SQLite (default) under the data folder. I/O. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { LRUCache } from 'lru-cache';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { withSharedParts } from '../facts/common/shared-parts.js';
import type { FileFacts } from '../facts/types.js';
import type { FactsKey, FactsStore, FactsWanted } from './types.js';

interface Schema {
  /** `code` stands last: a row is read up to the column that is asked for. */
  facts: { key: string; extractor: number; body: string; code: string | null };
}

/** Below SQLite's and PostgreSQL's limits on bound parameters. */
const KEYS_A_QUERY = 500;
const ROWS_AN_INSERT = 100;

/** Milliseconds that one process waits for another that writes the same database. */
const BUSY_LIMIT = 5000;

/**
 * Characters whose facts and code a process keeps at hand: a repository of some 20,000 files, so that a server does not
 * read the same rows again with each push.
 */
const HELD_CHARACTERS = 128 * 1024 * 1024;

/** The key under which `getMany` answers. */
export function factsKey({ oid, kind, text = `${oid}:${kind}` }: FactsKey): string {
  return text;
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
    .addColumn('code', 'text')
    .execute();
  await addCodeColumn(db);
  await db.deleteFrom('facts').where('extractor', '!=', extractorVersion).execute();
  const held = new LRUCache<string, Held>({ maxSize: HELD_CHARACTERS });
  return {
    getMany: (keys, wanted) => getMany({ db, held, extractor: extractorVersion }, keys, wanted),
    async putMany(rows) {
      await putMany(db, extractorVersion, rows);
      for (const { key } of rows) held.delete(factsKey(key));
    },
    async close() {
      held.clear();
      await db.destroy();
    },
  };
}

/** Databases of earlier versions have a table without it. */
async function addCodeColumn(db: Kysely<Schema>): Promise<void> {
  if (await hasCodeColumn(db)) return;
  try {
    await db.schema.alterTable('facts').addColumn('code', 'text').execute();
  } catch (error) {
    // Another process may have been faster.
    if (!(await hasCodeColumn(db))) throw error;
  }
}

async function hasCodeColumn(db: Kysely<Schema>): Promise<boolean> {
  const { rows } = await sql<{ name: string }>`pragma table_info(facts)`.execute(db);
  return rows.some(({ name }) => name === 'code');
}

/** Facts at hand, and the characters that they count for. */
interface Held {
  readonly facts: FileFacts;
  readonly characters: number;
}

interface Opened {
  readonly db: Kysely<Schema>;
  readonly held: LRUCache<string, Held>;
  readonly extractor: number;
}

async function getMany(opened: Opened, keys: readonly FactsKey[], { code = false }: FactsWanted = {}): Promise<Map<string, FileFacts>> {
  const found = new Map<string, FileFacts>();
  const unread: string[] = [];
  const withoutCode = new Map<string, Held>();
  for (const key of new Set(keys.map(factsKey))) {
    const held = opened.held.get(key);
    if (held === undefined) unread.push(key);
    else if (code && lacksCode(held.facts)) withoutCode.set(key, held);
    else found.set(key, held.facts);
  }
  for (const some of batches(unread)) await readRows(opened, some, code, found);
  for (const some of batches([...withoutCode.keys()])) await readCode(opened, some, withoutCode, found);
  return found;
}

function batches(keys: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(keys.length / KEYS_A_QUERY) }, (_, index) => keys.slice(index * KEYS_A_QUERY, (index + 1) * KEYS_A_QUERY));
}

async function readRows({ db, held, extractor }: Opened, keys: readonly string[], code: boolean, found: Map<string, FileFacts>): Promise<void> {
  const query = db.selectFrom('facts').select(['key', 'body']).where('key', 'in', keys).where('extractor', '=', extractor);
  const rows: readonly { key: string; body: string; code?: string | null }[] = await (code ? query.select('code') : query).execute();
  for (const row of rows) {
    const facts = withSharedParts(JSON.parse(row.body) as FileFacts);
    if (typeof row.code === 'string') attachCode(facts, row.code);
    found.set(row.key, facts);
    held.set(row.key, { facts, characters: row.body.length }, { size: row.body.length + (row.code?.length ?? 0) });
  }
}

/** Adds the code to facts at hand. Those whose row is gone are not answered. */
async function readCode({ db, held, extractor }: Opened, keys: readonly string[], lacking: ReadonlyMap<string, Held>, found: Map<string, FileFacts>): Promise<void> {
  const rows = await db.selectFrom('facts').select(['key', 'code']).where('key', 'in', keys).where('extractor', '=', extractor).execute();
  for (const { key, code } of rows) {
    const known = lacking.get(key);
    if (known === undefined) continue;
    if (code !== null) attachCode(known.facts, code);
    found.set(key, known.facts);
    // A new entry: the cache counts an entry that it has already by its old size.
    held.set(key, { ...known }, { size: known.characters + (code?.length ?? 0) });
  }
}

/** Whether these are facts of a Python file whose code was not read yet. */
export function lacksCode(facts: FileFacts): boolean {
  return facts.python !== undefined && facts.code === undefined;
}

/** Completes facts in place: whoever remembers something of a file remembers it by its facts object. */
export function attachCode(facts: FileFacts, code: string): void {
  (facts as { code?: string }).code = code;
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
        .map(({ key, facts: { code, ...facts } }) => ({ key: factsKey(key), extractor, body: JSON.stringify(facts), code: code ?? null }));
      await transaction
        .insertInto('facts')
        .values(values)
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet((row) => ({ extractor: row.ref('excluded.extractor'), body: row.ref('excluded.body'), code: row.ref('excluded.code') })),
        )
        .execute();
    }
  });
}

/** A store that forgets: for runs that must not write anywhere. Its facts have their code, asked for or not. */
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
