/** Where a lookup path leads (`customer__address__city__icontains`). Pure. */
import { nearest } from '../../nearest.js';
import type { ModelClass, ModelField, ModelIndex } from '../types.js';

export type LookupAnswer =
  /** `field`: the column or relation it ends at (null for an implicit `id`); `rest`: lookups and transforms after it. */
  | { readonly kind: 'ok'; readonly model: ModelClass; readonly field: ModelField | null; readonly rest: readonly string[] }
  /** `part` at `index` of the path is neither a field of `model` nor a lookup of `field`. */
  | { readonly kind: 'no'; readonly model: ModelClass; readonly part: string; readonly index: number; readonly nearest: readonly string[]; readonly after: ModelField | null }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Lookups and transforms of Django and its PostgreSQL and GIS apps. */
const LOOKUPS = new Set(
  (
    'exact iexact contains icontains in gt gte lt lte startswith istartswith endswith iendswith range isnull regex iregex search ' +
    'date year iso_year month day week week_day iso_week_day quarter time hour minute second microsecond tzname ' +
    'trigram_similar trigram_word_similar trigram_strict_word_similar unaccent lower upper length trim abs ceil floor round sign sqrt ' +
    'contained_by overlap len has_key has_keys has_any_keys keys values startswith endswith isempty lower_inc upper_inc lower_inf upper_inf fully_lt fully_gt not_lt not_gt adjacent_to ' +
    'intersects within distance_lt distance_lte distance_gt distance_gte dwithin bbcontains bboverlaps covers coveredby crosses disjoint equals same_as touches'
  ).split(' '),
);

/** Fields whose lookups are all known; any other field may have its own. */
const PLAIN_FIELD = /^(Auto|BigAuto|SmallAuto|BigInteger|Boolean|Char|Date|DateTime|Decimal|Duration|Email|File|FilePath|Float|Image|Integer|GenericIPAddress|NullBoolean|PositiveBigInteger|PositiveInteger|PositiveSmallInteger|Slug|SmallInteger|Text|Time|URL|UUID|ForeignKey|OneToOne|ManyToMany)(Field)?$/;

/** Follows a path from a model. `lookups` false where only fields may stand (`only`, `select_related`). */
export function followLookup(models: ModelIndex, start: ModelClass, path: string, lookups = true): LookupAnswer {
  const parts = path.split('__');
  let model = start;
  let field: ModelField | null = null;
  for (const [index, part] of parts.entries()) {
    const answer = models.field(model, part);
    switch (answer.kind) {
      case 'unknown':
        return { kind: 'unknown', reason: answer.reason };
      case 'no':
        return field !== null && lookups && LOOKUPS.has(part) ? { kind: 'ok', model, field, rest: parts.slice(index) } : { kind: 'no', model, part, index, nearest: near(models, model, part, answer.nearest), after: null };
      case 'column':
        return ended(model, answer.field, parts, index, lookups);
      case 'reverse':
        ({ from: model } = answer);
        field = answer.field;
        break;
      case 'field': {
        const { relation } = answer.field;
        if (relation === undefined) return ended(model, answer.field, parts, index, lookups);
        if (!('fields' in relation.target)) return index === parts.length - 1 ? { kind: 'ok', model, field: answer.field, rest: [] } : { kind: 'unknown', reason: `the model behind \`${part}\` is not of this repository` };
        if (relation.form === 'generic' && index < parts.length - 1 && answer.field.typeName !== 'GenericRelation') return { kind: 'unknown', reason: `\`${part}\` leads to any model` };
        if (index === parts.length - 1) return { kind: 'ok', model, field: answer.field, rest: [] };
        model = relation.target;
        field = answer.field;
      }
    }
  }
  return { kind: 'ok', model, field, rest: [] };
}

/** Everything after a column is a lookup or transform of its own. */
function ended(model: ModelClass, field: ModelField | null, parts: readonly string[], index: number, lookups: boolean): LookupAnswer {
  const rest = parts.slice(index + 1);
  const [next] = rest;
  if (next === undefined) return { kind: 'ok', model, field, rest };
  if (field !== null && !(PLAIN_FIELD.test(field.typeName) && field.type.startsWith('django.db.models.'))) return { kind: 'unknown', reason: `\`${field.name}\` is a ${field.typeName || 'field'} with lookups of its own` };
  if (lookups && LOOKUPS.has(next)) return { kind: 'ok', model, field, rest };
  return { kind: 'no', model, part: next, index: index + 1, nearest: nearest(next, LOOKUPS), after: field };
}

/** Names of another model are no help: only those that exist here. */
function near(models: ModelIndex, model: ModelClass, part: string, names: readonly string[]): readonly string[] {
  return names.filter((name) => name !== part && models.field(model, name).kind !== 'no');
}
