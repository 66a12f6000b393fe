/** After a run of tests: ends what `global-setup.mjs` began. */
import { rm } from 'node:fs/promises';

export default async function end() {
  const running = globalThis.shipworthyPostgres;
  if (running === undefined) return;
  running.server.close();
  await running.cluster?.then((cluster) => cluster.stop(), () => undefined);
  await rm(running.folder, { recursive: true, force: true });
}
