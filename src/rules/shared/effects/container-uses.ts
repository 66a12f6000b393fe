/** What a function does to a container that outlives it. Pure. */
import type { ClassNode, Expression, Statement } from '../../../facts/python/code/nodes.js';
import { expressionsOf, walkExpressions, walkStatements } from '../../../facts/python/code/walk.js';
import { localValues } from '../../../project/python/calls/local-values.js';
import type { FunctionSymbol } from '../../../project/python/symbols-types.js';

/** `write`: an entry is added or changed; `evict`: entries are taken out, or their number is looked at. */
export type Use = { readonly kind: 'write'; readonly at: Expression; readonly key: Expression | null } | { readonly kind: 'evict' };

const ADDS: ReadonlySet<string> = new Set(['append', 'add', 'update', 'setdefault', 'extend', 'insert', 'appendleft']);
const KEYED: ReadonlySet<string> = new Set(['add', 'setdefault', 'append']);
const EVICTS: ReadonlySet<string> = new Set(['pop', 'popitem', 'clear', 'popleft', 'remove', 'discard']);

/** The uses of `name`, or of the attribute `name` of a class's objects, in a function's own body. */
export function usesOf({ node }: FunctionSymbol, name: string, owner: { readonly name: string; readonly self: ClassNode } | null): readonly Use[] {
  const is = owner === null ? namesModuleLevel(node, name) : (expression: Expression): boolean => isAttribute(expression, name, owner.name);
  const found: Use[] = [];
  walkStatements(node.body, (statement) => {
    if (statement.kind === 'function' || statement.kind === 'class') return false;
    fromStatement(statement, is, node.name, found);
    for (const expression of expressionsOf(statement)) walkExpressions(expression, (inner) => fromExpression(inner, is, found));
    return true;
  });
  return found;
}

type Is = (expression: Expression) => boolean;

/** The module's own name, where the function has none of its own. */
function namesModuleLevel(node: FunctionSymbol['node'], name: string): Is {
  let global = false;
  walkStatements(node.body, (statement) => {
    if (statement.kind === 'global' && statement.names.includes(name)) global = true;
  });
  const shadowed = !global && (node.parameters.some((parameter) => parameter.name === name) || localValues(node).has(name));
  return (expression) => !shadowed && expression.kind === 'name' && expression.id === name;
}

function isAttribute(expression: Expression, name: string, owner: string): boolean {
  if (expression.kind !== 'attribute' || expression.attribute !== name) return false;
  const { value } = expression;
  if (value.kind === 'name') return value.id === 'self' || value.id === 'cls' || value.id === owner;
  return value.kind === 'attribute' && value.attribute === '__class__';
}

function fromStatement(statement: Statement, is: Is, inside: string, found: Use[]): void {
  if (statement.kind === 'assign') {
    for (const target of statement.targets) {
      if (target.kind === 'subscript' && is(target.value)) found.push({ kind: 'write', at: target, key: target.index });
      else if (is(target) && inside !== '__init__') found.push({ kind: 'evict' });
    }
  } else if (statement.kind === 'augmented') {
    if (statement.target.kind === 'subscript' && is(statement.target.value)) found.push({ kind: 'write', at: statement.target, key: statement.target.index });
    else if (is(statement.target)) found.push({ kind: 'write', at: statement.target, key: null });
  } else if (statement.kind === 'delete' && statement.targets.some((target) => target.kind === 'subscript' && is(target.value))) found.push({ kind: 'evict' });
}

function fromExpression(expression: Expression, is: Is, found: Use[]): void {
  if (expression.kind !== 'call') return;
  const { callee, args } = expression;
  if (callee.kind === 'name') {
    if (callee.id === 'len' && args[0] !== undefined && is(args[0])) found.push({ kind: 'evict' });
    return;
  }
  if (callee.kind !== 'attribute') return;
  const { value, attribute } = callee;
  if (is(value)) {
    if (ADDS.has(attribute)) found.push({ kind: 'write', at: expression, key: KEYED.has(attribute) ? (args[0] ?? null) : null });
    else if (EVICTS.has(attribute)) found.push({ kind: 'evict' });
  } else if (value.kind === 'subscript' && is(value.value) && ADDS.has(attribute)) found.push({ kind: 'write', at: expression, key: value.index });
}
