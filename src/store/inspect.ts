/** Looks at a database without changing it. I/O. */
import { existsSync } from 'node:fs';
import Libsql from 'libsql';
import { UserError } from '../errors.js';
import { connectionOf, serverProblem, type DatabasePlace } from './database.js';
import { MIGRATIONS } from './migrations.js';

export interface Inspected {
  /** It has no tables of ours yet. */
  readonly isNew: boolean;
  /** Steps of this version that were not taken in it. */
  readonly missing: readonly string[];
  /** Steps that were taken and that this version does not know. */
  readonly unknown: readonly string[];
}

/**
 * What a database has of our tables.
 * @throws `UserError`, one line without the password, when a server can't be used; for a file that is no database an error whose `code` starts with `SQLITE_`
 */
export async function inspectDatabase(place: DatabasePlace): Promise<Inspected> {
  const taken = place.kind === 'file' ? takenInFile(place.path) : await takenOnServer(place.url);
  const steps = Object.keys(MIGRATIONS);
  if (taken === null) return { isNew: true, missing: steps, unknown: [] };
  return { isNew: false, missing: steps.filter((name) => !taken.includes(name)), unknown: taken.filter((name) => !steps.includes(name)) };
}

/** null: no step was taken. */
function takenInFile(path: string): string[] | null {
  if (!existsSync(path)) return null;
  const file = new Libsql(path, { readonly: true });
  try {
    if (file.prepare("select name from sqlite_master where type = 'table' and name = 'kysely_migration'").all().length === 0) return null;
    return (file.prepare('select name from kysely_migration').all() as { name: string }[]).map(({ name }) => name);
  } finally {
    file.close();
  }
}

async function takenOnServer(url: string): Promise<string[] | null> {
  const connection = await connectionOf(url);
  try {
    const { rows: tables } = await connection.query<{ found: string | null }>("select to_regclass('kysely_migration') as found");
    if (tables[0]?.found === null) return null;
    const { rows } = await connection.query<{ name: string }>('select name from kysely_migration');
    return rows.map(({ name }) => name);
  } catch (error) {
    const { code } = error as { code?: unknown };
    throw new UserError(serverProblem(typeof code === 'string' ? code : null));
  } finally {
    await connection.end();
  }
}
