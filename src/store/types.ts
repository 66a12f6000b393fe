import type { FileFacts, PathKind } from '../facts/types.js';

export interface FactsKey {
  readonly oid: string;
  readonly kind: PathKind;
}

export interface FactsWanted {
  /** Answer the `code` of Python files as well, which is as long as half their source. Without it some facts may have theirs, others not. */
  readonly code?: boolean;
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
