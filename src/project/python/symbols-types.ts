/** What names in Python code mean, over the files of a repository. Contracts of `symbols.ts`. */
import type { ClassNode, Expression, FunctionNode, Located, PythonCode } from '../../facts/python/code/nodes.js';
import type { Span } from '../../facts/types.js';

/** A class of the repository. `symbol` is dotted within its file: `Order`, `Order.Meta`. */
export interface ClassSymbol {
  readonly kind: 'class';
  readonly path: string;
  readonly symbol: string;
  readonly node: ClassNode;
}

/** A function or method of the repository. `symbol` is dotted within its file: `send`, `Order.total`. */
export interface FunctionSymbol {
  readonly kind: 'function';
  readonly path: string;
  readonly symbol: string;
  readonly node: FunctionNode;
}

/** A module-level name that is assigned exactly once, or a class attribute. */
export interface ValueSymbol {
  readonly kind: 'value';
  readonly path: string;
  readonly symbol: string;
  readonly value: Expression;
}

/** What a name leads to. */
export type Resolved =
  | ClassSymbol
  | FunctionSymbol
  | ValueSymbol
  /** A module of the repository. */
  | { readonly kind: 'module'; readonly path: string }
  /** Outside the repository, dotted as imported: `django.db.models.CharField` for `models.CharField`. Builtins are `builtins.x`. */
  | { readonly kind: 'external'; readonly dotted: string }
  /** It should be in the repository and is not: the module has no such name. `path` is the module that lacks it, or '' when the module itself is missing. */
  | { readonly kind: 'missing'; readonly path: string; readonly name: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A class with all that it inherits from. */
export interface Ancestry {
  /** The class itself first, then its bases of the repository in method resolution order (depth first, left to right, last occurrence kept). */
  readonly classes: readonly ClassSymbol[];
  /** Dotted names of bases outside the repository, in order: `django.db.models.Model`. */
  readonly external: readonly string[];
  /** Why some base can't be told; empty when all are known. */
  readonly unknown: readonly string[];
}

/** A class attribute found by walking the ancestry. */
export type AttributeAnswer =
  | { readonly kind: 'found'; readonly owner: ClassSymbol; readonly attribute: Expression | FunctionNode | ClassNode }
  /** No class of the repository has it, and all bases are known; a base outside may have it. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface PythonSymbols {
  /** The syntax of a Python file that is judged or imported; undefined for other files and where it was not read. */
  code(path: string): PythonCode | undefined;
  span(path: string, node: Located): Span;
  /**
   * What a dotted name means in the file at `path`, after imports, aliases, re-exports and star imports of the repository.
   * `scope`: a function whose own imports count as well (its parameters and local variables make a name `unknown`).
   */
  resolve(path: string, dotted: string, scope?: FunctionNode): Resolved;
  /** The same for a name or attribute chain; anything else is `unknown`. */
  resolveExpression(path: string, expression: Expression, scope?: FunctionNode): Resolved;
  /** What `import_string("a.b.c")` would give, named in the file at `from`. A module counts when no attribute is meant. */
  importString(from: string, dotted: string): Resolved;
  /** Every class of a file, nested ones too. */
  classes(path: string): readonly ClassSymbol[];
  /** Every function and method of a file, nested ones too. */
  functions(path: string): readonly FunctionSymbol[];
  ancestry(symbol: ClassSymbol): Ancestry;
  /** Whether some base outside the repository passes the test: `unknown` when none does but a base can't be told. */
  inherits(symbol: ClassSymbol, test: (dotted: string) => boolean): 'yes' | 'no' | 'unknown';
  /** The last value that the class body (then its bases') binds to the name. */
  attribute(symbol: ClassSymbol, name: string): AttributeAnswer;
  /** Python files in whose code the identifier, attribute, keyword or part of a dotted string `word` stands, sorted. */
  mentions(word: string): readonly string[];
  /** Python files with code, sorted. */
  readonly paths: readonly string[];
}
