import type { DjangoInput } from '../input.js';
import type { OrmIndex } from '../types.js';

export function createOrmIndex(_input: DjangoInput): OrmIndex {
  return { typeOf: () => ({ kind: 'unknown' }), typeAt: () => ({ kind: 'unknown' }), modelOf: () => undefined };
}
