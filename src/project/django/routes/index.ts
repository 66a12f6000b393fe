import type { DjangoInput } from '../input.js';
import type { RouteGraph } from '../types.js';

export function createRouteGraph(_input: DjangoInput): RouteGraph {
  return { routes: [], open: [], reached: [], orphans: [], named: () => ({ kind: 'unknown', reason: 'not read' }), to: () => [], match: () => [] };
}
