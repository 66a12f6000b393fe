/** The reports of reviews, and the key that links to them are signed with, in the App's database. I/O. */
import { randomBytes } from 'node:crypto';
import type { Kysely, Migration, Selectable } from 'kysely';

/** The tables of this file. Moments are in milliseconds since the epoch. */
export interface ReportsSchema {
  /**
   * One for each job that judged something: judged again, the row stays and says what is new. `digest` is JSON, `body` is whatever the program made of the
   * report, by its `format`. `pull_number`: null where it was no pull request's.
   */
  reports: {
    id: string;
    job: string;
    installation_id: number;
    repository_id: number;
    repository: string;
    pull_number: number | null;
    head_sha: string;
    created_at: number;
    expires_at: number;
    format: number;
    digest: string;
    body: Uint8Array;
  };
  /** Secrets of our own, by name, in base64. */
  keys: { name: string; value: string };
}

type Database = Kysely<ReportsSchema>;

/** The step that makes the tables. To SQLite, which knows no `bytea`, it is a name like any other: it keeps bytes as they are. */
export const REPORTS_MIGRATION: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('reports')
      .ifNotExists()
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('job', 'text', (column) => column.notNull().unique())
      .addColumn('installation_id', 'bigint', (column) => column.notNull())
      .addColumn('repository_id', 'bigint', (column) => column.notNull())
      .addColumn('repository', 'text', (column) => column.notNull())
      .addColumn('pull_number', 'integer')
      .addColumn('head_sha', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .addColumn('format', 'integer', (column) => column.notNull())
      .addColumn('digest', 'text', (column) => column.notNull())
      .addColumn('body', 'bytea', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('reports_repository').ifNotExists().on('reports').columns(['repository_id', 'created_at']).execute();
    await db.schema.createIndex('reports_created').ifNotExists().on('reports').column('created_at').execute();
    await db.schema
      .createTable('keys')
      .ifNotExists()
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute();
  },
};

/** Whose report it is. */
export interface ReportSubject {
  readonly installationId: number;
  readonly repositoryId: number;
  /** `owner/name`, as it was called then. */
  readonly repository: string;
  /** null where it is no pull request's. */
  readonly pullNumber: number | null;
  /** Commit id. */
  readonly headSha: string;
}

/** A report without its body. */
export interface ReportEntry extends ReportSubject {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly expiresAt: number;
  /** JSON. */
  readonly digest: string;
}

export interface KeptReport extends ReportEntry {
  readonly body: Uint8Array;
}

export interface NewReport extends Omit<KeptReport, 'id'> {
  /** Id of the job: another report of the same job takes this one's place, and its id. */
  readonly job: string;
  /** Of the body. */
  readonly format: number;
}

export interface ReportStore {
  /** Answers the id, which can't be guessed. */
  put(report: NewReport): Promise<string>;
  /** null where there is none, or only one of another format. */
  get(id: string, format: number): Promise<KeptReport | null>;
  /** The newest of a repository, newest first, at most so many. */
  ofRepository(repositoryId: number, limit: number): Promise<readonly ReportEntry[]>;
  /** Forgets those of an installation, of all its repositories or of some. Answers how many they were. */
  forget(installationId: number, repositoryIds: readonly number[] | null): Promise<number>;
  /** Forgets some of those that are older than a moment or expired at another, both in milliseconds since the epoch; false when none is left. */
  sweep(olderThan: number, now: number): Promise<boolean>;
  /** 32 bytes that nobody else knows, the same for all processes on this database; made when first asked for. */
  key(): Promise<Uint8Array>;
}

/** Bytes of an id: 128 bits. */
const ID_BYTES = 16;
const KEY_BYTES = 32;
const KEY_NAME = 'report links';
/** Rows of one statement: bodies are long, and databases limit a statement's parameters. */
const ROWS_AT_ONCE = 200;

/** Over an open database. */
export function createReportStore<Tables extends ReportsSchema>(shared: Kysely<Tables>): ReportStore {
  const db = shared as unknown as Database;
  return {
    put: (report) => put(db, report),
    async get(id, format) {
      const row = await db.selectFrom('reports').selectAll().where('id', '=', id).where('format', '=', format).executeTakeFirst();
      return row === undefined ? null : { ...entryOf(row), body: new Uint8Array(row.body) };
    },
    async ofRepository(repositoryId, limit) {
      const rows = await db.selectFrom('reports').select(ENTRY).where('repository_id', '=', repositoryId).orderBy('created_at', 'desc').orderBy('id').limit(limit).execute();
      return rows.map(entryOf);
    },
    forget: (installationId, repositoryIds) => forget(db, installationId, repositoryIds),
    async sweep(olderThan, now) {
      const old = db.selectFrom('reports').select('id').where(({ or, eb }) => or([eb('created_at', '<', olderThan), eb('expires_at', '<=', now)])).orderBy('created_at').limit(ROWS_AT_ONCE);
      const { numDeletedRows } = await db.deleteFrom('reports').where('id', 'in', old).executeTakeFirst();
      return numDeletedRows > 0n;
    },
    key: () => keyOf(db),
  };
}

const ENTRY = ['id', 'installation_id', 'repository_id', 'repository', 'pull_number', 'head_sha', 'created_at', 'expires_at', 'digest'] as const;

function entryOf(row: Pick<Selectable<ReportsSchema['reports']>, (typeof ENTRY)[number]>): ReportEntry {
  return {
    id: row.id,
    installationId: Number(row.installation_id),
    repositoryId: Number(row.repository_id),
    repository: row.repository,
    pullNumber: row.pull_number,
    headSha: row.head_sha,
    createdAt: Number(row.created_at),
    expiresAt: Number(row.expires_at),
    digest: row.digest,
  };
}

async function put(db: Database, { job, installationId, repositoryId, repository, pullNumber, headSha, createdAt, expiresAt, format, digest, body }: NewReport): Promise<string> {
  const said = { installation_id: installationId, repository, head_sha: headSha, created_at: createdAt, expires_at: expiresAt, format, digest, body: Buffer.from(body) };
  const { id } = await db
    .insertInto('reports')
    .values({ id: randomBytes(ID_BYTES).toString('base64url'), job, repository_id: repositoryId, pull_number: pullNumber, ...said })
    .onConflict((conflict) => conflict.column('job').doUpdateSet(said))
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

async function forget(db: Database, installationId: number, repositoryIds: readonly number[] | null): Promise<number> {
  const all = db.deleteFrom('reports').where('installation_id', '=', installationId);
  if (repositoryIds === null) return Number((await all.executeTakeFirst()).numDeletedRows);
  let forgotten = 0;
  for (let from = 0; from < repositoryIds.length; from += ROWS_AT_ONCE) {
    const { numDeletedRows } = await all.where('repository_id', 'in', repositoryIds.slice(from, from + ROWS_AT_ONCE)).executeTakeFirst();
    forgotten += Number(numDeletedRows);
  }
  return forgotten;
}

/** Of several that make one at the same time, the first one's is everybody's. */
async function keyOf(db: Database): Promise<Uint8Array> {
  const known = (): Promise<{ value: string } | undefined> => db.selectFrom('keys').select('value').where('name', '=', KEY_NAME).executeTakeFirst();
  if ((await known()) === undefined) {
    await db.insertInto('keys').values({ name: KEY_NAME, value: randomBytes(KEY_BYTES).toString('base64') }).onConflict((conflict) => conflict.doNothing()).execute();
  }
  const row = await known();
  if (row === undefined) throw new Error('The database does not keep what is written into it.');
  return new Uint8Array(Buffer.from(row.value, 'base64'));
}
