/** How tests start the program as a process of its own: compiled from the source as it is. */
import { fileURLToPath } from 'node:url';

const RUN = fileURLToPath(new URL('../../scripts/run.mjs', import.meta.url));

/** Arguments for `process.execPath`. */
export function program(entry: 'src/cli.ts' | 'src/server.ts', ...args: readonly string[]): string[] {
  return [RUN, entry, ...args];
}
