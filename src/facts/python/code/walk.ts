/** Ways over the syntax of a Python file. Pure. */
import type { CallExpression, ClassNode, Expression, FunctionNode, Keyword, Parameter, PythonCode, Statement } from './nodes.js';

/** The expressions directly inside one, in the order of the source, but a conditional's test comes first and a call's keywords last. */
export function childExpressions(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'attribute':
    case 'await':
    case 'starred':
    case 'named':
      return [expression.value];
    case 'call':
      return [expression.callee, ...expression.args, ...expression.keywords.map(valueOf)];
    case 'formatted':
      return expression.parts.filter((part) => typeof part !== 'string');
    case 'list':
    case 'tuple':
    case 'set':
      return expression.items;
    case 'dictionary':
      return expression.entries.flatMap(({ key, value }) => (key === null ? [value] : [key, value]));
    case 'binary':
    case 'boolean':
      return [expression.left, expression.right];
    case 'comparison':
      return expression.operands;
    case 'unary':
      return [expression.operand];
    case 'conditional':
      return [expression.test, expression.body, expression.orElse];
    case 'comprehension':
      return [...given(expression.element, expression.value), ...expression.clauses.flatMap(({ target, iterable, conditions }) => [target, iterable, ...conditions])];
    case 'lambda':
      return [...expression.parameters.flatMap(ofParameter), expression.body];
    case 'yield':
      return given(expression.value);
    case 'subscript':
      return [expression.value, expression.index];
    case 'slice':
      return given(expression.lower, expression.upper, expression.step);
    default:
      return [];
  }
}

/** A statement's own expressions, in the order of the source: decorators, heads, values; not those of the statements nested in it. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case 'function':
      return [...statement.decorators, ...statement.parameters.flatMap(ofParameter), ...given(statement.returns)];
    case 'class':
      return [...statement.decorators, ...statement.bases, ...statement.keywords.map(valueOf)];
    case 'assign':
      return [...statement.targets, ...given(statement.annotation, statement.value)];
    case 'augmented':
      return [statement.target, statement.value];
    case 'expression':
      return [statement.value];
    case 'return':
      return given(statement.value);
    case 'raise':
      return given(statement.value, statement.cause);
    case 'if':
    case 'while':
    case 'assert':
      return [statement.test];
    case 'for':
      return [statement.target, statement.iterable];
    case 'try':
      return given(...statement.handlers.map(({ type }) => type));
    case 'with':
      return statement.items.flatMap(({ context, target }) => given(context, target));
    case 'match':
      return [statement.subject];
    case 'delete':
      return statement.targets;
    default:
      return [];
  }
}

/** The blocks inside a statement, in the order of the source; empty ones too. */
export function nestedBodies(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.kind) {
    case 'function':
    case 'class':
    case 'with':
      return [statement.body];
    case 'if':
    case 'for':
    case 'while':
      return [statement.body, statement.orElse];
    case 'try':
      return [statement.body, ...statement.handlers.map(({ body }) => body), statement.orElse, statement.final];
    case 'match':
      return statement.cases.map(({ body }) => body);
    default:
      return [];
  }
}

/** Visits statements in the order of the source, outer before inner, also those of functions and classes. A visit that answers false passes over what is inside. */
export function walkStatements(body: readonly Statement[], visit: (statement: Statement) => boolean | void): void {
  for (const statement of body) {
    if (visit(statement) === false) continue;
    for (const nested of nestedBodies(statement)) walkStatements(nested, visit);
  }
}

/** Visits an expression and all inside it, outer before inner. A visit that answers false passes over what is inside. */
export function walkExpressions(root: Expression, visit: (expression: Expression) => boolean | void): void {
  if (visit(root) === false) return;
  for (const child of childExpressions(root)) walkExpressions(child, visit);
}

/** Whether some expression of the statements, or of those nested in them, fits. */
export function someExpression(body: readonly Statement[], fits: (expression: Expression) => boolean): boolean {
  let found = false;
  walkStatements(body, (statement) => {
    for (const root of expressionsOf(statement)) {
      walkExpressions(root, (expression) => {
        found ||= fits(expression);
        return !found;
      });
    }
    return !found;
  });
  return found;
}

/** `a.b.c` for a name or a chain of attributes of a name. */
export function dottedName(expression: Expression): string | undefined {
  if (expression.kind === 'name') return expression.id;
  if (expression.kind !== 'attribute') return undefined;
  const before = dottedName(expression.value);
  return before === undefined ? undefined : `${before}.${expression.attribute}`;
}

export interface FoundFunction {
  readonly node: FunctionNode;
  /** `Class.method`, `outer.inner` */
  readonly symbol: string;
  /** The class whose body it stands in; null for functions of modules and of functions. */
  readonly owner: ClassNode | null;
}

export interface FoundClass {
  readonly node: ClassNode;
  readonly symbol: string;
  /** The class whose body it stands in. */
  readonly owner: ClassNode | null;
}

/** Every function and method of a file in the order of the source, also nested ones. Lambdas are none. */
export function functionsOf(code: PythonCode): readonly FoundFunction[] {
  return definitionsOf(code).filter((found): found is FoundFunction => found.node.kind === 'function');
}

/** Every class of a file in the order of the source, also nested ones. */
export function classesOf(code: PythonCode): readonly FoundClass[] {
  return definitionsOf(code).filter((found): found is FoundClass => found.node.kind === 'class');
}

type Found = FoundFunction | FoundClass;

function definitionsOf(code: PythonCode): readonly Found[] {
  const found: Found[] = [];
  collect(code.body, '', null, found);
  return found;
}

function collect(body: readonly Statement[], prefix: string, owner: ClassNode | null, found: Found[]): void {
  walkStatements(body, (statement) => {
    if (statement.kind !== 'function' && statement.kind !== 'class') return true;
    const symbol = `${prefix}${statement.name}`;
    found.push({ node: statement, symbol, owner } as Found);
    collect(statement.body, `${symbol}.`, statement.kind === 'class' ? statement : null, found);
    return false;
  });
}

/** The value of a whole string literal; not of bytes, of what was cut, or of one that interpolates. */
export function literalString(expression: Expression | null | undefined): string | undefined {
  return expression?.kind === 'string' && expression.bytes !== true && expression.cut !== true ? expression.value : undefined;
}

/** The keyword argument of a call or a class. */
export function keywordOf(call: Pick<CallExpression | ClassNode, 'keywords'>, name: string): Keyword | undefined {
  return call.keywords.find((keyword) => keyword.name === name);
}

function valueOf(keyword: Keyword): Expression {
  return keyword.value;
}

function ofParameter(parameter: Parameter): readonly Expression[] {
  return given(parameter.annotation, parameter.default);
}

function given(...expressions: readonly (Expression | null | undefined)[]): readonly Expression[] {
  return expressions.filter((expression) => expression !== null && expression !== undefined);
}
