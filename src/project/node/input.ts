import type { FileFacts } from '../../facts/types.js';
import type { Scan } from '../live-tree.js';
import type { Bindings } from '../javascript/bindings.js';

/** What this part of the model is made from. */
export interface NodeInput {
  facts(path: string): FileFacts | undefined;
  readonly scan: Scan;
  readonly bindings: Bindings;
}
