/** Before a run of tests. */
import { compiledCopy } from '../../scripts/compile.mjs';
import { bundlePackages } from './bundled-packages.mjs';
import offerPostgres from './postgres/global-setup.mjs';

export default async function begin() {
  // Once, and not by each of the processes that tests start.
  process.env.SHIPWORTHY_TEST_COMPILED = await compiledCopy();
  await bundlePackages();
  await offerPostgres();
}
