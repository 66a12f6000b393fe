import type { DjangoInput } from '../input.js';
import type { CommandIndex } from '../types.js';

export function createCommandIndex(_input: DjangoInput): CommandIndex {
  return { commands: new Map(), find: () => ({ kind: 'unknown', reason: 'not read' }) };
}
