/** Reads a repository's configuration out of a source. I/O. */
import { readTexts } from './checkout/read-texts.js';
import type { TreeSource } from './checkout/types.js';
import type { Snapshot } from './changes/types.js';
import { configure, withBaseline, withFailOn, type Configuration } from './config/configure.js';
import { CONFIG_PATH } from './config/schema.js';
import type { Gate } from './config/types.js';
import { RULES } from './rules/registry.js';

/** Always the base's own, so that a change can't switch off its gate. Throws when git fails. */
export async function readConfiguration(source: TreeSource, base: Snapshot, failOn: Gate['failOn'] | undefined): Promise<Configuration> {
  const [before, after] = await Promise.all([readTexts(source, base, [CONFIG_PATH]), readTexts(source, source.head, [CONFIG_PATH])]);
  const configuration = withFailOn(configure({ base: before.get(CONFIG_PATH), head: after.get(CONFIG_PATH) }, RULES), failOn);
  const { baseline } = configuration.config;
  return baseline === null ? configuration : withBaseline(configuration, (await readTexts(source, base, [baseline])).get(baseline), base.entries.has(baseline));
}
