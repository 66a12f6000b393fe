/** Fields that a model's own Meta names. */
import type { Expression, StringExpression } from '../../../facts/python/code/nodes.js';
import { dottedName, keywordOf } from '../../../facts/python/code/walk.js';
import type { ModelClass } from '../../../project/django/types.js';
import type { ProjectModel } from '../../../project/types.js';
import { namedByString, stringsIn, type Named, type Setting } from './named.js';
import { namesInExpression } from './queries.js';

/** Names in ordering, indexes, constraints and unique_together of the concrete models of a file. */
export function namesInMeta(model: ProjectModel, path: string): readonly Named[] {
  return model.symbols.classes(path).flatMap((symbol) => {
    const of = model.django.models.of(symbol);
    return of === undefined || of.abstract ? [] : ofModel(model, of);
  });
}

function ofModel(model: ProjectModel, of: ModelClass): readonly Named[] {
  const found: Named[] = [];
  for (const [option, { value, place }] of of.meta) {
    if (place.path !== of.path || value.start < of.node.start || value.end > of.node.end) continue;
    const known: Setting = { model: of, form: 'field', symbol: `${of.symbol}.Meta`, place: `Meta.${option}`, aliases: [], added: null, open: null };
    found.push(...ofOption(model, known, option, value));
  }
  return found;
}

function ofOption(model: ProjectModel, known: Setting, option: string, value: Expression): readonly Named[] {
  switch (option) {
    case 'ordering':
      return ofOrdering(model, known, value);
    case 'get_latest_by':
      return stringsIn(value).map((node) => namedByString({ ...known, form: 'lookup' }, node, /^-/));
    case 'unique_together':
    case 'index_together':
    case 'order_with_respect_to':
      return stringsIn(value).map((node) => namedByString(known, node));
    case 'indexes':
    case 'constraints':
      return items(value).flatMap((item) => ofIndex(model, known, item));
    default:
      return [];
  }
}

function ofOrdering(model: ProjectModel, known: Setting, value: Expression): readonly Named[] {
  const lookup: Setting = { ...known, form: 'lookup' };
  return items(value).flatMap((item) => {
    if (item.kind === 'string') return item.value === '?' ? [] : [namedByString(lookup, item, /^-/)];
    return namesInExpression({ model, path: known.model.path, fn: null }, lookup, item);
  });
}

function items(value: Expression): readonly Expression[] {
  return value.kind === 'list' || value.kind === 'tuple' ? value.items : [];
}

function ofIndex(model: ProjectModel, known: Setting, item: Expression): readonly Named[] {
  if (item.kind !== 'call' || !/(Index|Constraint)$/.test(dottedName(item.callee) ?? '')) return [];
  const fields: readonly StringExpression[] = [...stringsIn(keywordOf(item, 'fields')?.value), ...stringsIn(keywordOf(item, 'include')?.value)];
  const conditions = ['condition', 'check'].flatMap((name) => keywordOf(item, name)?.value ?? []);
  const inner = [...item.args, ...conditions].flatMap((one) => namesInExpression({ model, path: known.model.path, fn: null }, { ...known, form: 'lookup' }, one));
  return [...fields.map((node) => namedByString(known, node, /^-/)), ...inner];
}
