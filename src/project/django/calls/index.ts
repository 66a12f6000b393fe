import { createCalls } from '../../python/calls/graph.js';
import type { DjangoInput } from '../input.js';
import type { CallGraph } from '../types.js';

/** The call graph of the repository's Python code; nothing in it is Django's own. */
export function createCallGraph({ symbols, facts }: DjangoInput): CallGraph {
  return createCalls({ symbols, facts });
}
