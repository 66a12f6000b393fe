/** What expressions of settings give. Pure but for the names that `:=` sets. */
import type { BooleanExpression, ComparisonExpression, ComprehensionExpression, ConditionalExpression, DictionaryExpression, Expression, FormattedExpression, SequenceExpression } from '../../../facts/python/code/nodes.js';
import type { Place, Value } from '../types.js';
import { call } from './calls.js';
import { decide } from './conditions.js';
import { readVariable } from './environment.js';
import { Frame, looked, plain, type Held } from './frame.js';
import { operate } from './operators.js';
import { parentOf } from './paths.js';
import { anyOf, entryOf, lifted, literal, truthOf, unknown, type Entry } from './values.js';

/** Comprehensions over more items than this are not spread out. */
const MOST_ITEMS = 200;

/** The value of an expression. Never throws: what can't be told is `unknown` with its reason. */
export function evaluate(frame: Frame, expression: Expression): Held {
  const place = frame.place(expression);
  switch (expression.kind) {
    case 'string':
      return expression.bytes === true || expression.cut === true ? unknown(place, 'it is bytes or a very long text') : literal(place, expression.value);
    case 'number':
      return literal(place, expression.value);
    case 'constant':
      return expression.value === 'ellipsis' ? unknown(place, 'it is `...`') : literal(place, expression.value);
    case 'name':
      return name(frame, expression.id, place);
    case 'attribute':
      return attribute(frame, expression.value, expression.attribute, place);
    case 'subscript':
      return subscript(frame, expression.value, expression.index, place);
    case 'call':
      return call(frame, expression);
    case 'formatted':
      return formatted(frame, expression, place);
    case 'list':
    case 'tuple':
    case 'set':
      return sequence(frame, expression, place);
    case 'dictionary':
      return dictionary(frame, expression, place);
    case 'binary':
      return operate(expression.operator, frame.value(expression.left), frame.value(expression.right), place);
    case 'boolean':
      return boolean(frame, expression, place);
    case 'comparison':
      return comparison(frame, expression, place);
    case 'unary':
      return unary(expression.operator, frame.value(expression.operand), place);
    case 'conditional':
      return conditional(frame, expression, place);
    case 'comprehension':
      return comprehension(frame, expression, place);
    case 'lambda':
      return { kind: 'function', node: expression, frame, dotted: 'lambda', place };
    case 'named': {
      const value = frame.evaluate(expression.value);
      frame.set(expression.target, value);
      return value;
    }
    default:
      return unknown(place, 'it is computed');
  }
}

function name(frame: Frame, id: string, place: Place): Held {
  const held = frame.get(id);
  if (held !== undefined) return looked(frame.machine, held);
  if (id === '__file__') return { kind: 'path', path: frame.path, place };
  return { kind: 'object', dotted: id, place };
}

function attribute(frame: Frame, target: Expression, attributeName: string, place: Place): Held {
  const owner = looked(frame.machine, frame.evaluate(target));
  if (owner.kind === 'module') {
    const held = frame.machine.module(owner.path).names.get(attributeName);
    return held === undefined ? { kind: 'object', dotted: `${owner.dotted}.${attributeName}`, place } : looked(frame.machine, held);
  }
  if (owner.kind === 'object') return { kind: 'object', dotted: `${owner.dotted}.${attributeName}`, place };
  if (owner.kind === 'path') return pathAttribute(owner.path, attributeName, place);
  if (owner.kind === 'unknown') return owner;
  return unknown(place, `it is an attribute, \`${attributeName}\`, of a value`);
}

function pathAttribute(path: string, attributeName: string, place: Place): Value {
  if (attributeName === 'parent') return parentOf(path, 1, place);
  if (attributeName === 'name') return literal(place, path.split('/').at(-1) as string);
  return unknown(place, `it is an attribute, \`${attributeName}\`, of a path`);
}

function subscript(frame: Frame, target: Expression, index: Expression, place: Place): Value {
  const [first] = index.kind === 'number' ? [index.value] : [];
  if (target.kind === 'attribute' && target.attribute === 'parents' && first !== undefined) {
    const owner = frame.value(target.value);
    return owner.kind === 'path' ? parentOf(owner.path, first + 1, place) : unknown(place, 'it is a folder above one that is not known');
  }
  const owner = frame.value(target);
  if (owner.kind === 'object' && owner.dotted === 'os.environ') return readVariable(frame.value(index), null, place);
  if (owner.kind === 'object') return unknown(place, `\`${owner.dotted}\` is known at run time only`);
  return lifted(place, [owner, frame.value(index)], ([from, key]) => itemAt(from as Value, key as Value, place));
}

function itemAt(from: Value, key: Value, place: Place): Value {
  if (from.kind === 'dictionary' && key.kind === 'string') return entryOf(from, key.value)?.value ?? unknown(place, `there is no \`${key.value}\` to be seen`);
  if (from.kind === 'list' && key.kind === 'number' && !from.open) return from.items.at(key.value) ?? unknown(place, 'the list is shorter');
  if (from.kind === 'string' && key.kind === 'number') return literal(place, from.value.at(key.value) ?? '');
  return unknown(place, 'it is an item of a value that can\'t be told');
}

function formatted(frame: Frame, expression: FormattedExpression, place: Place): Value {
  const parts = expression.parts.map((part) => (typeof part === 'string' ? literal(place, part) : frame.value(part)));
  return parts.reduce((text, part) => operate('+', text, lifted(place, [part], ([value]) => asText(value as Value, place)), place), literal(place, ''));
}

function asText(value: Value, place: Place): Value {
  if (value.kind === 'string' || value.kind === 'path') return value;
  if (value.kind === 'number') return literal(place, String(value.value));
  if (value.kind === 'boolean') return literal(place, value.value ? 'True' : 'False');
  return unknown(place, 'a part of the text can\'t be told');
}

function sequence(frame: Frame, expression: SequenceExpression, place: Place): Value {
  const items: Value[] = [];
  let open = false;
  for (const item of expression.items) {
    if (item.kind !== 'starred') {
      items.push(frame.value(item));
      continue;
    }
    const spread = frame.value(item.value);
    if (spread.kind === 'list') items.push(...spread.items);
    open ||= spread.kind !== 'list' || spread.open;
  }
  return { kind: 'list', items, open, place };
}

function dictionary(frame: Frame, expression: DictionaryExpression, place: Place): Value {
  const entries: Entry[] = [];
  let open = false;
  for (const { key, value } of expression.entries) {
    const held = frame.value(value);
    const known = key === null ? undefined : frame.value(key);
    if (known?.kind === 'string') entries.push({ key: known.value, value: held, place: frame.place(key as Expression) });
    else if (key === null && held.kind === 'dictionary') entries.push(...held.entries);
    open ||= known?.kind !== 'string' && !(key === null && held.kind === 'dictionary' && !held.open);
  }
  return { kind: 'dictionary', entries: entries.filter((entry, index) => entries.findLastIndex((other) => other.key === entry.key) === index), open, place };
}

/** `a or b`, `a and b`: what the environment may set is told with its fallback. */
function boolean(frame: Frame, expression: BooleanExpression, place: Place): Value {
  const left = frame.value(expression.left);
  const decisive = expression.operator === 'or';
  const truth = truthOf(left);
  if (truth !== undefined) return truth === decisive ? left : frame.value(expression.right);
  if (left.kind !== 'environment') {
    const right = frame.value(expression.right);
    return decisive || truthOf(right) !== false ? anyOf(place, [left, right]) : literal(place, false);
  }
  if (left.fallback === null) return left;
  const fallback = truthOf(left.fallback);
  if (fallback === undefined) return unknown(place, 'it depends on the environment');
  return fallback === decisive ? { ...left, place } : { ...left, fallback: frame.value(expression.right), place };
}

function unary(operator: string, operand: Value, place: Place): Value {
  return lifted(place, [operand], ([value]) => {
    const truth = truthOf(value as Value);
    if (operator === 'not') return truth === undefined ? unknown(place, 'it is the opposite of a value that can\'t be told') : literal(place, !truth);
    return value?.kind === 'number' && operator !== '~' ? literal(place, operator === '-' ? -value.value : value.value) : unknown(place, 'it is computed');
  });
}

function conditional(frame: Frame, expression: ConditionalExpression, place: Place): Value {
  const truth = decide(frame, expression.test);
  if (truth !== undefined) return frame.value(truth ? expression.body : expression.orElse);
  const test = frame.value(expression.test);
  const body = frame.value(expression.body);
  const orElse = frame.value(expression.orElse);
  const unset = test.kind === 'environment' && test.fallback !== null ? truthOf(test.fallback) : undefined;
  if (test.kind === 'environment' && unset !== undefined && body.kind === 'boolean' && orElse.kind === 'boolean') return { ...test, fallback: unset ? body : orElse, place };
  return anyOf(place, [body, orElse]);
}

function comparison(frame: Frame, expression: ComparisonExpression, place: Place): Value {
  const [first, second] = expression.operands;
  const [operator] = expression.operators;
  if (first === undefined || second === undefined || operator === undefined || expression.operands.length > 2) return unknown(place, 'it is compared with more than one value');
  const left = frame.value(first);
  const right = frame.value(second);
  if (right.kind === 'object' && right.dotted === 'os.environ' && left.kind === 'string' && /^(not )?in$/.test(operator)) {
    return { kind: 'environment', variable: left.value, fallback: literal(place, operator === 'not in'), place };
  }
  return lifted(place, [left, right], ([one, other]) => compare(operator, one as Value, other as Value, place));
}

function compare(operator: string, left: Value, right: Value, place: Place): Value {
  const one = scalarOf(left);
  const told = (truth: boolean): Value => literal(place, truth);
  if (operator === 'in' || operator === 'not in') {
    const inside = one === undefined ? undefined : contains(right, one);
    return inside === undefined ? unknown(place, 'it is compared with what can\'t be told') : told(inside === (operator === 'in'));
  }
  const other = scalarOf(right);
  if (one === undefined || other === undefined) return unknown(place, 'it is compared with what can\'t be told');
  if (operator === '==' || operator === 'is') return told(one === other);
  if (operator === '!=' || operator === 'is not') return told(one !== other);
  if (typeof one !== 'number' || typeof other !== 'number') return unknown(place, 'it is computed');
  return told(operator === '<' ? one < other : operator === '<=' ? one <= other : operator === '>' ? one > other : one >= other);
}

function scalarOf(value: Value): string | number | boolean | null | undefined {
  if (value.kind === 'none') return null;
  return value.kind === 'string' || value.kind === 'number' || value.kind === 'boolean' ? value.value : undefined;
}

function contains(container: Value, wanted: string | number | boolean | null): boolean | undefined {
  if (container.kind === 'string') return typeof wanted === 'string' ? container.value.includes(wanted) : undefined;
  if (container.kind === 'dictionary') return container.entries.some(({ key }) => key === wanted) || (container.open ? undefined : false);
  if (container.kind !== 'list') return undefined;
  const items = container.items.map(scalarOf);
  if (items.includes(wanted)) return true;
  return container.open || items.includes(undefined) ? undefined : false;
}

/** One clause over a list that is known; over one of the environment, its fallback is. */
function comprehension(frame: Frame, expression: ComprehensionExpression, place: Place): Value {
  const [clause, ...others] = expression.clauses;
  if (clause === undefined || others.length > 0 || clause.target.kind !== 'name' || expression.form === 'dictionary') return unknown(place, 'a comprehension computes it');
  const target = clause.target.id;
  return lifted(place, [frame.value(clause.iterable)], ([list]) => {
    if (list?.kind !== 'list' || list.items.length > MOST_ITEMS) return unknown(place, 'a comprehension computes it');
    const inner = new Frame(frame.machine, frame.path, frame.outcome, new Map(), frame, frame.depth);
    const items: Value[] = [];
    let { open } = list;
    for (const item of list.items) {
      inner.set(target, item);
      const kept = clause.conditions.map((condition) => decide(inner, condition));
      if (kept.includes(false)) continue;
      if (kept.includes(undefined)) open = true;
      else items.push(plain(frame.machine, inner.evaluate(expression.element)));
    }
    return { kind: 'list', items, open, place };
  });
}
