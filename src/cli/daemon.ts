/** `--daemon` and `shipworthy daemon`, as the one who asks: loads nothing that judges. */
import { addressOf, socketsBeside } from '../daemon/address.js';
import { runInDaemon } from '../daemon/client.js';
import { ask } from '../daemon/connect.js';
import { VARIABLES, type CommandQuestion, type Status } from '../daemon/protocol.js';
import { UserError } from '../errors.js';
import { dataDirOf } from './data-dir.js';
import { createProgress } from './progress.js';
import type { Terminal } from './terminal.js';

export interface DaemonOptions {
  readonly dataDir?: string;
}

/**
 * Has a command run by the daemon of its data folder. null where that is not possible, which standard error is told of: it is run here then.
 * @param args with the command's name
 */
export async function askDaemon(args: readonly string[], options: DaemonOptions, terminal: Terminal): Promise<number | null> {
  const progress = createProgress(terminal.stderr, () => performance.now());
  try {
    const address = addressOf(dataDirOf(options, terminal), terminal.environment);
    return await runInDaemon(address, questionOf(args, terminal), {
      out: (text) => void terminal.stdout.write(text),
      err: (text) => void terminal.stderr.write(text),
      onWaiting: () => progress.show('waiting for another review', 0, 0),
      onBegun: () => progress.clear(),
    });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    terminal.stderr.write(`! Judged without a daemon: ${error.message}\n`);
    return null;
  } finally {
    progress.clear();
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

function described({ age, rest, memory, runs }: Status): string {
  const state = rest === null ? (runs === 0 ? 'it has not been asked yet, or is at its first command' : 'it is at a command') : `${runs === 1 ? 'one command' : `${runs} commands`}, the last ${span(rest)} ago`;
  return `for ${span(age)}, with ${Math.round(memory / 1e6)} MB; ${state}`;
}

function span(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** Asks the daemons of a data folder to end when they have answered what they were asked. Throws UserError where there can be none. */
export async function stopDaemon(options: DaemonOptions, terminal: Terminal): Promise<void> {
  const address = addressOf(dataDirOf(options, terminal), terminal.environment);
  let stopped = 0;
  for (const socket of socketsBeside(address)) if ((await ask(socket, { kind: 'stop' }, 'ending')) !== null) stopped += 1;
  terminal.stdout.write(stopped === 0 ? `No daemon runs for ${address.dataDir}.\n` : `The daemon of ${address.dataDir} ends${stopped === 1 ? '' : `, and ${stopped - 1} of other versions`}.\n`);
}
