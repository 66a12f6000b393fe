/** Whether an expression gives away an exception's text. Pure. */
import type { CallExpression, Expression } from '../../../facts/python/code/nodes.js';
import { dottedName } from '../../../facts/python/code/walk.js';

export interface Leak {
  /** The part of the expression that gives it away: what a fix replaces. */
  readonly expression: Expression;
  /** As a reader knows it: `str(error)`. */
  readonly words: string;
}

interface Caught {
  readonly name: string | null;
  readonly texts: ReadonlySet<string>;
}

const TEXT_OF = /^(builtins\.(str|repr)|django\.utils\.encoding\.\w+)$/;
const TRACEBACK = /^traceback\.(format_exc|format_exception|format_tb|format_exception_only)$/;
/** Calls that pass on what they are given. */
const PASSES_ON = /^(builtins\.(dict|list|tuple)|json\.dumps|fastapi\.encoders\.jsonable_encoder|django\.utils\.(translation|html|safestring)\.\w+)$/;

/**
 * The part of an expression that holds the exception's text or traceback. Other attributes of the exception and functions that are
 * given it count as chosen on purpose.
 * @param dottedOf what a call leads to outside the repository.
 */
export function leakIn(expression: Expression, caught: Caught, dottedOf: (call: CallExpression) => string | undefined): Leak | undefined {
  const inner = (one: Expression): Leak | undefined => leakIn(one, caught, dottedOf);
  const firstOf = (all: readonly Expression[]): Leak | undefined => all.map(inner).find((leak) => leak !== undefined);
  switch (expression.kind) {
    case 'name':
      return isCaught(expression, caught) || caught.texts.has(expression.id) ? { expression, words: expression.id } : undefined;
    case 'attribute':
      return /^(args|message)$/.test(expression.attribute) && isCaught(expression.value, caught) ? { expression, words: dottedName(expression) ?? '' } : undefined;
    case 'subscript':
      return whole(expression, inner(expression.value));
    case 'call':
      return leakInCall(expression, inner, firstOf, dottedOf(expression));
    case 'formatted':
      return whole(expression, firstOf(expression.parts.filter((part) => typeof part !== 'string')));
    case 'binary':
      return whole(expression, firstOf([expression.left, expression.right]));
    case 'boolean':
      return firstOf([expression.left, expression.right]);
    case 'dictionary':
      return firstOf(expression.entries.map(({ value }) => value));
    case 'list':
    case 'tuple':
    case 'set':
      return firstOf(expression.items);
    default:
      return undefined;
  }
}

function leakInCall(call: CallExpression, inner: (one: Expression) => Leak | undefined, firstOf: (all: readonly Expression[]) => Leak | undefined, dotted: string | undefined): Leak | undefined {
  const values = [...call.args, ...call.keywords.map(({ value }) => value)];
  if (dotted !== undefined && TRACEBACK.test(dotted)) return { expression: call, words: `${dotted}()` };
  if (dotted !== undefined && TEXT_OF.test(dotted)) {
    const [first] = call.args;
    const leak = first === undefined ? undefined : inner(first);
    return leak === undefined ? undefined : { expression: call, words: `${dotted.split('.').at(-1)}(${leak.words})` };
  }
  if (dotted !== undefined && PASSES_ON.test(dotted)) return firstOf(values);
  const { callee } = call;
  if (callee.kind === 'attribute' && callee.attribute === 'format') return whole(call, firstOf(values));
  return callee.kind === 'attribute' && /^(join|strip|replace)$/.test(callee.attribute) ? whole(call, firstOf([callee.value, ...values])) : undefined;
}

/** The larger expression is replaced as one. */
function whole(expression: Expression, leak: Leak | undefined): Leak | undefined {
  return leak === undefined ? undefined : { expression, words: leak.words };
}

function isCaught(expression: Expression, { name }: Caught): boolean {
  return expression.kind === 'name' && name !== null && expression.id === name;
}
