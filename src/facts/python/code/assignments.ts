import { ERROR_TYPE, eachChild, open, typeOf, writeExpression, type Encoder } from './encoder.js';
import { END, LARGEST_CONTAINER, STATEMENT } from './format.js';
import { put, putUnknown } from './output.js';

/** How far an assignment is written: its targets, its annotation, its value. */
interface Progress {
  annotated: boolean;
  hasValue: boolean;
}

/** The assignment at the cursor; `a = b = c` is an assignment in an assignment, of any depth. */
export function writeAssignment(encoder: Encoder): void {
  const { cursor, out } = encoder;
  const progress: Progress = { annotated: false, hasValue: false };
  let levels = 0;
  open(encoder, STATEMENT.assign);
  while (!encoder.broken && cursor.gotoFirstChild()) {
    levels += 1;
    if (levels > LARGEST_CONTAINER) encoder.broken = true;
    if (!writeUntilNested(encoder, progress)) break;
  }
  for (; levels > 0; levels -= 1) cursor.gotoParent();
  if (!progress.annotated && !progress.hasValue) encoder.broken = true;
  if (!progress.hasValue) put(out, END);
}

/** Writes the parts from the cursor on. True when the cursor is at an assignment that is the value. */
function writeUntilNested(encoder: Encoder, progress: Progress): boolean {
  const { cursor, out } = encoder;
  let isTarget = true;
  do {
    const type = cursor.nodeTypeId;
    const name = encoder.types[type];
    if (name === 'assignment' && !progress.annotated) return true;
    if (type === ERROR_TYPE || name === 'assignment' || name === 'augmented_assignment') encoder.broken = true;
    else if (encoder.expressions[type] === undefined) continue;
    else if (isTarget) isTarget = false;
    else if (name === 'type') {
      put(out, END);
      progress.annotated = true;
    } else {
      if (!progress.annotated) put(out, END);
      if (!progress.annotated) put(out, END);
      progress.hasValue = true;
    }
    if (!encoder.broken) writeExpression(encoder, type);
  } while (!encoder.broken && cursor.gotoNextSibling());
  return false;
}

/**
 * `type Name[T] = value`, written like `Name = value`. The grammar takes `type(a).b = value` for one as well: its target is
 * unknown then, its value is kept.
 */
export function writeTypeAlias(encoder: Encoder): void {
  const { out, cursor } = encoder;
  const start = cursor.startIndex;
  let parts = 0;
  open(encoder, STATEMENT.assign);
  eachChild(encoder, (type) => {
    if (encoder.types[type] !== 'type' || encoder.expressions[type] === undefined) return;
    parts += 1;
    if (parts === 1) {
      if (!writeAliasName(encoder)) putUnknown(out, start, cursor.endIndex);
      put(out, END);
      put(out, END);
    } else writeExpression(encoder, type);
    return !encoder.broken;
  });
  if (parts !== 2) encoder.broken = true;
}

/** Writes the name in the type at the cursor, if it is one, with or without parameters. */
function writeAliasName(encoder: Encoder): boolean {
  const { cursor } = encoder;
  let levels = 0;
  do {
    if (!cursor.gotoFirstChild()) break;
    levels += 1;
  } while (typeOf(encoder) === 'generic_type');
  const isName = typeOf(encoder) === 'identifier';
  if (isName) writeExpression(encoder);
  for (; levels > 0; levels -= 1) cursor.gotoParent();
  return isName;
}
