/** What a parameter is: by its annotation, or by what the framework hands to the method. */
import type { Expression, Parameter } from '../../../facts/python/code/nodes.js';
import { dottedName } from '../../../facts/python/code/walk.js';
import type { ClassSymbol } from '../../python/symbols-types.js';
import type { ModelClass } from '../types.js';
import type { Scope } from './context.js';
import type { Inferrer } from './infer.js';
import { UNKNOWN, openLoaded, querysetOf, type Inner } from './inner.js';

const MANY = new Set(['QuerySet', 'Iterable', 'Sequence', 'List', 'list', 'Collection', 'Manager', 'RelatedManager', 'tuple', 'Iterator']);
const HANDED_IN = 'the object is that of the caller';

/** The type of a parameter; `self` and `cls` included. */
export function annotated(inferrer: Inferrer, scope: Scope, parameter: Parameter): Inner {
  const self = inferrer.selfOf(scope, { kind: 'name', id: parameter.name, start: parameter.start, end: parameter.end });
  if (self !== undefined) return inferrer.selfType(self.scope, self.owner, self.isClass);
  if (parameter.form === 'variadic' || parameter.form === 'keywords') return UNKNOWN;
  if (parameter.annotation !== undefined) return fromAnnotation(inferrer, scope, parameter.annotation);
  const owner = scope.owner;
  return owner !== null && takesObject(scope, parameter.name) ? ofShown(inferrer, scope, owner) : UNKNOWN;
}

/** `def get_total(self, obj)` of a serializer or admin: a row of its model. */
function takesObject(scope: Scope, name: string): boolean {
  const parameters = scope.fn?.node.parameters ?? [];
  return name === 'obj' && parameters.length === 2 && parameters[1]?.name === 'obj';
}

function ofShown(inferrer: Inferrer, scope: Scope, owner: ClassSymbol): Inner {
  const shows = inferrer.input.symbols.inherits(owner, (base) => /^(rest_framework\.serializers\.|django\.contrib\.admin\.)/.test(base));
  const known = shows === 'yes' ? inferrer.classes.modelOf(owner, scope.depth) : undefined;
  return known === undefined ? UNKNOWN : instance(known.model);
}

function fromAnnotation(inferrer: Inferrer, scope: Scope, annotation: Expression): Inner {
  if (annotation.kind === 'string') return fromText(inferrer, scope, annotation.value);
  if (annotation.kind === 'subscript') {
    const head = dottedName(annotation.value)?.split('.').at(-1) ?? '';
    const argument = annotation.index.kind === 'tuple' ? annotation.index.items[0] : annotation.index;
    if (argument === undefined) return UNKNOWN;
    const type = fromAnnotation(inferrer, scope, argument);
    if (head === 'Optional') return type;
    if (head === 'type' || head === 'Type') return type.kind === 'instance' ? { kind: 'class', model: type.model } : UNKNOWN;
    return MANY.has(head) && type.kind === 'instance' ? many(inferrer, scope, type.model, annotation) : UNKNOWN;
  }
  if (annotation.kind === 'binary' && annotation.operator === '|') {
    const sides = [annotation.left, annotation.right].filter((side) => side.kind !== 'constant');
    return sides.length === 1 ? fromAnnotation(inferrer, scope, sides[0] as Expression) : UNKNOWN;
  }
  const model = modelAt(inferrer, scope, dottedName(annotation));
  return model === undefined ? UNKNOWN : instance(model);
}

function fromText(inferrer: Inferrer, scope: Scope, text: string): Inner {
  const many_ = /^(?:[\w.]+\.)?(\w+)\[["']?([\w.]+)["']?\]$/.exec(text.trim());
  const model = modelAt(inferrer, scope, many_?.[2] ?? (/^[\w.]+$/.test(text) ? text : undefined));
  if (model === undefined) return UNKNOWN;
  if (many_ === null || many_[1] === 'Optional') return instance(model);
  return MANY.has(many_[1] ?? '') ? many(inferrer, scope, model, null) : UNKNOWN;
}

function modelAt(inferrer: Inferrer, scope: Scope, dotted: string | undefined): ModelClass | undefined {
  if (dotted === undefined) return undefined;
  const resolved = inferrer.input.symbols.resolve(scope.path, dotted);
  return resolved.kind === 'class' ? inferrer.input.django.models.of(resolved) : undefined;
}

function instance(model: ModelClass): Inner {
  return { kind: 'instance', model, loaded: openLoaded(HANDED_IN), origin: null };
}

function many(inferrer: Inferrer, scope: Scope, model: ModelClass, annotation: Expression | null): Inner {
  const origin = annotation ?? ({ kind: 'unknown', start: 0, end: 0 } as const);
  const base = querysetOf(inferrer.managers.standard(model, scope.depth), origin);
  return { ...base, loaded: openLoaded(HANDED_IN), added: { ...base.added, open: HANDED_IN } };
}
