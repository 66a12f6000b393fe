/** The data folder and the database. I/O. */
import { constants } from 'node:fs';
import { access, mkdtemp, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../errors.js';
import { inspectDatabase, type Inspected } from '../store/inspect.js';
import type { DatabasePlace } from '../store/database.js';
import { ok, warning, wrong, type Check } from './types.js';

const GIB = 1024 ** 3;
/** Facts of a large repository take hundreds of megabytes, mirrors gigabytes. */
const LITTLE = 2 * GIB;
const TOO_LITTLE = GIB / 4;

/** Whether the folder can be written, and how much fits into it. Leaves nothing behind. */
export async function checkFolder(folder: string): Promise<Check[]> {
  const there = await nearestFolder(resolve(folder));
  const isNew = there !== resolve(folder);
  const todo = 'Let the user of this program write it, or name another with DATA_DIR or --data-dir.';
  try {
    await tryToWrite(there);
  } catch (error) {
    return [wrong('Data folder', `${folder} can't be written (${codeOf(error)}).`, todo)];
  }
  return [ok('Data folder', `${folder}${isNew ? ' (made at the first start)' : ''}`), await spaceCheck(there)];
}

/** The folder itself, or what stands where it would be made. */
async function nearestFolder(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  return found !== null || dirname(path) === path ? path : nearestFolder(dirname(path));
}

async function tryToWrite(folder: string): Promise<void> {
  await access(folder, constants.W_OK);
  await rm(await mkdtemp(join(folder, '.doctor-')), { recursive: true });
}

async function spaceCheck(folder: string): Promise<Check> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const says = `${(free / GIB).toFixed(1)} GiB free`;
  const todo = 'Make room: mirrors are kept below MIRRORS_MAX_GB, facts and mirrors can be deleted while nothing runs.';
  if (free < TOO_LITTLE) return wrong('Space', `Only ${says}.`, todo);
  return free < LITTLE ? warning('Space', `Only ${says}.`, todo) : ok('Space', says);
}

/** Whether the database can be reached, and whether its tables are those of this version. Changes nothing in it. */
export async function checkDatabase(place: DatabasePlace): Promise<Check> {
  const name = place.kind === 'file' ? 'Database (SQLite)' : 'Database (PostgreSQL)';
  let inspected: Inspected;
  try {
    inspected = await inspectDatabase(place);
  } catch (error) {
    if (error instanceof UserError) return wrong(name, error.message, 'Check DATABASE_URL, and that the server answers this machine.');
    return wrong(name, `app.db can't be read (${codeOf(error)}).`, 'Move it away, or restore a backup; what people told the App is in it.');
  }
  if (inspected.unknown.length > 0) return wrong(name, 'A newer version of Shipworthy has written it.', 'Run that version, or restore a backup from before the upgrade.');
  const missing = inspected.missing.length;
  if (inspected.isNew) return ok(name, 'not there yet; made at the first start');
  return ok(name, missing === 0 ? 'reached, its tables are up to date' : `reached; ${missing === 1 ? 'one migration runs' : `${missing} migrations run`} at the next start`);
}

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : 'unknown reason';
}
