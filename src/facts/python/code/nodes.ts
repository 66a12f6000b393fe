/**
 * The syntax of a Python file as plain data: what rules about frameworks read, long after the syntax tree is gone.
 *
 * It keeps structure, names, literals and positions; comments, type comments and formatting are not kept. Positions are
 * 0-based UTF-16 offsets into the file, end exclusive; `spanOf` of `decode.ts` turns them into a `Span`.
 */

/** Where a node stands: 0-based UTF-16 offsets, end exclusive. */
export interface Located {
  readonly start: number;
  readonly end: number;
}

export type Expression =
  | NameExpression
  | AttributeExpression
  | CallExpression
  | StringExpression
  | FormattedExpression
  | NumberExpression
  | ConstantExpression
  | SequenceExpression
  | DictionaryExpression
  | BinaryExpression
  | BooleanExpression
  | ComparisonExpression
  | UnaryExpression
  | ConditionalExpression
  | ComprehensionExpression
  | LambdaExpression
  | AwaitExpression
  | YieldExpression
  | SubscriptExpression
  | SliceExpression
  | NamedExpression
  | StarredExpression
  | UnknownExpression;

export interface NameExpression extends Located {
  readonly kind: 'name';
  readonly id: string;
}

/** `value.attribute`; `nameStart` is where the attribute's own name begins (it ends with the node). */
export interface AttributeExpression extends Located {
  readonly kind: 'attribute';
  readonly value: Expression;
  readonly attribute: string;
  readonly nameStart: number;
}

export interface CallExpression extends Located {
  readonly kind: 'call';
  readonly callee: Expression;
  /** Positional arguments in order; `*x` is a `starred`. */
  readonly args: readonly Expression[];
  /** Keyword arguments in order; `**x` has a null name. */
  readonly keywords: readonly Keyword[];
}

export interface Keyword extends Located {
  readonly name: string | null;
  readonly value: Expression;
}

/** A string literal without interpolation, implicit concatenation joined. The value is with escapes resolved where they are simple. */
export interface StringExpression extends Located {
  readonly kind: 'string';
  readonly value: string;
  readonly bytes?: true;
  /** The value was longer than kept (4,096 characters) and is cut. */
  readonly cut?: true;
}

/**
 * An f-string (or a concatenation with one): literal pieces as strings and interpolated expressions, in order. Those of a
 * format specifier (`{value:{width}}`) follow their own. One that interpolates nothing is a string.
 */
export interface FormattedExpression extends Located {
  readonly kind: 'formatted';
  readonly parts: readonly (string | Expression)[];
}

export interface NumberExpression extends Located {
  readonly kind: 'number';
  /** NaN for complex numbers and what a double can't tell. */
  readonly value: number;
}

export interface ConstantExpression extends Located {
  readonly kind: 'constant';
  readonly value: true | false | null | 'ellipsis';
}

export interface SequenceExpression extends Located {
  readonly kind: 'list' | 'tuple' | 'set';
  readonly items: readonly Expression[];
}

export interface DictionaryExpression extends Located {
  readonly kind: 'dictionary';
  /** `**x` has a null key. */
  readonly entries: readonly { readonly key: Expression | null; readonly value: Expression }[];
}

export interface BinaryExpression extends Located {
  readonly kind: 'binary';
  /** `+`, `-`, `|`, `%`, … */
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
}

export interface BooleanExpression extends Located {
  readonly kind: 'boolean';
  readonly operator: 'and' | 'or';
  readonly left: Expression;
  readonly right: Expression;
}

/** `a < b < c`: operands [a, b, c], operators ['<', '<']; `not in` and `is not` are one operator. */
export interface ComparisonExpression extends Located {
  readonly kind: 'comparison';
  readonly operands: readonly Expression[];
  readonly operators: readonly string[];
}

export interface UnaryExpression extends Located {
  readonly kind: 'unary';
  readonly operator: 'not' | '-' | '+' | '~';
  readonly operand: Expression;
}

/** `body if test else orElse` */
export interface ConditionalExpression extends Located {
  readonly kind: 'conditional';
  readonly test: Expression;
  readonly body: Expression;
  readonly orElse: Expression;
}

export interface ComprehensionExpression extends Located {
  readonly kind: 'comprehension';
  readonly form: 'list' | 'set' | 'dictionary' | 'generator';
  /** The element, or the key of a dictionary comprehension. */
  readonly element: Expression;
  /** The value of a dictionary comprehension. */
  readonly value?: Expression;
  readonly clauses: readonly ComprehensionClause[];
}

export interface ComprehensionClause {
  readonly target: Expression;
  readonly iterable: Expression;
  readonly conditions: readonly Expression[];
}

export interface LambdaExpression extends Located {
  readonly kind: 'lambda';
  readonly parameters: readonly Parameter[];
  readonly body: Expression;
}

export interface AwaitExpression extends Located {
  readonly kind: 'await';
  readonly value: Expression;
}

export interface YieldExpression extends Located {
  readonly kind: 'yield';
  readonly value: Expression | null;
}

export interface SubscriptExpression extends Located {
  readonly kind: 'subscript';
  readonly value: Expression;
  /** Several subscripts are a tuple. */
  readonly index: Expression;
}

export interface SliceExpression extends Located {
  readonly kind: 'slice';
  readonly lower: Expression | null;
  readonly upper: Expression | null;
  readonly step: Expression | null;
}

/** `target := value` */
export interface NamedExpression extends Located {
  readonly kind: 'named';
  readonly target: string;
  readonly value: Expression;
}

/** `*value`; `**value` in patterns of calls is a keyword without a name. */
export interface StarredExpression extends Located {
  readonly kind: 'starred';
  readonly value: Expression;
}

/** Something that is not kept: a syntax error, a container of more than 2,000 items, nesting deeper than 200. */
export interface UnknownExpression extends Located {
  readonly kind: 'unknown';
}

export interface Parameter extends Located {
  /** Without stars; '' for the tuple parameters of Python 2. */
  readonly name: string;
  readonly form: 'positional' | 'keyword' | 'variadic' | 'keywords';
  readonly annotation?: Expression;
  readonly default?: Expression;
}

export type Statement =
  | FunctionNode
  | ClassNode
  | AssignStatement
  | AugmentedStatement
  | ExpressionStatement
  | ReturnStatement
  | RaiseStatement
  | IfStatement
  | ForStatement
  | WhileStatement
  | TryStatement
  | WithStatement
  | MatchStatement
  | ImportStatement
  | AssertStatement
  | DeleteStatement
  | ScopeStatement
  | PlainStatement;

/** From `def` or `async` on, without its decorators, to the end of its block with the comments in it. */
export interface FunctionNode extends Located {
  readonly kind: 'function';
  readonly name: string;
  readonly nameStart: number;
  readonly isAsync: boolean;
  readonly parameters: readonly Parameter[];
  readonly returns?: Expression;
  readonly decorators: readonly Expression[];
  /** With the docstring, as an expression statement. */
  readonly body: readonly Statement[];
}

/** From `class` on, without its decorators. */
export interface ClassNode extends Located {
  readonly kind: 'class';
  readonly name: string;
  readonly nameStart: number;
  readonly bases: readonly Expression[];
  readonly keywords: readonly Keyword[];
  readonly decorators: readonly Expression[];
  readonly body: readonly Statement[];
}

/**
 * `a = b = value` has two targets; `a: T = value` has one and an annotation; `a: T` has no value. `type A[T] = value` is the
 * assignment of a name. The target of `type(a).b = value` is unknown.
 */
export interface AssignStatement extends Located {
  readonly kind: 'assign';
  readonly targets: readonly Expression[];
  readonly value: Expression | null;
  readonly annotation?: Expression;
}

/** `target += value` */
export interface AugmentedStatement extends Located {
  readonly kind: 'augmented';
  /** Without the equals sign. */
  readonly operator: string;
  readonly target: Expression;
  readonly value: Expression;
}

export interface ExpressionStatement extends Located {
  readonly kind: 'expression';
  readonly value: Expression;
}

export interface ReturnStatement extends Located {
  readonly kind: 'return';
  readonly value: Expression | null;
}

export interface RaiseStatement extends Located {
  readonly kind: 'raise';
  readonly value: Expression | null;
  readonly cause: Expression | null;
}

/** `elif` is an if statement alone in `orElse`; it starts at the `elif` and ends with the whole. */
export interface IfStatement extends Located {
  readonly kind: 'if';
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly orElse: readonly Statement[];
}

export interface ForStatement extends Located {
  readonly kind: 'for';
  readonly isAsync: boolean;
  readonly target: Expression;
  readonly iterable: Expression;
  readonly body: readonly Statement[];
  readonly orElse: readonly Statement[];
}

export interface WhileStatement extends Located {
  readonly kind: 'while';
  readonly test: Expression;
  readonly body: readonly Statement[];
  readonly orElse: readonly Statement[];
}

export interface TryStatement extends Located {
  readonly kind: 'try';
  readonly body: readonly Statement[];
  readonly handlers: readonly ExceptHandler[];
  readonly orElse: readonly Statement[];
  readonly final: readonly Statement[];
}

export interface ExceptHandler extends Located {
  /** The exception or tuple of exceptions; null for a bare `except`. */
  readonly type: Expression | null;
  readonly name: string | null;
  readonly body: readonly Statement[];
}

export interface WithStatement extends Located {
  readonly kind: 'with';
  readonly isAsync: boolean;
  readonly items: readonly { readonly context: Expression; readonly target: Expression | null }[];
  readonly body: readonly Statement[];
}

/** Patterns and guards are not kept. */
export interface MatchStatement extends Located {
  readonly kind: 'match';
  readonly subject: Expression;
  readonly cases: readonly { readonly body: readonly Statement[] }[];
}

export interface ImportStatement extends Located {
  readonly kind: 'import';
  /** Dotted, without leading dots. A plain `import a, b` is one statement for each module, each with the span of the whole. */
  readonly module: string;
  readonly level: number;
  /** null for `import module`; a star import is the one name `*`. */
  readonly names: readonly { readonly name: string; readonly alias: string | null }[] | null;
  /** `import a.b as c` */
  readonly alias: string | null;
}

/** The message is not kept. */
export interface AssertStatement extends Located {
  readonly kind: 'assert';
  readonly test: Expression;
}

export interface DeleteStatement extends Located {
  readonly kind: 'delete';
  readonly targets: readonly Expression[];
}

export interface ScopeStatement extends Located {
  readonly kind: 'global' | 'nonlocal';
  readonly names: readonly string[];
}

/** `unknown`: a syntax error, nesting deeper than 200, `print` and `exec` of Python 2. */
export interface PlainStatement extends Located {
  readonly kind: 'pass' | 'break' | 'continue' | 'unknown';
}

/** A whole file. */
export interface PythonCode {
  readonly body: readonly Statement[];
  /** 0-based offset of the first character of each line. */
  readonly lineStarts: ArrayLike<number>;
  /** The parser saw a syntax error: parts of the file are `unknown` or missing. */
  readonly hasErrors: boolean;
}
