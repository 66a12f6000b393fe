import { writeAssignment, writeTypeAlias } from './assignments.js';
import { eachChild, open, textOf, writeExpression, writeOperands, writeOperation, type Encoder, type Writer } from './encoder.js';
import { END, EXPRESSION, STATEMENT } from './format.js';
import { writeFromImport, writeImport } from './import-statements.js';
import { put, putOptionalText, putStart } from './output.js';

/** Writers of statements without a block, by the grammar's names of nodes. */
export const SIMPLE_WRITERS: Readonly<Record<string, Writer>> = {
  expression_statement: writeExpressionStatement,
  return_statement: optional(STATEMENT.return, 1),
  raise_statement: optional(STATEMENT.raise, 2),
  assert_statement: writeAssert,
  delete_statement: writeDelete,
  global_statement: scope(STATEMENT.global),
  nonlocal_statement: scope(STATEMENT.nonlocal),
  pass_statement: plain(STATEMENT.pass),
  break_statement: plain(STATEMENT.break),
  continue_statement: plain(STATEMENT.continue),
  import_statement: writeImport,
  import_from_statement: writeFromImport,
  future_import_statement: writeFromImport,
  type_alias_statement: writeTypeAlias,
  print_statement: writeNothing,
  exec_statement: writeNothing,
};

function writeNothing(encoder: Encoder): void {
  encoder.broken = true;
}

function plain(code: number): Writer {
  return ({ out, cursor }) => {
    put(out, code);
    putStart(out, cursor.startIndex);
  };
}

function optional(code: number, parts: number): Writer {
  return (encoder) => {
    open(encoder, code);
    const count = writeOperands(encoder);
    for (let part = count; part < parts; part += 1) put(encoder.out, END);
    if (count > parts) encoder.broken = true;
  };
}

function scope(code: number): Writer {
  return (encoder) => {
    open(encoder, code);
    eachChild(encoder, (type) => {
      if (encoder.types[type] === 'identifier') putOptionalText(encoder.out, textOf(encoder));
    });
    put(encoder.out, END);
  };
}

function writeExpressionStatement(encoder: Encoder): void {
  const { cursor, out } = encoder;
  cursor.gotoFirstChild();
  const first = encoder.types[cursor.nodeTypeId];
  if (first === 'assignment') writeAssignment(encoder);
  else if (first === 'augmented_assignment') writeAugmented(encoder);
  cursor.gotoParent();
  if (first === 'assignment' || first === 'augmented_assignment') return;
  open(encoder, STATEMENT.expression);
  if (writeOperands(encoder) === 0) encoder.broken = true;
  // `a,` is a tuple and `a;` is none.
  put(out, first !== undefined && encoder.text[cursor.endIndex - 1] === ',' ? EXPRESSION.tupleEnd : END);
}

function writeAugmented(encoder: Encoder): void {
  open(encoder, STATEMENT.augmented);
  if (writeOperation(encoder) !== 3) encoder.broken = true;
}

/** `assert test, message`: the test. */
function writeAssert(encoder: Encoder): void {
  let count = 0;
  open(encoder, STATEMENT.assert);
  eachChild(encoder, (type) => {
    if (encoder.expressions[type] === undefined) return true;
    if (count === 0) writeExpression(encoder, type);
    count += 1;
    return true;
  });
  if (count === 0) encoder.broken = true;
}

function writeDelete(encoder: Encoder): void {
  open(encoder, STATEMENT.delete);
  eachChild(encoder, (type) => {
    if (encoder.types[type] === 'expression_list') writeOperands(encoder);
    else if (encoder.expressions[type] !== undefined) writeExpression(encoder, type);
    return !encoder.broken;
  });
  put(encoder.out, END);
}
