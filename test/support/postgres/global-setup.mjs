/**
 * Before a run of tests: whoever asks at the socket that `SHIPWORTHY_TEST_POSTGRES` names is told the folder of a running PostgreSQL. It is started for
 * the first who asks, so that a run without such tests costs nothing. Plain JavaScript: Jest gives this file no loader for TypeScript modules.
 */
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { tsImport } from 'tsx/esm/api';

export default async function begin() {
  const binaries = findBinaries();
  if (binaries === null) {
    process.stderr.write('Tests on PostgreSQL are skipped: there are no initdb and postgres on this machine (Debian: postgresql).\n');
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'shipworthy-pg-run-'));
  const running = { folder, server: createServer(answer), cluster: null };

  function answer(connection) {
    running.cluster ??= tsImport('./cluster.ts', import.meta.url).then(({ startCluster }) => startCluster(binaries));
    connection.on('error', () => undefined);
    running.cluster.then((cluster) => connection.end(cluster.folder), (error) => connection.end(`!${error}`));
  }

  await new Promise((resolve) => running.server.listen(join(folder, 'ask'), () => resolve()));
  running.server.unref();
  process.env.SHIPWORTHY_TEST_POSTGRES = join(folder, 'ask');
  globalThis.shipworthyPostgres = running;
}

/** The folder of PostgreSQL's programs, the newest there is; null where there is none. Debian keeps them off the path. */
function findBinaries() {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(debian, version, 'bin')), ...(process.env.PATH ?? '').split(delimiter)];
  return folders.find((path) => existsSync(join(path, 'initdb')) && existsSync(join(path, 'postgres'))) ?? null;
}
