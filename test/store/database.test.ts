import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import Libsql from 'libsql';
import { sql } from 'kysely';
import { UserError } from '../../src/errors.js';
import { openDatabase } from '../../src/store/database.js';
import { inspectDatabase } from '../../src/store/inspect.js';
import { MIGRATIONS } from '../../src/store/migrations.js';
import { createPostgresDatabase, describeOnPostgres } from '../support/postgres/index.js';
import { onEachDatabase } from './databases.js';

onEachDatabase(({ newPlace, open }) => {
  test('two processes that begin at once on an empty database both find it ready', async () => {
    const { place } = await newPlace();
    const both = await Promise.all([open(place), open(place)]);
    for (const { db } of both) {
      await db.insertInto('moments').values({ name: `seen-${both.findIndex((one) => one.db === db)}`, at: 1_732_000_000_123 }).execute();
    }
    expect(await both[0]?.db.selectFrom('moments').selectAll().orderBy('name').execute()).toEqual([{ name: 'seen-0', at: 1_732_000_000_123 }, { name: 'seen-1', at: 1_732_000_000_123 }]);
    const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(both[0]?.db as never);
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(MIGRATIONS));
  });

  test('a database that a newer version has written is refused in one line', async () => {
    const { place } = await newPlace();
    const { db } = await open(place);
    await sql`insert into kysely_migration (name, timestamp) values ('999-later', '2031-01-01')`.execute(db);
    await expect(openDatabase(place)).rejects.toThrow(new UserError('The database was written by a newer version of Shipworthy. Run that version, or restore a backup from before the upgrade.'));
  });

  test('is looked at without being changed', async () => {
    const { place } = await newPlace();
    const steps = Object.keys(MIGRATIONS);
    for (let time = 0; time < 2; time += 1) expect(await inspectDatabase(place)).toEqual({ isNew: true, missing: steps, unknown: [] });
    const { db } = await open(place);
    expect(await inspectDatabase(place)).toEqual({ isNew: false, missing: [], unknown: [] });
    await sql`delete from kysely_migration where name = ${steps.at(-1)}`.execute(db);
    await sql`insert into kysely_migration (name, timestamp) values ('999-later', '2031-01-01')`.execute(db);
    expect(await inspectDatabase(place)).toEqual({ isNew: false, missing: steps.slice(-1), unknown: ['999-later'] });
  });

  test('ids of GitHub and moments come back as the numbers they are', async () => {
    const { db } = await open();
    await db.insertInto('paused').values({ repository_id: 9_007_199_254_740_991, pull_number: 1, said_by: 'mona' }).execute();
    expect(await db.selectFrom('paused').selectAll().execute()).toEqual([{ repository_id: 9_007_199_254_740_991, pull_number: 1, said_by: 'mona' }]);
  });
});

test('a file of an earlier version keeps what people said', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shipworthy-store-'));
  const path = join(folder, 'app.db');
  // As the first version left it.
  const old = new Libsql(path);
  old.exec("create table kysely_migration (name varchar(255) primary key not null, timestamp varchar(255) not null); insert into kysely_migration values ('001-ignored-paused-votes', '2025-01-01')");
  old.exec('create table paused (repository_id bigint not null, pull_number integer not null, said_by text not null, constraint paused_key primary key (repository_id, pull_number))');
  old.exec('create table votes (repository_id bigint not null, pull_number integer not null, rule_id text not null, fingerprint text not null, voter text not null, voted_at text not null, position integer not null)');
  old.exec("insert into paused values (5, 12, 'mona')");
  old.close();
  const { db, close } = await openDatabase({ kind: 'file', path });
  expect(await db.selectFrom('paused').selectAll().execute()).toEqual([{ repository_id: 5, pull_number: 12, said_by: 'mona' }]);
  expect(await db.selectFrom('jobs').selectAll().execute()).toEqual([]);
  await close();
  rmSync(folder, { recursive: true });
});

test('a file that is no database is refused with a code of SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shipworthy-store-'));
  const path = join(folder, 'app.db');
  writeFileSync(path, 'no database, however long it may be '.repeat(50));
  await expect(openDatabase({ kind: 'file', path })).rejects.toMatchObject({ code: expect.stringMatching(/^SQLITE_/) });
  rmSync(folder, { recursive: true });
});

test('who opens a file is alone until somebody else has it open', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shipworthy-store-'));
  const place = { kind: 'file', path: join(folder, 'app.db') } as const;
  const first = await openDatabase(place);
  const second = await openDatabase(place);
  await first.close();
  const third = await openDatabase(place);
  await second.close();
  await third.close();
  const last = await openDatabase(place);
  await last.close();
  expect([first, second, third, last].map(({ isAlone }) => isAlone)).toEqual([true, false, false, true]);
  rmSync(folder, { recursive: true });
});

test.each([
  ['a server that is not there', 'postgres://mona:s3cret@127.0.0.1:1/shipworthy', "The server of DATABASE_URL can't be used (ECONNREFUSED)."],
  ['a host that is not there', 'postgres://mona:s3cret@nowhere.invalid/shipworthy', /^The server of DATABASE_URL can't be used \(E[A-Z_]+\)\.$/],
])('%s is said in one line, without the password', async (_what, url, expected) => {
  const refused = openDatabase({ kind: 'server', url });
  await expect(refused).rejects.toBeInstanceOf(UserError);
  await expect(refused).rejects.toThrow(expected);
  await expect(refused).rejects.not.toThrow(/s3cret/);
});

describeOnPostgres('a server of PostgreSQL', () => {
  test('that goes down while it works for us is an error of that work, and of nothing else', async () => {
    const { url, cut, restore } = await createPostgresDatabase();
    const { db, close } = await openDatabase({ kind: 'server', url });
    const told = await db
      .connection()
      .execute(async (held) => {
        await sql`select 1`.execute(held);
        await cut();
        await new Promise((resolve) => setTimeout(resolve, 200));
        await sql`select 1`.execute(held);
      })
      .catch((error: unknown) => error);
    expect(told).toBeInstanceOf(Error);
    await restore();
    expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
    await close();
  });

  test('without that database, or without that user, is said in one line', async () => {
    const { url } = await createPostgresDatabase();
    await expect(openDatabase({ kind: 'server', url: url.replace(/test_\w+/, 'nothing') })).rejects.toThrow(new UserError('The database that DATABASE_URL names does not exist on its server.'));
    await expect(openDatabase({ kind: 'server', url: url.replace('shipworthy@', 'nobody:s3cret@') })).rejects.toThrow(new UserError('The server of DATABASE_URL refuses its user or password (28000).'));
  });
});
