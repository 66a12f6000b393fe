import { within } from './bodies.js';
import { BYTES, COMPREHENSION_FORMS, CUT, END, EXPRESSION, OPERATORS, PARAMETER, PARAMETER_FORMS } from './format.js';
import type { BooleanExpression, ComprehensionClause, DictionaryExpression, Expression, FormattedExpression, Keyword, Parameter, SequenceExpression, UnaryExpression } from './nodes.js';
import { digit, exact, optionalText, partsOf, start, text, type Reader } from './reader.js';

type Code = Exclude<keyof typeof EXPRESSION, 'keyword' | 'spread' | 'clause' | 'literal' | 'tupleEnd'>;

const READERS: Readonly<Record<Code, (reader: Reader) => Expression>> = {
  name: readName,
  chain: readChain,
  attribute: readAttribute,
  call: readCall,
  plainString(reader) {
    const from = start(reader);
    const value = text(reader);
    return { kind: 'string', start: from, end: from + value.length + 2, value };
  },
  string: readString,
  formatted: readFormatted,
  integer(reader) {
    const from = start(reader);
    return { kind: 'number', start: from, end: from + digit(reader), value: digit(reader) };
  },
  number(reader) {
    const from = start(reader);
    return { kind: 'number', start: from, end: from + digit(reader), value: Number(text(reader)) };
  },
  true: constant(true, 4),
  false: constant(false, 5),
  none: constant(null, 4),
  ellipsis: constant('ellipsis', 3),
  list: sequence('list'),
  tuple: sequence('tuple'),
  set: sequence('set'),
  dictionary: readDictionary,
  binary(reader) {
    const from = start(reader);
    const end = from + digit(reader);
    const left = expression(reader);
    const operator = OPERATORS[digit(reader)] as string;
    return { kind: 'binary', start: from, end, operator, left, right: expression(reader) };
  },
  boolean(reader) {
    const from = start(reader);
    const end = from + digit(reader);
    const left = expression(reader);
    const operator = OPERATORS[digit(reader)] as BooleanExpression['operator'];
    return { kind: 'boolean', start: from, end, operator, left, right: expression(reader) };
  },
  comparison: readComparison,
  unary(reader) {
    const from = start(reader);
    const end = from + digit(reader);
    const operator = OPERATORS[digit(reader)] as UnaryExpression['operator'];
    return { kind: 'unary', start: from, end, operator, operand: expression(reader) };
  },
  conditional(reader) {
    const from = start(reader);
    const end = from + digit(reader);
    const body = expression(reader);
    const test = expression(reader);
    return { kind: 'conditional', start: from, end, test, body, orElse: expression(reader) };
  },
  comprehension: readComprehension,
  lambda(reader) {
    const from = start(reader);
    const end = from + digit(reader);
    const parameters = readParameters(reader);
    return { kind: 'lambda', start: from, end, parameters, body: expression(reader) };
  },
  await(reader) {
    const from = start(reader);
    return { kind: 'await', start: from, end: from + digit(reader), value: expression(reader) };
  },
  yield(reader) {
    const from = start(reader);
    return { kind: 'yield', start: from, end: from + digit(reader), value: optionalExpression(reader) };
  },
  subscript(reader) {
    const from = start(reader);
    const end = from + digit(reader);
    const value = expression(reader);
    return { kind: 'subscript', start: from, end, value, index: readLoose(reader) };
  },
  slice(reader) {
    const from = start(reader);
    const end = from + digit(reader);
    const lower = optionalExpression(reader);
    const upper = optionalExpression(reader);
    return { kind: 'slice', start: from, end, lower, upper, step: optionalExpression(reader) };
  },
  named(reader) {
    const from = start(reader);
    const end = from + digit(reader);
    const target = text(reader);
    return { kind: 'named', start: from, end, target, value: expression(reader) };
  },
  starred(reader) {
    const from = start(reader);
    return { kind: 'starred', start: from, end: from + digit(reader), value: expression(reader) };
  },
  unknown(reader) {
    const from = start(reader);
    return { kind: 'unknown', start: from, end: from + digit(reader) };
  },
};

/** By code. */
const BY_CODE = Object.entries(READERS).reduce<((reader: Reader) => Expression)[]>((table, [name, read]) => {
  table[EXPRESSION[name as Code]] = read;
  return table;
}, []);

export function expression(reader: Reader): Expression {
  return coded(reader, digit(reader));
}

export function optionalExpression(reader: Reader): Expression | null {
  const code = digit(reader);
  return code === END ? null : coded(reader, code);
}

/** Expressions until END. */
export function expressions(reader: Reader): readonly Expression[] {
  const found: Expression[] = [];
  for (let code = digit(reader); code !== END; code = digit(reader)) found.push(coded(reader, code));
  return exact(found);
}

/** One expression, or a tuple without parentheses. */
export function readLoose(reader: Reader): Expression {
  const loose = readLooseOrNothing(reader);
  if (loose === null) throw new SyntaxError('an expression is missing');
  return loose;
}

export function readLooseOrNothing(reader: Reader): Expression | null {
  const items: Expression[] = [];
  let code = digit(reader);
  for (; code !== END && code !== EXPRESSION.tupleEnd; code = digit(reader)) items.push(coded(reader, code));
  const [first] = items;
  const last = items.at(-1);
  if (first === undefined || last === undefined) return null;
  return items.length === 1 && code === END ? first : { kind: 'tuple', start: first.start, end: last.end, items: exact(items) };
}

/** @throws SyntaxError for a code that no version of `encode.ts` with this format writes. */
function coded(reader: Reader, code: number): Expression {
  const read = BY_CODE[code];
  if (read === undefined) throw new SyntaxError('not the code of an expression');
  return within(read(reader), reader.body);
}

function readName(reader: Reader): Expression {
  const from = start(reader);
  const id = text(reader);
  return { kind: 'name', start: from, end: from + id.length, id };
}

function readChain(reader: Reader): Expression {
  const from = start(reader);
  const [first, ...others] = partsOf(reader);
  let end = from + (first as string).length;
  let chain: Expression = { kind: 'name', start: from, end, id: first as string };
  for (const attribute of others) {
    const nameStart = end + 1;
    end = nameStart + attribute.length;
    chain = { kind: 'attribute', start: from, end, value: chain, attribute, nameStart };
  }
  return chain;
}

function readAttribute(reader: Reader): Expression {
  const from = start(reader);
  const end = from + digit(reader);
  const value = expression(reader);
  const attribute = text(reader);
  return { kind: 'attribute', start: from, end, value, attribute, nameStart: end - attribute.length };
}

function readCall(reader: Reader): Expression {
  const from = start(reader);
  const end = from + digit(reader);
  const callee = expression(reader);
  const args: Expression[] = [];
  const keywords: Keyword[] = [];
  readArguments(reader, args, keywords);
  return { kind: 'call', start: from, end, callee, args: exact(args), keywords: exact(keywords) };
}

/** Arguments until END, into the two lists. */
export function readArguments(reader: Reader, args: Expression[], keywords: Keyword[]): void {
  for (let code = digit(reader); code !== END; code = digit(reader)) {
    if (code === EXPRESSION.keyword) keywords.push(readKeyword(reader));
    else args.push(coded(reader, code));
  }
}

function readKeyword(reader: Reader): Keyword {
  const from = start(reader);
  const end = from + digit(reader);
  const name = optionalText(reader);
  return within({ start: from, end, name, value: expression(reader) }, reader.body);
}

function readString(reader: Reader): Expression {
  const from = start(reader);
  const end = from + digit(reader);
  const flags = digit(reader);
  const value = text(reader);
  if (flags === 0) return { kind: 'string', start: from, end, value };
  return { kind: 'string', start: from, end, value, ...((flags & BYTES) === 0 ? {} : { bytes: true }), ...((flags & CUT) === 0 ? {} : { cut: true }) };
}

function readFormatted(reader: Reader): FormattedExpression {
  const from = start(reader);
  const end = from + digit(reader);
  const parts: (string | Expression)[] = [];
  for (let code = digit(reader); code !== END; code = digit(reader)) parts.push(code === EXPRESSION.literal ? text(reader) : coded(reader, code));
  return { kind: 'formatted', start: from, end, parts: exact(parts) };
}

function constant(value: true | false | null | 'ellipsis', length: number): (reader: Reader) => Expression {
  return (reader) => {
    const from = start(reader);
    return { kind: 'constant', start: from, end: from + length, value };
  };
}

function sequence(kind: SequenceExpression['kind']): (reader: Reader) => Expression {
  return (reader) => {
    const from = start(reader);
    return { kind, start: from, end: from + digit(reader), items: expressions(reader) };
  };
}

function readDictionary(reader: Reader): DictionaryExpression {
  const from = start(reader);
  const end = from + digit(reader);
  const entries: { key: Expression | null; value: Expression }[] = [];
  for (let code = digit(reader); code !== END; code = digit(reader)) {
    const key = code === EXPRESSION.spread ? null : coded(reader, code);
    entries.push({ key, value: expression(reader) });
  }
  return { kind: 'dictionary', start: from, end, entries: exact(entries) };
}

function readComparison(reader: Reader): Expression {
  const from = start(reader);
  const end = from + digit(reader);
  const operands = [expression(reader)];
  const operators: string[] = [];
  for (let code = digit(reader); code !== END; code = digit(reader)) {
    operators.push(OPERATORS[code] as string);
    operands.push(expression(reader));
  }
  return { kind: 'comparison', start: from, end, operands: exact(operands), operators: exact(operators) };
}

function readComprehension(reader: Reader): Expression {
  const from = start(reader);
  const end = from + digit(reader);
  const form = COMPREHENSION_FORMS[digit(reader)] as (typeof COMPREHENSION_FORMS)[number];
  const element = expression(reader);
  if (form !== 'dictionary') return { kind: 'comprehension', start: from, end, form, element, clauses: readClauses(reader) };
  const value = expression(reader);
  return { kind: 'comprehension', start: from, end, form, element, value, clauses: readClauses(reader) };
}

function readClauses(reader: Reader): readonly ComprehensionClause[] {
  const clauses: ComprehensionClause[] = [];
  let code = digit(reader);
  while (code === EXPRESSION.clause) {
    const target = expression(reader);
    const iterable = readLoose(reader);
    const conditions: Expression[] = [];
    for (code = digit(reader); code !== END && code !== EXPRESSION.clause; code = digit(reader)) conditions.push(coded(reader, code));
    clauses.push({ target, iterable, conditions: exact(conditions) });
  }
  return exact(clauses);
}

/** Parameters until END. */
export function readParameters(reader: Reader): readonly Parameter[] {
  const parameters: Parameter[] = [];
  for (let code = digit(reader); code !== END; code = digit(reader)) parameters.push(readParameter(reader, code));
  return exact(parameters);
}

function readParameter(reader: Reader, code: number): Parameter {
  const from = start(reader);
  if (code === PARAMETER.plain) {
    const name = text(reader);
    return within<Parameter>({ start: from, end: from + name.length, name, form: 'positional' }, reader.body);
  }
  const end = from + digit(reader);
  const name = text(reader);
  const form = PARAMETER_FORMS[code] as Parameter['form'];
  const annotation = optionalExpression(reader);
  const byDefault = optionalExpression(reader);
  return within({ start: from, end, name, form, ...(annotation === null ? {} : { annotation }), ...(byDefault === null ? {} : { default: byDefault }) }, reader.body);
}
