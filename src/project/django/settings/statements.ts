/** Runs statements of settings in their order. Changes the frame's names alone. */
import type { Expression, ForStatement, IfStatement, Statement, TryStatement } from '../../../facts/python/code/nodes.js';
import { dottedName, nestedBodies, walkExpressions, expressionsOf, walkStatements } from '../../../facts/python/code/walk.js';
import type { Value } from '../types.js';
import { decide } from './conditions.js';
import type { Frame, Held } from './frame.js';
import { operate } from './operators.js';
import { anyOf, entryOf, sameValue, unknown, withEntry } from './values.js';

type End = 'normal' | 'ended';

/** Loops over more items than this are not run one by one. */
const MOST_ROUNDS = 50;
const CHANGING = /^(append|extend|insert|remove|update|setdefault|pop|add|clear|sort|reverse|discard)$/;

/** Runs a body; `ended` when it leaves by return or raise whatever happens. */
export function run(frame: Frame, body: readonly Statement[]): End {
  for (const statement of body) if (runOne(frame, statement) === 'ended') return 'ended';
  return 'normal';
}

function runOne(frame: Frame, statement: Statement): End {
  switch (statement.kind) {
    case 'assign': {
      if (statement.value === null) return 'normal';
      const value = frame.evaluate(statement.value);
      for (const target of statement.targets) assign(frame, target, kept(frame, target, statement.value, value));
      return 'normal';
    }
    case 'augmented':
      change(frame, statement.target, (value) => operate(statement.operator, value, frame.value(statement.value), frame.place(statement)));
      return 'normal';
    case 'expression':
      return runExpression(frame, statement.value);
    case 'if':
      return runIf(frame, statement);
    case 'for':
      return runFor(frame, statement);
    case 'while':
    case 'match':
      blur(frame, statement);
      return 'normal';
    case 'with':
      for (const { context, target } of statement.items) if (target !== null) assign(frame, target, unknown(frame.place(context), 'it is read at run time'));
      return run(frame, statement.body);
    case 'try':
      return runTry(frame, statement);
    case 'import':
      frame.machine.importInto(frame, statement);
      return 'normal';
    case 'function':
      frame.set(statement.name, { kind: 'function', node: statement, frame, dotted: statement.name, place: frame.place(statement) });
      return 'normal';
    case 'class':
      frame.set(statement.name, { kind: 'object', dotted: statement.name, place: frame.place(statement) });
      return 'normal';
    case 'delete':
      for (const target of statement.targets) if (target.kind === 'name') frame.names.delete(target.id);
      return 'normal';
    case 'return':
      if (statement.value !== null) frame.returns.push(frame.value(statement.value));
      return 'ended';
    case 'raise':
      return 'ended';
    default:
      return 'normal';
  }
}

/** `APPS, MIDDLEWARE = extend(APPS, MIDDLEWARE)`: what a function that can't be followed is handed comes back, with more. */
function kept(frame: Frame, target: Expression, source: Expression, value: Held): Held {
  if (value.kind !== 'unknown' || source.kind !== 'call') return value;
  const targets = target.kind === 'tuple' || target.kind === 'list' ? target.items : [target];
  const items = targets.map((one): Value => {
    const handed = one.kind === 'name' && source.args.some((argument) => argument.kind === 'name' && argument.id === one.id) ? frame.value(one) : value;
    return handed.kind === 'list' || handed.kind === 'dictionary' ? { ...handed, open: true } : value;
  });
  const [only] = items;
  if (targets.length === 1 && targets[0] === target) return only ?? value;
  return items.every((item) => item === value) ? value : { kind: 'list', items, open: false, place: value.place };
}

/** Sets a name, an item or an attribute. */
function assign(frame: Frame, target: Expression, held: Held): void {
  if (target.kind === 'name') return frame.set(target.id, held);
  if (target.kind === 'tuple' || target.kind === 'list') {
    const items = held.kind === 'list' && !held.open && held.items.length === target.items.length ? held.items : undefined;
    for (const [index, item] of target.items.entries()) assign(frame, item, items?.[index] ?? unknown(frame.place(item), 'it is unpacked from a value that can\'t be told'));
    return;
  }
  if (target.kind !== 'subscript') return;
  if (target.value.kind === 'call' && /^(globals|locals|vars)$/.test(dottedName(target.value.callee) ?? '')) {
    frame.outcome.open ??= 'it sets names that it computes';
    return;
  }
  const index = frame.value(target.index);
  change(frame, target.value, (value) => {
    if (index.kind === 'string') return withEntry(value, index.value, heldValue(frame, held, target), frame.place(target.index));
    return index.kind === 'number' && value.kind === 'list' ? replaced(value, index.value, heldValue(frame, held, target)) : opened(frame, value, target);
  });
}

function replaced(list: Extract<Value, { kind: 'list' }>, index: number, value: Value): Value {
  const at = index < 0 ? list.items.length + index : index;
  return at >= 0 && at < list.items.length ? { ...list, items: list.items.with(at, value) } : { ...list, open: true };
}

function heldValue(frame: Frame, held: Held, node: Expression): Value {
  return held.kind === 'function' || held.kind === 'module' || held.kind === 'reader' || held.kind === 'lazy' ? unknown(frame.place(node), 'it is a function or a module') : held;
}

/** Rewrites the value that a name or an item of it holds. */
function change(frame: Frame, target: Expression, edit: (value: Value) => Value): void {
  if (target.kind === 'name') return frame.set(target.id, edit(frame.value(target)));
  if (target.kind !== 'subscript') return;
  const index = frame.value(target.index);
  change(frame, target.value, (outer) => inside(frame, outer, index, target, edit));
}

function inside(frame: Frame, outer: Value, index: Value, target: Expression, edit: (value: Value) => Value): Value {
  if (outer.kind === 'either') return anyOf(outer.place, outer.values.map((one) => inside(frame, one, index, target, edit)));
  const place = frame.place(target);
  if (index.kind === 'string') return withEntry(outer, index.value, edit(entryOf(outer, index.value)?.value ?? unknown(place, `\`${index.value}\` is not set before`)), place);
  if (index.kind === 'number' && outer.kind === 'list') {
    const item = outer.items.at(index.value);
    return item === undefined ? { ...outer, open: true } : replaced(outer, index.value, edit(item));
  }
  return opened(frame, outer, target);
}

/** The value after a change that can't be told. */
function opened(frame: Frame, value: Value, node: Expression): Value {
  if (value.kind === 'list' || value.kind === 'dictionary') return { ...value, open: true };
  return anyOf(frame.place(node), [value, unknown(frame.place(node), 'it is changed by code that can\'t be followed')]);
}

function runExpression(frame: Frame, expression: Expression): End {
  if (expression.kind !== 'call') return 'normal';
  const { callee } = expression;
  const name = dottedName(callee) ?? '';
  if (/^(sys\.exit|exit|quit|os\._exit)$/.test(name)) return 'ended';
  if (expression.args.some((argument) => argument.kind === 'call' && /^(globals|locals|vars)$/.test(dottedName(argument.callee) ?? ''))) frame.outcome.open ??= `\`${name}()\` sets names`;
  if (callee.kind === 'attribute' && !/getLogger$|[lL]og/.test(name) && expression.args.some((argument) => argument.kind === 'name' && argument.id === '__name__')) frame.outcome.open ??= `\`${name}()\` may set names of the module`;
  if (callee.kind === 'attribute' && callee.value.kind === 'call' && /^(globals|locals|vars)$/.test(dottedName(callee.value.callee) ?? '')) frame.outcome.open ??= 'it sets names that it computes';
  if (/^(exec|execfile|setattr)$/.test(name)) frame.outcome.open ??= `\`${name}()\` sets names`;
  if (/^(split_settings\.tools\.)?include$/.test(name)) frame.outcome.open ??= '`include()` runs other files';
  if (callee.kind === 'attribute' && CHANGING.test(callee.attribute)) changeInPlace(frame, callee.value, callee.attribute, expression.args, expression);
  return 'normal';
}

/** `X.append(…)`, `DATABASES["default"].update(…)`. */
function changeInPlace(frame: Frame, target: Expression, method: string, args: readonly Expression[], node: Expression): void {
  if (target.kind !== 'name' && target.kind !== 'subscript') return;
  if (target.kind === 'name' && frame.get(target.id) === undefined) return;
  const values = args.map((argument) => frame.value(argument));
  change(frame, target, (value) => spread(value, (one) => changed(frame, one, method, values, node)));
}

function spread(value: Value, edit: (value: Value) => Value): Value {
  return value.kind === 'either' ? anyOf(value.place, value.values.map(edit)) : edit(value);
}

function changed(frame: Frame, value: Value, method: string, values: readonly Value[], node: Expression): Value {
  const [first, second] = values;
  if (value.kind === 'dictionary' && method === 'update' && first?.kind === 'dictionary') return operate('|', value, first, value.place);
  if (value.kind === 'dictionary' && method === 'setdefault' && first?.kind === 'string') return entryOf(value, first.value) !== undefined || second === undefined ? value : withEntry(value, first.value, second, frame.place(node));
  if (value.kind === 'dictionary' && method === 'pop' && first?.kind === 'string') return { ...value, entries: value.entries.filter(({ key }) => key !== first.value) };
  if (value.kind !== 'list' || first === undefined) return method === 'sort' || method === 'reverse' ? value : opened(frame, value, node);
  switch (method) {
    case 'append':
    case 'add':
      return { ...value, items: [...value.items, first] };
    case 'extend':
    case 'update':
      return operate('+', value, first, value.place);
    case 'insert':
      return second === undefined ? opened(frame, value, node) : inserted(value, first, second);
    case 'remove':
    case 'discard':
      return { ...value, items: value.items.filter((item) => !sameValue(item, first)) };
    default:
      return opened(frame, value, node);
  }
}

function inserted(list: Extract<Value, { kind: 'list' }>, index: Value, item: Value): Value {
  const at = index.kind === 'number' ? index.value : list.items.length;
  return { ...list, items: list.items.toSpliced(at, 0, item) };
}

function runIf(frame: Frame, statement: IfStatement): End {
  const truth = decide(frame, statement.test);
  if (truth !== undefined) return run(frame, truth ? statement.body : statement.orElse);
  const branches = [frame.branch(statement.body), frame.branch(statement.orElse)];
  return frame.join(branches, statement) ? 'normal' : 'ended';
}

function runFor(frame: Frame, statement: ForStatement): End {
  const list = frame.value(statement.iterable);
  if (list.kind !== 'list' || list.open || list.items.length > MOST_ROUNDS || leavesEarly(statement)) {
    blur(frame, statement);
    return 'normal';
  }
  for (const item of list.items) {
    assign(frame, statement.target, item);
    if (run(frame, statement.body) === 'ended') return 'ended';
  }
  return run(frame, statement.orElse);
}

function leavesEarly(statement: ForStatement): boolean {
  let found = false;
  walkStatements(statement.body, ({ kind }) => void (found ||= kind === 'break' || kind === 'continue'));
  return found;
}

/** Whatever a statement with all that it nests may change is not known any more. */
function blur(frame: Frame, statement: Statement): void {
  const touched: Expression[] = [];
  walkStatements([statement], (one) => {
    if (one.kind === 'assign') touched.push(...one.targets);
    else if (one.kind === 'augmented' || one.kind === 'for') touched.push(one.target);
    else if (one.kind === 'import' && one.names?.some(({ name }) => name === '*')) frame.outcome.open ??= 'it imports modules in a loop';
    for (const expression of expressionsOf(one)) walkExpressions(expression, (part) => void (part.kind === 'call' && part.callee.kind === 'attribute' && CHANGING.test(part.callee.attribute) && touched.push(part.callee.value)));
    if (nestedBodies(one).length === 0 && one.kind === 'expression') runExpressionForNames(frame, one.value);
  });
  for (const target of touched) blurTarget(frame, target);
}

/** A loop over `globals()` or `setattr` sets names that can't be seen. */
function runExpressionForNames(frame: Frame, expression: Expression): void {
  if (expression.kind !== 'call') return;
  const name = dottedName(expression.callee) ?? '';
  if (/^(exec|setattr)$/.test(name) || /^(globals|locals|vars)$/.test(name)) frame.outcome.open ??= `\`${name}()\` sets names`;
}

function blurTarget(frame: Frame, target: Expression): void {
  if (target.kind === 'tuple' || target.kind === 'list') return target.items.forEach((item) => blurTarget(frame, item));
  if (target.kind === 'subscript' && target.value.kind === 'call') {
    frame.outcome.open ??= 'it sets names that it computes';
    return;
  }
  if (target.kind === 'subscript') return blurTarget(frame, target.value);
  if (target.kind !== 'name') return;
  const held = frame.names.get(target.id);
  frame.set(target.id, held === undefined ? unknown(frame.place(target), 'a loop computes it') : opened(frame, heldValue(frame, held, target), target));
}

/** The body as it runs to its end, or a handler from before it. */
function runTry(frame: Frame, statement: TryStatement): End {
  const before = new Map(frame.names);
  const body = frame.branch([...statement.body, ...statement.orElse]);
  const imports = statement.body.every((one) => one.kind === 'import');
  const cannotFail = imports && statement.body.every((one) => one.kind === 'import' && frame.machine.canImport(frame, one));
  const handlers = cannotFail ? [] : statement.handlers.map((handler) => {
    frame.names = new Map(before);
    if (handler.name !== null) frame.set(handler.name, unknown(frame.place(handler), 'it is an exception'));
    return frame.branch(handler.body);
  });
  frame.names = before;
  const end = frame.join([body, ...handlers], statement) ? 'normal' : 'ended';
  return run(frame, statement.final) === 'ended' ? 'ended' : end;
}
