import { DEEPEST_NESTING } from '../source.js';
import type { Cursor } from './cursor.js';
import { LARGEST_CONTAINER } from './format.js';
import { putNode, putUnknown, put, rollBack, type Output } from './output.js';

/** Writes the node at the cursor and leaves the cursor there. */
export type Writer = (encoder: Encoder) => void;

/** One walk over a syntax tree. The tables are indexed by the grammar's numbers of node types. */
export interface Encoder {
  readonly text: string;
  readonly cursor: Cursor;
  readonly out: Output;
  readonly types: readonly string[];
  readonly expressions: readonly (Writer | undefined)[];
  readonly statements: readonly (Writer | undefined)[];
  /** Numbers of operators by the type of their token, 0 for others. */
  readonly operators: readonly number[];
  /** A dotted chain of plain names; sticky. */
  readonly chain: RegExp;
  depth: number;
  /** The node being written holds a syntax error or too many items: whoever started it takes it back. */
  broken: boolean;
}

/** The grammar's number of nodes that are syntax errors. */
export const ERROR_TYPE = 65535;

/** Type of the node at the cursor; '' for a syntax error. */
export function typeOf(encoder: Encoder): string {
  return encoder.types[encoder.cursor.nodeTypeId] ?? '';
}

/** Text of the node at the cursor. */
export function textOf(encoder: Encoder): string {
  return encoder.text.slice(encoder.cursor.startIndex, encoder.cursor.endIndex);
}

/** Writes code, start and length of the node at the cursor. */
export function open(encoder: Encoder, code: number): void {
  putNode(encoder.out, code, encoder.cursor.startIndex, encoder.cursor.endIndex);
}

/** Writes the expression at the cursor; a broken one and one that nests too deeply as unknown. */
export function writeExpression(encoder: Encoder, type: number = encoder.cursor.nodeTypeId): void {
  const { out } = encoder;
  const write = encoder.expressions[type];
  if (write === undefined || encoder.depth >= DEEPEST_NESTING) {
    putUnknown(out, encoder.cursor.startIndex, encoder.cursor.endIndex);
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
  putUnknown(out, encoder.cursor.startIndex, encoder.cursor.endIndex);
}

/**
 * Calls `visit` with the type of each child until it answers false or a syntax error comes, which breaks the node.
 * The cursor is at the child during the call, and at the node again afterwards.
 */
export function eachChild(encoder: Encoder, visit: (type: number) => boolean | void): void {
  const { cursor } = encoder;
  if (!cursor.gotoFirstChild()) return;
  do {
    const type = cursor.nodeTypeId;
    if (type === ERROR_TYPE) {
      encoder.broken = true;
      break;
    }
    if (visit(type) === false) break;
  } while (cursor.gotoNextSibling());
  cursor.gotoParent();
}

/** Writes the children that are expressions, in order, and tells how many there are. More than are kept break the node. */
export function writeOperands(encoder: Encoder): number {
  const { cursor } = encoder;
  let count = 0;
  if (!cursor.gotoFirstChild()) return count;
  do {
    const type = cursor.nodeTypeId;
    if (encoder.expressions[type] !== undefined) {
      writeExpression(encoder, type);
      count += 1;
    }
    if (type === ERROR_TYPE || count > LARGEST_CONTAINER) encoder.broken = true;
  } while (!encoder.broken && cursor.gotoNextSibling());
  cursor.gotoParent();
  return count;
}

/** `writeOperands`, with the operators between them; the answer counts both. */
export function writeOperation(encoder: Encoder): number {
  const { cursor, operators } = encoder;
  let count = 0;
  if (!cursor.gotoFirstChild()) return count;
  do {
    const type = cursor.nodeTypeId;
    const operator = operators[type] ?? 0;
    if (operator > 0) put(encoder.out, operator);
    else if (encoder.expressions[type] !== undefined) writeExpression(encoder, type);
    else count -= 1;
    count += 1;
    if (type === ERROR_TYPE || count > LARGEST_CONTAINER) encoder.broken = true;
  } while (!encoder.broken && cursor.gotoNextSibling());
  cursor.gotoParent();
  return count;
}
