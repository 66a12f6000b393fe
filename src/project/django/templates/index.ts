import type { DjangoInput } from '../input.js';
import type { TemplateIndex } from '../types.js';

export function createTemplateIndex(_input: DjangoInput): TemplateIndex {
  return { names: new Map(), namesOf: () => [], find: () => ({ kind: 'unknown', reason: 'not read' }) };
}
