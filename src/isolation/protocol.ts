/** What a worker of the analysis is told and answers. Messages are structured clones. */
import type { FixSelection } from '../fixes/types.js';
import type { Wishes } from '../report/types.js';
import type { Care, Part } from '../store/types.js';

/** What a worker is started with. */
export interface WorkerSetup {
  /** Where facts are kept. */
  readonly dataDir: string;
  /** Where people read the repositories. */
  readonly webUrl: string;
  /** Where the rules' pages are: see `GitHubPlace.docsUrl`. */
  readonly docsUrl: string | null;
  /** Whether reviews bring what their pages are made of. */
  readonly pages: boolean;
}

/** A change whose commits were fetched. */
export interface FetchedChange {
  /** `owner/name`. */
  readonly name: string;
  /** The bare repository that holds both commits. */
  readonly directory: string;
  readonly baseSha: string;
  readonly headSha: string;
}

export type WorkerTask =
  /** Answered with a `Review`. */
  | { readonly kind: 'review'; readonly change: FetchedChange; readonly wishes: Wishes }
  /** Answered with a `FixAnswer`. */
  | { readonly kind: 'fix'; readonly change: FetchedChange; readonly selection: Omit<FixSelection, 'refuses'>; readonly wishes: Wishes }
  | PrepareTask
  | ReadTask;

/** Judges the base of a change that was judged before, so that the next change of the repository costs what it changes. Answered with null. */
export interface PrepareTask {
  readonly kind: 'prepare';
  readonly change: FetchedChange;
}

/** Reads one part of the files of a change, so that their facts are there when it is judged. Answered with `Parsed`. */
export interface ReadTask {
  readonly kind: 'read';
  readonly change: FetchedChange;
  readonly part: Part;
}

/** Files to be careful with, and what may or has been read. */
export type Suspicions = Omit<Care, 'onFile'>;

export type WorkerJob = WorkerTask & Suspicions & { readonly id: number };

export type WorkerAnswer =
  | { readonly kind: 'ready' }
  /** The worker can't be used at all; `code` is what the system or SQLite gave. */
  | { readonly kind: 'unusable'; readonly code: string | null; readonly message: string }
  /** More files are to be read than one worker should read: others may do it at the same time. */
  | { readonly kind: 'cold'; readonly id: number; readonly files: number; readonly memory: number }
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown; /** Milliseconds by stage. */ readonly stages: Readonly<Record<string, number>>; /** Bytes that the process holds (resident set size). */ readonly memory: number }
  /** `damaged`: the bare repository can't be read. `frames` are stack frames for the log, without the message. */
  | { readonly kind: 'failed'; readonly id: number; readonly damaged: boolean; /** What the system or SQLite gave. */ readonly code: string | null; readonly name: string; readonly message: string; readonly frames: readonly string[]; readonly memory: number };

/** What a worker is at, one line of JSON each on its fourth stream, written before it begins. */
export type WorkerPlace =
  | { readonly file: { readonly key: string; readonly path: string } }
  | { readonly stage: string };
