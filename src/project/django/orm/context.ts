/** What the parts of the inference ask of each other. */
import type { Expression } from '../../../facts/python/code/nodes.js';
import type { ClassSymbol, FunctionSymbol } from '../../python/symbols-types.js';
import type { ModelClass } from '../types.js';
import type { Inner, Manager, Queryset } from './inner.js';
import type { Locals } from './locals.js';

/** Where an expression stands. */
export interface Scope {
  readonly path: string;
  /** null at module and class level. */
  readonly fn: FunctionSymbol | null;
  readonly locals: Locals | null;
  /** The class that `self` is an instance of. */
  readonly owner: ClassSymbol | null;
  /** What `self` (or `cls`) is where the caller knows it. */
  readonly self: Inner | null;
  /** The function around a nested function. */
  readonly outer: Scope | null;
  /** How many calls of helper functions lie between. */
  readonly depth: number;
  /** What was inferred under the same `self` and depth; null: kept by the file. */
  readonly memo: Map<Expression, Inner> | null;
}

export interface Inference {
  infer(scope: Scope, expression: Expression): Inner;
  /** What a function returns: all its return expressions agree, or unknown. */
  returns(fn: FunctionSymbol, owner: ClassSymbol | null, self: Inner | null, depth: number): Inner;
}

export interface Managers {
  /** A manager of a model by the name of its attribute; undefined when it has none of this name. */
  manager(model: ModelClass, name: string, depth: number): Manager | undefined;
  /** The manager that queries of the model start from. */
  standard(model: ModelClass, depth: number): Manager;
  /** What `self` is in a method of a manager or queryset class that is attached to one model. */
  attached(owner: ClassSymbol): Manager | undefined;
  /** A method that the repository's classes add to a manager or queryset. */
  method(receiver: Manager | Queryset, name: string): { readonly fn: FunctionSymbol; readonly owner: ClassSymbol } | undefined;
}

export interface ModelClasses {
  /** The model that a view, serializer, form or admin class speaks of, and its queryset where it is written. */
  modelOf(symbol: ClassSymbol, depth: number): { readonly model: ModelClass; readonly queryset: Inner | null } | undefined;
  /** The model that the class names outright, whatever its queryset is. */
  named(symbol: ClassSymbol): ModelClass | undefined;
  /** The model that AUTH_USER_MODEL means to a file. */
  user(path: string): ModelClass | undefined;
}

/** A place outside any function. */
export function outside(path: string, depth: number): Scope {
  return { path, fn: null, locals: null, owner: null, self: null, outer: null, depth, memo: new Map() };
}

/** The longest chain of helper calls that is followed. */
export const DEEPEST = 3;
