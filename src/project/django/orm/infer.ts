/** What an expression gives. Memoised by expression; cycles and too many helper calls end as unknown. */
import type { AttributeExpression, CallExpression, Expression, FunctionNode, NameExpression, ReturnStatement } from '../../../facts/python/code/nodes.js';
import { dottedName, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';
import type { ClassSymbol, FunctionSymbol } from '../../python/symbols-types.js';
import { perBody } from '../../per-object.js';
import { inCycles, keyedByPair, perKey, perPair } from '../../tracked.js';
import { sameData } from '../../same-data.js';
import type { DjangoInput } from '../input.js';
import { annotated } from './annotations.js';
import { attributeOf } from './attributes.js';
import { callOf } from './calls.js';
import { createModelClasses } from './classes.js';
import { DEEPEST, outside, type Inference, type Managers, type ModelClasses, type Scope } from './context.js';
import { UNKNOWN, merge, openLoaded, querysetOf, rowOf, type Inner } from './inner.js';
import { localsOf, visible, type Given, type LocalBinding, type Locals } from './locals.js';
import { createManagers } from './managers.js';

/** Decorators under which a function still returns what its body says. */
const TRANSPARENT = new Set(['property', 'cached_property', 'staticmethod', 'classmethod', 'atomic', 'override', 'lru_cache', 'cache', 'login_required', 'queryable_property']);

export class Inferrer implements Inference {
  readonly managers: Managers;
  readonly classes: ModelClasses;
  // By the scope, not the file: an expression that stands where it stood means something else where its function has changed around it.
  private readonly inScope = perPair((scope: Scope, expression: Expression) => this.guarded(scope, expression), sameData);
  private readonly returned = perKey((_depthAndPaths: string) => keyedByPair<FunctionNode, object, Inner>(sameData));
  private readonly visiting = new Set<Expression>();
  private readonly scopes = keyedByPair<string, FunctionNode, Scope>(sameData);

  constructor(readonly input: DjangoInput) {
    this.managers = createManagers(input, this);
    this.classes = createModelClasses(input, this);
  }

  /** The scope of a function as nobody in particular calls it. */
  scopeOf(fn: FunctionSymbol): Scope {
    return this.scopes(fn.path, fn.node, () => {
      const above = fn.symbol.split('.').slice(0, -1).join('.');
      const owner = above === '' ? undefined : this.input.symbols.classes(fn.path).find((one) => one.symbol === above);
      const around = above === '' || owner !== undefined ? undefined : this.input.symbols.functions(fn.path).find((one) => one.symbol === above);
      const outer = around === undefined ? null : this.scopeOf(around);
      return {
        path: fn.path,
        fn,
        // Asked anew: the answer holds the function's body.
        get locals() {
          return localsFor(fn.node);
        },
        owner: owner ?? null,
        self: null,
        outer,
        depth: 0,
        memo: null,
      };
    });
  }

  infer(scope: Scope, expression: Expression): Inner {
    if (scope.memo === null) return inCycles(() => this.inScope(scope, expression), () => ({ kind: 'none' }));
    const known = scope.memo.get(expression) ?? this.guarded(scope, expression);
    if (!this.visiting.has(expression)) scope.memo.set(expression, known);
    return known;
  }

  private guarded(scope: Scope, expression: Expression): Inner {
    if (this.visiting.has(expression)) return { kind: 'none' };
    this.visiting.add(expression);
    try {
      return placed(this.afresh(scope, expression), scope.path);
    } finally {
      this.visiting.delete(expression);
    }
  }

  returns(fn: FunctionSymbol, owner: ClassSymbol | null, self: Inner | null, depth: number): Inner {
    if (depth > DEEPEST || !fn.node.decorators.every(isTransparent)) return UNKNOWN;
    if (self !== null) return this.returnsAfresh(fn, owner, self, depth);
    const known = this.returned(`${depth} ${fn.path} ${owner?.path}`);
    return inCycles(() => known(fn.node, owner?.node ?? NOBODY, () => this.returnsAfresh(fn, owner, self, depth)), () => ({ kind: 'none' }));
  }

  private returnsAfresh(fn: FunctionSymbol, owner: ClassSymbol | null, self: Inner | null, depth: number): Inner {
    const values = returned(fn.node);
    if (values === undefined) return UNKNOWN;
    const scope: Scope = { ...this.scopeOf(fn), owner: owner ?? this.scopeOf(fn).owner, self, depth, memo: new Map() };
    return merge(values.map((value) => this.infer(scope, value)));
  }

  private afresh(scope: Scope, expression: Expression): Inner {
    switch (expression.kind) {
      case 'name':
        return this.name(scope, expression);
      case 'attribute':
        return this.attribute(scope, expression);
      case 'call':
        return callOf(this, scope, expression);
      case 'constant':
        return expression.value === null ? { kind: 'none' } : UNKNOWN;
      case 'await':
      case 'named':
        return this.infer(scope, expression.value);
      case 'conditional':
        return merge([this.infer(scope, expression.body), this.infer(scope, expression.orElse)]);
      case 'boolean':
        return expression.operator === 'or' ? merge([this.infer(scope, expression.left), this.infer(scope, expression.right)]) : this.infer(scope, expression.right);
      case 'binary':
        return expression.operator === '|' || expression.operator === '&' ? this.combined(scope, expression.left, expression.right) : UNKNOWN;
      case 'subscript':
        return this.subscript(scope, expression.value, expression.index);
      case 'comprehension':
        return expression.form === 'dictionary' ? UNKNOWN : this.gathered(scope, expression, expression.element);
      default:
        return UNKNOWN;
    }
  }

  private combined(scope: Scope, left: Expression, right: Expression): Inner {
    const types = [this.infer(scope, left), this.infer(scope, right)];
    return types.every((type) => type.kind === 'queryset' || type.kind === 'manager') ? merge(types) : UNKNOWN;
  }

  private subscript(scope: Scope, value: Expression, index: Expression): Inner {
    const type = this.infer(scope, value);
    if (type.kind !== 'queryset') return UNKNOWN;
    return index.kind === 'slice' ? { ...type, sliced: true } : rowOf(type, value);
  }

  /** A list of instances: what it loops over brings along what its elements have. */
  private gathered(scope: Scope, whole: Expression, element: Expression): Inner {
    const type = this.infer(scope, element);
    if (type.kind !== 'instance') return UNKNOWN;
    const base = querysetOf(this.managers.standard(type.model, scope.depth), type.origin ?? whole);
    return { ...base, loaded: type.origin === null ? openLoaded('the objects are made here') : type.loaded, sliced: true };
  }

  private attribute(scope: Scope, expression: AttributeExpression): Inner {
    const found = attributeOf(this, scope, expression);
    return found.kind === 'unknown' && this.isGlobal(scope, expression) ? this.global(scope, expression) : found;
  }

  private isGlobal(scope: Scope, expression: Expression): boolean {
    const head = dottedName(expression)?.split('.')[0];
    return head !== undefined && head !== 'self' && !this.binds(scope, head);
  }

  private binds(scope: Scope, name: string): boolean {
    for (let at: Scope | null = scope; at !== null; at = at.outer) {
      if (at.locals?.bindings.has(name) === true || at.fn?.node.parameters.some((parameter) => parameter.name === name) === true) return true;
    }
    return false;
  }

  private name(scope: Scope, expression: NameExpression): Inner {
    for (let at: Scope | null = scope; at !== null; at = at.outer) {
      const found = this.local(at, expression, at === scope ? expression.start : null);
      if (found !== undefined) return found;
    }
    return this.global(scope, expression);
  }

  /** undefined when the function does not bind the name. `offset` null: seen from a nested function, any binding counts. */
  private local(scope: Scope, { id }: NameExpression, offset: number | null): Inner | undefined {
    if (scope.fn === null || scope.locals === null) return undefined;
    const parameter = scope.fn.node.parameters.find((one) => one.name === id);
    const own = scope.locals.bindings.get(id);
    if (parameter === undefined && own === undefined) return undefined;
    const { bindings, certain } = offset === null ? { bindings: (own ?? []).filter(isOwn), certain: false } : visible(scope.locals, id, offset);
    if (bindings.length === 0 && parameter === undefined) return offset === null ? undefined : UNKNOWN;
    const types = bindings.map((binding) => this.given(scope, binding.given));
    if (!certain && parameter !== undefined) types.push(annotated(this, scope, parameter));
    return merge(types);
  }

  private given(scope: Scope, given: Given): Inner {
    if (given.kind === 'value') return this.infer(scope, given.value);
    if (given.kind === 'first') {
      const type = this.infer(scope, given.value);
      return type.kind === 'pair' ? type.first : UNKNOWN;
    }
    return given.kind === 'element' ? this.element(scope, given.iterable) : UNKNOWN;
  }

  private element(scope: Scope, iterable: Expression): Inner {
    const type = this.infer(scope, iterable);
    return rowOf(type.kind === 'pages' ? type.of : type, iterable);
  }

  private global(scope: Scope, expression: Expression): Inner {
    const resolved = this.input.symbols.resolveExpression(scope.path, expression, scope.fn?.node);
    if (resolved.kind === 'class') {
      const model = this.input.django.models.of(resolved);
      return model === undefined ? UNKNOWN : { kind: 'class', model };
    }
    if (resolved.kind === 'external') {
      const model = this.input.django.models.external(resolved.dotted);
      return model === undefined ? UNKNOWN : { kind: 'class', model };
    }
    return resolved.kind === 'value' ? this.infer(outside(resolved.path, scope.depth), resolved.value) : UNKNOWN;
  }

  /** The class whose method the expression stands in, when the name is its `self` or `cls`. */
  selfOf(scope: Scope, expression: Expression): { readonly owner: ClassSymbol; readonly scope: Scope; readonly isClass: boolean } | undefined {
    if (expression.kind !== 'name') return undefined;
    for (let at: Scope | null = scope; at !== null; at = at.outer) {
      if (at.owner === null || at.fn === null) continue;
      const names = at.fn.node.decorators.map((decorator) => dottedName(decorator));
      if (names.includes('staticmethod') || at.fn.node.parameters[0]?.name !== expression.id) return undefined;
      return { owner: at.owner, scope: at, isClass: names.includes('classmethod') };
    }
    return undefined;
  }

  /** `self` in a method: the model's instance, or the manager of the one model that it is attached to. */
  selfType(scope: Scope, owner: ClassSymbol, isClass: boolean): Inner {
    if (scope.self !== null) return scope.self;
    const model = this.input.django.models.of(owner);
    if (model !== undefined) return isClass ? { kind: 'class', model } : { kind: 'instance', model, loaded: openLoaded('the instance is that of the caller'), origin: null };
    return this.managers.attached(owner) ?? UNKNOWN;
  }
}

/** The owner of a function that is no method. */
const NOBODY = {};

const localsFor = perBody((node: FunctionNode): Locals => localsOf(node));

/** The file in which a queryset's chain begins is that of the innermost expression that gives it. */
function placed(type: Inner, path: string): Inner {
  if ((type.kind !== 'queryset' && type.kind !== 'instance') || type.origin === null || type.originPath !== undefined) return type;
  return { ...type, originPath: path };
}

function isOwn(binding: LocalBinding): boolean {
  return binding.within === null;
}

function isTransparent(decorator: Expression): boolean {
  const callee: Expression = decorator.kind === 'call' ? (decorator as CallExpression).callee : decorator;
  return TRANSPARENT.has(dottedName(callee)?.split('.').at(-1) ?? '');
}

/** The values of a function's return statements; undefined for a generator. */
function returned(node: FunctionNode): readonly Expression[] | undefined {
  const found: ReturnStatement[] = [];
  let generates = false;
  walkStatements(node.body, (statement) => {
    if (statement.kind === 'function' || statement.kind === 'class') return false;
    if (statement.kind === 'return') found.push(statement);
    if (statement.kind === 'expression') walkExpressions(statement.value, (inner) => void (generates ||= inner.kind === 'yield'));
    return true;
  });
  return generates ? undefined : found.flatMap(({ value }) => (value === null ? [] : [value]));
}
