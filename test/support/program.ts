/** How tests start the program as a process of its own: compiled from the source as it is. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const RUN = fileURLToPath(new URL('../../scripts/run.mjs', import.meta.url));

/** A compiled module of the source as it is, for threads. */
export function compiledModule(path: `src/${string}.ts`): string {
  return join(process.env.SHIPWORTHY_TEST_COMPILED ?? '', path.replace(/\.ts$/, '.js'));
}

/** Arguments for `process.execPath`. */
export function program(entry: 'src/cli.ts' | 'src/server.ts', ...args: readonly string[]): string[] {
  return [RUN, entry, ...args];
}
