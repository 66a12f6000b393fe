/** Paths and prefixes as far as they can be read. Pure. */
import type { Expression, FunctionNode } from '../../facts/python/code/nodes.js';
import { keywordOf, literalString } from '../../facts/python/code/walk.js';
import { localValues } from '../python/calls/local-values.js';
import { calledName } from '../python/calls/own-calls.js';
import type { FunctionSymbol } from '../python/symbols-types.js';
import type { PywebInput } from './input.js';
import type { Scopes } from './scan.js';

/** What stands for a piece that can't be told. */
export const UNTOLD = '{*}';
const DEEPEST = 6;
const NO_FUNCTION: FunctionNode = { kind: 'function', start: 0, end: 0, name: '', nameStart: 0, isAsync: false, parameters: [], decorators: [], body: [] };

/** A file's own level, as a function for those who ask in functions. */
export function moduleLevel(path: string): FunctionSymbol {
  return { kind: 'function', path, symbol: '', node: NO_FUNCTION };
}

/** The text of an expression; `{*}` for pieces that can't be told. */
export function textOf(input: PywebInput, path: string, expression: Expression, scopes: Scopes, depth = 0): string {
  if (depth > DEEPEST) return UNTOLD;
  const inner = (one: Expression): string => textOf(input, path, one, scopes, depth + 1);
  switch (expression.kind) {
    case 'string':
      return literalString(expression) ?? UNTOLD;
    case 'formatted':
      return expression.parts.map((part) => (typeof part === 'string' ? part : inner(part))).join('');
    case 'binary':
      return expression.operator === '+' ? inner(expression.left) + inner(expression.right) : UNTOLD;
    case 'name':
    case 'attribute':
      return textOfName(input, path, expression, scopes, depth);
    default:
      return UNTOLD;
  }
}

function textOfName(input: PywebInput, path: string, expression: Expression, scopes: Scopes, depth: number): string {
  const inside = scopes.at(-1);
  if (expression.kind === 'name') {
    for (const [index, scope] of [...scopes.entries()].reverse()) {
      if (scope.parameters.some(({ name }) => name === expression.id)) return UNTOLD;
      const bound = localValues(scope).get(expression.id);
      const [only] = bound?.values ?? [];
      if (bound !== undefined) return only !== undefined && bound.values.length === 1 && !bound.open ? textOf(input, path, only, scopes.slice(0, index + 1), depth + 1) : UNTOLD;
    }
  }
  const resolved = input.symbols.resolveExpression(path, expression, inside);
  if (resolved.kind === 'value') return textOf(input, resolved.path, resolved.value, [], depth + 1);
  return expression.kind === 'attribute' ? ofInstance(input, path, expression, inside, depth) : UNTOLD;
}

/** `settings.API_PREFIX`: what the class of the settings says unless the environment says otherwise. */
function ofInstance(input: PywebInput, path: string, expression: Extract<Expression, { kind: 'attribute' }>, inside: FunctionNode | undefined, depth: number): string {
  const scope = inside === undefined ? moduleLevel(path) : { ...moduleLevel(path), node: inside };
  const receiver = input.calls().receiver(scope, expression.value);
  if (receiver?.kind !== 'class') return UNTOLD;
  const answer = input.symbols.attribute(receiver, expression.attribute);
  if (answer.kind !== 'found' || answer.attribute.kind === 'function' || answer.attribute.kind === 'class') return UNTOLD;
  const value = answer.attribute;
  const fallback = value.kind === 'call' && calledName(value.callee) === 'Field' ? (keywordOf(value, 'default')?.value ?? value.args[0]) : value;
  return fallback === undefined ? UNTOLD : textOf(input, answer.owner.path, fallback, [], depth + 1);
}
