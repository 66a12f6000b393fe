/** What a function body that does nothing looks like. Pure. */
import type { Expression, FunctionNode, RaiseStatement, Statement } from '../../../facts/python/code/nodes.js';
import { dottedName, walkExpressions } from '../../../facts/python/code/walk.js';

/** `empty`: pass, … or a docstring alone; `raises`: NotImplementedError and nothing else; `constant`: it returns one literal. */
export type Shape = 'empty' | 'raises' | 'constant';

/** The shape of a body that does nothing; undefined for one that does something. */
export function shapeOf({ body }: FunctionNode): Shape | undefined {
  const rest = body.filter((statement) => !isText(statement));
  const [only, ...others] = rest;
  if (rest.every((statement) => statement.kind === 'pass' || isEllipsis(statement))) return 'empty';
  if (only === undefined || others.length > 0) return undefined;
  if (only.kind === 'raise') return isNotImplemented(only) ? 'raises' : undefined;
  if (only.kind === 'return' && only.value !== null && isConstant(only.value)) return 'constant';
  return undefined;
}

/** The docstring's text, '' without one. */
export function docstringOf({ body }: Pick<FunctionNode, 'body'>): string {
  const [first] = body;
  return first?.kind === 'expression' && first.value.kind === 'string' ? first.value.value : '';
}

function isText(statement: Statement): boolean {
  return statement.kind === 'expression' && statement.value.kind === 'string';
}

function isEllipsis(statement: Statement): boolean {
  return statement.kind === 'expression' && statement.value.kind === 'constant' && statement.value.value === 'ellipsis';
}

/** Not where its words say that others are to define it, or that it can't be done. */
function isNotImplemented({ value }: RaiseStatement): boolean {
  if (value === null) return false;
  const name = dottedName(value.kind === 'call' ? value.callee : value);
  if (name !== 'NotImplementedError') return false;
  let words = '';
  walkExpressions(value, (one) => {
    if (one.kind === 'string') words += ` ${one.value}`;
    if (one.kind === 'formatted') words += ` ${one.parts.filter((part) => typeof part === 'string').join(' ')}`;
  });
  return !/sub-?class|overrid|overwrit|must|should|support|abstract|\bbase\b|derived|child|provide|allowed|concrete|define/i.test(words);
}

function isConstant(value: Expression): boolean {
  if (value.kind === 'constant' || value.kind === 'number' || value.kind === 'string') return true;
  if (value.kind === 'list' || value.kind === 'tuple' || value.kind === 'set') return value.items.every(isConstant);
  return value.kind === 'dictionary' && value.entries.every((entry) => entry.key !== null && isConstant(entry.value));
}
