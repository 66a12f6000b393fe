import type { FileFacts, PathKind } from '../facts/types.js';

export interface FactsKey {
  readonly oid: string;
  readonly kind: PathKind;
}

/** Facts kept by content. The extractor version is the store's own business: a new version sees an empty store. */
export interface FactsStore {
  /** Answers under `factsKey(key)`; keys never stored are absent. */
  getMany(keys: readonly FactsKey[]): Promise<Map<string, FileFacts>>;
  putMany(rows: readonly { readonly key: FactsKey; readonly facts: FileFacts }[]): Promise<void>;
  close(): Promise<void>;
}
