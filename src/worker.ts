/**
 * Entry of a worker: judges one change after another, or reads for others, in a process without secrets. It says what it is at before it
 * begins, so that whoever started it knows where it ended. It ends with the process that started it.
 */
import { writeSync } from 'node:fs';
import { GitError } from './checkout/git.js';
import { createKnownTrees } from './checkout/known-trees.js';
import { createMirrorChangeSource } from './checkout/mirror-source.js';
import { createEngine, type LocalEngine } from './engine.js';
import { startLauncher } from './launcher/client.js';
import type { Stage } from './pipeline-types.js';
import { plainError } from './plain-error.js';
import { TooMuchToRead } from './store/parsed.js';
import { factsKey } from './store/facts-store.js';
import type { Suspicions, WorkerAnswer, WorkerJob, WorkerPlace, WorkerSetup, WorkerTask } from './isolation/protocol.js';

/** The stream of places. */
const PLACES = 3;

/** What comes after the end of a stage, as the report says it. */
const NEXT: Readonly<Record<Stage, string>> = {
  configuration: 'starting the linters',
  'linters started': 'reading the files',
  facts: 'asking the linters',
  'linters here': 'judging the base',
  'rules base': 'judging the head',
  'rules head': 'waiting for the linters',
  linters: 'comparing both sides',
  compare: 'proving the fixes',
  'explain and verify': 'composing the result',
};

process.once('disconnect', () => void worker.end());
// What a terminal or a supervisor tells the whole group: whoever started this process decides when it ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

class Worker {
  /** Begun first, while this process is small. */
  readonly #launcher = startLauncher();
  readonly #trees = createKnownTrees();
  #suspicions: Suspicions = { suspects: new Set(), quarantined: new Map() };
  /** Once it is open. */
  #engine: LocalEngine | null = null;
  #isBusy = false;
  /** Milliseconds by stage, of the change at hand. */
  readonly #stages = new Map<string, number>();
  #current: { readonly name: string; readonly since: number } | null = null;

  /** Opens what it needs, and waits for changes. */
  async begin(setup: WorkerSetup): Promise<void> {
    let engine: LocalEngine;
    try {
      engine = await createEngine({
        ...setup,
        launcher: this.#launcher,
        onStage: (stage) => this.#enter(NEXT[stage]),
        care: () => ({ ...this.#suspicions, onFile: (file) => say({ file: { key: factsKey(file), path: file.path } }) }),
      });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      process.send?.({ kind: 'unusable', code: codeOf(error), message } satisfies WorkerAnswer, () => process.exit(1));
      return;
    }
    this.#engine = engine;
    process.on('message', (job: WorkerJob) => void this.#perform(engine, job));
    answer({ kind: 'ready' });
  }

  /** Nobody waits for what it is at; at rest it closes its files. */
  async end(): Promise<void> {
    if (!this.#isBusy) await this.#engine?.close().catch(() => undefined);
    process.exit(0);
  }

  async #perform(engine: LocalEngine, job: WorkerJob): Promise<void> {
    const { id } = job;
    this.#isBusy = true;
    this.#suspicions = job;
    this.#stages.clear();
    this.#current = null;
    this.#enter('opening the change');
    try {
      const value = await this.#judge(engine, job);
      this.#leave();
      answer({ kind: 'done', id, value, stages: Object.fromEntries(this.#stages), memory: process.memoryUsage.rss() });
    } catch (error) {
      if (error instanceof TooMuchToRead) return answer({ kind: 'cold', id, files: error.files, memory: process.memoryUsage.rss() });
      const { frames = [] } = plainError(error);
      const [name, message] = error instanceof Error ? [error.name, error.message] : ['Error', String(error)];
      answer({ kind: 'failed', id, damaged: error instanceof GitError, code: codeOf(error), name, message, frames, memory: process.memoryUsage.rss() });
    } finally {
      this.#isBusy = false;
    }
  }

  async #judge(engine: LocalEngine, task: WorkerTask): Promise<unknown> {
    const { name, directory, baseSha } = task.change;
    const headSha = task.kind === 'prepare' ? baseSha : task.change.headSha;
    // A worker can't fetch: what is damaged is built again by who can.
    const mirror = { name, directory, rebuild: async () => undefined };
    const source = await createMirrorChangeSource({ mirror, baseSha, headSha, trees: this.#trees, launcher: this.#launcher });
    try {
      switch (task.kind) {
        case 'review':
          return await engine.review(source, task.wishes);
        case 'fix':
          return await engine.fix(source, task.selection, task.wishes);
        case 'prepare':
          return await engine.prepare(source);
        case 'read':
          this.#enter(NEXT['linters started']);
          return await engine.read(source, task.part);
      }
    } finally {
      await source.close();
    }
  }

  /** Says what it is at, and times it: a run that mends goes through some stages more than once. */
  #enter(name: string): void {
    this.#leave();
    this.#current = { name, since: performance.now() };
    say({ stage: name });
  }

  #leave(): void {
    if (this.#current === null) return;
    const { name, since } = this.#current;
    this.#stages.set(name, (this.#stages.get(name) ?? 0) + performance.now() - since);
    this.#current = null;
  }
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** At once and in order, whatever comes after: the process may not live to empty a queue. */
function say(place: WorkerPlace): void {
  writeSync(PLACES, `${JSON.stringify(place)}\n`);
}

function answer(message: WorkerAnswer): void {
  if (process.connected) process.send?.(message, () => undefined);
}

const worker = new Worker();
void worker.begin(JSON.parse(process.argv[2] ?? '{}') as WorkerSetup);
