/** What `value.attribute` gives. */
import type { AttributeExpression, Expression, Statement } from '../../../facts/python/code/nodes.js';
import { dottedName, walkStatements } from '../../../facts/python/code/walk.js';
import type { ClassSymbol, FunctionSymbol } from '../../python/symbols-types.js';
import type { ModelClass } from '../types.js';
import { outside, type Scope } from './context.js';
import type { Inferrer } from './infer.js';
import { NOTHING, UNKNOWN, joined, merge, narrowed, openLoaded, querysetOf, rowOf, type Inner, type Instance } from './inner.js';

/** The type of an attribute; unknown where the value has none that can be told. */
export function attributeOf(inferrer: Inferrer, scope: Scope, expression: AttributeExpression): Inner {
  const { value, attribute } = expression;
  if (attribute === 'user' && isRequest(value)) return userType(inferrer, scope.path);
  const self = inferrer.selfOf(scope, value);
  const type = inferrer.infer(scope, value);
  if (self !== undefined && type.kind !== 'instance' && type.kind !== 'class') return ofSelf(inferrer, scope, self.owner, attribute, type);
  switch (type.kind) {
    case 'class':
      return inferrer.managers.manager(type.model, attribute, scope.depth) ?? (/^_(default|base)_manager$/.test(attribute) ? inferrer.managers.standard(type.model, scope.depth) : UNKNOWN);
    case 'instance':
      return ofInstance(inferrer, scope, type, attribute);
    case 'manager':
    case 'queryset':
      return attribute === 'model' ? { kind: 'class', model: type.model } : UNKNOWN;
    case 'pages':
      return attribute === 'object_list' ? type.of : UNKNOWN;
    default:
      return UNKNOWN;
  }
}

function isRequest(value: Expression): boolean {
  const name = dottedName(value);
  return name === 'request' || name === 'self.request' || name === 'info.context' || name === 'self.context.request';
}

function userType(inferrer: Inferrer, path: string): Inner {
  const model = inferrer.classes.user(path);
  return model === undefined ? UNKNOWN : { kind: 'instance', model, loaded: NOTHING, origin: null };
}

function ofInstance(inferrer: Inferrer, scope: Scope, type: Instance, attribute: string): Inner {
  const { model, loaded } = type;
  if (attribute === '__class__') return { kind: 'class', model };
  const field = model.fields.find((one) => one.name === attribute);
  if (field?.relation !== undefined) {
    const { form, target } = field.relation;
    if (form === 'generic' || !('fields' in target)) return UNKNOWN;
    return form === 'many-to-many' ? related(inferrer, scope, type, target, attribute) : { kind: 'instance', model: target, loaded: narrowed(loaded, attribute), origin: type.origin };
  }
  if (field !== undefined) return UNKNOWN;
  const back = reverseOf(model).find((one) => one.accessor === attribute);
  if (back !== undefined) return back.field.relation?.form === 'one-to-one' ? { kind: 'instance', model: back.from, loaded: narrowed(loaded, attribute), origin: type.origin } : related(inferrer, scope, type, back.from, attribute);
  const own = inferrer.input.symbols.attribute(model, attribute);
  if (own.kind !== 'found' || own.attribute.kind !== 'function' || !own.attribute.decorators.some(isProperty)) return UNKNOWN;
  const fn: FunctionSymbol = { kind: 'function', path: own.owner.path, symbol: `${own.owner.symbol}.${attribute}`, node: own.attribute };
  return inferrer.returns(fn, model, type, scope.depth + 1);
}

function isProperty(decorator: Expression): boolean {
  return /(^|\.)(cached_)?property$/.test(dottedName(decorator) ?? '');
}

/** Relations that lead here, those of the tables it inherits included. */
export function reverseOf(model: ModelClass): ModelClass['reverse'] {
  return [...model.reverse, ...model.parents.flatMap(reverseOf)];
}

function related(inferrer: Inferrer, scope: Scope, type: Instance, target: ModelClass, attribute: string): Inner {
  const manager = inferrer.managers.standard(target, scope.depth);
  const held = narrowed(type.loaded, attribute);
  return { ...manager, held: joined({ ...manager.loaded, open: manager.loaded.open }, held) };
}

function ofSelf(inferrer: Inferrer, scope: Scope, owner: ClassSymbol, attribute: string, type: Inner): Inner {
  if ((type.kind === 'manager' || type.kind === 'queryset') && attribute === 'model') return { kind: 'class', model: type.model };
  if (attribute === 'instance' || attribute === 'object') return shown(inferrer, scope, owner, attribute);
  const answer = inferrer.input.symbols.attribute(owner, attribute);
  if (answer.kind === 'found' && answer.attribute.kind === 'function') {
    if (!answer.attribute.decorators.some(isProperty)) return UNKNOWN;
    return inferrer.returns({ kind: 'function', path: answer.owner.path, symbol: `${answer.owner.symbol}.${attribute}`, node: answer.attribute }, owner, null, scope.depth + 1);
  }
  const assigned = assignments(inferrer, owner, attribute).map(([inside, value]) => inferrer.infer({ ...inferrer.scopeOf(inside), owner, depth: scope.depth + 1, memo: new Map() }, value));
  if (answer.kind === 'found' && answer.attribute.kind !== 'class' && answer.attribute.kind !== 'function') assigned.push(inferrer.infer(outside(answer.owner.path, scope.depth), answer.attribute));
  if (assigned.length > 0) return merge(assigned);
  return attribute === 'object_list' || attribute === 'queryset' ? (inferrer.classes.modelOf(owner, scope.depth)?.queryset ?? UNKNOWN) : UNKNOWN;
}

/** `self.object` of a view, `self.instance` of a form or serializer. */
function shown(inferrer: Inferrer, scope: Scope, owner: ClassSymbol, attribute: string): Inner {
  const known = inferrer.classes.modelOf(owner, scope.depth);
  if (known === undefined) return UNKNOWN;
  const rows = known.queryset ?? inferrer.managers.standard(known.model, scope.depth);
  if (attribute === 'object' && (rows.kind === 'queryset' || rows.kind === 'manager')) return rowOf(querysetOf(rows, { kind: 'unknown', start: 0, end: 0 }), null);
  return { kind: 'instance', model: known.model, loaded: openLoaded('the object is that of the caller'), origin: null };
}

/** `self.attribute = value` in the methods of a class and its bases. */
function assignments(inferrer: Inferrer, owner: ClassSymbol, attribute: string): (readonly [FunctionSymbol, Expression])[] {
  const found: (readonly [FunctionSymbol, Expression])[] = [];
  for (const one of inferrer.input.symbols.ancestry(owner).classes) {
    for (const node of one.node.body) {
      if (node.kind !== 'function') continue;
      const fn: FunctionSymbol = { kind: 'function', path: one.path, symbol: `${one.symbol}.${node.name}`, node };
      walkStatements(node.body, (statement: Statement) => {
        if (statement.kind === 'assign' && statement.value !== null && statement.targets.some((target) => dottedName(target) === `self.${attribute}`)) found.push([fn, statement.value]);
      });
    }
  }
  return found;
}
