/** The command line's data folder. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Terminal } from './terminal.js';

/** `--data-dir`, else DATA_DIR, else the user's cache folder (XDG Base Directory Specification). */
export function dataDirOf({ dataDir }: { readonly dataDir?: string }, { environment }: Pick<Terminal, 'environment'>): string {
  return (dataDir ?? environment.DATA_DIR) || join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'shipworthy');
}
