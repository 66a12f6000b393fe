/** Where a command writes, and what surrounds it. */
export interface Terminal {
  /** `columns` and `isTTY` as Node's streams have them: absent for a pipe or a file. */
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Columns of output that is no terminal, and of a terminal that does not say. */
const WIDTH = 80;
/** Narrower than this, reports are wrapped by the terminal. */
const NARROWEST = 60;

/** Columns to write in. */
export function widthOf({ stdout }: Terminal): number {
  return stdout.isTTY === true ? Math.max(stdout.columns || WIDTH, NARROWEST) : WIDTH;
}

/** Colours are for a terminal that can show them, unless NO_COLOR is set to anything (no-color.org). */
export function wantsColor({ stdout, environment }: Terminal): boolean {
  return stdout.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
}
