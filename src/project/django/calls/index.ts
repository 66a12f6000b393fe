import type { DjangoInput } from '../input.js';
import type { CallGraph } from '../types.js';

export function createCallGraph(_input: DjangoInput): CallGraph {
  return { from: () => [], reach: () => [] };
}
