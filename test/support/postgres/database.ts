/** A database in a cluster of its own, for programs that are no Jest tests. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { addressIn, startCluster } from './cluster.js';

const ROOT = '/usr/lib/postgresql';

/** null where the machine has no PostgreSQL (Debian: postgresql). It ends with this process, however that ends. */
export async function startDatabase(): Promise<{ readonly url: string; stop(): Promise<void> } | null> {
  const binaries = existsSync(ROOT) ? readdirSync(ROOT).map((version) => join(ROOT, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb'))) : undefined;
  if (binaries === undefined) return null;
  const cluster = await startCluster(binaries);
  const client = new pg.Client({ connectionString: addressIn(cluster.folder, 'postgres') });
  await client.connect();
  await client.query('create database shipworthy');
  await client.end();
  return { url: addressIn(cluster.folder, 'shipworthy'), stop: () => cluster.stop() };
}
