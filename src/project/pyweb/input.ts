/** What the parts of the model are built from. */
import type { FileFacts } from '../../facts/types.js';
import type { CallGraph } from '../python/calls/types.js';
import type { PythonSymbols } from '../python/symbols-types.js';

export interface PywebInput {
  /** Every path of the tree, sorted. */
  readonly paths: readonly string[];
  facts(path: string): FileFacts | undefined;
  readonly symbols: PythonSymbols;
  calls(): CallGraph;
}
