/** `--daemon` and `shipworthy daemon`, as the one who asks: loads nothing that judges. */
import { addressOf, socketsBeside } from '../daemon/address.js';
import { runInDaemon } from '../daemon/client.js';
import { ask } from '../daemon/connect.js';
import { VARIABLES, type CommandQuestion, type Status } from '../daemon/protocol.js';
import { kill, stop } from '../daemon/stop.js';
import { UserError } from '../errors.js';
import { dataDirOf } from './data-dir.js';
import { createProgress } from './progress.js';
import type { Terminal } from './terminal.js';

/** Milliseconds between two looks at how long it has been waited for. */
const SHOWN_EVERY = 500;

export interface DaemonOptions {
  readonly dataDir?: string;
}

/**
 * Has a command run by the daemon of its data folder. null where that is not possible, which standard error is told of: it is run here then.
 * @param args with the command's name
 */
export async function askDaemon(args: readonly string[], options: DaemonOptions, terminal: Terminal): Promise<number | null> {
  const clear = showWhile(terminal, 'waiting for the daemon');
  try {
    const address = addressOf(dataDirOf(options, terminal), terminal.environment);
    return await runInDaemon(address, questionOf(args, terminal), {
      out: (text) => void terminal.stdout.write(text),
      err: (text) => void terminal.stderr.write(text),
      onBegun: clear,
    });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    terminal.stderr.write(`! Judged without a daemon: ${error.message}\n`);
    return null;
  } finally {
    clear();
  }
}

function questionOf(args: readonly string[], { stdout, stderr, hyperlinks, environment }: Terminal): CommandQuestion {
  const set = VARIABLES.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]]));
  const columns = stdout.columns === undefined ? {} : { columns: stdout.columns };
  return {
    kind: 'run',
    args,
    folder: process.cwd(),
    stdout: { isTTY: stdout.isTTY === true, ...columns },
    stderr: { isTTY: stderr.isTTY === true },
    hyperlinks: hyperlinks === true,
    environment: Object.fromEntries(set) as Record<string, string>,
  };
}

/** Says whether a daemon is there, and how it is. Throws UserError where there can be none. */
export async function showDaemon(options: DaemonOptions, terminal: Terminal): Promise<void> {
  const address = addressOf(dataDirOf(options, terminal), terminal.environment);
  const found = await ask(address.socket, { kind: 'status' }, 'status');
  terminal.stdout.write(found === null ? `No daemon runs for ${address.dataDir}.\n` : `A daemon runs for ${address.dataDir}: ${described(found.answer)} (process ${found.pid}).\n`);
}

function described({ age, rest, busy, memory, runs }: Status): string {
  const done = runs === 1 ? 'one command' : `${runs} commands`;
  const now = busy === 0 ? '' : `, at another${busy === 1 ? '' : `, and ${busy - 1} waiting`}`;
  return `for ${span(age)}, with ${Math.round(memory / 1e6)} MB; ${done}${rest === null ? now : `, the last ${span(rest)} ago`}`;
}

function span(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** Ends the daemons of a data folder: when they have answered what they were asked, or now. Throws UserError where there can be none. */
export async function stopDaemon(options: DaemonOptions & { readonly now?: boolean }, terminal: Terminal): Promise<void> {
  const address = addressOf(dataDirOf(options, terminal), terminal.environment);
  const clear = showWhile(terminal, 'waiting for the daemon (--now does not)');
  let stopped = 0;
  try {
    for (const socket of socketsBeside(address)) if (await (options.now === true ? kill : stop)(socket)) stopped += 1;
  } finally {
    clear();
  }
  terminal.stdout.write(stopped === 0 ? `No daemon runs for ${address.dataDir}.\n` : `The daemon of ${address.dataDir} ends${stopped === 1 ? '' : `, and ${stopped - 1} of other versions`}.\n`);
}

/** Shows on a terminal what is waited for, until it is cleared. */
function showWhile({ stderr }: Terminal, what: string): () => void {
  const progress = createProgress(stderr, () => performance.now());
  const timer = setInterval(() => progress.show(what, 0, 0), SHOWN_EVERY);
  return () => {
    clearInterval(timer);
    progress.clear();
  };
}
