/** Answers what a name means on a model. Pure. */
import { nearest } from '../../nearest.js';
import type { DjangoInput } from '../input.js';
import type { FieldAnswer, ModelClass, ModelField } from '../types.js';
import { USER_REVERSE } from './known.js';

/** A field, relation, way back or column of a model by its name. `isUser`: the model may be the one that settings name as the user. */
export function findField(input: DjangoInput, model: ModelClass, name: string, isUser: boolean): FieldAnswer {
  const own = model.fields.find((field) => field.name === name);
  if (own !== undefined) return { kind: 'field', field: own };
  const back = waysBack(model);
  const reverse = back.find((one) => one.query === name) ?? back.find((one) => one.accessor === name);
  if (reverse !== undefined) return { kind: 'reverse', from: reverse.from, field: reverse.field };
  const primary = model.fields.find((field) => field.primaryKey);
  if (name === 'pk') return { kind: 'column', field: primary ?? null };
  if (name === 'id' && (primary === undefined || model.open !== null || primary.name.endsWith('_ptr'))) return { kind: 'column', field: null };
  if (name === '_order' && model.meta.has('order_with_respect_to')) return { kind: 'column', field: null };
  const related = name.endsWith('_id') ? model.fields.find((field) => field.name === name.slice(0, -3)) : undefined;
  if (related?.relation?.form === 'foreign-key' || related?.relation?.form === 'one-to-one') return { kind: 'column', field: related };
  const reason = reasonToDoubt(input, model, isUser);
  if (reason !== null) return { kind: 'unknown', reason };
  const known = [...model.fields.map((field) => field.name), ...back.flatMap((one) => one.query ?? [])];
  return { kind: 'no', nearest: nearest(name, known) };
}

function waysBack(model: ModelClass): ModelClass['reverse'] {
  return [...model.reverse, ...model.parents.flatMap(waysBack)];
}

function reasonToDoubt(input: DjangoInput, model: ModelClass, isUser: boolean): string | null {
  const open = model.open ?? model.parents.map((parent) => parent.open).find((reason) => reason !== null);
  if (open !== undefined && open !== null) return open;
  if (model.abstract) return `${model.name} is abstract: what inherits from it may have more fields`;
  const unnamed = waysBack(model).find((one) => one.query === undefined);
  if (unnamed !== undefined) return `the related name of \`${unnamed.field.name}\` is computed`;
  if (!isUser) return null;
  const { names, open: more } = input.django.apps.external;
  const app = names.find((one) => USER_REVERSE[one] === undefined);
  if (more || app !== undefined) return `other apps${app === undefined ? '' : ` (${app})`} may relate to the user model`;
  return null;
}

/** Ways back that Django's own apps add to the user model. */
export function isUserReverse(name: string): boolean {
  return Object.values(USER_REVERSE).some((names) => names.includes(name));
}

/** The primary key of a model: its own field, or null for the implicit `id`. */
export function primaryKeyOf(model: ModelClass): ModelField | null {
  return model.fields.find((field) => field.primaryKey) ?? null;
}
