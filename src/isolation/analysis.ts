/**
 * Analysis in workers. The commits are fetched here, where the token is; a worker is given a folder and two commit ids. A file
 * that a worker ends at is read first by the next one; if that one ends too, it is left out, for good, and the review says so.
 */
import type { Review } from '../engine-types.js';
import type { FixAnswer, FixSelection } from '../fixes/types.js';
import type { Analysis } from '../jobs/analysis.js';
import type { FetchedMirror, SourceRequest } from '../jobs/source.js';
import type { Log } from '../jobs/types.js';
import { AnalysisFailure, WorkerDied, WorkerFailed, type DeathCause } from './errors.js';
import type { FactsFile } from './facts-file.js';
import type { WorkerPool } from './pool.js';
import type { FetchedChange, Suspicions, WorkerPlace, WorkerTask } from './protocol.js';

export interface IsolatedAnalysisOptions {
  readonly pool: WorkerPool;
  /** Rejects with a FetchError. */
  readonly fetchChange: (request: SourceRequest) => Promise<FetchedMirror>;
  /** Milliseconds that one file may take, for the report. */
  readonly fileTime: number;
  readonly factsFile: FactsFile;
  readonly log: Log;
}

/** Workers that one change may cost. */
const MOST_DEATHS = 10;

export function analyseApart(options: IsolatedAnalysisOptions): Analysis {
  async function judge(request: SourceRequest, taskOf: (change: FetchedChange) => WorkerTask, signal: AbortSignal): Promise<unknown> {
    signal.throwIfAborted();
    const { rebuild, ...change } = await options.fetchChange(request);
    return new Judgement(options, taskOf(change), rebuild, signal).run();
  }
  return {
    review: async (request, wishes, signal) => (await judge(request, (change) => ({ kind: 'review', change, wishes }), signal)) as Review,
    fix: async (request, selection, wishes, signal) => (await judge(request, (change) => ({ kind: 'fix', change, selection: plain(selection), wishes }), signal)) as FixAnswer,
    close: () => options.pool.close(),
  };
}

/** What can be sent: a function can't. */
function plain({ rules, unsafe, offLimits }: FixSelection): Omit<FixSelection, 'refuses'> {
  return { rules, unsafe, ...(offLimits === undefined ? {} : { offLimits }) };
}

class Judgement {
  readonly #options: IsolatedAnalysisOptions;
  readonly #task: WorkerTask;
  readonly #rebuild: () => Promise<void>;
  readonly #signal: AbortSignal;
  readonly #suspects = new Set<string>();
  readonly #quarantined = new Map<string, string>();
  #deaths = 0;
  /** Deaths that no file is to blame for. */
  #unexplained = 0;
  #rebuilt = false;
  #factsAside = false;

  constructor(options: IsolatedAnalysisOptions, task: WorkerTask, rebuild: () => Promise<void>, signal: AbortSignal) {
    this.#options = options;
    this.#task = task;
    this.#rebuild = rebuild;
    this.#signal = signal;
  }

  async run(): Promise<unknown> {
    for (;;) {
      const careful: Suspicions = { suspects: this.#suspects, quarantined: this.#quarantined };
      try {
        return await this.#options.pool.run({ ...this.#task, ...careful }, this.#signal);
      } catch (error) {
        if (error instanceof WorkerDied) this.#mourn(error);
        else if (error instanceof WorkerFailed && (await this.#mend(error))) continue;
        else throw error;
      }
    }
  }

  /** Has what is damaged built again, once. False where nothing is to be mended. */
  async #mend({ damaged, code }: WorkerFailed): Promise<boolean> {
    if (damaged && !this.#rebuilt) {
      this.#rebuilt = true;
      this.#options.log.warn({ repository: this.#task.change.name }, 'A mirror could not be read and is built again');
      await this.#rebuild();
      return true;
    }
    if (this.#options.factsFile.isDamage(code) && !this.#factsAside) {
      this.#factsAside = true;
      await this.#options.factsFile.setAside();
      this.#options.pool.replace();
      return true;
    }
    return false;
  }

  /** Decides what another attempt has to take care of. Throws AnalysisFailure where none would help. */
  #mourn({ why: cause, place }: WorkerDied): void {
    this.#deaths += 1;
    const file = place !== null && 'file' in place ? place.file : null;
    const at = file === null ? {} : { blob: file.key };
    this.#options.log.warn({ repository: this.#task.change.name, head: this.#task.change.headSha, cause, ...at, stage: place !== null && 'stage' in place ? place.stage : undefined }, 'A worker ended while it judged a change');
    if (this.#deaths > MOST_DEATHS) throw new AnalysisFailure(`${reasonOf(cause, place)} It was tried ${this.#deaths} times.`);
    if (file !== null) {
      if (this.#suspects.has(file.key)) this.#quarantined.set(file.key, this.#whyQuarantined(cause));
      this.#suspects.add(file.key);
      return;
    }
    this.#unexplained += 1;
    // Time that was not enough once is not enough twice; memory and crashes may have been of what was judged before.
    if (cause === 'time' || this.#unexplained > 1) throw new AnalysisFailure(reasonOf(cause, place));
  }

  #whyQuarantined(cause: DeathCause): string {
    switch (cause) {
      case 'time':
        return `reading it took longer than ${this.#options.fileTime / 1000} s, twice`;
      case 'memory':
        return 'reading it took all memory, twice';
      case 'crash':
        return 'reading it ended the process, twice';
    }
  }
}

function reasonOf(cause: DeathCause, place: WorkerPlace | null): string {
  const what = { time: 'The analysis took too long', memory: 'The analysis took too much memory', crash: 'The analysis ended unexpectedly' }[cause];
  const where = place === null ? '' : 'file' in place ? ', reading the files' : `, ${place.stage}`;
  return `${what}${where}.`;
}
