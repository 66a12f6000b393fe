/** What expressions are instances of, as far as a reader of the repository can tell. Pure. */
import type { AttributeExpression, CallExpression, ClassNode, Expression, FunctionNode } from '../../../facts/python/code/nodes.js';
import { dottedName, literalString, walkStatements } from '../../../facts/python/code/walk.js';
import type { ClassSymbol, FunctionSymbol, PythonSymbols, Resolved } from '../symbols-types.js';
import { instanceValues, localValues, type Bound, type InstanceValue } from './local-values.js';
import { perBody, perObject } from '../../per-object.js';
import type { Receiver } from './types.js';

/** Longer chains of assignments and returns are not followed. */
const DEEPEST = 8;

const localsOf = perBody((node: FunctionNode): ReadonlyMap<string, Bound> => localValues(node));
const instancesOf = perObject((node: ClassNode): ReadonlyMap<string, readonly InstanceValue[]> => instanceValues(node));

/** A place where expressions are read: a function, or a module's or class's own level. */
export interface Scope {
  readonly path: string;
  readonly inside: FunctionSymbol | null;
}

export interface ReceiversInput {
  readonly symbols: PythonSymbols;
  ownerOf(symbol: FunctionSymbol): ClassSymbol | undefined;
  functionAt(path: string, node: FunctionNode): FunctionSymbol | undefined;
}

export class Receivers {
  /**
   * What the question at hand has found of variables, by how deep it was: each of twenty lines `rows = rows.filter(…)` asks for all of them. Of one question
   * alone: what another reads is for another to know.
   */
  private found = new Map<Bound, Map<number, Receiver | undefined>>();

  constructor(private readonly input: ReceiversInput) {}

  /** The class or outside object that an expression is, or is an instance of. */
  of(scope: Scope, expression: Expression): Receiver | undefined {
    const outer = this.found;
    this.found = new Map();
    try {
      return this.at(scope, expression, 0);
    } finally {
      this.found = outer;
    }
  }

  private at(scope: Scope, expression: Expression, depth: number): Receiver | undefined {
    if (depth > DEEPEST) return undefined;
    switch (expression.kind) {
      case 'await':
      case 'named':
        return this.at(scope, expression.value, depth + 1);
      case 'name':
        return this.ofName(scope, expression.id, depth);
      case 'attribute':
        return this.ofAttribute(scope, expression, depth);
      case 'call':
        return this.ofCall(scope, expression, depth);
      case 'boolean':
        return this.at(scope, expression.right, depth + 1) ?? this.at(scope, expression.left, depth + 1);
      case 'conditional':
        return this.agreed([this.at(scope, expression.body, depth + 1), this.at(scope, expression.orElse, depth + 1)].filter((one) => one !== undefined));
      default:
        return undefined;
    }
  }

  /** The function of the repository that a method call on the receiver runs. */
  method(receiver: ClassSymbol, name: string): FunctionSymbol | undefined {
    const answer = this.input.symbols.attribute(receiver, name);
    return answer.kind === 'found' && answer.attribute.kind === 'function' ? this.input.functionAt(answer.owner.path, answer.attribute) : undefined;
  }

  /** What `super().name` leads to from a method, among the classes of the repository. */
  above(inside: FunctionSymbol, name: string): FunctionSymbol | undefined {
    const owner = this.input.ownerOf(inside);
    const line = owner === undefined ? [] : this.input.symbols.ancestry(owner).classes.slice(1);
    for (const base of line) {
      const found = this.input.symbols.functions(base.path).find((one) => one.symbol === `${base.symbol}.${name}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private ofName(scope: Scope, name: string, depth: number): Receiver | undefined {
    const { inside, path } = scope;
    if (inside !== null) {
      const parameter = inside.node.parameters.find((one) => one.name === name);
      if (parameter !== undefined) return parameter === inside.node.parameters[0] && this.bindsSelf(inside) ? this.input.ownerOf(inside) : this.ofAnnotation(path, parameter.annotation);
      const bound = localsOf(inside.node).get(name);
      if (bound !== undefined) return this.ofBound(scope, bound, depth);
    }
    return this.ofResolved(this.input.symbols.resolve(path, name, inside?.node), depth);
  }

  private bindsSelf(inside: FunctionSymbol): boolean {
    return !inside.node.decorators.some((decorator) => decorator.kind === 'name' && decorator.id === 'staticmethod');
  }

  private ofBound(scope: Scope, bound: Bound, depth: number): Receiver | undefined {
    const known = this.found.get(bound) ?? new Map<number, Receiver | undefined>();
    this.found.set(bound, known);
    if (!known.has(depth)) known.set(depth, this.computeBound(scope, bound, depth));
    return known.get(depth);
  }

  private computeBound(scope: Scope, bound: Bound, depth: number): Receiver | undefined {
    if (bound.annotation !== null) return this.ofAnnotation(scope.path, bound.annotation);
    if (bound.open) return undefined;
    const types = bound.values.filter((value) => !isNone(value)).map((value) => this.at(scope, value, depth + 1));
    return types.includes(undefined) ? undefined : this.agreed(types.filter((one) => one !== undefined));
  }

  private ofResolved(resolved: Resolved, depth: number): Receiver | undefined {
    if (resolved.kind === 'class') return resolved;
    if (resolved.kind === 'external') return { kind: 'external', dotted: resolved.dotted };
    return resolved.kind === 'value' ? this.at({ path: resolved.path, inside: null }, resolved.value, depth + 1) : undefined;
  }

  private ofAttribute(scope: Scope, expression: AttributeExpression, depth: number): Receiver | undefined {
    const known = this.ofResolved(this.input.symbols.resolveExpression(scope.path, expression, scope.inside?.node), depth);
    if (known !== undefined) return known;
    const base = this.at(scope, expression.value, depth + 1);
    if (base === undefined) return undefined;
    if (base.kind === 'external') return { kind: 'external', dotted: `${base.dotted}.${expression.attribute}` };
    return this.ofInstance(base, expression.attribute, depth);
  }

  private ofInstance(owner: ClassSymbol, name: string, depth: number): Receiver | undefined {
    for (const one of this.input.symbols.ancestry(owner).classes) {
      const values = instancesOf(one.node).get(name);
      if (values !== undefined) return this.ofInstanceValues(one, values, depth);
    }
    const answer = this.input.symbols.attribute(owner, name);
    if (answer.kind !== 'found' || answer.attribute.kind === 'class') return undefined;
    if (answer.attribute.kind === 'function') {
      const getter = this.input.functionAt(answer.owner.path, answer.attribute);
      return getter === undefined || !isProperty(getter.node) ? undefined : this.ofReturn(getter, depth);
    }
    return this.at({ path: answer.owner.path, inside: null }, answer.attribute, depth + 1);
  }

  private ofInstanceValues(owner: ClassSymbol, values: readonly InstanceValue[], depth: number): Receiver | undefined {
    const types: (Receiver | undefined)[] = [];
    for (const { method, value, annotation } of values) {
      if (annotation !== null) return this.ofAnnotation(owner.path, annotation);
      if (value !== null && isNone(value)) continue;
      const inside = this.input.functionAt(owner.path, method) ?? null;
      types.push(value === null ? undefined : this.at({ path: owner.path, inside }, value, depth + 1));
    }
    return types.includes(undefined) ? undefined : this.agreed(types.filter((one) => one !== undefined));
  }

  private ofCall(scope: Scope, expression: CallExpression, depth: number): Receiver | undefined {
    const { callee } = expression;
    const resolved = this.input.symbols.resolveExpression(scope.path, callee, scope.inside?.node);
    if (resolved.kind === 'class') return resolved;
    if (resolved.kind === 'external') return { kind: 'external', dotted: resolved.dotted };
    if (resolved.kind === 'function') return this.ofReturn(resolved, depth);
    if (callee.kind === 'name') return this.at(scope, callee, depth + 1);
    if (callee.kind !== 'attribute') return undefined;
    const base = this.at(scope, callee.value, depth + 1);
    if (base === undefined) return undefined;
    if (base.kind === 'external') return { kind: 'external', dotted: `${base.dotted}.${callee.attribute}` };
    const method = this.method(base, callee.attribute);
    return method === undefined ? undefined : this.ofReturn(method, depth);
  }

  /** What a function gives back: as annotated, else where it returns one expression alone. */
  private ofReturn(symbol: FunctionSymbol, depth: number): Receiver | undefined {
    if (symbol.node.returns !== undefined) return this.ofAnnotation(symbol.path, symbol.node.returns);
    const returned = returnsOf(symbol.node).filter((value) => !isNone(value));
    const types = returned.map((value) => this.at({ path: symbol.path, inside: symbol }, value, depth + 2));
    return types.includes(undefined) ? undefined : this.agreed(types.filter((one) => one !== undefined));
  }

  private ofAnnotation(path: string, annotation: Expression | undefined): Receiver | undefined {
    if (annotation === undefined) return undefined;
    if (annotation.kind === 'subscript') return /(^|\.)Optional$/.test(dottedName(annotation.value) ?? '') ? this.ofAnnotation(path, annotation.index) : undefined;
    if (annotation.kind === 'binary' && annotation.operator === '|') return isNone(annotation.right) ? this.ofAnnotation(path, annotation.left) : isNone(annotation.left) ? this.ofAnnotation(path, annotation.right) : undefined;
    const text = literalString(annotation) ?? dottedName(annotation);
    if (text === undefined || !/^[\w.]+$/.test(text)) return undefined;
    const resolved = this.input.symbols.resolve(path, text);
    if (resolved.kind === 'external' && /^(typing|builtins)\./.test(resolved.dotted)) return undefined;
    return resolved.kind === 'class' || resolved.kind === 'external' ? this.ofResolved(resolved, 0) : undefined;
  }

  private agreed(types: readonly Receiver[]): Receiver | undefined {
    const [first, ...others] = types;
    return first !== undefined && others.every((other) => same(first, other)) ? first : undefined;
  }
}

function same(left: Receiver, right: Receiver): boolean {
  if (left.kind === 'class') return right.kind === 'class' && left.node === right.node;
  return right.kind === 'external' && left.dotted === right.dotted;
}

function isNone(expression: Expression): boolean {
  return expression.kind === 'constant' && expression.value === null;
}

function isProperty(node: FunctionNode): boolean {
  return node.decorators.some((decorator) => /(^|\.)(cached_)?property$/.test(dottedName(decorator) ?? ''));
}

function returnsOf(node: FunctionNode): readonly Expression[] {
  const values: Expression[] = [];
  walkStatements(node.body, (statement) => {
    if (statement.kind === 'return' && statement.value !== null) values.push(statement.value);
    return statement.kind !== 'function' && statement.kind !== 'class';
  });
  return values;
}
