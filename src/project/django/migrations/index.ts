import type { DjangoInput } from '../input.js';
import type { MigrationIndex } from '../types.js';

export function createMigrationIndex(_input: DjangoInput): MigrationIndex {
  return { of: () => [], leaves: () => [], state: () => ({ models: new Map(), open: 'not read' }), apps: [] };
}
