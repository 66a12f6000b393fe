import { DEEPEST_NESTING } from '../source.js';
import { eachChild, writeExpression, writeOperands, type Encoder } from './encoder.js';
import { END, LARGEST_CONTAINER } from './format.js';
import { put } from './output.js';

/** The items of the clause at the cursor, and how many there are; END is left to the caller. */
export function writeItems(encoder: Encoder): number {
  let count = 0;
  eachChild(encoder, (type) => {
    if (encoder.types[type] !== 'with_item') return;
    writeItem(encoder, 0);
    count += 1;
    if (count > LARGEST_CONTAINER) encoder.broken = true;
    return !encoder.broken;
  });
  return count;
}

/** `context`, `context as target`, and both in parentheses: below the node at the cursor. */
function writeItem(encoder: Encoder, level: number): void {
  let parts = 0;
  eachChild(encoder, (type) => {
    const name = encoder.types[type];
    if (encoder.expressions[type] === undefined) return;
    parts += 1;
    if (name === 'as_pattern') writeContextAndTarget(encoder);
    else if (name === 'parenthesized_expression' && level < DEEPEST_NESTING) writeItem(encoder, level + 1);
    else {
      writeExpression(encoder, type);
      put(encoder.out, END);
    }
  });
  if (parts !== 1) encoder.broken = true;
}

function writeContextAndTarget(encoder: Encoder): void {
  let parts = 0;
  eachChild(encoder, (type) => {
    if (encoder.types[type] === 'as_pattern_target') parts += writeOperands(encoder);
    else if (encoder.expressions[type] !== undefined) {
      writeExpression(encoder, type);
      parts += 1;
    }
  });
  if (parts !== 2) encoder.broken = true;
}
