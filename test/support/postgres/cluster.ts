/** A PostgreSQL of the machine's own binaries, for a run of tests: made in a temporary folder, without a port, and gone afterwards. */
import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';

/** The role that owns the cluster. */
const ROLE = 'shipworthy';

export interface Cluster {
  /** Holds the server's socket. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Makes and starts one with the programs of the given folder. It ends with this process, however that ends. */
export async function startCluster(binaries: string): Promise<Cluster> {
  const as = account();
  const folder = await mkdtemp(join(tmpdir(), 'shipworthy-pg-'));
  if (as.uid !== undefined && as.gid !== undefined) await chown(folder, as.uid, as.gid);
  const data = join(folder, 'data');
  await promisify(execFile)(join(binaries, 'initdb'), ['--no-sync', '--auth=trust', '--encoding=UTF8', '--locale=C', `--username=${ROLE}`, '-D', data], { ...as, cwd: folder });
  const server = [join(binaries, 'postgres'), '-D', data, '-k', folder, '-c', 'listen_addresses=', ...['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'shared_buffers=16MB', 'max_connections=60'].flatMap((setting) => ['-c', setting])];
  // The shell waits for the end of its input, which comes when this process ends.
  const shell = spawn('/bin/sh', ['-c', '"$@" >server.log 2>&1 <&- & pid=$!; cat >/dev/null; kill -QUIT $pid; wait $pid', 'sh', ...server], { ...as, cwd: folder, stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = new Promise<void>((resolve) => shell.once('close', () => resolve()));
  shell.unref();
  const stop = async (): Promise<void> => {
    shell.ref();
    shell.stdin.end();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await answers(folder);
  } catch (error) {
    await stop();
    throw error;
  }
  return { folder, stop };
}

/** The address of a database in the cluster. */
export function addressIn(folder: string, database: string): string {
  return `postgres://${ROLE}@/${database}?host=${encodeURIComponent(folder)}`;
}

/** PostgreSQL refuses to run as root: then it is its own user's, or nobody's. */
function account(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'));
  const found = accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody');
  if (found === undefined) throw new Error('There is neither a user postgres nor a user nobody to run PostgreSQL as.');
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

async function answers(folder: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const client = new pg.Client({ connectionString: addressIn(folder, 'postgres') });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (attempt === 200) throw error;
      await delay(25);
    }
  }
}
