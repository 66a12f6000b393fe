import { DEEPEST_NESTING } from '../source.js';
import { eachChild, ERROR_TYPE, open, textOf, writeExpression, writeOperands, type Encoder, type Writer } from './encoder.js';
import { writeArguments } from './expressions.js';
import { END, EXPRESSION, LARGEST_CONTAINER, STATEMENT } from './format.js';
import { put, putNode, putOptionalText, putStart, putText, rollBack } from './output.js';
import { writeParameters } from './parameters.js';
import { SIMPLE_WRITERS } from './simple-statements.js';
import { writeItems } from './with-items.js';

/** Writers of statements by the grammar's names of nodes. */
export const STATEMENT_WRITERS: Readonly<Record<string, Writer>> = {
  ...SIMPLE_WRITERS,
  decorated_definition: writeDecorated,
  function_definition: writeFunction,
  class_definition: writeClass,
  if_statement: writeIf,
  for_statement: writeFor,
  while_statement: writeWhile,
  try_statement: writeTry,
  with_statement: writeWith,
  match_statement: writeMatch,
};

/** The statements of the block or module at the cursor, with END. */
export function writeBody(encoder: Encoder): void {
  const { cursor } = encoder;
  if (cursor.gotoFirstChild()) {
    do writeStatement(encoder, cursor.nodeTypeId);
    while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
  put(encoder.out, END);
}

/** Writes the statement at the cursor; a broken one as unknown. Nodes that are no statements are passed over. */
function writeStatement(encoder: Encoder, type: number): void {
  const { out } = encoder;
  const write = encoder.statements[type];
  if (write === undefined && type !== ERROR_TYPE) return;
  if (write === undefined || encoder.depth >= DEEPEST_NESTING) {
    open(encoder, STATEMENT.unknown);
    return;
  }
  const { length, last } = out;
  const strings = out.strings.length;
  encoder.depth += 1;
  write(encoder);
  encoder.depth -= 1;
  if (!encoder.broken) return;
  encoder.broken = false;
  rollBack(out, length, last, strings);
  open(encoder, STATEMENT.unknown);
}

function writeDecorated(encoder: Encoder): void {
  const { out } = encoder;
  put(out, STATEMENT.decorated);
  let defined = false;
  eachChild(encoder, (type) => {
    const name = encoder.types[type];
    if (name === 'decorator' && writeOperands(encoder) !== 1) encoder.broken = true;
    if (encoder.broken) return false;
    if (name !== 'function_definition' && name !== 'class_definition') return;
    put(out, END);
    if (name === 'class_definition') writeClass(encoder);
    else writeFunction(encoder);
    defined = true;
    return false;
  });
  if (!defined) encoder.broken = true;
}

function writeFunction(encoder: Encoder): void {
  const { out, cursor, text } = encoder;
  const head = { name: false, parameters: false, returns: false, body: false };
  open(encoder, STATEMENT.function);
  put(out, text.startsWith('async', cursor.startIndex) ? 1 : 0);
  eachChild(encoder, (type) => {
    const name = encoder.types[type];
    if (name === 'identifier') {
      writeDefinedName(encoder);
      head.name = true;
    } else if (name === 'parameters' && head.name) {
      writeParameters(encoder);
      head.parameters = true;
    } else if (name === 'type' && head.parameters) {
      writeExpression(encoder, type);
      head.returns = true;
    } else if (name === 'block' && head.parameters) {
      if (!head.returns) put(out, END);
      writeBody(encoder);
      head.body = true;
    }
    return !encoder.broken;
  });
  if (!head.body) encoder.broken = true;
}

function writeClass(encoder: Encoder): void {
  const { out } = encoder;
  const head = { name: false, bases: false, body: false };
  open(encoder, STATEMENT.class);
  eachChild(encoder, (type) => {
    const name = encoder.types[type];
    if (name === 'identifier') {
      writeDefinedName(encoder);
      head.name = true;
    } else if (name === 'argument_list' && head.name) {
      writeArguments(encoder);
      head.bases = true;
    } else if (name === 'block' && head.name) {
      if (!head.bases) put(out, END);
      writeBody(encoder);
      head.body = true;
    }
    return !encoder.broken;
  });
  if (!head.body) encoder.broken = true;
}

function writeDefinedName(encoder: Encoder): void {
  putStart(encoder.out, encoder.cursor.startIndex);
  putText(encoder.out, textOf(encoder));
}

function writeFor(encoder: Encoder): void {
  open(encoder, STATEMENT.for);
  put(encoder.out, encoder.text.startsWith('async', encoder.cursor.startIndex) ? 1 : 0);
  writeHeadAndBodies(encoder, 2);
}

function writeWhile(encoder: Encoder): void {
  open(encoder, STATEMENT.while);
  writeHeadAndBodies(encoder, 1);
}

/** So many expressions, the body and that of `else`. */
function writeHeadAndBodies(encoder: Encoder, operands: number): void {
  let count = 0;
  let bodies = 0;
  eachChild(encoder, (type) => {
    const name = encoder.types[type];
    if (name === 'block') writeBody(encoder);
    else if (name === 'else_clause') writeClauseBody(encoder);
    else if (encoder.expressions[type] === undefined) return;
    else {
      writeExpression(encoder, type);
      count += 1;
      return;
    }
    bodies += 1;
  });
  if (count !== operands || bodies === 0) encoder.broken = true;
  if (bodies === 1) put(encoder.out, END);
}

/** The block in the clause at the cursor, with END. */
function writeClauseBody(encoder: Encoder): void {
  let found = false;
  eachChild(encoder, (type) => {
    if (encoder.types[type] !== 'block') return;
    writeBody(encoder);
    found = true;
  });
  if (!found) encoder.broken = true;
}

function writeIf(encoder: Encoder): void {
  const { out, cursor } = encoder;
  const end = cursor.endIndex;
  const { depth } = encoder;
  let nested = 0;
  let parts = 0;
  let closed = false;
  open(encoder, STATEMENT.if);
  eachChild(encoder, (type) => {
    const name = encoder.types[type];
    if (name === 'block') writeBody(encoder);
    else if (name === 'elif_clause') {
      const isDeep = encoder.depth >= DEEPEST_NESTING;
      putNode(out, isDeep ? STATEMENT.unknown : STATEMENT.if, cursor.startIndex, end);
      if (isDeep) return false;
      nested += 1;
      encoder.depth += 1;
      writeElif(encoder);
    } else if (name === 'else_clause') {
      writeClauseBody(encoder);
      closed = true;
    } else if (encoder.expressions[type] === undefined) return;
    else writeExpression(encoder, type);
    parts += 1;
    return !encoder.broken;
  });
  encoder.depth = depth;
  if (parts < 2) encoder.broken = true;
  for (let ends = closed ? 1 : 0; ends <= nested; ends += 1) put(out, END);
}

function writeElif(encoder: Encoder): void {
  let parts = 0;
  eachChild(encoder, (type) => {
    if (encoder.types[type] === 'block') writeBody(encoder);
    else if (encoder.expressions[type] === undefined) return;
    else writeExpression(encoder, type);
    parts += 1;
  });
  if (parts !== 2) encoder.broken = true;
}

function writeTry(encoder: Encoder): void {
  const { out } = encoder;
  // Lists to come: body, handlers, else, finally.
  let written = 0;
  const skipTo = (list: number): void => {
    for (; written < list; written += 1) put(out, END);
  };
  open(encoder, STATEMENT.try);
  eachChild(encoder, (type) => {
    const name = encoder.types[type];
    if (name === 'block') writeBody(encoder);
    else if (name === 'except_clause') {
      writeHandler(encoder);
      return !encoder.broken;
    } else if (name === 'else_clause' || name === 'finally_clause') {
      skipTo(name === 'else_clause' ? 2 : 3);
      writeClauseBody(encoder);
    } else return;
    written += 1;
    return !encoder.broken;
  });
  skipTo(4);
}

function writeHandler(encoder: Encoder): void {
  const { out } = encoder;
  let name: string | null = null;
  let count = 0;
  let commas = 0;
  let found = false;
  open(encoder, 1);
  eachChild(encoder, (type) => {
    const kind = encoder.types[type];
    if (kind === ',') commas += 1;
    else if (kind === 'block') {
      put(out, commas > 0 ? EXPRESSION.tupleEnd : END);
      putOptionalText(out, name);
      writeBody(encoder);
      found = true;
    } else if (kind === 'as_pattern') name = writeCaught(encoder);
    else if (encoder.expressions[type] === undefined) return;
    else writeExpression(encoder, type);
    count += 1;
    return !encoder.broken && count <= LARGEST_CONTAINER;
  });
  if (!found) encoder.broken = true;
}

/** `type as name`: writes the type, answers the name. */
function writeCaught(encoder: Encoder): string | null {
  let name: string | null = null;
  eachChild(encoder, (type) => {
    if (encoder.types[type] === 'as_pattern_target') name = textOf(encoder);
    else if (encoder.expressions[type] !== undefined) writeExpression(encoder, type);
  });
  return name;
}

function writeWith(encoder: Encoder): void {
  const { out, cursor, text } = encoder;
  let items = 0;
  let bodies = 0;
  open(encoder, STATEMENT.with);
  put(out, text.startsWith('async', cursor.startIndex) ? 1 : 0);
  eachChild(encoder, (type) => {
    const name = encoder.types[type];
    if (name === 'with_clause') items = writeItems(encoder);
    else if (name === 'block') {
      put(out, END);
      writeBody(encoder);
      bodies += 1;
    }
    return !encoder.broken;
  });
  if (items === 0 || bodies !== 1) encoder.broken = true;
}

function writeMatch(encoder: Encoder): void {
  const { out } = encoder;
  let commas = 0;
  let bodies = 0;
  open(encoder, STATEMENT.match);
  eachChild(encoder, (type) => {
    const name = encoder.types[type];
    if (name === ',') commas += 1;
    else if (name === 'block') {
      put(out, commas > 0 ? EXPRESSION.tupleEnd : END);
      writeCases(encoder);
      bodies += 1;
    } else if (encoder.expressions[type] !== undefined) writeExpression(encoder, type);
    return !encoder.broken;
  });
  if (bodies !== 1) encoder.broken = true;
}

function writeCases(encoder: Encoder): void {
  eachChild(encoder, (type) => {
    if (encoder.types[type] !== 'case_clause') return;
    put(encoder.out, 1);
    writeClauseBody(encoder);
    return !encoder.broken;
  });
  put(encoder.out, END);
}
