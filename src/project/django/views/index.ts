import type { DjangoInput } from '../input.js';
import type { ViewIndex } from '../types.js';

export function createViewIndex(_input: DjangoInput): ViewIndex {
  return { views: [], at: () => undefined, classesOf: () => null, methods: () => null, handlers: () => [] };
}
