/** Databases for tests on PostgreSQL. */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { describe } from '@jest/globals';
import pg from 'pg';
import { addressIn } from './cluster.js';

/** Set by `global-setup.mjs` where the machine has PostgreSQL. */
const socket = process.env['SHIPWORTHY_TEST_POSTGRES'];
const WHY_NOT = 'there are no initdb and postgres on this machine (Debian: postgresql)';

/** `describe` where the machine has PostgreSQL, else a skip that says why. */
export function describeOnPostgres(name: string, tests: () => void): void {
  if (socket === undefined) describe.skip(`${name}: skipped, as ${WHY_NOT}`, tests);
  else describe(name, tests);
}

export interface TestDatabase {
  readonly url: string;
  /** Cuts its connections and lets nobody in until `restore`: the server is down, as far as its users can tell. */
  cut(): Promise<void>;
  restore(): Promise<void>;
}

/** A new and empty database of the run's cluster. */
export async function createPostgresDatabase(): Promise<TestDatabase> {
  const folder = await clusterFolder();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asOwner(folder, [`create database ${name}`]);
  return {
    url: addressIn(folder, name),
    cut: () => asOwner(folder, [`alter database ${name} allow_connections false`, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`]),
    restore: () => asOwner(folder, [`alter database ${name} allow_connections true`]),
  };
}

async function asOwner(folder: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: addressIn(folder, 'postgres') });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

let asked: Promise<string> | null = null;

function clusterFolder(): Promise<string> {
  asked ??= new Promise((resolve, reject) => {
    if (socket === undefined) throw new Error(WHY_NOT);
    let answer = '';
    const connection = connect(socket, () => undefined);
    connection.setEncoding('utf8');
    connection.on('data', (text: string) => {
      answer += text;
    });
    connection.once('error', reject);
    connection.once('end', () => (answer.startsWith('!') ? reject(new Error(answer.slice(1))) : resolve(answer)));
  });
  return asked;
}
