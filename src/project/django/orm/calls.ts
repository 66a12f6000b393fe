/** What a call gives. */
import type { AttributeExpression, CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import { dottedName, literalString } from '../../../facts/python/code/walk.js';
import type { ClassSymbol, FunctionSymbol } from '../../python/symbols-types.js';
import { applyMethod } from './chain.js';
import { outside, type Scope } from './context.js';
import type { Inferrer } from './infer.js';
import { NOTHING, UNKNOWN, querysetOf, rowOf, type Inner, type Manager, type Queryset } from './inner.js';

const SAME_ROWS = new Set(['list', 'tuple', 'sorted', 'reversed', 'set', 'iter', 'frozenset']);

/** The type of a call's result. */
export function callOf(inferrer: Inferrer, scope: Scope, call: CallExpression): Inner {
  const { callee } = call;
  if (callee.kind === 'name') return byName(inferrer, scope, call, callee.id);
  if (callee.kind !== 'attribute') return UNKNOWN;
  const onSuper = callee.value.kind === 'call' && dottedName(callee.value.callee) === 'super';
  if (onSuper) return bySuper(inferrer, scope, call, callee);
  const self = inferrer.selfOf(scope, callee.value);
  const receiver = inferrer.infer(scope, callee.value);
  if (receiver.kind === 'manager' || receiver.kind === 'queryset') return onQuery(inferrer, scope, call, callee.attribute, receiver);
  if (receiver.kind === 'instance' || receiver.kind === 'class') return onModel(inferrer, scope, call, callee, receiver);
  if (receiver.kind === 'pages') return callee.attribute === 'get_page' || callee.attribute === 'page' ? receiver : UNKNOWN;
  if (self !== undefined) return onSelf(inferrer, scope, call, self.owner, callee.attribute);
  return byResolution(inferrer, scope, call, callee.attribute);
}

function onQuery(inferrer: Inferrer, scope: Scope, call: CallExpression, name: string, receiver: Manager | Queryset): Inner {
  const own = inferrer.managers.method(receiver, name);
  const self = receiver.kind === 'manager' ? { ...receiver, held: undefined } : receiver;
  if (own !== undefined) {
    const given = inferrer.returns(own.fn, own.owner, self, scope.depth + 1);
    return given.kind === 'queryset' && receiver.kind === 'queryset' ? { ...given, sliced: given.sliced || receiver.sliced } : given;
  }
  const given = applyMethod(receiver, name, call, (expression) => inferrer.infer(scope, expression));
  if (given !== undefined) return given;
  return /^create_(super)?user$/.test(name) ? { kind: 'instance', model: receiver.model, loaded: NOTHING, origin: null } : UNKNOWN;
}

function onModel(inferrer: Inferrer, scope: Scope, call: CallExpression, callee: AttributeExpression, receiver: Extract<Inner, { kind: 'instance' | 'class' }>): Inner {
  const found = inferrer.input.symbols.attribute(receiver.model, callee.attribute);
  if (found.kind === 'found' && found.attribute.kind === 'function') return inferrer.returns(method(found.owner, callee.attribute, found.attribute), receiver.model, receiver, scope.depth + 1);
  // A dotted class (`models.Order(…)`) has its model as the value of the callee itself.
  const type = inferrer.infer(scope, call.callee);
  return type.kind === 'class' ? made(type.model) : UNKNOWN;
}

function method(owner: ClassSymbol, name: string, node: FunctionSymbol['node']): FunctionSymbol {
  return { kind: 'function', path: owner.path, symbol: `${owner.symbol}.${name}`, node };
}

function made(model: Extract<Inner, { kind: 'class' }>['model']): Inner {
  return { kind: 'instance', model, loaded: NOTHING, origin: null };
}

/** Methods of views, serializers, forms and whatever else has a class of the repository. */
function onSelf(inferrer: Inferrer, scope: Scope, call: CallExpression, owner: ClassSymbol, name: string): Inner {
  const found = inferrer.input.symbols.attribute(owner, name);
  if (found.kind === 'found' && found.attribute.kind === 'function') return inferrer.returns(method(found.owner, name, found.attribute), owner, null, scope.depth + 1);
  return standardMethod(inferrer, scope, call, owner, name);
}

function standardMethod(inferrer: Inferrer, scope: Scope, call: CallExpression, owner: ClassSymbol, name: string): Inner {
  const [first] = call.args;
  if ((name === 'paginate_queryset' || name === 'filter_queryset') && first !== undefined) return inferrer.infer(scope, first);
  if (name !== 'get_queryset' && name !== 'get_object') return UNKNOWN;
  const known = inferrer.classes.modelOf(owner, scope.depth);
  if (known === undefined) return UNKNOWN;
  const queryset = known.queryset ?? inferrer.managers.standard(known.model, scope.depth);
  if (queryset.kind !== 'queryset' && queryset.kind !== 'manager') return UNKNOWN;
  return name === 'get_queryset' ? querysetOf(queryset, call) : rowOf(querysetOf(queryset, call), call);
}

function bySuper(inferrer: Inferrer, scope: Scope, call: CallExpression, callee: AttributeExpression): Inner {
  const owner = enclosingOwner(scope);
  if (owner === undefined) return UNKNOWN;
  const above = methodAbove(inferrer, scope, owner, callee.attribute);
  const { self } = scope;
  if (above !== undefined) return inferrer.returns(above, owner, self, scope.depth + 1);
  const type = self ?? inferrer.selfType(scope, owner, false);
  if (type.kind === 'manager' || type.kind === 'queryset') return applyMethod(type, callee.attribute, call, (expression) => inferrer.infer(scope, expression)) ?? UNKNOWN;
  if (type.kind !== 'unknown') return UNKNOWN;
  return callee.attribute === 'get_queryset' ? fromAttributes(inferrer, scope, owner, call) : standardMethod(inferrer, scope, call, owner, callee.attribute);
}

/** What `super().get_queryset()` of a generic view or admin starts from: `queryset = …`, else all rows of the model. */
function fromAttributes(inferrer: Inferrer, scope: Scope, owner: ClassSymbol, call: CallExpression): Inner {
  const written = inferrer.input.symbols.attribute(owner, 'queryset');
  if (written.kind === 'found' && written.attribute.kind !== 'function' && written.attribute.kind !== 'class') {
    const type = inferrer.infer(outside(written.owner.path, scope.depth), written.attribute);
    return type.kind === 'queryset' || type.kind === 'manager' ? querysetOf(type, call) : UNKNOWN;
  }
  const model = inferrer.classes.named(owner);
  return model === undefined ? UNKNOWN : querysetOf(inferrer.managers.standard(model, scope.depth), call);
}

function enclosingOwner(scope: Scope): ClassSymbol | undefined {
  for (let at: Scope | null = scope; at !== null; at = at.outer) if (at.owner !== null) return at.owner;
  return undefined;
}

/** The method that `super().name` means: the next one after the class that the calling method stands in. */
function methodAbove(inferrer: Inferrer, scope: Scope, owner: ClassSymbol, name: string): FunctionSymbol | undefined {
  const line = inferrer.input.symbols.ancestry(owner).classes;
  const inside = scope.fn?.symbol.split('.').slice(0, -1).join('.');
  const at = line.findIndex((one) => one.path === scope.path && one.symbol === inside);
  for (const one of line.slice(at + 1)) {
    const node = one.node.body.find((statement) => statement.kind === 'function' && statement.name === name);
    if (node?.kind === 'function') return method(one, name, node);
  }
  return undefined;
}

function byName(inferrer: Inferrer, scope: Scope, call: CallExpression, name: string): Inner {
  const [first] = call.args;
  if (SAME_ROWS.has(name) && first !== undefined) return inferrer.infer(scope, first);
  if (name === 'next' && first !== undefined) return rowOf(inferrer.infer(scope, first), first);
  if (name === 'type' && first !== undefined) {
    const type = inferrer.infer(scope, first);
    return type.kind === 'instance' ? { kind: 'class', model: type.model } : UNKNOWN;
  }
  if (name === 'cls') return constructed(inferrer, scope, call.callee);
  return byResolution(inferrer, scope, call, name);
}

function constructed(inferrer: Inferrer, scope: Scope, callee: Expression): Inner {
  const type = inferrer.infer(scope, callee);
  return type.kind === 'class' ? made(type.model) : UNKNOWN;
}

function byResolution(inferrer: Inferrer, scope: Scope, call: CallExpression, name: string): Inner {
  const resolved = inferrer.input.symbols.resolveExpression(scope.path, call.callee, scope.fn?.node);
  if (resolved.kind === 'external') return external(inferrer, scope, call, resolved.dotted);
  if (resolved.kind === 'function') return resolved.symbol.includes('.') ? UNKNOWN : inferrer.returns(resolved, null, null, scope.depth + 1);
  if (resolved.kind === 'class') {
    const model = inferrer.input.django.models.of(resolved);
    return model !== undefined ? made(model) : newQueryset(inferrer, scope, call, resolved);
  }
  return name === 'cls' ? constructed(inferrer, scope, call.callee) : UNKNOWN;
}

/** `OrderQuerySet(self.model, using=self._db)` */
function newQueryset(inferrer: Inferrer, scope: Scope, call: CallExpression, symbol: ClassSymbol): Inner {
  const [first] = call.args;
  const type = first === undefined ? UNKNOWN : inferrer.infer(scope, first);
  if (type.kind !== 'class' || inferrer.input.symbols.inherits(symbol, (base) => base.endsWith('QuerySet')) !== 'yes') return UNKNOWN;
  const classes = inferrer.input.symbols.ancestry(symbol).classes;
  return querysetOf({ kind: 'manager', model: type.model, loaded: NOTHING, added: { names: [], open: null, classes } }, call);
}

function external(inferrer: Inferrer, scope: Scope, call: CallExpression, dotted: string): Inner {
  const [first, second] = call.args;
  const name = dotted.split('.').at(-1) ?? '';
  if (dotted.endsWith('.get_user_model')) {
    const model = inferrer.classes.user(scope.path);
    return model === undefined ? UNKNOWN : { kind: 'class', model };
  }
  if (dotted === 'django.apps.apps.get_model' && first !== undefined) {
    const label = [literalString(first), second === undefined ? undefined : literalString(second)].filter((part) => part !== undefined).join('.');
    const model = label.includes('.') ? inferrer.input.django.models.byName(label) : undefined;
    return model === undefined ? UNKNOWN : { kind: 'class', model };
  }
  if (first === undefined) return UNKNOWN;
  if (/^a?get_(object|list)_or_404$/.test(name)) {
    const rows = asRows(inferrer, scope, first, call);
    return rows === undefined ? UNKNOWN : name.includes('object') ? rowOf(rows, call) : rows;
  }
  if (dotted === 'django.core.paginator.Paginator') return { kind: 'pages', of: inferrer.infer(scope, first) };
  return dotted === 'typing.cast' && second !== undefined ? inferrer.infer(scope, second) : UNKNOWN;
}

function asRows(inferrer: Inferrer, scope: Scope, first: Expression, call: CallExpression): Queryset | undefined {
  const type = inferrer.infer(scope, first);
  if (type.kind === 'class') return querysetOf(inferrer.managers.standard(type.model, scope.depth), call);
  return type.kind === 'manager' || type.kind === 'queryset' ? querysetOf(type, first) : undefined;
}
