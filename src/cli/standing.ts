/** The daemon itself: commands run one after the other over one engine, which keeps what it has learned. */
import { totalmem } from 'node:os';
import { createKnownTrees } from '../checkout/known-trees.js';
import { addressOf } from '../daemon/address.js';
import type { CommandQuestion } from '../daemon/protocol.js';
import { serveDaemon } from '../daemon/server.js';
import { createEngine, type LocalEngine } from '../engine.js';
import { startLauncher } from '../launcher/client.js';
import { ENGINE_READERS } from '../readers/threads.js';
import { visible } from '../report/escape.js';
import type { DaemonOptions } from './daemon.js';
import { dataDirOf } from './data-dir.js';
import { EXIT } from './exit.js';
import type { Standing, Terminal } from './terminal.js';

/** Runs a command, given by its arguments; answers its exit code and never rejects. */
export type RunCommand = (args: readonly string[], terminal: Terminal) => Promise<number>;

/** Milliseconds without a command after which a daemon ends. */
const PATIENCE = 30 * 60_000;
/** A judged repository of 10,000 files takes about a gigabyte. */
const LEAST_MEMORY = 2 * 1024 ** 3;

/** Is the daemon: ends when it is idle for long, holds too much, or was asked to. Throws UserError where it can't listen. */
export async function runDaemon(options: DaemonOptions, terminal: Terminal, run: RunCommand): Promise<void> {
  const address = addressOf(dataDirOf(options, terminal), terminal.environment);
  const standing = createStanding(address.dataDir);
  await serveDaemon({ address, patience: PATIENCE, mostMemory: Math.max(LEAST_MEMORY, totalmem() / 4), run: (question, write) => runFrom(question, write, standing, run) });
  await standing.close();
}

/** Runs one command as if it had been started where it was given; none may be running. */
async function runFrom({ args, folder, environment, hyperlinks, ...streams }: CommandQuestion, write: (kind: 'out' | 'err', text: string) => void, standing: Standing, run: RunCommand): Promise<number> {
  const stdout = { ...streams.stdout, write: (text: string) => write('out', text) };
  const stderr = { ...streams.stderr, write: (text: string) => write('err', text) };
  try {
    process.chdir(folder);
    return await run(args, { stdout, stderr, environment, hyperlinks, standing });
  } catch (error) {
    stderr.write(`shipworthy: ${visible(folder)} can't be entered (${(error as NodeJS.ErrnoException).code ?? 'unknown'})\n`);
    return EXIT.usage;
  } finally {
    // Nobody's folder is held.
    process.chdir('/');
  }
}

/** What is lent to commands until it is closed: one engine, opened by the first that asks for it. */
export function createStanding(dataDir: string): Standing & { close(): Promise<void> } {
  const launcher = startLauncher();
  let opening: Promise<LocalEngine> | null = null;
  return {
    trees: createKnownTrees(),
    launcher,
    async openEngine(run) {
      opening ??= createEngine({ dataDir, launcher, ...ENGINE_READERS });
      try {
        return (await opening).lent(run);
      } catch (error) {
        opening = null;
        throw error;
      }
    },
    async close() {
      await (await opening)?.close();
      launcher.close();
    },
  };
}
