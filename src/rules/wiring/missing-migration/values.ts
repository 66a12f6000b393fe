/** Literal values of Python expressions, for comparing what a model says with what its migrations say. Pure. */
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import type { ClassSymbol, PythonSymbols, Resolved } from '../../../project/python/symbols-types.js';
import { choicesOf, classAt } from './enumerations.js';

/** A value as Python compares it: booleans are numbers, tuples and dictionaries are lists, sets are sorted. */
export type Plain = string | number | null | readonly Plain[];

/** Where an expression stands. `owner`: the class in whose body it does. */
export interface Scope {
  readonly symbols: PythonSymbols;
  readonly path: string;
  readonly owner?: ClassSymbol;
}

const DEEPEST = 12;
const TRANSLATES = /^django\.utils\.translation\.u?gettext(_lazy|_noop)?$/;
const TRANSLATES_IN_CONTEXT = /^django\.utils\.translation\.pgettext(_lazy)?$/;

/** The value of an expression, or undefined where it can't be told. */
export function valueOf(scope: Scope, expression: Expression, depth = 0): Plain | undefined {
  if (depth > DEEPEST) return undefined;
  const inner = (one: Expression): Plain | undefined => valueOf(scope, one, depth + 1);
  switch (expression.kind) {
    case 'string':
      return expression.bytes === true || expression.cut === true ? undefined : expression.value;
    case 'number':
      return Number.isNaN(expression.value) ? undefined : expression.value;
    case 'constant':
      return expression.value === 'ellipsis' ? undefined : typeof expression.value === 'boolean' ? Number(expression.value) : expression.value;
    case 'list':
    case 'tuple':
      return whole(expression.items.map(inner));
    case 'set':
      return sorted(whole(expression.items.map(inner)));
    case 'dictionary':
      return whole(expression.entries.map(({ key, value }) => (key === null ? undefined : whole([inner(key), inner(value)]))));
    case 'unary': {
      const operand = inner(expression.operand);
      return expression.operator === '-' && typeof operand === 'number' ? -operand : undefined;
    }
    case 'binary':
      return sum(expression.operator, inner(expression.left), inner(expression.right));
    case 'call':
      return called(scope, expression, inner);
    case 'name':
    case 'attribute':
      return named(scope, expression, depth);
    default:
      return undefined;
  }
}

/** Whether two values are equal in Python. */
export function same(left: Plain, right: Plain): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** A value in a sentence: short, as Python writes it. */
export function shown(value: Plain): string {
  if (value === null) return 'None';
  const text = JSON.stringify(value);
  return text.length <= 40 ? text : `${text.slice(0, 37)}…`;
}

function whole(values: readonly (Plain | undefined)[]): readonly Plain[] | undefined {
  return values.every((value) => value !== undefined) ? values : undefined;
}

function sorted(values: readonly Plain[] | undefined): readonly Plain[] | undefined {
  return values?.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
}

function sum(operator: string, left: Plain | undefined, right: Plain | undefined): Plain | undefined {
  if (typeof left === 'number' && typeof right === 'number') return operator === '+' ? left + right : operator === '*' ? left * right : operator === '-' ? left - right : undefined;
  if (operator !== '+') return undefined;
  if (typeof left === 'string' && typeof right === 'string') return left + right;
  return Array.isArray(left) && Array.isArray(right) ? [...(left as readonly Plain[]), ...(right as readonly Plain[])] : undefined;
}

function called({ symbols, path }: Scope, call: CallExpression, inner: (one: Expression) => Plain | undefined): Plain | undefined {
  const resolved = symbols.resolveExpression(path, call.callee);
  if (resolved.kind !== 'external' || call.keywords.length > 0) return undefined;
  const [first, second] = call.args;
  if (resolved.dotted === 'decimal.Decimal') return first === undefined ? 0 : decimal(inner(first));
  if (TRANSLATES.test(resolved.dotted)) return first === undefined ? undefined : inner(first);
  if (TRANSLATES_IN_CONTEXT.test(resolved.dotted)) return second === undefined ? undefined : inner(second);
  if (!/^builtins\.(set|frozenset|tuple|list)$/.test(resolved.dotted)) return undefined;
  const items = first === undefined ? [] : inner(first);
  return Array.isArray(items) ? (resolved.dotted.endsWith('set') ? sorted(items) : items) : undefined;
}

/** A decimal as a number; undefined where a number does not hold all of its digits. */
function decimal(value: Plain | undefined): Plain | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  return typeof value === 'string' && /^-?\d{1,9}(\.\d{1,6})?$/.test(value) ? Number(value) : undefined;
}

function named(scope: Scope, expression: Expression, depth: number): Plain | undefined {
  const enumeration = expression.kind === 'attribute' && expression.attribute === 'choices' ? classAt(scope, expression.value) : undefined;
  if (enumeration !== undefined) return choicesOf(scope.symbols, enumeration, (inner, member) => valueOf(inner, member, depth + 1));
  const own = expression.kind === 'name' && scope.owner !== undefined ? scope.symbols.attribute(scope.owner, expression.id) : undefined;
  if (own?.kind === 'found' && own.owner.node === scope.owner?.node) {
    if (own.attribute.kind === 'function' || own.attribute.kind === 'class') return undefined;
    return valueOf(scope, own.attribute, depth + 1);
  }
  const resolved = scope.symbols.resolveExpression(scope.path, expression);
  if (resolved.kind !== 'value') return undefined;
  const value = valueOf({ symbols: scope.symbols, path: resolved.path }, resolved.value, depth + 1);
  return isMember(scope.symbols, resolved) ? memberValue(value) : value;
}

/** `Status.OPEN` of an enumeration. */
function isMember(symbols: PythonSymbols, resolved: Extract<Resolved, { kind: 'value' }>): boolean {
  const outer = resolved.symbol.slice(0, Math.max(0, resolved.symbol.lastIndexOf('.')));
  const symbol = outer === '' ? undefined : symbols.classes(resolved.path).find((one) => one.symbol === outer);
  return symbol !== undefined && symbols.ancestry(symbol).external.some((dotted) => /(Choices|Enum|Flag)$/.test(dotted));
}

/** A member is given as its value or as value and label. */
function memberValue(value: Plain | undefined): Plain | undefined {
  return Array.isArray(value) ? (value as readonly Plain[])[0] : value;
}
