/** The daemon itself: commands run one after the other over one engine, which keeps what it has learned. */
import { totalmem } from 'node:os';
import { createKnownTrees } from '../checkout/known-trees.js';
import { addressOf } from '../daemon/address.js';
import { serveDaemon } from '../daemon/server.js';
import { createEngine, type LocalEngine, type Run } from '../engine.js';
import { startLauncher } from '../launcher/client.js';
import { CAN_START_READERS, startReaders } from '../readers/threads.js';
import type { DaemonOptions } from './daemon.js';
import { dataDirOf } from './data-dir.js';
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
  const lent = new LentEngine(address.dataDir);
  await serveDaemon({
    address,
    patience: PATIENCE,
    mostMemory: Math.max(LEAST_MEMORY, totalmem() / 4),
    async run(question, write) {
      // Relative paths are of where the command was given; one at a time is run.
      process.chdir(question.folder);
      const { args, environment, hyperlinks } = question;
      const stdout = { ...question.stdout, write: (text: string) => write('out', text) };
      const stderr = { ...question.stderr, write: (text: string) => write('err', text) };
      const code = await run(args, { stdout, stderr, environment, hyperlinks, standing: lent });
      process.chdir('/');
      return code;
    },
  });
  await lent.close();
}

/** One engine for all commands, opened by the first. */
class LentEngine implements Standing {
  readonly trees = createKnownTrees();
  readonly launcher = startLauncher();
  #engine: Promise<LocalEngine> | null = null;

  constructor(private readonly dataDir: string) {}

  async openEngine(run: Run): Promise<LocalEngine> {
    this.#engine ??= createEngine({ dataDir: this.dataDir, launcher: this.launcher, ...(CAN_START_READERS ? { startReaders: (here) => startReaders(here) } : {}) });
    try {
      return (await this.#engine).lent(run);
    } catch (error) {
      this.#engine = null;
      throw error;
    }
  }

  async close(): Promise<void> {
    await (await this.#engine)?.close();
    this.launcher.close();
  }
}
