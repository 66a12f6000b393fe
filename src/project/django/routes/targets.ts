/** Which view the second argument of a route is. Pure. */
import { dottedName, keywordOf, literalString } from '../../../facts/python/code/walk.js';
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import type { ClassSymbol, FunctionSymbol, Resolved } from '../../python/symbols-types.js';
import { isViewClass, viewOf } from '../views/view.js';
import type { DjangoInput } from '../input.js';
import type { ViewTarget } from '../types.js';
import { moduleSpot, type Spot } from './finder.js';

export interface Target {
  readonly target: ViewTarget;
  /** Methods that `as_view({'get': 'list'})` names; null without. */
  readonly methods: readonly string[] | null;
  /** The class or function behind `target`, for a view of the repository. */
  readonly symbol?: ClassSymbol | FunctionSymbol;
}

/** Aliases and wrappers around a view. */
const DEEPEST = 8;

/** Resolves views as they stand in urlconfs. */
export class TargetResolver {
  constructor(private readonly input: DjangoInput) {}

  /** The view that an expression stands for, wrappers taken off. */
  resolve(spot: Spot, expression: Expression, depth = 0): Target {
    if (depth > DEEPEST) return unknown('the view is wrapped too often');
    switch (expression.kind) {
      case 'call':
        return this.ofCall(spot, expression, depth);
      case 'name':
      case 'attribute':
        return this.ofName(spot, expression, depth);
      case 'lambda':
        return unknown('the view is a lambda');
      case 'string':
        return unknown('the view is named by a string');
      default:
        return unknown('the view is computed');
    }
  }

  /** The class or function that a name leads to; what is missing is told with the names that are there. */
  named(spot: Spot, expression: Expression, depth = 0): Target {
    const resolved = this.input.symbols.resolveExpression(spot.path, expression, spot.scope);
    switch (resolved.kind) {
      case 'class':
      case 'function':
        return { target: { kind: 'view', view: viewOf(resolved, this.input.symbols) }, methods: null, symbol: resolved };
      case 'external':
        return { target: { kind: 'external', dotted: resolved.dotted }, methods: null };
      case 'missing':
        return this.missing(spot, expression, resolved);
      case 'value':
        return resolved.symbol.includes('.') ? unknown('the view is an attribute of a class') : this.resolve(moduleSpot(resolved.path), resolved.value, depth + 1);
      case 'module':
        return unknown('a module is no view');
      case 'unknown':
        return unknown(resolved.reason);
    }
  }

  private ofName(spot: Spot, expression: Expression, depth: number): Target {
    if (expression.kind === 'name' && spot.names.has(expression.id)) {
      const version = spot.names.get(expression.id);
      if (version !== undefined && version.mode === 'set') return this.resolve({ ...spot, names: new Map([...spot.names, [expression.id, version.previous]]) }, version.value, depth + 1);
    }
    return this.named(spot, expression, depth);
  }

  private ofCall(spot: Spot, call: CallExpression, depth: number): Target {
    const { callee, args } = call;
    if (callee.kind === 'attribute' && /^as(gi|_asgi)?_view$/.test(callee.attribute)) return this.asView(spot, call, callee.value, depth);
    const [first] = args;
    const made = this.input.symbols.resolveExpression(spot.path, callee, spot.scope);
    if (made.kind === 'class' && this.answers(made)) return { target: { kind: 'view', view: viewOf(made, this.input.symbols) }, methods: null, symbol: made };
    if (made.kind === 'external' && /\.[A-Z]\w*$/.test(made.dotted)) return { target: { kind: 'external', dotted: made.dotted }, methods: null };
    if (first === undefined || made.kind === 'class') return unknown('the view is made by a call');
    const inner = this.resolve(spot, first, depth + 1);
    // A wrapper takes the view itself: a class without as_view() is an argument of another kind.
    if (inner.symbol?.kind === 'class' && !isAsView(first)) return isViewClass(inner.symbol, this.input.symbols) === 'yes' ? inner : unknown('the view is made by a call');
    if (inner.target.kind === 'external' && made.kind !== 'external' && !isAsView(first)) return unknown('the view is made by a call');
    return inner;
  }

  /** Instances that are called: syndication feeds, classes with `__call__`. */
  private answers(symbol: ClassSymbol): boolean {
    return isViewClass(symbol, this.input.symbols) === 'yes' || this.input.symbols.attribute(symbol, '__call__').kind === 'found';
  }

  private asView(spot: Spot, call: CallExpression, owner: Expression, depth: number): Target {
    const found = dottedName(owner) === undefined ? this.resolve(spot, owner, depth + 1) : this.named(spot, owner, depth);
    const [first] = call.args;
    const actions = first ?? keywordOf(call, 'actions')?.value;
    if (actions?.kind !== 'dictionary') return found;
    const keys = actions.entries.map(({ key }) => literalString(key));
    const methods = keys.every((key) => key !== undefined) ? keys.map((key) => key.toUpperCase()).sort() : null;
    return { ...found, methods };
  }

  private missing(spot: Spot, expression: Expression, resolved: Extract<Resolved, { kind: 'missing' }>): Target {
    const { path, name } = resolved;
    // An import that lacks the name fails by itself: nothing here names it wrongly.
    const written = expression.kind === 'attribute' ? expression.attribute === name : path === spot.path;
    if (!written && path !== '') return unknown(`\`${name}\` is imported from ${path}, which has no such name`);
    const answer = path === '' ? undefined : this.input.python.exportsName(path, name);
    if (path === '' || answer?.kind !== 'no') return unknown(path === '' ? `the module \`${name}\` is missing` : `\`${name}\` of ${path} can't be told`);
    const place = { path: spot.path, span: this.input.symbols.span(spot.path, expression) };
    return { target: { kind: 'missing', name, place, path, nearest: answer.nearest }, methods: null };
  }
}

function isAsView(expression: Expression): boolean {
  return expression.kind === 'call';
}

function unknown(reason: string): Target {
  return { target: { kind: 'unknown', reason }, methods: null };
}
