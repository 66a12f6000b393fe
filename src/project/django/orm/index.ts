/** What expressions give, as far as Django's ORM is concerned. */
import type { DjangoInput } from '../input.js';
import type { OrmIndex, OrmType } from '../types.js';
import { outside } from './context.js';
import { Inferrer } from './infer.js';
import type { Inner } from './inner.js';

/** Builds the index of one tree; every answer is memoised. */
export function createOrmIndex(input: DjangoInput): OrmIndex {
  const inferrer = new Inferrer(input);
  return {
    typeOf: (inside, expression) => (input.django.present ? shown(inferrer.infer(inferrer.scopeOf(inside), expression)) : { kind: 'unknown' }),
    typeAt: (path, expression) => (input.django.present ? shown(inferrer.infer(outside(path, 0), expression)) : { kind: 'unknown' }),
    modelOf(symbol) {
      const known = inferrer.classes.modelOf(symbol, 0);
      if (known === undefined) return undefined;
      const queryset = known.queryset === null ? null : shown(known.queryset);
      return { model: known.model, queryset };
    },
  };
}

/** What only leads to an answer is none. */
function shown(type: Inner): OrmType {
  switch (type.kind) {
    case 'manager':
      return { kind: 'manager', model: type.model, loaded: type.held ?? type.loaded, added: type.added };
    case 'queryset':
    case 'instance':
      return type;
    default:
      return { kind: 'unknown' };
  }
}
