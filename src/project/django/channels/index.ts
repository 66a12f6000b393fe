import type { DjangoInput } from '../input.js';
import type { ChannelIndex } from '../types.js';

export function createChannelIndex(_input: DjangoInput): ChannelIndex {
  return { consumers: [], routes: [], stacks: [], open: 'not read' };
}
