/** How the analysis of a change can end without an answer. */
import type { WorkerAnswer, WorkerPlace } from './protocol.js';

/** Why a worker's process is no more: over its memory, over its time, or by itself. */
export type DeathCause = 'memory' | 'time' | 'crash';

/** A worker ended while it judged. */
export class WorkerDied extends Error {
  override readonly name = 'WorkerDied';
  readonly why: DeathCause;
  /** What it was at; null: nothing yet. */
  readonly place: WorkerPlace | null;

  constructor(why: DeathCause, place: WorkerPlace | null) {
    super(`A worker ended (${why})`);
    this.why = why;
    this.place = place;
  }
}

/** A worker lives on, but could not judge. Its message may hold source: it is for nobody but the debugger. */
export class WorkerFailed extends Error {
  override readonly name: string;
  /** The bare repository can't be read. */
  readonly damaged: boolean;
  /** What the system or SQLite gave; null: none. */
  readonly code: string | null;

  constructor({ name, message, frames, damaged, code }: Pick<Extract<WorkerAnswer, { kind: 'failed' }>, 'name' | 'message' | 'frames' | 'damaged' | 'code'>) {
    super(message);
    this.name = name;
    this.damaged = damaged;
    this.code = code;
    this.stack = [`${name}: ${message}`, ...frames.map((frame) => `    ${frame}`)].join('\n');
  }
}

/** Workers can't be started: the data folder can't be used, or the program is broken. */
export class WorkersUnusable extends Error {
  override readonly name = 'WorkersUnusable';
  /** What the system or SQLite gave; null: none. */
  readonly code: string | null;

  constructor(code: string | null, message: string) {
    super(message);
    this.code = code;
  }
}

/** A repository was not prepared, since others needed the worker or every worker knows enough others. It was nobody's fault. */
export class NotPrepared extends Error {
  override readonly name = 'NotPrepared';
}

/** A change that could not be judged, whatever was tried. `reason` is one sentence for the check run. */
export class AnalysisFailure extends Error {
  override readonly name = 'AnalysisFailure';
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}
