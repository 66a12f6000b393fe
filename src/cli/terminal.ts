import type { KnownTrees } from '../checkout/known-trees.js';
import type { LocalEngine, Run } from '../engine.js';
import type { Launcher } from '../launcher/types.js';

/** Where a command writes, and what surrounds it. */
export interface Terminal {
  /** `columns` and `isTTY` as Node's streams have them: absent for a pipe or a file. */
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Standard output shows hyperlinks (OSC 8). */
  readonly hyperlinks?: boolean;
  /** What a process that stays lends to the commands that it runs. */
  readonly standing?: Standing;
}

/** What is known from the commands before. */
export interface Standing {
  /** An engine over the data folder of this process. */
  openEngine(run: Run): Promise<LocalEngine>;
  readonly trees: KnownTrees;
  readonly launcher: Launcher;
}

/** Columns of output that is no terminal, and of a terminal that does not say. */
export const WIDTH = 80;
/** Narrower than this, reports are wrapped by the terminal. */
const NARROWEST = 60;

/** Columns to write in. For what is no terminal, COLUMNS may say it: `FORCE_COLOR=1 shipworthy audit | less -R`. */
export function widthOf({ stdout, environment }: Terminal): number {
  const columns = stdout.isTTY === true ? stdout.columns : Number(environment.COLUMNS);
  return Math.max(columns || WIDTH, NARROWEST);
}

/** Colours are for a terminal that can show them. NO_COLOR forbids them (no-color.org); FORCE_COLOR asks for them, in a pipe as well (force-color.org). */
export function wantsColor({ stdout, environment }: Terminal): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return stdout.isTTY === true && TERM !== 'dumb';
}
