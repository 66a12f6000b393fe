/** Where relations lead and how the way back is called. Pure. */
import type { Expression } from '../../../facts/python/code/nodes.js';
import { dottedName, keywordOf, literalString } from '../../../facts/python/code/walk.js';
import type { ClassSymbol } from '../../python/symbols-types.js';
import type { DjangoInput } from '../input.js';
import type { ModelClass, ModelField, Relation } from '../types.js';
import { keyOf, type FieldDraft } from './build.js';
import { knownByLabel, knownModel } from './known.js';
import { reverseNames } from './naming.js';

export interface Targets {
  byName(name: string): ModelClass | undefined;
  of(symbol: ClassSymbol): ModelClass | undefined;
  outside(dotted: string): ModelClass | undefined;
  /** Some model of the repository has this label. */
  hasApp(label: string): boolean;
  userModel(path: string): Relation['target'];
}

/** The field with what its relation leads to, if it is one. */
export function related(input: DjangoInput, targets: Targets, model: ModelClass, { form, hidden, ...field }: FieldDraft): ModelField {
  return form === null ? field : { ...field, relation: relationOf(input, targets, model, { ...field, form, hidden }) };
}

/** The model in whose table a target's rows stand: for a proxy its parent. */
export function endOf(targets: Targets, target: Relation['target']): ModelClass | undefined {
  if ('external' in target) return targets.outside(target.external);
  if ('unknown' in target) return undefined;
  let end: ModelClass | undefined = targets.of(target);
  for (let depth = 0; end?.proxy === true && end.parents[0] !== undefined && depth < 8; depth += 1) end = end.parents[0];
  return end;
}

function relationOf(input: DjangoInput, targets: Targets, model: ModelClass, field: FieldDraft): Relation {
  const form = field.form as Relation['form'];
  const argument = keywordOf(field.call, 'to')?.value ?? field.call.args[0];
  const target = field.hidden && field.type === '' ? unknown('the field is made by a function') : field.typeName === 'GenericForeignKey' ? unknown('a generic relation leads to any model') : targetOf(input, targets, model, field, argument);
  const recursive = !('external' in target) && !('unknown' in target) && keyOf(target) === keyOf(model);
  const through = keywordOf(field.call, 'through')?.value;
  const throughName = through === undefined ? undefined : (literalString(through) ?? dottedName(through));
  const names = reverseNames({ form, call: field.call, model: model.name, app: model.app, defaultName: model.meta.get('default_related_name')?.value, recursive, hidden: field.hidden });
  return { form, target, ...names, ...(throughName === undefined ? {} : { through: throughName }) };
}

function targetOf(input: DjangoInput, targets: Targets, model: ModelClass, field: FieldDraft, argument: Expression | undefined): Relation['target'] {
  const { path } = field.owner;
  if (argument === undefined || argument.kind === 'starred') return unknown('the related model is not written');
  const text = literalString(argument);
  if (text !== undefined) return textTarget(targets, model, text);
  if (argument.kind === 'attribute' && argument.attribute === 'AUTH_USER_MODEL') return targets.userModel(path);
  if (argument.kind === 'call') {
    const called = input.symbols.resolveExpression(path, argument.callee);
    return called.kind === 'external' && called.dotted.endsWith('.get_user_model') ? targets.userModel(path) : unknown('the related model is computed');
  }
  const resolved = input.symbols.resolveExpression(path, argument);
  if (resolved.kind === 'class') return targets.of(resolved) ?? unknown(`${resolved.symbol} is no model`);
  if (resolved.kind === 'external') return { external: knownModel(resolved.dotted)?.dotted ?? resolved.dotted };
  if (resolved.kind === 'value') {
    const named = literalString(resolved.value);
    if (named !== undefined) return textTarget(targets, model, named);
    const asUser = resolved.value.kind === 'call' && /(^|\.)get_user_model$/.test(dottedName(resolved.value.callee) ?? '');
    if (asUser || (resolved.value.kind === 'attribute' && resolved.value.attribute === 'AUTH_USER_MODEL')) return targets.userModel(resolved.path);
  }
  return unknown(resolved.kind === 'unknown' ? resolved.reason : 'the related model is computed');
}

/** `self`, `Model`, `app.Model` */
function textTarget(targets: Targets, model: ModelClass, text: string): Relation['target'] {
  if (text === 'self') return model;
  if (!text.includes('.')) return (model.app === '' ? undefined : targets.byName(`${model.app}.${text}`)) ?? unknown(`the app of ${model.name} has no model ${text}`);
  return labelTarget(targets, text);
}

/** The model of `app.Model`. */
export function labelTarget(targets: Pick<Targets, 'byName' | 'hasApp'>, label: string): Relation['target'] {
  const own = targets.byName(label);
  if (own !== undefined) return own;
  const known = knownByLabel(label);
  if (known !== undefined) return { external: known.dotted };
  const app = label.slice(0, label.indexOf('.'));
  return targets.hasApp(app) ? unknown(`the app ${app} has no model that is called ${label.slice(app.length + 1)}`) : { external: label };
}

/** What AUTH_USER_MODEL is for a file: all settings that govern it must agree. */
export function userModelLabel(input: DjangoInput, path: string): string | undefined {
  const modules = input.django.settings.forFile(path);
  const labels = modules.map((module) => {
    const value = module.get('AUTH_USER_MODEL');
    if (value === undefined) return module.open === null ? 'auth.User' : undefined;
    return value.kind === 'string' ? value.value : undefined;
  });
  const [first] = labels;
  return labels.every((label) => label === first) ? first : undefined;
}

function unknown(reason: string): { readonly unknown: string } {
  return { unknown: reason };
}
