/** What the parts of the model are built from. */
import type { FileFacts } from '../../facts/types.js';
import type { CallGraph } from '../python/calls/types.js';
import type { Scan } from '../live-tree.js';
import type { PythonSymbols } from '../python/symbols-types.js';

export interface PywebInput {
  facts(path: string): FileFacts | undefined;
  readonly scan: Scan;
  readonly symbols: PythonSymbols;
  calls(): CallGraph;
}
