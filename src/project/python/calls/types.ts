/** Which functions of a repository call which, and what they call outside it. Contracts of `graph.ts`. */
import type { CallExpression, Expression, TryStatement } from '../../../facts/python/code/nodes.js';
import type { ClassSymbol, FunctionSymbol } from '../symbols-types.js';

/** A call from one function of the repository to another. */
export interface CallEdge {
  readonly call: CallExpression;
  readonly to: FunctionSymbol;
}

/** A call in a function's own body, with what stands around it there. */
export interface OwnCall {
  readonly call: CallExpression;
  /** `try` statements with handlers whose body holds the call, outermost first. */
  readonly tries: readonly TryStatement[];
  /** Contexts of the `with` statements around it, outermost first. */
  readonly contexts: readonly Expression[];
  /** The call stands directly behind `await`. */
  readonly awaited: boolean;
}

/** A call that leads, or may lead, to a function. */
export interface Caller {
  readonly inside: FunctionSymbol;
  readonly own: OwnCall;
  /** False where only the method's name fits: what it is called on can't be told, or is an object of a class above. */
  readonly certain: boolean;
}

export interface CallPath {
  readonly steps: readonly { readonly inside: FunctionSymbol; readonly call: CallExpression }[];
}

/** A class of the repository, or something outside it by its dotted name: `requests.Session` also for what calling it gives. */
export type Receiver = ClassSymbol | { readonly kind: 'external'; readonly dotted: string };

export interface CallGraph {
  /**
   * Calls in a function's own body (nested functions and lambdas left out) that lead to functions or methods of the
   * repository and run before they return: by name, import, `self.`, `cls.`, `super().`, a class made in the function, a
   * module-level object or an annotated parameter. Functions that are handed on (`task.delay`, `sync_to_async(f)`,
   * `on_commit(f)`, threads) are not called.
   */
  from(symbol: FunctionSymbol): readonly CallEdge[];
  /**
   * The shortest ways (at most `depth` calls deep) from a function to a call that passes the test, each with the calls on the way,
   * outermost first; the last is the call that passed.
   */
  reach(symbol: FunctionSymbol, depth: number, test: (call: CallExpression, inside: FunctionSymbol) => boolean): readonly CallPath[];
  /** The calls in a function's own body, in the order of the source. */
  calls(symbol: FunctionSymbol): readonly OwnCall[];
  /** Dotted names outside the repository that a call may run: `requests.get`, `requests.Session.get` for a session's method. Empty when it can't be told or leads into the repository. */
  external(inside: FunctionSymbol, call: CallExpression): readonly string[];
  /** What an expression in a function is or is an instance of; undefined when it can't be told. */
  receiver(inside: FunctionSymbol, expression: Expression): Receiver | undefined;
  /** The calls that lead to a function from functions of the repository, in the order of their paths. */
  callers(symbol: FunctionSymbol): readonly Caller[];
  /** The class in whose body a method stands. */
  ownerOf(symbol: FunctionSymbol): ClassSymbol | undefined;
}
