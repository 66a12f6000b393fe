import type { FileFacts, PathKind } from '../facts/types.js';

export interface FactsKey {
  readonly oid: string;
  readonly kind: PathKind;
  /** What `factsKey` answers, where somebody keeps the key to ask by it again: putting it together for each file of a tree takes its time. */
  readonly text?: string;
}

export interface FactsWanted {
  /** Answer the `code` of Python files as well, which is as long as half their source. Without it some facts may have theirs, others not. */
  readonly code?: boolean;
}

/** A file whose content is about to be read. */
export interface ReadFile extends FactsKey {
  /** One of the paths that it stands at. */
  readonly path: string;
}

/** How files are read that may be the end of the process that reads them. */
export interface Care {
  /** Under `factsKey`: files that an earlier run ended at. They are read first, while nothing else can be to blame. */
  readonly suspects: ReadonlySet<string>;
  /** Under `factsKey`: files that are not read again, with the reason as a sentence fragment for the report. */
  readonly quarantined: ReadonlyMap<string, string>;
  /** Where more are to be read than these, none is, and `collectFacts` throws TooMuchToRead. Default: all are read. */
  readonly mostToRead?: number | undefined;
  /** What was read for this run already, in parts: it is counted with the rest. */
  readonly readBefore?: Parsed | undefined;
  /** Told before the content of a file is worked on. */
  onFile(file: ReadFile): void;
}

export interface Parsed {
  /** Blobs whose content was read and extracted, once for each kind of path. */
  readonly parsedFiles: number;
  readonly parsedBytes: number;
}

/** One of some parts of about the same size that files are divided into, by their content. */
export interface Part {
  /** From 0. */
  readonly index: number;
  readonly of: number;
}

/** Facts kept by content. The extractor version is the store's own business: a new version sees an empty store. */
export interface FactsStore {
  /**
   * Answers under `factsKey(key)`; keys never stored are absent. Facts answered once are the same object as long as the
   * store has them at hand: code is added to them in place.
   */
  getMany(keys: readonly FactsKey[], wanted?: FactsWanted): Promise<Map<string, FileFacts>>;
  putMany(rows: readonly { readonly key: FactsKey; readonly facts: FileFacts }[]): Promise<void>;
  close(): Promise<void>;
}
