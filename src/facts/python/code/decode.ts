import type { Span } from '../../types.js';
import { Body, keep, within } from './bodies.js';
import { expression, expressions, optionalExpression, readArguments, readLoose, readLooseOrNothing, readParameters } from './decode-expressions.js';
import { END, OPERATORS, STATEMENT } from './format.js';
import type { AssignStatement, ClassNode, ExceptHandler, Expression, FunctionNode, ImportStatement, Keyword, Located, Parameter, PythonCode, Statement, TryStatement, WithStatement } from './nodes.js';
import { digit, exact, openReader, optionalText, start, text, type Reader } from './reader.js';

/**
 * The syntax that `encodeCode` wrote.
 * @throws SyntaxError for any other text.
 */
export function decodeCode(encoded: string): PythonCode {
  const reader = openReader(encoded);
  const lineStarts = new Uint32Array(linesOf(reader));
  for (let line = 1; line < lineStarts.length; line += 1) lineStarts[line] = (lineStarts[line - 1] as number) + digit(reader);
  const hasErrors = digit(reader) === 1;
  const body = readBody(reader);
  if (reader.at !== encoded.length) throw new SyntaxError('something follows the encoded syntax');
  return { body, lineStarts, hasErrors };
}

/** How many lines there are; each takes a digit at least. */
function linesOf(reader: Reader): number {
  const lines = digit(reader);
  if (lines < 1 || lines > reader.encoded.length) throw new SyntaxError('not the number of lines');
  return lines;
}

/**
 * Every name, dotted chain of names, module and literal of a file, each once, in no particular order: much faster than
 * decoding it where the question is whether a file speaks of something at all.
 * @throws SyntaxError for any text that `encodeCode` did not write.
 */
export function textsOf(encoded: string): readonly string[] {
  return openReader(encoded).strings;
}

/** Where a node stands, in lines and columns from 1. */
export function spanOf(code: PythonCode, node: Located): Span {
  const first = lineOf(code, node.start);
  const last = lineOf(code, node.end);
  return [first, node.start - (code.lineStarts[first - 1] ?? 0) + 1, last, node.end - (code.lineStarts[last - 1] ?? 0) + 1];
}

/** 1-based line of an offset; a line feed belongs to the line that it ends. */
export function lineOf(code: PythonCode, offset: number): number {
  const { lineStarts } = code;
  let low = 0;
  let high = lineStarts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

const NO_DECORATORS: readonly Expression[] = [];

const READERS: Readonly<Record<keyof typeof STATEMENT, (reader: Reader) => Statement>> = {
  decorated: readDecorated,
  function: (reader) => readFunction(reader, NO_DECORATORS),
  class: (reader) => readClass(reader, NO_DECORATORS),
  assign: readAssign,
  augmented(reader) {
    const from = start(reader);
    const end = from + digit(reader);
    const target = expression(reader);
    const operator = OPERATORS[digit(reader)] as string;
    return { kind: 'augmented', start: from, end, operator, target, value: expression(reader) };
  },
  expression(reader) {
    const from = start(reader);
    return { kind: 'expression', start: from, end: from + digit(reader), value: readLoose(reader) };
  },
  return(reader) {
    const from = start(reader);
    return { kind: 'return', start: from, end: from + digit(reader), value: optionalExpression(reader) };
  },
  raise(reader) {
    const from = start(reader);
    return { kind: 'raise', start: from, end: from + digit(reader), value: optionalExpression(reader), cause: optionalExpression(reader) };
  },
  if(reader) {
    const from = start(reader);
    return { kind: 'if', start: from, end: from + digit(reader), test: expression(reader), body: readBody(reader), orElse: readBody(reader) };
  },
  for(reader) {
    const from = start(reader);
    const end = from + digit(reader);
    const isAsync = digit(reader) === 1;
    return { kind: 'for', start: from, end, isAsync, target: expression(reader), iterable: expression(reader), body: readBody(reader), orElse: readBody(reader) };
  },
  while(reader) {
    const from = start(reader);
    return { kind: 'while', start: from, end: from + digit(reader), test: expression(reader), body: readBody(reader), orElse: readBody(reader) };
  },
  try: readTry,
  with: readWith,
  match(reader) {
    const from = start(reader);
    const end = from + digit(reader);
    const subject = readLoose(reader);
    const cases: { body: readonly Statement[] }[] = [];
    while (digit(reader) !== END) cases.push({ body: readBody(reader) });
    return { kind: 'match', start: from, end, subject, cases: exact(cases) };
  },
  import: readImport,
  assert(reader) {
    const from = start(reader);
    return { kind: 'assert', start: from, end: from + digit(reader), test: expression(reader) };
  },
  delete(reader) {
    const from = start(reader);
    return { kind: 'delete', start: from, end: from + digit(reader), targets: expressions(reader) };
  },
  global: scope('global'),
  nonlocal: scope('nonlocal'),
  pass: plain('pass'),
  break: plain('break'),
  continue: plain('continue'),
  unknown(reader) {
    const from = start(reader);
    return { kind: 'unknown', start: from, end: from + digit(reader) };
  },
};

const BY_CODE = Object.entries(READERS).reduce<((reader: Reader) => Statement)[]>((table, [name, read]) => {
  table[STATEMENT[name as keyof typeof STATEMENT]] = read;
  return table;
}, []);

/** Statements until END. */
function readBody(reader: Reader): readonly Statement[] {
  const body: Statement[] = [];
  for (let code = digit(reader); code !== END; code = digit(reader)) {
    const read = BY_CODE[code];
    if (read === undefined) throw new SyntaxError('not the code of a statement');
    body.push(within(read(reader), reader.body));
  }
  return exact(body);
}

function plain(kind: 'pass' | 'break' | 'continue'): (reader: Reader) => Statement {
  return (reader) => {
    const from = start(reader);
    return { kind, start: from, end: from + kind.length };
  };
}

function scope(kind: 'global' | 'nonlocal'): (reader: Reader) => Statement {
  return (reader) => {
    const from = start(reader);
    const end = from + digit(reader);
    const names: string[] = [];
    for (let name = optionalText(reader); name !== null; name = optionalText(reader)) names.push(name);
    return { kind, start: from, end, names: exact(names) };
  };
}

function readDecorated(reader: Reader): Statement {
  const decorators = expressions(reader);
  return digit(reader) === STATEMENT.class ? readClass(reader, decorators) : readFunction(reader, decorators);
}

function readFunction(reader: Reader, decorators: readonly Expression[]): FunctionNode {
  const from = start(reader);
  const end = from + digit(reader);
  const isAsync = digit(reader) === 1;
  const nameStart = start(reader);
  const name = text(reader);
  const parameters = readParameters(reader);
  const returns = optionalExpression(reader);
  const parts = { start: from, end, name, nameStart, isAsync, parameters, ...(returns === null ? {} : { returns }), decorators };
  return reader.body === null ? new OuterFunction(parts, reader) : { kind: 'function', ...parts, body: readBody(reader) };
}

/** A function in no other one: its body is read again when it is asked for and was let go. */
class OuterFunction implements FunctionNode {
  readonly kind = 'function';
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly nameStart: number;
  readonly isAsync: boolean;
  readonly parameters: readonly Parameter[];
  declare readonly returns?: Expression;
  readonly decorators: readonly Expression[];
  readonly #encoded: string;
  readonly #at: number;
  readonly #last: number;
  #body: WeakRef<Body>;

  /** @param reader at the body; it goes to its end */
  constructor(parts: Omit<FunctionNode, 'kind' | 'body'>, reader: Reader) {
    this.start = parts.start;
    this.end = parts.end;
    this.name = parts.name;
    this.nameStart = parts.nameStart;
    this.isAsync = parts.isAsync;
    this.parameters = parts.parameters;
    if (parts.returns !== undefined) this.returns = parts.returns;
    this.decorators = parts.decorators;
    this.#encoded = reader.encoded;
    this.#at = reader.at;
    this.#last = reader.last;
    this.#body = new WeakRef(readWhole(reader));
  }

  get body(): readonly Statement[] {
    const known = this.#body.deref();
    if (known !== undefined) {
      keep(known);
      return known.statements;
    }
    const again = readWhole(openReader(this.#encoded, { at: this.#at, last: this.#last }));
    this.#body = new WeakRef(again);
    return again.statements;
  }
}

/** The body of a function in no other one. */
function readWhole(reader: Reader): Body {
  const body = new Body();
  const { at } = reader;
  reader.body = body;
  body.statements = readBody(reader);
  reader.body = null;
  body.length = reader.at - at;
  keep(body);
  return body;
}

function readClass(reader: Reader, decorators: readonly Expression[]): ClassNode {
  const from = start(reader);
  const end = from + digit(reader);
  const nameStart = start(reader);
  const name = text(reader);
  const bases: Expression[] = [];
  const keywords: Keyword[] = [];
  readArguments(reader, bases, keywords);
  return { kind: 'class', start: from, end, name, nameStart, bases: exact(bases), keywords: exact(keywords), decorators, body: readBody(reader) };
}

function readAssign(reader: Reader): AssignStatement {
  const from = start(reader);
  const end = from + digit(reader);
  const targets = expressions(reader);
  const annotation = optionalExpression(reader);
  const value = optionalExpression(reader);
  return { kind: 'assign', start: from, end, targets, value, ...(annotation === null ? {} : { annotation }) };
}

function readTry(reader: Reader): TryStatement {
  const from = start(reader);
  const end = from + digit(reader);
  const body = readBody(reader);
  const handlers: ExceptHandler[] = [];
  while (digit(reader) !== END) handlers.push(readHandler(reader));
  return { kind: 'try', start: from, end, body, handlers: exact(handlers), orElse: readBody(reader), final: readBody(reader) };
}

function readHandler(reader: Reader): ExceptHandler {
  const from = start(reader);
  const end = from + digit(reader);
  const type = readLooseOrNothing(reader);
  const name = optionalText(reader);
  return within({ start: from, end, type, name, body: readBody(reader) }, reader.body);
}

function readWith(reader: Reader): WithStatement {
  const from = start(reader);
  const end = from + digit(reader);
  const isAsync = digit(reader) === 1;
  const items: { context: Expression; target: Expression | null }[] = [];
  for (let context = optionalExpression(reader); context !== null; context = optionalExpression(reader)) items.push({ context, target: optionalExpression(reader) });
  return { kind: 'with', start: from, end, isAsync, items: exact(items), body: readBody(reader) };
}

function readImport(reader: Reader): ImportStatement {
  const from = start(reader);
  const end = from + digit(reader);
  const level = digit(reader);
  const module = text(reader);
  const alias = optionalText(reader);
  if (digit(reader) === 0) return { kind: 'import', start: from, end, module, level, names: null, alias };
  const names: { name: string; alias: string | null }[] = [];
  for (let name = optionalText(reader); name !== null; name = optionalText(reader)) names.push({ name, alias: optionalText(reader) });
  return { kind: 'import', start: from, end, module, level, names: exact(names), alias };
}
