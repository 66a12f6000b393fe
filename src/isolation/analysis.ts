/**
 * Analysis in workers. The commits are fetched here, where the token is; a worker is given a folder and two commit ids. A file
 * that a worker ends at is read first by the next one; if that one ends too, it is left out, for good, and the review says so.
 */
import { setMaxListeners } from 'node:events';
import type { Review } from '../engine-types.js';
import type { FixAnswer, FixSelection } from '../fixes/types.js';
import type { Analysis, OnReading } from '../jobs/analysis.js';
import type { FetchedMirror, SourceRequest } from '../jobs/source.js';
import type { Log } from '../jobs/types.js';
import { AnalysisFailure, NotPrepared, WorkerDied, WorkerFailed, type DeathCause } from './errors.js';
import type { FactsFile } from './facts-file.js';
import type { WorkerPool } from './pool.js';
import { sumOf, TooMuchToRead } from '../store/parsed.js';
import type { Parsed } from '../store/types.js';
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
/** Files that the worker that judges reads itself: it takes some seconds for them. */
const MOST_TO_READ = 500;
/** Small enough that others wait for a second or so, large enough that opening the change counts for little. */
const FILES_A_PART = 200;
/** Milliseconds between two lines of the log about one reading. */
const TELL_EVERY = 15_000;

export interface IsolatedAnalysis extends Analysis {
  /**
   * Has repositories learned, one after the other, where no change needs the worker, so that their next reviews cost what is changed. Resolves when all were; never rejects:
   * nothing depends on it.
   */
  prepare(changes: readonly Pick<FetchedChange, 'name' | 'directory' | 'baseSha'>[]): Promise<void>;
}

export function analyseApart(options: IsolatedAnalysisOptions): IsolatedAnalysis {
  const ending = new AbortController();
  async function judge(request: SourceRequest, taskOf: (change: FetchedChange) => WorkerTask, signal: AbortSignal, onReading?: OnReading): Promise<unknown> {
    signal.throwIfAborted();
    const { rebuild, ...change } = await options.fetchChange(request);
    return new Judgement(options, taskOf(change), rebuild, signal).run(onReading);
  }
  return {
    review: async (request, wishes, signal, onReading) => (await judge(request, (change) => ({ kind: 'review', change, wishes }), signal, onReading)) as Review,
    fix: async (request, selection, wishes, signal) => (await judge(request, (change) => ({ kind: 'fix', change, selection: plain(selection), wishes }), signal)) as FixAnswer,
    async prepare(changes) {
      for (const { baseSha, ...place } of changes) await prepareOne(options, { ...place, baseSha, headSha: baseSha }, ending.signal);
    },
    close() {
      ending.abort(new Error('The process ends'));
      return options.pool.close();
    },
  };
}

async function prepareOne(options: IsolatedAnalysisOptions, change: FetchedChange, signal: AbortSignal): Promise<void> {
  const started = performance.now();
  const about = { repository: change.name };
  try {
    await new Judgement(options, { kind: 'prepare', change }, null, signal).run(undefined);
    options.log.info({ ...about, milliseconds: Math.round(performance.now() - started) }, 'Prepared a repository for its next review');
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof NotPrepared) options.log.debug({ ...about, why: error.message }, 'A repository was not prepared');
    else options.log.warn({ ...about, err: error }, 'A repository could not be prepared: its next review takes longer');
  }
}

/** What can be sent: a function can't. */
function plain({ rules, unsafe, offLimits }: FixSelection): Omit<FixSelection, 'refuses'> {
  return { rules, unsafe, ...(offLimits === undefined ? {} : { offLimits }) };
}

/** What became of the attempts at one task. */
interface Attempts {
  /** Deaths that no file is to blame for. */
  unexplained: number;
  hasRebuilt: boolean;
  hasSetFactsAside: boolean;
}

class Judgement {
  readonly #options: IsolatedAnalysisOptions;
  readonly #task: WorkerTask;
  /** null: nobody can fetch it. */
  readonly #rebuild: (() => Promise<void>) | null;
  readonly #signal: AbortSignal;
  readonly #suspects = new Set<string>();
  readonly #quarantined = new Map<string, string>();
  #deaths = 0;
  /** Parts that are read at the same time meet the same damage; it is mended for all of them. */
  #rebuilding: Promise<void> | null = null;
  #settingAside: Promise<void> | null = null;

  constructor(options: IsolatedAnalysisOptions, task: WorkerTask, rebuild: (() => Promise<void>) | null, signal: AbortSignal) {
    this.#options = options;
    this.#task = task;
    this.#rebuild = rebuild;
    this.#signal = signal;
  }

  /** Where there is much to read it is read first, in parts. What an earlier attempt has read is there. */
  async run(onReading: OnReading | undefined): Promise<unknown> {
    try {
      return await this.#insist(this.#task, this.#signal, { mostToRead: MOST_TO_READ });
    } catch (error) {
      if (!(error instanceof TooMuchToRead)) throw error;
      const readBefore = await this.#readFirst(error.files, onReading);
      return this.#insist(this.#task, this.#signal, { readBefore });
    }
  }

  async #readFirst(files: number, onReading: OnReading | undefined): Promise<Parsed> {
    const { log } = this.#options;
    const { change } = this.#task;
    const about = { repository: change.name, head: change.headSha, files };
    const parts = Math.ceil(files / FILES_A_PART);
    const started = performance.now();
    let [done, toldAt] = [0, started];
    log.info({ ...about, parts }, 'Reading a repository before it is judged');
    onReading?.(0, files);
    const failed = new AbortController();
    const signal = AbortSignal.any([this.#signal, failed.signal]);
    // Each part hears of it.
    setMaxListeners(parts, signal);
    const reading = Array.from({ length: parts }, async (_, index) => {
      const read = (await this.#insist({ kind: 'read', change, part: { index, of: parts } }, signal, {})) as Parsed;
      done += 1;
      onReading?.(Math.round((done / parts) * files), files);
      if (performance.now() - toldAt >= TELL_EVERY && done < parts) {
        toldAt = performance.now();
        log.info({ ...about, percent: Math.floor((100 * done) / parts) }, 'Reading goes on');
      }
      return read;
    });
    const read = await Promise.all(reading).finally(() => failed.abort(new Error('Another part could not be read')));
    log.info({ ...about, milliseconds: Math.round(performance.now() - started) }, 'Read a repository');
    return sumOf(read);
  }

  /** Has a task done, whatever workers it costs within reason. */
  async #insist(task: WorkerTask, signal: AbortSignal, reading: Pick<Suspicions, 'mostToRead' | 'readBefore'>): Promise<unknown> {
    const attempts: Attempts = { unexplained: 0, hasRebuilt: false, hasSetFactsAside: false };
    for (;;) {
      const careful: Suspicions = { suspects: this.#suspects, quarantined: this.#quarantined, ...reading };
      try {
        return await this.#options.pool.run({ ...task, ...careful }, signal);
      } catch (error) {
        if (error instanceof WorkerDied) this.#mourn(error, attempts);
        else if (error instanceof WorkerFailed && (await this.#mend(error, attempts))) continue;
        else throw error;
      }
    }
  }

  /** Has what is damaged built again, once for each task. False where nothing is to be mended. */
  async #mend({ damaged, code }: WorkerFailed, attempts: Attempts): Promise<boolean> {
    if (damaged && this.#rebuild !== null && !attempts.hasRebuilt) {
      attempts.hasRebuilt = true;
      await (this.#rebuilding ??= this.#buildAgain(this.#rebuild));
      return true;
    }
    if (this.#options.factsFile.isDamage(code) && !attempts.hasSetFactsAside) {
      attempts.hasSetFactsAside = true;
      await (this.#settingAside ??= this.#setFactsAside());
      return true;
    }
    return false;
  }

  async #buildAgain(rebuild: () => Promise<void>): Promise<void> {
    this.#options.log.warn({ repository: this.#task.change.name }, 'A mirror could not be read and is built again');
    await rebuild();
  }

  async #setFactsAside(): Promise<void> {
    await this.#options.factsFile.setAside();
    this.#options.pool.replace();
  }

  /** Decides what another attempt has to take care of. Throws AnalysisFailure where none would help. */
  #mourn({ why: cause, place }: WorkerDied, attempts: Attempts): void {
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
    attempts.unexplained += 1;
    // Time that was not enough once is not enough twice; memory and crashes may have been of what was judged before.
    if (cause === 'time' || attempts.unexplained > 1) throw new AnalysisFailure(reasonOf(cause, place));
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
