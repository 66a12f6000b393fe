/**
 * Entry of a worker: judges one change after another, in a process without secrets. It says what it is at before it
 * begins, so that whoever started it knows where it ended. It ends with the process that started it.
 */
import { writeSync } from 'node:fs';
import { GitError } from './checkout/git.js';
import { createKnownTrees } from './checkout/known-trees.js';
import { createMirrorChangeSource } from './checkout/mirror-source.js';
import { createEngine } from './engine.js';
import type { Engine } from './engine-types.js';
import { startLauncher } from './launcher/client.js';
import { launchThrough } from './launcher/current.js';
import { plainError } from './log.js';
import type { Stage } from './pipeline-types.js';
import { factsKey } from './store/facts-store.js';
import type { FetchedChange, Suspicions, WorkerAnswer, WorkerJob, WorkerPlace, WorkerSetup, WorkerTask } from './isolation/protocol.js';

/** The stream of places. */
const PLACES = 3;
const TREES = createKnownTrees();

/** What comes after the end of a stage, as the report says it. */
const NEXT: Readonly<Record<Stage, string>> = {
  configuration: 'reading the files',
  facts: 'starting the linters',
  'linters started': 'judging the base',
  'rules base': 'judging the head',
  'rules head': 'waiting for the linters',
  linters: 'comparing both sides',
  compare: 'proving the fixes',
  'explain and verify': 'composing the result',
};

/** Once it is open. */
let engine: Engine | null = null;
let isBusy = false;
/** Milliseconds by stage, of the change at hand. */
const stages = new Map<string, number>();
let current: { readonly name: string; readonly since: number } | null = null;
let suspicions: Suspicions = { suspects: new Set(), quarantined: new Map() };

process.once('disconnect', () => void end());
// What a terminal or a supervisor tells the whole group: whoever started this process decides when it ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
await main(JSON.parse(process.argv[2] ?? '{}') as WorkerSetup);

async function main(setup: WorkerSetup): Promise<void> {
  // Now, while this process is small.
  launchThrough(startLauncher());
  try {
    engine = await createEngine({
      ...setup,
      onStage: (stage) => {
        enterStage(NEXT[stage]);
      },
      care: () => ({ ...suspicions, onFile: (file) => say({ file: { key: factsKey(file), path: file.path } }) }),
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.send?.({ kind: 'unusable', code: codeOf(error), message } satisfies WorkerAnswer, () => process.exit(1));
    return;
  }
  const opened = engine;
  process.on('message', (job: WorkerJob) => void perform(opened, job));
  answer({ kind: 'ready' });
}

async function perform(judging: Engine, job: WorkerJob): Promise<void> {
  suspicions = job;
  current = null;
  isBusy = true;
  const { id } = job;
  stages.clear();
  enterStage('opening the change');
  try {
    const value = await judge(judging, job);
    endStage();
    answer({ kind: 'done', id, value, stages: Object.fromEntries(stages), memory: process.memoryUsage.rss() });
  } catch (error) {
    const { frames = [] } = plainError(error);
    const [name, message] = error instanceof Error ? [error.name, error.message] : ['Error', String(error)];
    answer({ kind: 'failed', id, damaged: error instanceof GitError, code: codeOf(error), name, message, frames, memory: process.memoryUsage.rss() });
  } finally {
    isBusy = false;
  }
}

/** Nobody waits for what it is at; at rest it closes its files. */
async function end(): Promise<void> {
  if (!isBusy) await engine?.close().catch(() => undefined);
  process.exit(0);
}

async function judge(judging: Engine, task: WorkerTask): Promise<unknown> {
  const source = await createMirrorChangeSource({ mirror: readOnly(task.change), baseSha: task.change.baseSha, headSha: task.change.headSha, trees: TREES });
  try {
    return await (task.kind === 'review' ? judging.review(source, task.wishes) : judging.fix(source, task.selection, task.wishes));
  } finally {
    await source.close();
  }
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** A worker can't fetch: what is damaged is built again by who can. */
function readOnly({ name, directory }: FetchedChange): Parameters<typeof createMirrorChangeSource>[0]['mirror'] {
  return { name, directory, rebuild: async () => undefined };
}

/** Says it, and times it: a run that mends goes through some more than once. */
function enterStage(name: string): void {
  endStage();
  current = { name, since: performance.now() };
  say({ stage: name });
}

function endStage(): void {
  if (current !== null) stages.set(current.name, (stages.get(current.name) ?? 0) + performance.now() - current.since);
  current = null;
}

/** At once and in order, whatever comes after: the process may not live to empty a queue. */
function say(place: WorkerPlace): void {
  writeSync(PLACES, `${JSON.stringify(place)}\n`);
}

function answer(message: WorkerAnswer): void {
  if (process.connected) process.send?.(message, () => undefined);
}
