/** Python's operators on values of settings. Pure. */
import type { Place, Value } from '../types.js';
import { parentOf, pathBelow } from './paths.js';
import { lifted, literal, unknown } from './values.js';

/** `left operator right`. A list with a part that can't be told is open. */
export function operate(operator: string, left: Value, right: Value, place: Place): Value {
  if (operator === '+' && isPartOfList(left, right)) return joined(left, right, place);
  return lifted(place, [left, right], ([one, other]) => apply(operator, one as Value, other as Value, place));
}

/** One side is a list and the other is not known: the known items are there all the same. */
function isPartOfList(left: Value, right: Value): boolean {
  const unclear = ({ kind }: Value): boolean => kind === 'unknown' || kind === 'environment' || kind === 'object';
  return (left.kind === 'list' && unclear(right)) || (right.kind === 'list' && unclear(left));
}

function joined(left: Value, right: Value, place: Place): Value {
  const items = [left, right].flatMap((side) => (side.kind === 'list' ? side.items : []));
  return { kind: 'list', items, open: true, place };
}

function apply(operator: string, left: Value, right: Value, place: Place): Value {
  if (operator === '+' || operator === '|') {
    if (left.kind === 'list' && right.kind === 'list') return { kind: 'list', items: [...left.items, ...right.items], open: left.open || right.open, place };
    if (left.kind === 'dictionary' && right.kind === 'dictionary') return { ...left, entries: [...left.entries.filter(({ key }) => !right.entries.some((entry) => entry.key === key)), ...right.entries], open: left.open || right.open, place };
    if (left.kind === 'string' && right.kind === 'string') return literal(place, left.value + right.value);
    if (left.kind === 'path' && right.kind === 'string' && right.value.startsWith('/')) return pathBelow(left, [{ ...right, value: right.value.slice(1) }], place);
    if (left.kind === 'string' && left.value === '' && right.kind === 'path') return right;
    if (left.kind === 'path' && right.kind === 'string' && right.value === '') return left;
  }
  if (operator === '/' && left.kind === 'path') return pathBelow(left, [right], place);
  if (operator === '-' && left.kind === 'path' && right.kind === 'number') return parentOf(left.path, right.value, place);
  if (operator === '%' && left.kind === 'string') return percent(left.value, right, place);
  if (left.kind === 'number' && right.kind === 'number') return arithmetic(operator, left.value, right.value, place);
  return unknown(place, `the result of \`${operator}\` can't be told`);
}

function percent(text: string, right: Value, place: Place): Value {
  const values = right.kind === 'list' ? [...right.items] : [right];
  if (values.some(({ kind }) => kind !== 'string' && kind !== 'number') || /%[^sd%]/.test(text)) return unknown(place, 'it is formatted');
  return literal(place, text.replace(/%[sd]/g, () => String((values.shift() as { value?: unknown } | undefined)?.value ?? '')));
}

function arithmetic(operator: string, left: number, right: number, place: Place): Value {
  switch (operator) {
    case '+':
      return literal(place, left + right);
    case '-':
      return literal(place, left - right);
    case '*':
      return literal(place, left * right);
    case '/':
      return literal(place, left / right);
    case '**':
      return literal(place, left ** right);
    case '//':
      return literal(place, Math.floor(left / right));
    default:
      return unknown(place, 'it is computed');
  }
}
