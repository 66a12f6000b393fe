import { DEEPEST_NESTING } from '../source.js';
import { eachChild, open, textOf, writeExpression, writeOperands, writeOperation, type Encoder, type Writer } from './encoder.js';
import { END, EXPRESSION, LARGEST_CONTAINER, SMALL_INTEGER } from './format.js';
import { put, putNode, putOptionalText, putStart, putText, putUnknown } from './output.js';
import { writeParameters } from './parameters.js';
import { writeConcatenated, writeString } from './strings.js';

/** Writers of expressions by the grammar's names of nodes. */
export const EXPRESSION_WRITERS: Readonly<Record<string, Writer>> = {
  identifier: writeName,
  attribute: writeAttribute,
  member_type: writeAttribute,
  call: writeCall,
  string: writeString,
  concatenated_string: writeConcatenated,
  integer: writeNumber,
  float: writeNumber,
  true: constant(EXPRESSION.true),
  false: constant(EXPRESSION.false),
  none: constant(EXPRESSION.none),
  ellipsis: constant(EXPRESSION.ellipsis),
  list: items(EXPRESSION.list),
  list_pattern: items(EXPRESSION.list),
  tuple: items(EXPRESSION.tuple),
  tuple_pattern: items(EXPRESSION.tuple),
  expression_list: items(EXPRESSION.tuple),
  pattern_list: items(EXPRESSION.tuple),
  set: items(EXPRESSION.set),
  dictionary: writeDictionary,
  binary_operator: operation(EXPRESSION.binary, 3),
  boolean_operator: operation(EXPRESSION.boolean, 3),
  unary_operator: operation(EXPRESSION.unary, 2),
  not_operator: operation(EXPRESSION.unary, 2),
  union_type: operation(EXPRESSION.binary, 3),
  comparison_operator: writeComparison,
  conditional_expression: fixed(EXPRESSION.conditional, 3),
  await: fixed(EXPRESSION.await, 1),
  list_splat: fixed(EXPRESSION.starred, 1),
  list_splat_pattern: fixed(EXPRESSION.starred, 1),
  splat_type: fixed(EXPRESSION.starred, 1),
  list_comprehension: comprehension(0),
  set_comprehension: comprehension(1),
  dictionary_comprehension: comprehension(2),
  generator_expression: comprehension(3),
  lambda: writeLambda,
  yield: writeYield,
  subscript: writeSubscript,
  generic_type: writeSubscript,
  slice: writeSlice,
  named_expression: writeNamed,
  parenthesized_expression: writeInner,
  parenthesized_list_splat: writeInner,
  type: writeInner,
  // Not kept, but where they stand is.
  as_pattern: writeNothing,
  constrained_type: writeNothing,
};

function writeNothing(encoder: Encoder): void {
  encoder.broken = true;
}

function writeName(encoder: Encoder): void {
  const { cursor, text, out } = encoder;
  const start = cursor.startIndex;
  const end = cursor.endIndex;
  if (start === end) {
    putUnknown(out, start, end);
    return;
  }
  put(out, EXPRESSION.name);
  putStart(out, start);
  putText(out, text.slice(start, end));
}

function constant(code: number): Writer {
  return ({ out, cursor }) => {
    put(out, code);
    putStart(out, cursor.startIndex);
  };
}

function items(code: number): Writer {
  return (encoder) => {
    open(encoder, code);
    writeOperands(encoder);
    put(encoder.out, END);
  };
}

function operation(code: number, parts: number): Writer {
  return (encoder) => {
    open(encoder, code);
    if (writeOperation(encoder) !== parts) encoder.broken = true;
  };
}

function fixed(code: number, parts: number): Writer {
  return (encoder) => {
    open(encoder, code);
    if (writeOperands(encoder) !== parts) encoder.broken = true;
  };
}

function writeComparison(encoder: Encoder): void {
  open(encoder, EXPRESSION.comparison);
  if (writeOperation(encoder) % 2 === 0) encoder.broken = true;
  put(encoder.out, END);
}

/** What stands in parentheses or as an annotation, without them. */
function writeInner(encoder: Encoder): void {
  if (writeOperands(encoder) !== 1) encoder.broken = true;
}

function writeAttribute(encoder: Encoder): void {
  const { cursor, text, out, chain } = encoder;
  const start = cursor.startIndex;
  const end = cursor.endIndex;
  chain.lastIndex = start;
  if (chain.test(text) && chain.lastIndex === end) {
    const names = text.slice(start, end);
    if (encoder.depth + countDots(names) > DEEPEST_NESTING) encoder.broken = true;
    put(out, names.includes('.') ? EXPRESSION.chain : EXPRESSION.name);
    putStart(out, start);
    putText(out, names);
    return;
  }
  putNode(out, EXPRESSION.attribute, start, end);
  let parts = 0;
  eachChild(encoder, (type) => {
    if (encoder.expressions[type] === undefined) return;
    if (parts === 0) writeExpression(encoder, type);
    else putText(out, textOf(encoder));
    parts += 1;
  });
  if (parts !== 2) encoder.broken = true;
}

function countDots(names: string): number {
  let count = 0;
  for (let at = names.indexOf('.'); at !== -1; at = names.indexOf('.', at + 1)) count += 1;
  return count;
}

function writeCall(encoder: Encoder): void {
  let parts = 0;
  open(encoder, EXPRESSION.call);
  eachChild(encoder, (type) => {
    const name = encoder.types[type];
    if (name === 'argument_list') writeArguments(encoder);
    else if (encoder.expressions[type] === undefined) return;
    else writeExpression(encoder, type);
    if (name === 'generator_expression' && parts === 1) put(encoder.out, END);
    parts += 1;
    return !encoder.broken;
  });
  if (parts !== 2) encoder.broken = true;
}

/** The arguments in parentheses at the cursor, with END. */
export function writeArguments(encoder: Encoder): void {
  let count = 0;
  eachChild(encoder, (type) => {
    const name = encoder.types[type];
    if (name === 'keyword_argument') writeKeyword(encoder);
    else if (name === 'dictionary_splat') writeSpreadArgument(encoder);
    else if (encoder.expressions[type] === undefined) return;
    else writeExpression(encoder, type);
    count += 1;
    if (count > LARGEST_CONTAINER) encoder.broken = true;
    return !encoder.broken;
  });
  put(encoder.out, END);
}

function writeKeyword(encoder: Encoder): void {
  let parts = 0;
  open(encoder, EXPRESSION.keyword);
  eachChild(encoder, (type) => {
    if (encoder.expressions[type] === undefined) return;
    if (parts === 0) putOptionalText(encoder.out, textOf(encoder));
    else writeExpression(encoder, type);
    parts += 1;
  });
  if (parts !== 2) encoder.broken = true;
}

function writeSpreadArgument(encoder: Encoder): void {
  open(encoder, EXPRESSION.keyword);
  putOptionalText(encoder.out, null);
  if (writeOperands(encoder) !== 1) encoder.broken = true;
}

function writeNumber(encoder: Encoder): void {
  const value = numberOf(textOf(encoder));
  const isSmall = Number.isInteger(value) && value < SMALL_INTEGER;
  open(encoder, isSmall ? EXPRESSION.integer : EXPRESSION.number);
  if (isSmall) put(encoder.out, value);
  else putText(encoder.out, String(value));
}

/** NaN for complex numbers, octal ones of Python 2, and integers that a double can't tell from their neighbours. */
function numberOf(written: string): number {
  const digits = written.replaceAll('_', '');
  if (/^0+[1-9]\d*$/.test(digits)) return Number.NaN;
  const value = Number(digits);
  return /^(?:\d+|0[xXoObB][\da-fA-F]+)$/.test(digits) && !Number.isSafeInteger(value) ? Number.NaN : value;
}

function writeDictionary(encoder: Encoder): void {
  let count = 0;
  open(encoder, EXPRESSION.dictionary);
  eachChild(encoder, (type) => {
    const name = encoder.types[type];
    if (name !== 'pair' && name !== 'dictionary_splat') return;
    if (name === 'dictionary_splat') put(encoder.out, EXPRESSION.spread);
    count += 1;
    if (writeOperands(encoder) !== (name === 'pair' ? 2 : 1) || count > LARGEST_CONTAINER) encoder.broken = true;
    return !encoder.broken;
  });
  put(encoder.out, END);
}

function comprehension(form: number): Writer {
  return (encoder) => {
    let parts = 0;
    open(encoder, EXPRESSION.comprehension);
    put(encoder.out, form);
    eachChild(encoder, (type) => {
      const name = encoder.types[type];
      if (name === 'for_in_clause') writeClause(encoder);
      else if (name === 'pair' || name === 'if_clause') {
        if (writeOperands(encoder) !== (name === 'pair' ? 2 : 1)) encoder.broken = true;
      } else if (encoder.expressions[type] === undefined) return;
      else writeExpression(encoder, type);
      parts += 1;
      if (parts > LARGEST_CONTAINER || (parts === 2 && name !== 'for_in_clause')) encoder.broken = true;
      return !encoder.broken;
    });
    if (parts < 2) encoder.broken = true;
    put(encoder.out, END);
  };
}

function writeClause(encoder: Encoder): void {
  const { out } = encoder;
  let parts = 0;
  let commas = 0;
  put(out, EXPRESSION.clause);
  eachChild(encoder, (type) => {
    if (encoder.types[type] === ',') commas += 1;
    if (encoder.expressions[type] === undefined) return;
    writeExpression(encoder, type);
    parts += 1;
    if (parts > LARGEST_CONTAINER) encoder.broken = true;
    return !encoder.broken;
  });
  if (parts < 2) encoder.broken = true;
  put(out, commas > 0 ? EXPRESSION.tupleEnd : END);
}

function writeLambda(encoder: Encoder): void {
  let hasParameters = false;
  let parts = 0;
  open(encoder, EXPRESSION.lambda);
  eachChild(encoder, (type) => {
    if (encoder.types[type] === 'lambda_parameters') {
      hasParameters = true;
      writeParameters(encoder);
    } else if (encoder.expressions[type] !== undefined) {
      if (!hasParameters) put(encoder.out, END);
      writeExpression(encoder, type);
      parts += 1;
    }
    return !encoder.broken;
  });
  if (parts !== 1) encoder.broken = true;
}

function writeYield(encoder: Encoder): void {
  open(encoder, EXPRESSION.yield);
  if (writeOperands(encoder) === 0) put(encoder.out, END);
}

/** `value[index]`, and types such as `List[int]`. Several indexes are a tuple. */
function writeSubscript(encoder: Encoder): void {
  const state = { parts: 0, commas: 0 };
  open(encoder, EXPRESSION.subscript);
  writeSubscripts(encoder, state);
  if (state.parts < 2) encoder.broken = true;
  put(encoder.out, state.commas > 0 ? EXPRESSION.tupleEnd : END);
}

function writeSubscripts(encoder: Encoder, state: { parts: number; commas: number }): void {
  eachChild(encoder, (type) => {
    const name = encoder.types[type];
    if (name === 'type_parameter') writeSubscripts(encoder, state);
    else if (name === ',') state.commas += 1;
    else if (encoder.expressions[type] !== undefined) {
      writeExpression(encoder, type);
      state.parts += 1;
    }
    if (state.parts > LARGEST_CONTAINER) encoder.broken = true;
    return !encoder.broken;
  });
}

function writeSlice(encoder: Encoder): void {
  const { out } = encoder;
  let colons = 0;
  let written = 0;
  open(encoder, EXPRESSION.slice);
  eachChild(encoder, (type) => {
    if (encoder.types[type] === ':') colons += 1;
    if (encoder.expressions[type] === undefined) return;
    for (; written < colons; written += 1) put(out, END);
    writeExpression(encoder, type);
    written += 1;
  });
  for (; written < 3; written += 1) put(out, END);
  if (written > 3) encoder.broken = true;
}

function writeNamed(encoder: Encoder): void {
  let parts = 0;
  open(encoder, EXPRESSION.named);
  eachChild(encoder, (type) => {
    if (encoder.expressions[type] === undefined) return;
    if (parts === 0) putText(encoder.out, textOf(encoder));
    else writeExpression(encoder, type);
    parts += 1;
  });
  if (parts !== 2) encoder.broken = true;
}
