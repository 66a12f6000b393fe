import type { DjangoInput } from '../input.js';
import type { ModelIndex } from '../types.js';

export function createModelIndex(_input: DjangoInput): ModelIndex {
  return { models: [], at: () => undefined, byName: () => undefined, of: () => undefined, field: () => ({ kind: 'unknown', reason: 'not read' }) };
}
