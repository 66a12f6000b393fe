/** The same tests on SQLite and on PostgreSQL. */
import { afterEach, describe } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { openDatabase, type Database, type DatabasePlace } from '../../src/store/database.js';
import { createPostgresDatabase, describeOnPostgres } from '../support/postgres/index.js';

export interface TestPlace {
  readonly place: DatabasePlace;
  /** Lets nobody write until it is mended: the disk is full, or the server is down. */
  spoil(): Promise<void>;
  mend(): Promise<void>;
}

export interface Databases {
  /** A place where there is no database yet. */
  newPlace(): Promise<TestPlace>;
  /** Closed after the test; by default in a new place. */
  open(place?: DatabasePlace): Promise<Database>;
}

export function onEachDatabase(tests: (databases: Databases) => void): void {
  describe('on SQLite', () => tests(databases(newFile)));
  describeOnPostgres('on PostgreSQL', () => tests(databases(newServerDatabase)));
}

function databases(create: (folders: string[]) => Promise<TestPlace>): Databases {
  const folders: string[] = [];
  let opened: Database[] = [];
  afterEach(async () => {
    for (const { close } of opened) await close().catch(() => undefined);
    opened = [];
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
  });
  const newPlace = (): Promise<TestPlace> => create(folders);
  return {
    newPlace,
    async open(place) {
      const database = await openDatabase(place ?? (await newPlace()).place);
      opened.push(database);
      return database;
    },
  };
}

async function newFile(folders: string[]): Promise<TestPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'shipworthy-store-'));
  folders.push(folder);
  const path = join(folder, 'new', 'app.db');
  const run = (statement: string): void => {
    const database = new Libsql(path);
    database.exec(statement);
    database.close();
  };
  const refuse = (what: string, table: string): string => `create trigger full_${table}_${what} before ${what} on ${table} begin select raise(abort, 'disk is full'); end;`;
  return {
    place: { kind: 'file', path },
    spoil: async () => run(['jobs', 'lanes', 'processes'].flatMap((table) => ['insert', 'update', 'delete'].map((what) => refuse(what, table))).join('')),
    mend: async () => run(['jobs', 'lanes', 'processes'].flatMap((table) => ['insert', 'update', 'delete'].map((what) => `drop trigger full_${table}_${what};`)).join('')),
  };
}

async function newServerDatabase(): Promise<TestPlace> {
  const { url, cut, restore } = await createPostgresDatabase();
  return { place: { kind: 'server', url }, spoil: cut, mend: restore };
}
