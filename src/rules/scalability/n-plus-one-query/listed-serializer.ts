/** The serializer that a view uses for its list. */
import type { Expression, Statement } from '../../../facts/python/code/nodes.js';
import { dottedName, literalString } from '../../../facts/python/code/walk.js';
import type { ClassSymbol } from '../../../project/python/symbols-types.js';
import type { ProjectModel } from '../../../project/types.js';
import { literals, methodOf, valueOf } from './classes.js';

/** Follows `get_serializer_class` for a GET of the list; undefined where it depends on more. */
export function listedSerializer(model: ProjectModel, view: ClassSymbol): ClassSymbol | undefined {
  const method = methodOf(model, view, 'get_serializer_class');
  if (method === undefined) return fromAttribute(model, view);
  const returned = run(method.node.body);
  if (returned === null || returned === undefined) return undefined;
  return serializerAt(model, view, method.path, returned);
}

function fromAttribute(model: ProjectModel, view: ClassSymbol): ClassSymbol | undefined {
  const written = valueOf(model, view, 'serializer_class');
  const resolved = written === undefined ? undefined : model.symbols.resolveExpression(written.owner.path, written.value);
  return resolved?.kind === 'class' ? resolved : undefined;
}

function serializerAt(model: ProjectModel, view: ClassSymbol, path: string, returned: Expression): ClassSymbol | undefined {
  if (returned.kind === 'conditional') {
    const test = decide(returned.test);
    return test === undefined ? undefined : serializerAt(model, view, path, test ? returned.body : returned.orElse);
  }
  if (dottedName(returned) === 'self.serializer_class') return fromAttribute(model, view);
  if (returned.kind === 'call' && returned.callee.kind === 'attribute' && returned.callee.attribute === 'get_serializer_class') return fromAttribute(model, view);
  const resolved = model.symbols.resolveExpression(path, returned);
  return resolved.kind === 'class' ? resolved : undefined;
}

/** The value that is returned; null when it can't be told, undefined when the block ends without a return. */
function run(body: readonly Statement[]): Expression | null | undefined {
  for (const statement of body) {
    if (statement.kind === 'return') return statement.value;
    if (statement.kind === 'if') {
      const test = decide(statement.test);
      if (test === undefined) return null;
      const answer = run(test ? statement.body : statement.orElse);
      if (answer !== undefined) return answer;
    } else if (statement.kind !== 'expression' && statement.kind !== 'import' && statement.kind !== 'pass') return null;
  }
  return undefined;
}

/** Whether a test on the action or method holds for the list; undefined when it asks for something else. */
function decide(test: Expression): boolean | undefined {
  if (test.kind === 'unary' && test.operator === 'not') {
    const inner = decide(test.operand);
    return inner === undefined ? undefined : !inner;
  }
  if (test.kind === 'boolean') {
    const [left, right] = [decide(test.left), decide(test.right)];
    if (test.operator === 'and') return left === false || right === false ? false : left === true && right === true ? true : undefined;
    return left === true || right === true ? true : left === false && right === false ? false : undefined;
  }
  if (test.kind !== 'comparison' || test.operators.length !== 1) return undefined;
  const [left, right] = test.operands as readonly [Expression, Expression];
  const actual = { 'self.action': 'list', 'self.request.method': 'GET' }[dottedName(left) ?? ''];
  if (actual === undefined) return undefined;
  const one = literalString(right);
  const some = one === undefined ? (dottedName(right)?.endsWith('SAFE_METHODS') === true ? ['GET'] : literals(right)) : [one];
  if (some === undefined) return undefined;
  const within = some.includes(actual);
  return /^(==|in)$/.test(test.operators[0] ?? '') ? within : /^(!=|not in)$/.test(test.operators[0] ?? '') ? !within : undefined;
}
